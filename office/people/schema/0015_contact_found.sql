-- +goose Up
-- By what a case is found at a window whose telephone is not the one in the book: the blind index of its own.
ALTER TABLE case_contacts ADD COLUMN phone_index TEXT NOT NULL DEFAULT '';
CREATE INDEX case_contacts_phone ON case_contacts (phone_index, case_id) WHERE phone_index <> '';
CREATE INDEX case_contacts_unindexed ON case_contacts (case_id) WHERE phone_index = '' AND phone_sealed <> '';
