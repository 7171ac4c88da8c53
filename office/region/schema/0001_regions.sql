-- +goose Up
CREATE TABLE regions (
	code      TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	level     TEXT NOT NULL,
	parent    TEXT NOT NULL,
	successor TEXT NOT NULL DEFAULT '',
	valid_to  BIGINT NOT NULL DEFAULT 0
) /* CLUSTERED */;
