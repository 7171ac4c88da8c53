-- +goose Up
-- By which form or request a case was opened is kept for all kinds (case_once). The keys of programs' requests go on to be known; those of
-- forms are made in another way now, and a form that was open meanwhile is sent anew.
INSERT INTO case_once (once, kind, case_id, hash, at)
SELECT 'grievance client ' || g.sent_key, 'grievance', g.case_id, g.sent_hash, c.opened_at
FROM grievances g JOIN cases c ON c.id = g.case_id WHERE g.sent_key <> '' AND g.sent_hash <> '';
DROP INDEX grievances_key;
ALTER TABLE grievances DROP COLUMN sent_key;
ALTER TABLE grievances DROP COLUMN sent_hash;
