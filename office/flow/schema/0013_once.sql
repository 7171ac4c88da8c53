-- +goose Up
-- By which key of a form or a program's request each case was opened: what is sent twice is one case. hash is that of the
-- request, '' of forms; a row is forgotten after a time (limit keep.once).
CREATE TABLE case_once (
	once    TEXT PRIMARY KEY,
	kind    TEXT   NOT NULL,
	case_id BIGINT NOT NULL,
	hash    TEXT   NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX case_once_at ON case_once (at);
