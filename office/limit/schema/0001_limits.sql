-- +goose Up
-- Numbers that bound what somebody may do and how long something is kept (office/limit), in versions.
CREATE TABLE limits (
	id         BIGINT PRIMARY KEY,
	limit_key  TEXT NOT NULL,
	n          BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
CREATE UNIQUE INDEX limits_key ON limits (limit_key, valid_from);
