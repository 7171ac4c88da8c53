-- +goose Up
-- That one visit is open about a matter is said by case_open now, whose key is the matter.
INSERT INTO case_open (about, kind, case_id) SELECT about, 'visit', case_id FROM visits WHERE ended_day = 0;
DROP INDEX visits_open;
