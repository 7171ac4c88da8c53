-- +goose Up
-- The ladder and the triggers are rules that the administration changes (office/rule). An order keeps the day on
-- which it went out at its level, and is told in the words of that day. Those of before went out under the only version
-- that there was, whose first day stands for theirs.
ALTER TABLE supervision_orders ADD COLUMN level_day BIGINT NOT NULL DEFAULT 20200101;

CREATE TABLE supervision_levels_new (
	id         BIGINT PRIMARY KEY,
	no         BIGINT NOT NULL,
	name       TEXT NOT NULL,
	term       TEXT NOT NULL,
	copy       TEXT NOT NULL,
	evidence   BOOLEAN NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO supervision_levels_new (id, no, name, term, copy, evidence, basis, valid_from, valid_to, editor)
	SELECT no, no, name, term, copy, evidence, basis, 20200101, 0, '系统' FROM supervision_levels;
DROP TABLE supervision_levels;
ALTER TABLE supervision_levels_new RENAME TO supervision_levels;
CREATE UNIQUE INDEX supervision_levels_key ON supervision_levels (no, valid_from);

-- A clock is named as its term is: application.promise; application.* are all that the office owes the applicant.
-- Of several rows of a clock the latest counted; each now ends on the day
-- before the next begins.
CREATE TABLE supervision_triggers_new (
	id         BIGINT PRIMARY KEY,
	clock      TEXT NOT NULL,
	level      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO supervision_triggers_new (id, clock, level, basis, valid_from, valid_to, editor)
	SELECT t.id, t.kind || '.' || t.clock, CAST(t.level AS TEXT), t.basis, t.valid_from,
		COALESCE((SELECT m.day - CASE WHEN m.day % 100 > 1 THEN 1 WHEN m.day / 100 % 100 = 1 THEN 8870 WHEN m.day / 100 % 100 = 3 AND m.day / 10000 % 4 = 0 THEN 72
			WHEN m.day / 100 % 100 = 3 THEN 73 WHEN m.day / 100 % 100 IN (5, 7, 10, 12) THEN 71 ELSE 70 END
			FROM (SELECT MIN(n.valid_from) AS day FROM supervision_triggers n WHERE n.kind = t.kind AND n.clock = t.clock AND n.valid_from > t.valid_from) m), 0), t.editor
	FROM supervision_triggers t
	WHERE NOT EXISTS (SELECT 1 FROM supervision_triggers n WHERE n.kind = t.kind AND n.clock = t.clock AND n.valid_from = t.valid_from AND n.id > t.id);
DROP TABLE supervision_triggers;
ALTER TABLE supervision_triggers_new RENAME TO supervision_triggers;
CREATE UNIQUE INDEX supervision_triggers_key ON supervision_triggers (clock, valid_from);
