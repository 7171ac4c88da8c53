-- +goose Up
-- Matters with an accountability file, from before copies were kept with the cases.
INSERT INTO case_copies (role, case_id, at)
	SELECT DISTINCT 'discipline', c.id, c.opened_at FROM grievance_duties q JOIN cases c ON c.id = q.case_id
	WHERE NOT EXISTS (SELECT 1 FROM case_copies x WHERE x.role = 'discipline' AND x.case_id = c.id);
