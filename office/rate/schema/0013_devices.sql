-- +goose Up
-- The pads and terminals of halls are the office's (office/device), for every service: they move there, row by row.
INSERT INTO device_pads (id, post, hash, good_until, added_at, added_by, ended_at)
	SELECT id, post, hash, good_until, added_at, added_by, ended_at FROM rating_pads;
INSERT INTO device_terminals (id, region, title, added_at, ended_at)
	SELECT id, region, title, added_at, ended_at FROM rating_terminals;
DROP TABLE rating_pads;
DROP TABLE rating_terminals;
