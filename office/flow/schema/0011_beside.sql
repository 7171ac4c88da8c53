-- +goose Up
-- What was put beside the step of a case that the turn decides; '' is a turn of the step itself.
ALTER TABLE case_turns ADD COLUMN beside TEXT NOT NULL DEFAULT '';
UPDATE case_turns SET beside = 'termination' WHERE kind = 'application' AND step = '决定是否终止';
UPDATE case_turns SET beside = 'extension' WHERE kind = 'application' AND step = '批准延期';
UPDATE case_turns SET beside = 'duty' WHERE kind = 'grievance' AND step = '问责';
UPDATE case_turns SET beside = CASE WHEN EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = case_turns.case_id AND e.at = case_turns.opened_at AND e.event = 'reclass')
	THEN 'reclass' ELSE 'entered' END WHERE kind = 'grievance' AND step = '复核' AND case_id IN (SELECT id FROM cases WHERE kind = 'grievance' AND state <> 'signing');
