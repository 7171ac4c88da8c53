-- +goose Up
CREATE TABLE calendar_days (
	day   BIGINT NOT NULL,
	layer TEXT NOT NULL,
	name  TEXT NOT NULL,
	off   BOOLEAN NOT NULL,
	PRIMARY KEY (day, layer)
) /* CLUSTERED */;
CREATE TABLE terms (
	id         BIGINT PRIMARY KEY,
	key        TEXT NOT NULL,
	name       TEXT NOT NULL,
	n          BIGINT NOT NULL,
	unit       TEXT NOT NULL,
	close      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	proposal   BOOLEAN NOT NULL,
	region     TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
CREATE INDEX terms_key ON terms (key);
CREATE TABLE term_alarms (
	term     TEXT NOT NULL,
	no       BIGINT NOT NULL,
	before   TEXT NOT NULL,
	role     TEXT NOT NULL,
	template TEXT NOT NULL,
	PRIMARY KEY (term, no)
) /* CLUSTERED */;
CREATE TABLE calendar_settings (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) /* CLUSTERED */;
