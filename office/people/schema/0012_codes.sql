-- +goose Up
-- Messages to a number are counted for the number (throttles), whatever they are for.
ALTER TABLE one_time_codes DROP COLUMN day;
ALTER TABLE one_time_codes DROP COLUMN sent;
