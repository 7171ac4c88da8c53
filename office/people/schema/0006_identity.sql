-- +goose Up
-- Who somebody is has levels. A record of a person or firm is what one entry said of it: the office's own record, made
-- at a window in sight of the document (seen), or a claim, of an account, of who applied for another, or of a program. All records
-- of one number have the same number_index; whoever has proven to hold the number owns those under his name.
ALTER TABLE persons ADD COLUMN id_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN number_index TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN claimed_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN seen BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE persons SET number_index = id_index, seen = id_sealed <> '';
CREATE INDEX persons_number ON persons (number_index);
CREATE INDEX persons_claimed ON persons (claimed_by) WHERE claimed_by <> 0;

-- The level to which an account has proven its person, and when it was last used.
ALTER TABLE accounts ADD COLUMN level BIGINT NOT NULL DEFAULT 1;
ALTER TABLE accounts ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
UPDATE accounts SET seen_at = COALESCE((SELECT MAX(s.seen_at) FROM sessions s WHERE s.kind = 'citizen' AND s.who = accounts.id), created_at);

-- A session carries the level of its account only on a device on which it was proven; 0 while nobody has said that the
-- telephone number is still in the same hands.
ALTER TABLE sessions ADD COLUMN level BIGINT NOT NULL DEFAULT 1;
ALTER TABLE sessions ADD COLUMN known TEXT NOT NULL DEFAULT '';
CREATE TABLE account_devices (
	account_id BIGINT NOT NULL,
	hash       TEXT NOT NULL,
	at         BIGINT NOT NULL,
	PRIMARY KEY (account_id, hash)
) /* CLUSTERED */;

-- The record that an account had before accounts proved anything: what it filed online stays in its sight.
CREATE TABLE account_former (
	account_id BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	PRIMARY KEY (account_id, person_id)
) /* CLUSTERED */;

-- How an agency was proven ('' is asked for only), by whom, and what it allows.
ALTER TABLE firm_agents ADD COLUMN proof TEXT NOT NULL DEFAULT '';
ALTER TABLE firm_agents ADD COLUMN proved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE firm_agents ADD COLUMN rights BIGINT NOT NULL DEFAULT 0;

-- What a person or firm was called and numbered before, and by which change that ended.
CREATE TABLE person_history (
	person_id BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	field     TEXT NOT NULL,
	sealed    TEXT NOT NULL,
	case_id   BIGINT NOT NULL,
	PRIMARY KEY (person_id, at, field)
) /* CLUSTERED */;

-- Rules: which level an act needs, and the limits of claims and proofs.
CREATE TABLE identity_levels (
	id         BIGINT PRIMARY KEY,
	act        TEXT NOT NULL,
	level      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
CREATE TABLE identity_limits (
	id         BIGINT PRIMARY KEY,
	limit_name TEXT NOT NULL,
	n          BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
