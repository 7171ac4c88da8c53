-- +goose Up
-- The day on which a desk that nobody holds was told of last: once a day is enough.
CREATE TABLE vacancies_told (
	role  TEXT NOT NULL,
	dept  TEXT NOT NULL,
	place TEXT NOT NULL,
	day   BIGINT NOT NULL,
	PRIMARY KEY (role, dept, place)
) /* CLUSTERED */;
