-- +goose Up
CREATE TABLE jobs (
	id         BIGINT PRIMARY KEY,
	kind       TEXT NOT NULL,
	args       TEXT NOT NULL,
	owner      BIGINT NOT NULL,
	state      TEXT NOT NULL,
	seen       BIGINT NOT NULL,
	total      BIGINT NOT NULL,
	words      TEXT NOT NULL,
	result     TEXT NOT NULL,
	tries      BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	beat_at    BIGINT NOT NULL
);
CREATE INDEX jobs_open ON jobs (id) WHERE state = 'queued' OR state = 'running';
