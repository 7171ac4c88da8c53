-- +goose Up
-- A person has one account, also when two are real-named in the same moment.
CREATE UNIQUE INDEX accounts_one ON accounts (person_id) WHERE person_id <> 0;
