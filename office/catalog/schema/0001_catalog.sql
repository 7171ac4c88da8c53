-- +goose Up
CREATE TABLE departments (
	code   TEXT PRIMARY KEY,
	region TEXT NOT NULL,
	name   TEXT NOT NULL,
	short  TEXT NOT NULL,
	phone  TEXT NOT NULL DEFAULT ''
) /* CLUSTERED */;
CREATE UNIQUE INDEX departments_short ON departments (region, short);

-- What lists and the search need of the published version of each item; the whole is in its version.
CREATE TABLE items (
	id       BIGINT PRIMARY KEY,
	code     TEXT NOT NULL UNIQUE,
	version  BIGINT NOT NULL,
	state    TEXT NOT NULL,
	name     TEXT NOT NULL,
	alias    TEXT NOT NULL,
	main     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	dept     TEXT NOT NULL,
	audience TEXT NOT NULL,
	topics   TEXT NOT NULL,
	complete BOOLEAN NOT NULL,
	online   BOOLEAN NOT NULL,
	boost    BIGINT NOT NULL
);

CREATE TABLE item_versions (
	item_id      BIGINT NOT NULL REFERENCES items (id),
	version      BIGINT NOT NULL,
	state        TEXT NOT NULL,
	body         TEXT NOT NULL,
	why          TEXT NOT NULL,
	editor_id    BIGINT NOT NULL,
	editor       TEXT NOT NULL,
	publisher    TEXT NOT NULL,
	seq          BIGINT NOT NULL,
	edited_at    BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	PRIMARY KEY (item_id, version)
) /* CLUSTERED */;
CREATE INDEX item_versions_open ON item_versions (state, item_id) WHERE state <> 'published' AND state <> 'retired';

-- Which department handles an item in which region.
CREATE TABLE item_offers (
	item_id BIGINT NOT NULL REFERENCES items (id),
	region  TEXT NOT NULL,
	dept    TEXT NOT NULL,
	PRIMARY KEY (item_id, region)
) /* CLUSTERED */;

CREATE TABLE checklists (
	number     TEXT PRIMARY KEY,
	item_id    BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	region     TEXT NOT NULL,
	answers    TEXT NOT NULL,
	created_at BIGINT NOT NULL
) /* CLUSTERED */;
