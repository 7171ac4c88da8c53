-- +goose Up
-- What a platform must be told: one line for each thing that is told of a record, written in the transaction of its cause.
-- What is told is made when it is sent; nobody's identity stands here. kind is the channel, record the row of its service,
-- what the part of it; behind is the key of the line that the platform must have first.
CREATE TABLE exchange_outbox (
	kind     TEXT NOT NULL,
	key      TEXT NOT NULL,
	record   BIGINT NOT NULL,
	what     TEXT NOT NULL,
	behind   TEXT NOT NULL,
	day      BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	state    TEXT NOT NULL,
	tries    BIGINT NOT NULL,
	due_at   BIGINT NOT NULL,
	sent_at  BIGINT NOT NULL,
	code     TEXT NOT NULL,
	fault    TEXT NOT NULL,
	again    TEXT NOT NULL,
	again_at BIGINT NOT NULL,
	PRIMARY KEY (kind, key)
);
CREATE INDEX exchange_outbox_due ON exchange_outbox (kind, due_at) WHERE state = 'pending';
CREATE INDEX exchange_outbox_day ON exchange_outbox (kind, day, state);
CREATE INDEX exchange_outbox_record ON exchange_outbox (kind, record);

-- What the platform says it has of a day, as last asked, and what the comparison found.
CREATE TABLE exchange_days (
	kind    TEXT NOT NULL,
	day     BIGINT NOT NULL,
	asked   BIGINT NOT NULL,
	who     TEXT NOT NULL,
	total   BIGINT NOT NULL,
	found   BIGINT NOT NULL,
	missing BIGINT NOT NULL,
	extra   BIGINT NOT NULL,
	PRIMARY KEY (kind, day)
);
CREATE TABLE exchange_there (
	kind   TEXT NOT NULL,
	day    BIGINT NOT NULL,
	key    TEXT NOT NULL,
	what   TEXT NOT NULL,
	number TEXT NOT NULL,
	title  TEXT NOT NULL,
	note   TEXT NOT NULL,
	time   TEXT NOT NULL,
	PRIMARY KEY (kind, day, key)
);
CREATE INDEX exchange_there_key ON exchange_there (kind, key);

-- How our words are called there. Those that all channels share (organs) are of no kind.
CREATE TABLE exchange_codes (
	kind   TEXT NOT NULL,
	name   TEXT NOT NULL,
	ours   TEXT NOT NULL,
	theirs TEXT NOT NULL,
	basis  TEXT NOT NULL,
	PRIMARY KEY (kind, name, ours)
);
