-- +goose Up
-- Whether a telephone number was only typed at a window and nobody has shown yet that he holds it. Those of before count as proven: what people
-- hold goes on working.
ALTER TABLE case_contacts ADD COLUMN unproven BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE persons ADD COLUMN phone_unproven BOOLEAN NOT NULL DEFAULT FALSE;
