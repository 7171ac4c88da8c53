-- +goose Up
-- What is unique is unique within what the rows are spread by (docs/scale.md): acts of service by the case, ratings by the act,
-- rectifications by their case. That a rating has one open rectification is said by case_open.
CREATE TABLE rating_acts_new (
	id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	mode TEXT NOT NULL,
	kind TEXT NOT NULL,
	item BIGINT NOT NULL,
	title TEXT NOT NULL,
	region TEXT NOT NULL,
	dept TEXT NOT NULL,
	staff BIGINT NOT NULL,
	staff_name TEXT NOT NULL,
	place TEXT NOT NULL,
	channel TEXT NOT NULL,
	served_at BIGINT NOT NULL,
	day BIGINT NOT NULL,
	until_at BIGINT NOT NULL,
	state TEXT NOT NULL,
	shown_at BIGINT NOT NULL,
	UNIQUE (case_id, mode, staff, day),
	PRIMARY KEY (case_id, id)
);
INSERT INTO rating_acts_new (id, case_id, mode, kind, item, title, region, dept, staff, staff_name, place, channel, served_at, day, until_at, state, shown_at)
	SELECT id, case_id, mode, kind, item, title, region, dept, staff, staff_name, place, channel, served_at, day, until_at, state, shown_at FROM rating_acts;
DROP TABLE rating_acts;
ALTER TABLE rating_acts_new RENAME TO rating_acts;
CREATE INDEX rating_acts_day ON rating_acts (day, region);
CREATE INDEX rating_acts_open ON rating_acts (until_at) WHERE state = 'open';
CREATE INDEX rating_acts_place ON rating_acts (place, served_at) WHERE state = 'open';
CREATE INDEX rating_acts_id ON rating_acts (id);
CREATE TABLE ratings_new (
	id BIGINT NOT NULL,
	act BIGINT NOT NULL,
	n BIGINT NOT NULL,
	level TEXT NOT NULL,
	source TEXT NOT NULL,
	way TEXT NOT NULL,
	tag_set TEXT NOT NULL,
	tags TEXT NOT NULL,
	comment TEXT NOT NULL,
	stars TEXT NOT NULL,
	named BOOLEAN NOT NULL,
	entered TEXT NOT NULL,
	at BIGINT NOT NULL,
	day BIGINT NOT NULL,
	excluded BOOLEAN NOT NULL,
	region TEXT NOT NULL,
	dept TEXT NOT NULL,
	staff BIGINT NOT NULL,
	place TEXT NOT NULL,
	item BIGINT NOT NULL,
	channel TEXT NOT NULL,
	served BIGINT NOT NULL,
	published BOOLEAN NOT NULL,
	UNIQUE (act, n),
	PRIMARY KEY (act, id)
);
INSERT INTO ratings_new (id, act, n, level, source, way, tag_set, tags, comment, stars, named, entered, at, day, excluded, region, dept, staff, place, item, channel, served, published)
	SELECT id, act, n, level, source, way, tag_set, tags, comment, stars, named, entered, at, day, excluded, region, dept, staff, place, item, channel, served, published FROM ratings;
DROP TABLE ratings;
ALTER TABLE ratings_new RENAME TO ratings;
CREATE INDEX ratings_bad ON ratings (id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');
CREATE INDEX ratings_bad_item ON ratings (item, id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');
CREATE INDEX ratings_day ON ratings (day, id);
CREATE INDEX ratings_dept ON ratings (dept, id);
CREATE INDEX ratings_excluded ON ratings (id) WHERE excluded;
CREATE INDEX ratings_item ON ratings (item, id);
CREATE INDEX ratings_more ON ratings (id) WHERE n > 1;
CREATE INDEX ratings_published ON ratings (id) WHERE published;
CREATE INDEX ratings_published_item ON ratings (item, id) WHERE published;
CREATE INDEX ratings_published_region ON ratings (region, id) WHERE published;
CREATE INDEX ratings_staff ON ratings (staff, id);
CREATE INDEX ratings_window ON ratings (region, place, id);
CREATE INDEX ratings_id ON ratings (id);
CREATE TABLE rectifications_new (
	case_id BIGINT NOT NULL,
	rating BIGINT NOT NULL,
	act BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	claims TEXT NOT NULL,
	loops BIGINT NOT NULL,
	complex BOOLEAN NOT NULL,
	found TEXT NOT NULL,
	said TEXT NOT NULL,
	asked TEXT NOT NULL,
	reply TEXT NOT NULL,
	evidence TEXT NOT NULL,
	ground TEXT NOT NULL,
	objection TEXT NOT NULL,
	contacted_at BIGINT NOT NULL,
	replied_at BIGINT NOT NULL,
	late BOOLEAN NOT NULL,
	wanted BIGINT NOT NULL,
	outcome TEXT NOT NULL,
	published TEXT NOT NULL,
	published_at BIGINT NOT NULL,
	PRIMARY KEY (case_id)
);
INSERT INTO rectifications_new (case_id, rating, act, staff, claims, loops, complex, found, said, asked, reply, evidence, ground, objection, contacted_at, replied_at, late, wanted, outcome, published, published_at)
	SELECT case_id, rating, act, staff, claims, loops, complex, found, said, asked, reply, evidence, ground, objection, contacted_at, replied_at, late, wanted, outcome, published, published_at FROM rectifications;
DROP TABLE rectifications;
ALTER TABLE rectifications_new RENAME TO rectifications;
CREATE INDEX rectifications_act ON rectifications (act);
CREATE INDEX rectifications_published ON rectifications (published_at) WHERE published_at <> 0;
CREATE INDEX rectifications_rating ON rectifications (rating);
INSERT INTO case_open (about, kind, case_id) SELECT r.rating, c.kind, c.id FROM rectifications r JOIN cases c ON c.id = r.case_id WHERE c.closed_at = 0;
-- What is done once a day about ratings was known by the name of rectifications.
INSERT INTO job_days (kind, day, at) SELECT 'rating', day, at FROM job_days WHERE kind = 'rectification';
