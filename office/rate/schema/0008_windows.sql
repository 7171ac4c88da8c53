-- +goose Up
-- A window stands in one county and belongs to no department: its sums of the whole city say the same.
DELETE FROM rating_sums WHERE dim = 'place' AND county = '';
