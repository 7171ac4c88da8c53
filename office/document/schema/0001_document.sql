-- +goose Up
CREATE TABLE document_templates (
	code       TEXT NOT NULL,
	version    BIGINT NOT NULL,
	title      TEXT NOT NULL,
	mark       TEXT NOT NULL,
	body       TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	editor     TEXT NOT NULL,
	PRIMARY KEY (code, version)
) /* CLUSTERED */;

CREATE TABLE documents (
	case_id     BIGINT NOT NULL,
	no          BIGINT NOT NULL,
	code        TEXT NOT NULL,
	version     BIGINT NOT NULL,
	number      TEXT NOT NULL,
	title       TEXT NOT NULL,
	organ       TEXT NOT NULL,
	body_sealed TEXT NOT NULL,
	hash        TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	at          BIGINT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;

CREATE TABLE document_serials (
	organ TEXT NOT NULL,
	mark  TEXT NOT NULL,
	year  BIGINT NOT NULL,
	n     BIGINT NOT NULL,
	PRIMARY KEY (organ, mark, year)
) /* CLUSTERED */;
