-- +goose Up
-- That one order is open about a matter is said by case_open now, whose key is the matter.
INSERT INTO case_open (about, kind, case_id) SELECT about, 'supervision', case_id FROM supervision_orders WHERE open;
DROP INDEX supervision_orders_open;
