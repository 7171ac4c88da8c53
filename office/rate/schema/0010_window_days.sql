-- +goose Up
-- What one window did, by item or person: its hall's rows of all windows and days are many.
CREATE INDEX rating_counts_window ON rating_counts (region, place, day);
