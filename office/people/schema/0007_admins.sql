-- +goose Up
-- Where a member of staff was registered: whose he is while he has no post; '' the city's.
ALTER TABLE staff ADD COLUMN region TEXT NOT NULL DEFAULT '';

-- Passwords that a member of staff had before, and the secret of an authenticator that he is setting up.
CREATE TABLE staff_passwords (
	id       BIGINT PRIMARY KEY,
	staff_id BIGINT NOT NULL,
	hash     TEXT NOT NULL
);
CREATE INDEX staff_passwords_of ON staff_passwords (staff_id, id);
CREATE TABLE staff_enrolments (
	staff_id BIGINT PRIMARY KEY,
	sealed   TEXT NOT NULL,
	at       BIGINT NOT NULL
);
