-- +goose Up
-- What is no occasion to rate, what looks unusual, and which tags belong to a level, are
-- rules that the administration changes (office/rule).
CREATE TABLE rating_rules_new (
	id         BIGINT PRIMARY KEY,
	kind       TEXT NOT NULL,
	event      TEXT NOT NULL,
	act        TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO rating_rules_new (id, kind, event, act, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM rating_rules o WHERE o.kind < r.kind OR o.kind = r.kind AND o.event <= r.event), kind, event, act, basis, 20200101, 0, '系统' FROM rating_rules r;
DROP TABLE rating_rules;
ALTER TABLE rating_rules_new RENAME TO rating_rules;
CREATE UNIQUE INDEX rating_rules_key ON rating_rules (kind, event, valid_from);

CREATE TABLE rating_signs_new (
	id         BIGINT PRIMARY KEY,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	most       BIGINT NOT NULL,
	minutes    BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO rating_signs_new (id, code, name, most, minutes, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM rating_signs o WHERE o.code <= s.code), code, name, most, minutes, basis, 20200101, 0, '系统' FROM rating_signs s;
DROP TABLE rating_signs;
ALTER TABLE rating_signs_new RENAME TO rating_signs;
CREATE UNIQUE INDEX rating_signs_key ON rating_signs (code, valid_from);

CREATE TABLE rating_tags_new (
	id         BIGINT PRIMARY KEY,
	tag_set    TEXT NOT NULL,
	code       TEXT NOT NULL,
	level      TEXT NOT NULL,
	name       TEXT NOT NULL,
	proof      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO rating_tags_new (id, tag_set, code, level, name, proof, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM rating_tags o WHERE o.tag_set < t.tag_set OR o.tag_set = t.tag_set AND o.code <= t.code), tag_set, code, level, name, proof,
		'国办发〔2019〕51号：全国统一的评价指标', 20200101, 0, '系统' FROM rating_tags t;
DROP TABLE rating_tags;
ALTER TABLE rating_tags_new RENAME TO rating_tags;
CREATE UNIQUE INDEX rating_tags_key ON rating_tags (tag_set, code, valid_from);

CREATE TABLE rating_tag_sets_new (
	id         BIGINT PRIMARY KEY,
	name       TEXT NOT NULL,
	title      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO rating_tag_sets_new (id, name, title, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM rating_tag_sets o WHERE o.name <= t.name), name, title, '国办发〔2019〕51号：全国统一的评价指标', valid_from, 0, '系统' FROM rating_tag_sets t;
DROP TABLE rating_tag_sets;
ALTER TABLE rating_tag_sets_new RENAME TO rating_tag_sets;
CREATE UNIQUE INDEX rating_tag_sets_key ON rating_tag_sets (name, valid_from);
