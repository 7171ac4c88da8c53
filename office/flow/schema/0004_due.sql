-- +goose Up
-- Lists of turns are in order of due time, merged from the four lamps; of which kind a turn is stands last.
DROP INDEX turns_city;
DROP INDEX turns_county;
DROP INDEX turns_township;
DROP INDEX turns_village;
DROP INDEX turns_dept;
DROP INDEX turns_assignee;
CREATE INDEX turns_city     ON case_turns (city, role, assignee, urgency, due_at, case_id, no, kind) WHERE city <> '';
CREATE INDEX turns_county   ON case_turns (county, role, assignee, urgency, due_at, case_id, no, kind) WHERE county <> '';
CREATE INDEX turns_township ON case_turns (township, role, assignee, urgency, due_at, case_id, no, kind) WHERE township <> '';
CREATE INDEX turns_village  ON case_turns (village, role, assignee, urgency, due_at, case_id, no, kind) WHERE village <> '';
CREATE INDEX turns_dept     ON case_turns (dept, role, assignee, urgency, due_at, case_id, no, kind) WHERE dept <> '';
CREATE INDEX turns_assignee ON case_turns (assignee, urgency, due_at, case_id, no, kind) WHERE assignee <> 0;
