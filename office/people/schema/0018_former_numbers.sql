-- +goose Up
-- Numbers by which an account signed in before, and until when: one that was given for a firm while it was its agent's is his when he has another since.
CREATE TABLE account_phones (
	id           BIGINT PRIMARY KEY,
	account_id   BIGINT NOT NULL,
	phone_sealed TEXT NOT NULL,
	phone_index  TEXT NOT NULL,
	left_at      BIGINT NOT NULL
);
CREATE INDEX account_phones_number ON account_phones (phone_index, left_at);
