-- +goose Up
-- How many cases that people bring were open when a day was over: of everything (''), of a place and those below it, of an organ.
CREATE TABLE standings (
	scope TEXT NOT NULL,
	day   BIGINT NOT NULL,
	still BIGINT NOT NULL,
	near  BIGINT NOT NULL,
	late  BIGINT NOT NULL,
	PRIMARY KEY (scope, day)
) /* CLUSTERED */;
