-- +goose Up
-- The pads of windows. One is set up by a code that somebody who oversees asks for once; from then on it is known by the
-- secret in its cookie. Only the hash of either stands here; good_until is 0 once it is set up.
CREATE TABLE device_pads (
	id         BIGINT PRIMARY KEY,
	post       BIGINT NOT NULL,
	hash       TEXT NOT NULL,
	good_until BIGINT NOT NULL,
	added_at   BIGINT NOT NULL,
	added_by   TEXT NOT NULL,
	ended_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_pads_hash ON device_pads (hash);
CREATE INDEX device_pads_post ON device_pads (post) WHERE ended_at = 0;

-- The terminals where people serve themselves.
CREATE TABLE device_terminals (
	id       BIGINT PRIMARY KEY,
	region   TEXT NOT NULL,
	title    TEXT NOT NULL,
	added_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL
);
CREATE INDEX device_terminals_region ON device_terminals (region) WHERE ended_at = 0;
