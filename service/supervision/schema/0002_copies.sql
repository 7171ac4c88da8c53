-- +goose Up
-- Orders that the discipline office had word of before copies were kept with the cases, and what they are about.
INSERT INTO case_copies (role, case_id, at)
	SELECT l.copy, o.case_id, o.copied_at FROM supervision_orders o JOIN supervision_levels l ON l.no = o.level
	WHERE o.copied_at <> 0 AND l.copy <> '';
INSERT INTO case_copies (role, case_id, at)
	SELECT l.copy, o.about, MIN(o.copied_at) FROM supervision_orders o JOIN supervision_levels l ON l.no = o.level
	WHERE o.copied_at <> 0 AND l.copy <> '' GROUP BY l.copy, o.about;
