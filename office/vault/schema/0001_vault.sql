-- +goose Up
-- The data keys, newest last within a purpose, each wrapped by the master secret that vault names.
CREATE TABLE data_keys (
	id         TEXT PRIMARY KEY,
	n          BIGINT NOT NULL,
	purpose    TEXT NOT NULL,
	wrapped    TEXT NOT NULL,
	created_at BIGINT NOT NULL
);

-- One row: which master secret opens the data keys.
CREATE TABLE vault (
	one    BIGINT PRIMARY KEY,
	master TEXT NOT NULL
);
