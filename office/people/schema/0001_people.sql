-- +goose Up
-- Natural persons and firms. Personal data is sealed (SM4-GCM) and found by a blind index.
CREATE TABLE persons (
	id           BIGINT PRIMARY KEY,
	firm         BOOLEAN NOT NULL,
	name         TEXT NOT NULL,
	id_sealed    TEXT NOT NULL,
	id_index     TEXT NOT NULL,
	phone_sealed TEXT NOT NULL,
	legal_name   TEXT NOT NULL,
	created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX persons_id ON persons (id_index);

-- Accounts of citizens: a phone number, and once real-named the person.
CREATE TABLE accounts (
	id             BIGINT PRIMARY KEY,
	phone_sealed   TEXT NOT NULL,
	phone_index    TEXT NOT NULL UNIQUE,
	person_id      BIGINT NOT NULL,
	address_sealed TEXT NOT NULL,
	home           TEXT NOT NULL,
	elder          BOOLEAN NOT NULL,
	created_at     BIGINT NOT NULL
);
CREATE INDEX accounts_person ON accounts (person_id);

-- Who may act for a firm.
CREATE TABLE firm_agents (
	firm_id    BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	legal      BOOLEAN NOT NULL,
	until      BIGINT NOT NULL,
	revoked_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (firm_id, person_id)
) /* CLUSTERED */;
CREATE INDEX firm_agents_person ON firm_agents (person_id);

CREATE TABLE one_time_codes (
	phone_index TEXT PRIMARY KEY,
	code_hash   TEXT NOT NULL,
	sent_at     BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	tries       BIGINT NOT NULL,
	day         BIGINT NOT NULL,
	sent        BIGINT NOT NULL
) /* CLUSTERED */;

CREATE TABLE staff (
	id           BIGINT PRIMARY KEY,
	login        TEXT NOT NULL UNIQUE,
	name         TEXT NOT NULL,
	phone_sealed TEXT NOT NULL,
	password     TEXT NOT NULL,
	password_at  BIGINT NOT NULL,
	must_change  BOOLEAN NOT NULL,
	totp_sealed  TEXT NOT NULL,
	totp_used    BIGINT NOT NULL,
	failures     BIGINT NOT NULL,
	locked_until BIGINT NOT NULL,
	left_at      BIGINT NOT NULL,
	created_at   BIGINT NOT NULL
);

CREATE TABLE posts (
	id       BIGINT PRIMARY KEY,
	staff_id BIGINT NOT NULL REFERENCES staff (id),
	role     TEXT NOT NULL,
	region   TEXT NOT NULL,
	dept     TEXT NOT NULL,
	title    TEXT NOT NULL,
	ended_at BIGINT NOT NULL
);
CREATE INDEX posts_staff ON posts (staff_id);

-- Posts the office adds to those the program knows; they sign in steps of review.
CREATE TABLE roles (
	code TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	does TEXT NOT NULL
) /* CLUSTERED */;

CREATE TABLE sessions (
	hash       TEXT PRIMARY KEY,
	id         BIGINT NOT NULL UNIQUE,
	kind       TEXT NOT NULL,
	who        BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at    BIGINT NOT NULL,
	ends_at    BIGINT NOT NULL,
	ip         TEXT NOT NULL,
	device     TEXT NOT NULL
) /* CLUSTERED */;
CREATE INDEX sessions_who ON sessions (who, kind);

CREATE TABLE tokens (
	hash       TEXT PRIMARY KEY,
	id         BIGINT NOT NULL UNIQUE,
	name       TEXT NOT NULL,
	staff_id   BIGINT NOT NULL,
	region     TEXT NOT NULL,
	scopes     TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	revoked_at BIGINT NOT NULL
) /* CLUSTERED */;

-- Failed tries by login name or address, for throttling.
CREATE TABLE throttles (
	key   TEXT PRIMARY KEY,
	n     BIGINT NOT NULL,
	until BIGINT NOT NULL
) /* CLUSTERED */;

-- What was done and looked at outside the cases' own ledgers. Kept at least six months (网络安全法 art. 21).
CREATE TABLE audits (
	id         BIGINT PRIMARY KEY,
	at         BIGINT NOT NULL,
	day        BIGINT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_id   BIGINT NOT NULL,
	actor_name TEXT NOT NULL,
	ip         TEXT NOT NULL,
	act        TEXT NOT NULL,
	object     TEXT NOT NULL,
	reason     TEXT NOT NULL,
	hash       TEXT NOT NULL
);
CREATE INDEX audits_actor ON audits (actor_id, id);
