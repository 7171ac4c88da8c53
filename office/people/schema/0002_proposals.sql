-- +goose Up
-- Changes that one person proposed and another confirms (two-person rule).
CREATE TABLE proposals (
	id         BIGINT PRIMARY KEY,
	kind       TEXT NOT NULL,
	object     TEXT NOT NULL,
	body       TEXT NOT NULL,
	why        TEXT NOT NULL,
	editor_id  BIGINT NOT NULL,
	editor     TEXT NOT NULL,
	at         BIGINT NOT NULL,
	state      TEXT NOT NULL,
	decider    TEXT NOT NULL,
	answer     TEXT NOT NULL,
	decided_at BIGINT NOT NULL
);
CREATE INDEX proposals_open ON proposals (id) WHERE state = 'open';
CREATE INDEX audits_day ON audits (day, id);
