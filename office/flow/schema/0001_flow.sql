-- +goose Up
CREATE TABLE cases (
	id         BIGINT PRIMARY KEY,
	kind       TEXT NOT NULL,
	state      TEXT NOT NULL,
	seq        BIGINT NOT NULL,
	region     TEXT NOT NULL,
	city       TEXT NOT NULL,
	county     TEXT NOT NULL,
	township   TEXT NOT NULL,
	village    TEXT NOT NULL,
	dept       TEXT NOT NULL,
	item       BIGINT NOT NULL,
	title      TEXT NOT NULL,
	party      TEXT NOT NULL,
	applicant  BIGINT NOT NULL,
	channel    TEXT NOT NULL,
	result     TEXT NOT NULL,
	clocks     TEXT NOT NULL,
	opened_at  BIGINT NOT NULL,
	opened_day BIGINT NOT NULL,
	due_at     BIGINT NOT NULL,
	warn_at    BIGINT NOT NULL,
	alarm_at   BIGINT NOT NULL,
	closed_at  BIGINT NOT NULL,
	late       BOOLEAN NOT NULL,
	head       TEXT NOT NULL
);
-- Open cases of a place or a department by due time: a scope is an equality on one level.
CREATE INDEX cases_open      ON cases (due_at, id) WHERE closed_at = 0;
CREATE INDEX cases_county    ON cases (county, due_at, id) WHERE closed_at = 0 AND county <> '';
CREATE INDEX cases_township  ON cases (township, due_at, id) WHERE closed_at = 0 AND township <> '';
CREATE INDEX cases_dept      ON cases (dept, due_at, id) WHERE closed_at = 0 AND dept <> '';
CREATE INDEX cases_alarm     ON cases (alarm_at) WHERE alarm_at < 1152921504606846976;
CREATE INDEX cases_applicant ON cases (applicant, id);

-- Whose move it is.
CREATE TABLE case_turns (
	case_id   BIGINT NOT NULL,
	no        BIGINT NOT NULL,
	step      TEXT NOT NULL,
	role      TEXT NOT NULL,
	dept      TEXT NOT NULL,
	city      TEXT NOT NULL,
	county    TEXT NOT NULL,
	township  TEXT NOT NULL,
	village   TEXT NOT NULL,
	assignee  BIGINT NOT NULL,
	holder    TEXT NOT NULL,
	due_at    BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	PRIMARY KEY (case_id, no)
) /* CLUSTERED */;
CREATE INDEX turns_city     ON case_turns (city, role, due_at, case_id) WHERE city <> '';
CREATE INDEX turns_county   ON case_turns (county, role, due_at, case_id) WHERE county <> '';
CREATE INDEX turns_township ON case_turns (township, role, due_at, case_id) WHERE township <> '';
CREATE INDEX turns_village  ON case_turns (village, role, due_at, case_id) WHERE village <> '';
CREATE INDEX turns_dept     ON case_turns (dept, role, due_at, case_id) WHERE dept <> '';
CREATE INDEX turns_assignee ON case_turns (assignee, due_at, case_id) WHERE assignee <> 0;

-- The ledger: written once, chained within the case.
CREATE TABLE case_events (
	case_id    BIGINT NOT NULL,
	seq        BIGINT NOT NULL,
	event      TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_id   BIGINT NOT NULL,
	actor_name TEXT NOT NULL,
	post       TEXT NOT NULL,
	input      TEXT NOT NULL,
	note       TEXT NOT NULL,
	public     TEXT NOT NULL,
	effect     TEXT NOT NULL,
	late       BOOLEAN NOT NULL,
	dept       TEXT NOT NULL,
	at         BIGINT NOT NULL,
	day        BIGINT NOT NULL,
	prev_hash  TEXT NOT NULL,
	hash       TEXT NOT NULL,
	PRIMARY KEY (case_id, seq)
) /* CLUSTERED */;

CREATE INDEX events_day ON case_events (day, event);
CREATE INDEX events_staff ON case_events (actor_id, at) WHERE actor_kind = 'staff';

-- Events not yet sealed and counted; the sweep empties it.
CREATE TABLE case_fresh (
	case_id BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (case_id, seq)
) /* CLUSTERED */;

CREATE TABLE case_links (
	case_id BIGINT NOT NULL,
	other   BIGINT NOT NULL,
	kind    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (case_id, other, kind)
) /* CLUSTERED */;

-- Seals: a Merkle root over the hashes of a batch of events, chained to the last seal and signed.
CREATE TABLE ledger_seals (
	n         BIGINT PRIMARY KEY,
	at        BIGINT NOT NULL,
	events    BIGINT NOT NULL,
	root      TEXT NOT NULL,
	prev      TEXT NOT NULL,
	signature TEXT NOT NULL
);
CREATE TABLE ledger_leaves (
	seal    BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (seal, case_id, seq)
) /* CLUSTERED */;
CREATE INDEX leaves_audits ON ledger_leaves (seq) WHERE case_id = 0;

-- Counts of events: per place (each level of the case's region), period (day yyyymmdd or month
-- yyyymm) and move.
CREATE TABLE case_counts (
	scope      TEXT NOT NULL,
	period     BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	dept       TEXT NOT NULL,
	event      TEXT NOT NULL,
	from_state TEXT NOT NULL,
	to_state   TEXT NOT NULL,
	late       BOOLEAN NOT NULL,
	n          BIGINT NOT NULL,
	PRIMARY KEY (scope, period, kind, dept, event, from_state, to_state, late)
) /* CLUSTERED */;
