-- +goose Up
-- What counts as often is a rule that the administration changes (office/rule). Of several rows the latest counted;
-- each now ends on the day before the next begins.
CREATE TABLE advice_rules_new (
	id         BIGINT PRIMARY KEY,
	least      BIGINT NOT NULL,
	days       BIGINT NOT NULL,
	top        BIGINT NOT NULL,
	top_least  BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO advice_rules_new (id, least, days, top, top_least, basis, valid_from, valid_to, editor)
	SELECT r.id, r.least, r.days, r.top, r.top_least, r.basis, r.valid_from,
		COALESCE((SELECT m.day - CASE WHEN m.day % 100 > 1 THEN 1 WHEN m.day / 100 % 100 = 1 THEN 8870 WHEN m.day / 100 % 100 = 3 AND m.day / 10000 % 4 = 0 THEN 72
			WHEN m.day / 100 % 100 = 3 THEN 73 WHEN m.day / 100 % 100 IN (5, 7, 10, 12) THEN 71 ELSE 70 END
			FROM (SELECT MIN(n.valid_from) AS day FROM advice_rules n WHERE n.valid_from > r.valid_from) m), 0), r.editor
	FROM advice_rules r
	WHERE NOT EXISTS (SELECT 1 FROM advice_rules n WHERE n.valid_from = r.valid_from AND n.id > r.id);
DROP TABLE advice_rules;
ALTER TABLE advice_rules_new RENAME TO advice_rules;
CREATE UNIQUE INDEX advice_rules_key ON advice_rules (valid_from);
