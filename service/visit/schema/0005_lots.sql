-- +goose Up
-- How many visits a draw was about, also those that nobody may make: 0 of a draw of before, of which only its lots say it.
ALTER TABLE visit_draws ADD COLUMN lots BIGINT NOT NULL DEFAULT 0;
