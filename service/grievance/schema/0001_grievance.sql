-- +goose Up
CREATE TABLE grievances (
	case_id       BIGINT PRIMARY KEY,
	sent_key      TEXT NOT NULL,    -- of the form or request it came by: sent twice it is one case
	hall          TEXT NOT NULL,    -- the place of the window that took it; '' online
	application   BIGINT NOT NULL,  -- the case that could not be done; 0 none
	told_sealed   TEXT NOT NULL,    -- what was told: who, what, by whom refused and why
	times         BIGINT NOT NULL,  -- how often the person came
	files         TEXT NOT NULL,
	since         BIGINT NOT NULL,  -- from when the terms count: the receipt, or the last reopening
	round         BIGINT NOT NULL,  -- 1, and one more for every reopening
	again         BOOLEAN NOT NULL, -- the same person reported the same matter before
	class         TEXT NOT NULL,
	cause         TEXT NOT NULL,
	opinion       TEXT NOT NULL,
	proposal      TEXT NOT NULL,    -- a class that waits for the second signature
	road          TEXT NOT NULL,    -- explained, consulted
	outcome       TEXT NOT NULL,
	basis         TEXT NOT NULL,
	reply         TEXT NOT NULL,
	replied_at    BIGINT NOT NULL,
	replied_day   BIGINT NOT NULL,
	on_time       BOOLEAN NOT NULL,
	contacted_at  BIGINT NOT NULL,
	plan_day      BIGINT NOT NULL,
	visited_day   BIGINT NOT NULL,
	reached       BOOLEAN NOT NULL,
	solved        TEXT NOT NULL,
	level         BIGINT NOT NULL,
	said          TEXT NOT NULL
);
CREATE UNIQUE INDEX grievances_key ON grievances (sent_key) WHERE sent_key <> '';

-- Joint consultations (会商).
CREATE TABLE grievance_meetings (
	case_id    BIGINT NOT NULL,
	no         BIGINT NOT NULL,
	depts      TEXT NOT NULL,
	experts    TEXT NOT NULL,
	place      TEXT NOT NULL,
	held_at    TEXT NOT NULL,
	called_at  BIGINT NOT NULL,
	called_by  TEXT NOT NULL,
	called_day BIGINT NOT NULL,
	opinions   TEXT NOT NULL,
	minutes    TEXT NOT NULL,
	decision   TEXT NOT NULL,
	tasks      TEXT NOT NULL,
	lead       TEXT NOT NULL,
	decided_at BIGINT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;

-- Accountability files (问责), one for every matter that was not done for want of will.
CREATE TABLE grievance_duties (
	case_id    BIGINT NOT NULL,
	no         BIGINT NOT NULL,
	dept       TEXT NOT NULL,
	opened_day BIGINT NOT NULL,
	statement  TEXT NOT NULL,
	person     TEXT NOT NULL,
	finding    TEXT NOT NULL,
	ways       TEXT NOT NULL,
	result     TEXT NOT NULL,
	closed_by  TEXT NOT NULL,
	closed_day BIGINT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;

-- Why a matter cannot be done: the classes' sub-categories, with their validity.
CREATE TABLE grievance_causes (
	code       TEXT NOT NULL,
	class      TEXT NOT NULL,
	name       TEXT NOT NULL,
	meaning    TEXT NOT NULL,
	handling   TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	PRIMARY KEY (code, valid_from)
) /* CLUSTERED */;
