-- +goose Up
-- What counts as often is a rule that the administration changes (office/rule). Of several rows the latest counted;
-- each now ends where the next begins.
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
		COALESCE((SELECT MIN(n.valid_from) - 1 FROM advice_rules n WHERE n.valid_from > r.valid_from), 0), r.editor
	FROM advice_rules r
	WHERE NOT EXISTS (SELECT 1 FROM advice_rules n WHERE n.valid_from = r.valid_from AND n.id > r.id);
DROP TABLE advice_rules;
ALTER TABLE advice_rules_new RENAME TO advice_rules;
CREATE UNIQUE INDEX advice_rules_key ON advice_rules (valid_from);
