-- +goose Up
-- The outlets where people are served. code is the office's own and never changes. Days are yyyymmdd, 0 is none: closed_from
-- and closed_until bound a notice that the outlet is closed (until further notice where the second is 0), ended_on is its last
-- day. map_x and map_y place it on the schematic map of the city, 1 to 99 from the west and the north; 0 is no place on it.
CREATE TABLE outlets (
	code         TEXT PRIMARY KEY,
	name         TEXT NOT NULL,
	region       TEXT NOT NULL,
	address      TEXT NOT NULL,
	phone        TEXT NOT NULL,
	hours        TEXT NOT NULL,
	way          TEXT NOT NULL,
	parking      BOOLEAN NOT NULL,
	wheelchair   BOOLEAN NOT NULL,
	closed_from  BIGINT NOT NULL,
	closed_until BIGINT NOT NULL,
	closed_why   TEXT NOT NULL,
	instead      TEXT NOT NULL,
	map_x        BIGINT NOT NULL,
	map_y        BIGINT NOT NULL,
	ended_on     BIGINT NOT NULL,
	is_sample    BOOLEAN NOT NULL
) /* CLUSTERED */;
