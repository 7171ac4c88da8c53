-- +goose Up
-- A service act that may be rated: the visit of a window, or an online matter that was finished. Who was
-- served is not written here: the case knows.
CREATE TABLE rating_acts (
	id         BIGINT PRIMARY KEY,
	case_id    BIGINT NOT NULL,
	mode       TEXT NOT NULL,
	kind       TEXT NOT NULL,
	item       BIGINT NOT NULL,
	title      TEXT NOT NULL,
	region     TEXT NOT NULL,
	dept       TEXT NOT NULL,
	staff      BIGINT NOT NULL,
	staff_name TEXT NOT NULL,
	place      TEXT NOT NULL,
	channel    TEXT NOT NULL,
	served_at  BIGINT NOT NULL,
	day        BIGINT NOT NULL,
	until_at   BIGINT NOT NULL,
	state      TEXT NOT NULL,
	shown_at   BIGINT NOT NULL,
	UNIQUE (case_id, mode, staff, day)
);
CREATE INDEX rating_acts_open  ON rating_acts (until_at) WHERE state = 'open';
CREATE INDEX rating_acts_place ON rating_acts (place, served_at) WHERE state = 'open';
CREATE INDEX rating_acts_day   ON rating_acts (day, region);

CREATE TABLE ratings (
	id        BIGINT PRIMARY KEY,
	act       BIGINT NOT NULL,
	n         BIGINT NOT NULL,
	level     TEXT NOT NULL,
	source    TEXT NOT NULL,
	way       TEXT NOT NULL,
	tag_set   TEXT NOT NULL,
	tags      TEXT NOT NULL,
	comment   TEXT NOT NULL,
	stars     TEXT NOT NULL,
	named     BOOLEAN NOT NULL,
	entered   TEXT NOT NULL,
	at        BIGINT NOT NULL,
	day       BIGINT NOT NULL,
	excluded  BOOLEAN NOT NULL,
	UNIQUE (act, n)
);
CREATE INDEX ratings_day ON ratings (day, id);

-- Who gave a rating, apart from what it says: sealed, with blind marks by which the same address,
-- device or telephone is known again.
CREATE TABLE rating_givers (
	rating BIGINT PRIMARY KEY,
	sealed TEXT NOT NULL,
	ip     TEXT NOT NULL,
	device TEXT NOT NULL,
	staff  BOOLEAN NOT NULL
);

CREATE TABLE rectifications (
	case_id      BIGINT PRIMARY KEY,
	rating       BIGINT NOT NULL UNIQUE,
	act          BIGINT NOT NULL,
	staff        BIGINT NOT NULL,
	claims       TEXT NOT NULL,
	loops        BIGINT NOT NULL,
	complex      BOOLEAN NOT NULL,
	found        TEXT NOT NULL,
	said         TEXT NOT NULL,
	asked        TEXT NOT NULL,
	reply        TEXT NOT NULL,
	evidence     TEXT NOT NULL,
	ground       TEXT NOT NULL,
	objection    TEXT NOT NULL,
	contacted_at BIGINT NOT NULL,
	replied_at   BIGINT NOT NULL,
	late         BOOLEAN NOT NULL,
	wanted       BIGINT NOT NULL,
	outcome      TEXT NOT NULL,
	published    TEXT NOT NULL,
	published_at BIGINT NOT NULL
);
CREATE INDEX rectifications_act ON rectifications (act);
CREATE INDEX rectifications_published ON rectifications (published_at) WHERE published_at <> 0;

-- Figures, kept in the transaction of what they count: one row for what happened to the services of one
-- day, place, department, person, window, item and channel.
CREATE TABLE rating_counts (
	day       BIGINT NOT NULL,
	region    TEXT NOT NULL,
	dept      TEXT NOT NULL,
	staff     BIGINT NOT NULL,
	place     TEXT NOT NULL,
	item      BIGINT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL,
	PRIMARY KEY (day, region, dept, staff, place, item, channel)
) /* CLUSTERED */;
CREATE INDEX rating_counts_region ON rating_counts (region, day);

-- Opinions that belong to no service act: of people from all walks of life, or left at a window's code
-- without saying which matter it was.
CREATE TABLE rating_remarks (
	id      BIGINT PRIMARY KEY,
	region  TEXT NOT NULL,
	place   TEXT NOT NULL,
	who     TEXT NOT NULL,
	level   TEXT NOT NULL,
	comment TEXT NOT NULL,
	at      BIGINT NOT NULL
);
CREATE INDEX rating_remarks_region ON rating_remarks (region, id);

CREATE TABLE rating_tags (
	tag_set   TEXT NOT NULL,
	code      TEXT NOT NULL,
	level     TEXT NOT NULL,
	name      TEXT NOT NULL,
	proof     TEXT NOT NULL,
	PRIMARY KEY (tag_set, code)
);
CREATE TABLE rating_tag_sets (
	name       TEXT PRIMARY KEY,
	title      TEXT NOT NULL,
	valid_from BIGINT NOT NULL
);

-- Which events are no occasion to rate, and which are a visit of the counter whatever way the case came.
CREATE TABLE rating_rules (
	kind  TEXT NOT NULL,
	event TEXT NOT NULL,
	act   TEXT NOT NULL,
	basis TEXT NOT NULL,
	PRIMARY KEY (kind, event)
);

-- From when on something looks unusual.
CREATE TABLE rating_signs (
	code    TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	most    BIGINT NOT NULL,
	minutes BIGINT NOT NULL,
	basis   TEXT NOT NULL
);
