-- +goose Up
CREATE TABLE consultations (
	case_id BIGINT PRIMARY KEY,
	once    TEXT NOT NULL UNIQUE,
	staff   BIGINT NOT NULL,
	day     BIGINT NOT NULL
);
CREATE INDEX consultations_day ON consultations (staff, day, case_id);
