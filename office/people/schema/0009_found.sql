-- +goose Up
-- By what a record is found at a window: its telephone's blind index, and its name.
ALTER TABLE persons ADD COLUMN phone_index TEXT NOT NULL DEFAULT '';
CREATE INDEX persons_phone ON persons (phone_index) WHERE phone_index <> '';
CREATE INDEX persons_name ON persons (name);
CREATE INDEX persons_unindexed ON persons (id) WHERE phone_index = '' AND phone_sealed <> '';
