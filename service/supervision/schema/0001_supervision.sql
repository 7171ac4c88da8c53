-- +goose Up
CREATE TABLE supervision_orders (
	case_id   BIGINT PRIMARY KEY,
	about     BIGINT NOT NULL,
	clock     TEXT NOT NULL,
	level     BIGINT NOT NULL,
	issue     TEXT NOT NULL,
	need      TEXT NOT NULL,
	role      TEXT NOT NULL,
	signer    TEXT NOT NULL,
	done      TEXT NOT NULL,
	answer    TEXT NOT NULL,
	plan      TEXT NOT NULL,
	evidence  TEXT NOT NULL,
	outcome   TEXT NOT NULL,
	opinion   TEXT NOT NULL,
	deduct    TEXT NOT NULL,
	copied_at BIGINT NOT NULL,
	open      BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX supervision_orders_open ON supervision_orders (about) WHERE open;
CREATE INDEX supervision_orders_about ON supervision_orders (about);

-- Which clocks of which cases have raised an order: each does so once.
CREATE TABLE supervision_raised (
	about BIGINT NOT NULL,
	clock TEXT NOT NULL,
	at    BIGINT NOT NULL,
	PRIMARY KEY (about, clock)
) /* CLUSTERED */;

CREATE TABLE supervision_levels (
	no       BIGINT PRIMARY KEY,
	name     TEXT NOT NULL,
	term     TEXT NOT NULL,
	copy     TEXT NOT NULL,
	evidence BOOLEAN NOT NULL,
	basis    TEXT NOT NULL
);

CREATE TABLE supervision_triggers (
	id         BIGINT PRIMARY KEY,
	kind       TEXT NOT NULL,
	clock      TEXT NOT NULL,
	level      BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
