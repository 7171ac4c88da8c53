-- +goose Up
-- The PCs at windows that a bridge runs on, which reads cards. One is set up by a code that an administrator asks for once; from then on it is known by the
-- public key of a pair that it drew itself. hash is that of the code while it is good, good_until 0 once it is set up.
CREATE TABLE device_bridges (
	id         BIGINT PRIMARY KEY,
	region     TEXT NOT NULL,
	title      TEXT NOT NULL,
	public_key TEXT NOT NULL,
	hash       TEXT NOT NULL,
	good_until BIGINT NOT NULL,
	added_at   BIGINT NOT NULL,
	added_by   TEXT NOT NULL,
	ended_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_bridges_hash ON device_bridges (hash);
CREATE INDEX device_bridges_region ON device_bridges (region) WHERE ended_at = 0;

-- The cards read today, until the person is received: nonce is the hash of what the page asked with, which is good once; holder a keyed index of number
-- and name; session by whom it was asked.
CREATE TABLE device_readings (
	id      BIGINT PRIMARY KEY,
	nonce   TEXT NOT NULL,
	bridge  BIGINT NOT NULL,
	session BIGINT NOT NULL,
	holder  TEXT NOT NULL,
	reader  TEXT NOT NULL,
	sam     TEXT NOT NULL,
	at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX device_readings_nonce ON device_readings (nonce);
CREATE INDEX device_readings_at ON device_readings (at);
