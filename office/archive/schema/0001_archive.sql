-- +goose Up
-- How long packages are kept (office/rule), and what was put away under which number.
CREATE TABLE archive_terms (
	id         BIGINT PRIMARY KEY,
	matter     TEXT NOT NULL,
	term       TEXT NOT NULL,
	class      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
CREATE UNIQUE INDEX archive_terms_key ON archive_terms (matter, valid_from);

CREATE TABLE archive_items (
	case_id BIGINT PRIMARY KEY,
	fonds   TEXT NOT NULL,
	year    BIGINT NOT NULL,
	term    TEXT NOT NULL,
	class   TEXT NOT NULL,
	n       BIGINT NOT NULL,
	basis   TEXT NOT NULL
);
CREATE UNIQUE INDEX archive_items_number ON archive_items (fonds, year, term, class, n);
