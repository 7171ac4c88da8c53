-- +goose Up
-- The parts of the day and the script are rules that the administration changes (office/rule).
CREATE TABLE visit_parts_new (
	id         BIGINT PRIMARY KEY,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	opens      TEXT NOT NULL,
	closes     TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO visit_parts_new (id, code, name, opens, closes, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM visit_parts o WHERE o.code <= p.code), code, name, opens, closes, basis, 20200101, 0, '系统' FROM visit_parts p;
DROP TABLE visit_parts;
ALTER TABLE visit_parts_new RENAME TO visit_parts;
CREATE UNIQUE INDEX visit_parts_key ON visit_parts (code, valid_from);

CREATE TABLE visit_questions_new (
	id         BIGINT PRIMARY KEY,
	no         BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	code       TEXT NOT NULL,
	text       TEXT NOT NULL,
	answers    TEXT NOT NULL,
	must       BOOLEAN NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO visit_questions_new (id, no, kind, code, text, answers, must, basis, valid_from, valid_to, editor)
	SELECT no, no, kind, code, text, answers, must, '回访工作规则（建议值）', 20200101, 0, '系统' FROM visit_questions;
DROP TABLE visit_questions;
ALTER TABLE visit_questions_new RENAME TO visit_questions;
CREATE UNIQUE INDEX visit_questions_key ON visit_questions (no, valid_from);
