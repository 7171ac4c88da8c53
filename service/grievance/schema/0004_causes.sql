-- +goose Up
-- Causes are rules that the administration changes (office/rule), and a matter keeps the day on which it was judged:
-- its cause is told in the words of that day. 0 is the day on which the round began.
ALTER TABLE grievances ADD COLUMN judged_day BIGINT NOT NULL DEFAULT 0;

CREATE TABLE grievance_causes_new (
	id         BIGINT PRIMARY KEY,
	class      TEXT NOT NULL,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	meaning    TEXT NOT NULL,
	handling   TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
INSERT INTO grievance_causes_new (id, class, code, name, meaning, handling, basis, valid_from, valid_to, editor)
	SELECT (SELECT COUNT(*) FROM grievance_causes o WHERE o.code < c.code OR o.code = c.code AND o.valid_from <= c.valid_from),
		class, code, name, meaning, handling, '“办不成事”反映窗口规则：研判分为办不了、很难办、不给办三类（原因的细分为建议值）', valid_from, valid_to, '系统'
	FROM grievance_causes c;
DROP TABLE grievance_causes;
ALTER TABLE grievance_causes_new RENAME TO grievance_causes;
CREATE UNIQUE INDEX grievance_causes_key ON grievance_causes (class, code, valid_from);
