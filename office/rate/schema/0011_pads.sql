-- +goose Up
-- The pads of windows. One is set up by a code that a supervisor asks for once; from then on it is known by the secret in
-- its cookie. Only the hash of either stands here; good_until is 0 once it is set up.
CREATE TABLE rating_pads (
	id         BIGINT PRIMARY KEY,
	post       BIGINT NOT NULL,
	hash       TEXT NOT NULL,
	good_until BIGINT NOT NULL,
	added_at   BIGINT NOT NULL,
	added_by   TEXT NOT NULL,
	ended_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX rating_pads_hash ON rating_pads (hash);
CREATE INDEX rating_pads_post ON rating_pads (post) WHERE ended_at = 0;

-- For how long a service may be rated at its window's pad, and a code to set one up is good.
CREATE TABLE rating_limits (
	id         BIGINT PRIMARY KEY,
	limit_name TEXT NOT NULL,
	n          BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
