-- +goose Up
-- What looked unusual, told once for a run of ratings: found each night for the day that is over, so that
-- nobody has to look through all ratings again. What is told of today is found when it is asked for.
CREATE TABLE rating_suspicions (
	sign   TEXT NOT NULL,
	first  BIGINT NOT NULL,
	rating BIGINT NOT NULL,
	why    TEXT NOT NULL,
	place  TEXT NOT NULL,
	region TEXT NOT NULL,
	at     BIGINT NOT NULL,
	day    BIGINT NOT NULL,
	PRIMARY KEY (sign, first)
) /* CLUSTERED */;
CREATE INDEX rating_suspicions_day ON rating_suspicions (day, region);
