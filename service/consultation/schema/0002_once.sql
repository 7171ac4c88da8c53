-- +goose Up
-- A consultation is its case and nothing more: by which form it was sent is kept for all kinds.
INSERT INTO case_once (once, kind, case_id, hash, at)
SELECT 'consultation staff ' || o.staff || ' ' || o.once, 'consultation', o.case_id, '', c.opened_at FROM consultations o JOIN cases c ON c.id = o.case_id;
DROP TABLE consultations;
