-- +goose Up
-- By which request or form an application was filed is kept for all kinds. The keys of windows, whose forms have no hash, lay beside
-- those of programs.
INSERT INTO case_once (once, kind, case_id, hash, at)
	SELECT 'application ' || CASE WHEN request = '' THEN 'staff ' ELSE 'client ' END || client || ' ' || key, 'application', case_id, request, at
	FROM application_keys;
DROP TABLE application_keys;
