-- +goose Up
-- The telephone to which the code of the result went ('': to none).
ALTER TABLE applications ADD COLUMN pickup_sealed TEXT NOT NULL DEFAULT '';
