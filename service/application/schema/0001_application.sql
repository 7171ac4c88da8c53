-- +goose Up
CREATE TABLE applications (
	case_id        BIGINT PRIMARY KEY,
	item_id        BIGINT NOT NULL,
	version        BIGINT NOT NULL,
	applicant      BIGINT NOT NULL,
	agent          BIGINT NOT NULL,
	agent_sealed   TEXT NOT NULL,
	answers        TEXT NOT NULL,
	form_sealed    TEXT NOT NULL,
	materials      TEXT NOT NULL,
	delivery       TEXT NOT NULL,
	address_sealed TEXT NOT NULL,
	home           TEXT NOT NULL,
	step           BIGINT NOT NULL,
	signed         TEXT NOT NULL,
	corrections    BIGINT NOT NULL,
	points         TEXT NOT NULL,
	debts          TEXT NOT NULL,
	commit_to      BOOLEAN NOT NULL,
	result         TEXT NOT NULL,
	pickup         TEXT NOT NULL,
	courier        TEXT NOT NULL,
	tries          BIGINT NOT NULL,
	archive        BIGINT NOT NULL
);
CREATE INDEX applications_pickup ON applications (pickup) WHERE pickup <> '';
CREATE INDEX applications_agent ON applications (agent, case_id) WHERE agent <> 0;

CREATE TABLE application_drafts (
	id         BIGINT PRIMARY KEY,
	account    BIGINT NOT NULL,
	item_id    BIGINT NOT NULL,
	region     TEXT NOT NULL,
	body_sealed TEXT NOT NULL,
	case_id    BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);
CREATE INDEX application_drafts_account ON application_drafts (account, updated_at);

-- Keys by which a program repeats a request without doing it twice.
CREATE TABLE application_keys (
	client  BIGINT NOT NULL,
	key     TEXT NOT NULL,
	request TEXT NOT NULL,
	case_id BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (client, key)
) /* CLUSTERED */;

-- Bad receipts by clerk: what departments sent back, for the month's account of the window.
CREATE TABLE application_bounces (
	case_id BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	clerk   BIGINT NOT NULL,
	reason  TEXT NOT NULL,
	day     BIGINT NOT NULL,
	PRIMARY KEY (case_id, seq)
) /* CLUSTERED */;
