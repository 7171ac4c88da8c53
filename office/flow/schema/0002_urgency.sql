-- +goose Up
-- How urgent a case is, by the lamp it shows: lists begin with what is late, and count by lamp without
-- reading what they count. The sweep sets it when the time comes; here it only is told to look.
ALTER TABLE cases ADD COLUMN urgency BIGINT NOT NULL DEFAULT 3;
ALTER TABLE case_turns ADD COLUMN urgency BIGINT NOT NULL DEFAULT 3;
ALTER TABLE case_turns ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE case_turns SET kind = (SELECT kind FROM cases WHERE id = case_id);
UPDATE cases SET alarm_at = warn_at WHERE closed_at = 0 AND warn_at < alarm_at;
UPDATE cases SET urgency = 2 WHERE closed_at = 0 AND due_at < 1152921504606846976;
UPDATE case_turns SET urgency = 2 WHERE due_at < 1152921504606846976;

DROP INDEX cases_open;
DROP INDEX cases_county;
DROP INDEX cases_township;
DROP INDEX cases_dept;
CREATE INDEX cases_open     ON cases (kind, urgency, due_at, id, city, closed_at) WHERE closed_at = 0;
CREATE INDEX cases_county   ON cases (county, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND county <> '';
CREATE INDEX cases_township ON cases (township, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND township <> '';
CREATE INDEX cases_dept     ON cases (dept, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND dept <> '';

DROP INDEX turns_city;
DROP INDEX turns_county;
DROP INDEX turns_township;
DROP INDEX turns_village;
DROP INDEX turns_dept;
DROP INDEX turns_assignee;
CREATE INDEX turns_city     ON case_turns (city, role, assignee, kind, urgency, due_at, case_id, no) WHERE city <> '';
CREATE INDEX turns_county   ON case_turns (county, role, assignee, kind, urgency, due_at, case_id, no) WHERE county <> '';
CREATE INDEX turns_township ON case_turns (township, role, assignee, kind, urgency, due_at, case_id, no) WHERE township <> '';
CREATE INDEX turns_village  ON case_turns (village, role, assignee, kind, urgency, due_at, case_id, no) WHERE village <> '';
CREATE INDEX turns_dept     ON case_turns (dept, role, assignee, kind, urgency, due_at, case_id, no) WHERE dept <> '';
CREATE INDEX turns_assignee ON case_turns (assignee, kind, urgency, due_at, case_id, no) WHERE assignee <> 0;
