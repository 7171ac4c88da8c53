-- +goose Up
-- The proofs of the rows that an event changed beside the case; they are part of its hash.
ALTER TABLE case_events ADD COLUMN proofs TEXT NOT NULL DEFAULT '';
CREATE INDEX leaves_proofs ON ledger_leaves (seq) WHERE case_id = -1;
