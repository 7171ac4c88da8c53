-- +goose Up
-- Of kinds of which at most one case is open about a matter (Table.Sole): that case.
CREATE TABLE case_open (
	about   BIGINT NOT NULL,
	kind    TEXT   NOT NULL,
	case_id BIGINT NOT NULL,
	PRIMARY KEY (about, kind)
) /* CLUSTERED */;
CREATE INDEX case_open_case ON case_open (case_id);
