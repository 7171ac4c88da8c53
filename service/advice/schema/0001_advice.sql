-- +goose Up
CREATE TABLE advices (
	case_id    BIGINT PRIMARY KEY,
	dept       TEXT NOT NULL,
	title      TEXT NOT NULL,
	problem    TEXT NOT NULL,
	proposal   TEXT NOT NULL,
	finding    TEXT NOT NULL,
	from_day   BIGINT NOT NULL,
	to_day     BIGINT NOT NULL,
	number     TEXT NOT NULL,
	issued_day BIGINT NOT NULL,
	signer     TEXT NOT NULL,
	measures   TEXT NOT NULL,
	person     TEXT NOT NULL,
	plan_day   BIGINT NOT NULL,
	effect     TEXT NOT NULL,
	evidence   TEXT NOT NULL,
	opinion    TEXT NOT NULL
);
CREATE INDEX advices_finding ON advices (to_day) WHERE finding <> '';

-- The matters a letter stands on.
CREATE TABLE advice_cases (
	case_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	matter  BIGINT NOT NULL,
	number  TEXT NOT NULL,
	day     BIGINT NOT NULL,
	item    TEXT NOT NULL,
	cause   TEXT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;

CREATE TABLE advice_rules (
	id         BIGINT PRIMARY KEY,
	least      BIGINT NOT NULL,
	days       BIGINT NOT NULL,
	top        BIGINT NOT NULL,
	top_least  BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
