-- +goose Up
CREATE TABLE files (
	id         BIGINT PRIMARY KEY,
	hash       TEXT NOT NULL,
	size       BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	owner_kind TEXT NOT NULL,
	owner_id   BIGINT NOT NULL,
	case_id    BIGINT NOT NULL,
	at         BIGINT NOT NULL
);
CREATE INDEX files_case ON files (case_id) WHERE case_id <> 0;
