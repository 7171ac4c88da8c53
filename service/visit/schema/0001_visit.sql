-- +goose Up
CREATE TABLE visits (
	case_id    BIGINT PRIMARY KEY,
	about      BIGINT NOT NULL,
	about_kind TEXT NOT NULL,
	handled    TEXT NOT NULL,
	post       TEXT NOT NULL,
	draw       BIGINT NOT NULL,
	tries      BIGINT NOT NULL,
	solved     TEXT NOT NULL,
	level      TEXT NOT NULL,
	said       TEXT NOT NULL,
	answers    TEXT NOT NULL,
	caller     BIGINT NOT NULL,
	called_by  TEXT NOT NULL,
	asked_day  BIGINT NOT NULL,
	ended_day  BIGINT NOT NULL
);
CREATE UNIQUE INDEX visits_open ON visits (about) WHERE ended_day = 0;
CREATE INDEX visits_about ON visits (about);
CREATE INDEX visits_asked ON visits (asked_day);

-- Who acted in the matter when the visit was asked for: whose results they are.
CREATE TABLE visit_handlers (
	case_id BIGINT NOT NULL,
	staff   BIGINT NOT NULL,
	name    TEXT NOT NULL,
	post    TEXT NOT NULL,
	PRIMARY KEY (case_id, staff)
) /* CLUSTERED */;

CREATE TABLE visit_tries (
	case_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	part    TEXT NOT NULL,
	result  TEXT NOT NULL,
	note    TEXT NOT NULL,
	staff   BIGINT NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;

-- The draws, with all that is needed to draw them again.
CREATE TABLE visit_draws (
	id       BIGINT PRIMARY KEY,
	at       BIGINT NOT NULL,
	day      BIGINT NOT NULL,
	drawn_by TEXT NOT NULL,
	seed     TEXT NOT NULL,
	n        BIGINT NOT NULL
);
CREATE TABLE visit_lots (
	draw_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	among   TEXT NOT NULL,
	caller  BIGINT NOT NULL,
	PRIMARY KEY (draw_id, no)
) /* CLUSTERED */;

CREATE TABLE visit_parts (
	code   TEXT PRIMARY KEY,
	name   TEXT NOT NULL,
	opens  TEXT NOT NULL,
	closes TEXT NOT NULL,
	basis  TEXT NOT NULL
);
CREATE TABLE visit_questions (
	no      BIGINT PRIMARY KEY,
	kind    TEXT NOT NULL,
	code    TEXT NOT NULL,
	text    TEXT NOT NULL,
	answers TEXT NOT NULL,
	must    BOOLEAN NOT NULL
);
