-- Generated; do not edit. The tables after all migrations, as SQLite has them.

CREATE TABLE account_devices (
	account_id BIGINT NOT NULL,
	hash       TEXT NOT NULL,
	at         BIGINT NOT NULL, level BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (account_id, hash)
) WITHOUT ROWID;

CREATE TABLE account_filed (
	account_id BIGINT NOT NULL,
	case_id    BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	PRIMARY KEY (account_id, case_id)
) WITHOUT ROWID;

CREATE TABLE account_former (
	account_id BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	PRIMARY KEY (account_id, person_id)
) WITHOUT ROWID;

CREATE TABLE account_phones (
	id           INTEGER PRIMARY KEY,
	account_id   BIGINT NOT NULL,
	phone_sealed TEXT NOT NULL,
	phone_index  TEXT NOT NULL,
	left_at      BIGINT NOT NULL
);

CREATE INDEX account_phones_account ON account_phones (account_id, left_at);

CREATE INDEX account_phones_number ON account_phones (phone_index, left_at);

CREATE TABLE accounts (
	id             INTEGER PRIMARY KEY,
	phone_sealed   TEXT NOT NULL,
	phone_index    TEXT NOT NULL UNIQUE,
	person_id      BIGINT NOT NULL,
	address_sealed TEXT NOT NULL,
	home           TEXT NOT NULL,
	elder          BOOLEAN NOT NULL,
	created_at     BIGINT NOT NULL
, level BIGINT NOT NULL DEFAULT 1, proved_at BIGINT NOT NULL DEFAULT 0, seen_at BIGINT NOT NULL DEFAULT 0, english BOOLEAN NOT NULL DEFAULT FALSE);

CREATE UNIQUE INDEX accounts_one ON accounts (person_id) WHERE person_id <> 0;

CREATE INDEX accounts_person ON accounts (person_id);

CREATE TABLE advice_cases (
	case_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	matter  BIGINT NOT NULL,
	number  TEXT NOT NULL,
	day     BIGINT NOT NULL,
	item    TEXT NOT NULL,
	cause   TEXT NOT NULL, dept TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (case_id, no)
) WITHOUT ROWID;

CREATE TABLE "advice_rules" (
	id         INTEGER PRIMARY KEY,
	least      BIGINT NOT NULL,
	days       BIGINT NOT NULL,
	top        BIGINT NOT NULL,
	top_least  BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX advice_rules_key ON advice_rules (valid_from);

CREATE TABLE advices (
	case_id    INTEGER PRIMARY KEY,
	dept       TEXT NOT NULL,
	title      TEXT NOT NULL,
	problem    TEXT NOT NULL,
	proposal   TEXT NOT NULL,
	finding    TEXT NOT NULL,
	from_day   BIGINT NOT NULL,
	to_day     BIGINT NOT NULL,
	number     TEXT NOT NULL,
	issued_day BIGINT NOT NULL,
	signer     TEXT NOT NULL,
	measures   TEXT NOT NULL,
	person     TEXT NOT NULL,
	plan_day   BIGINT NOT NULL,
	effect     TEXT NOT NULL,
	evidence   TEXT NOT NULL,
	opinion    TEXT NOT NULL
, organ TEXT NOT NULL DEFAULT '');

CREATE INDEX advices_finding ON advices (to_day) WHERE finding <> '';

CREATE TABLE application_bounces (
	case_id BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	clerk   BIGINT NOT NULL,
	reason  TEXT NOT NULL,
	day     BIGINT NOT NULL,
	PRIMARY KEY (case_id, seq)
) WITHOUT ROWID;

CREATE TABLE application_drafts (
	id         INTEGER PRIMARY KEY,
	account    BIGINT NOT NULL,
	item_id    BIGINT NOT NULL,
	region     TEXT NOT NULL,
	body_sealed TEXT NOT NULL,
	case_id    BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);

CREATE INDEX application_drafts_account ON application_drafts (account, updated_at);

CREATE TABLE applications (
	case_id        INTEGER PRIMARY KEY,
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
, letters_sealed TEXT NOT NULL DEFAULT '', pickup_sealed TEXT NOT NULL DEFAULT '', pickup_at BIGINT NOT NULL DEFAULT 0);

CREATE INDEX applications_agent ON applications (agent, case_id) WHERE agent <> 0;

CREATE INDEX applications_pickup ON applications (pickup) WHERE pickup <> '';

CREATE TABLE archive_items (
	case_id INTEGER PRIMARY KEY,
	fonds   TEXT NOT NULL,
	year    BIGINT NOT NULL,
	term    TEXT NOT NULL,
	class   TEXT NOT NULL,
	n       BIGINT NOT NULL,
	basis   TEXT NOT NULL
);

CREATE UNIQUE INDEX archive_items_number ON archive_items (fonds, year, term, class, n);

CREATE TABLE archive_terms (
	id         INTEGER PRIMARY KEY,
	matter     TEXT NOT NULL,
	term       TEXT NOT NULL,
	class      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX archive_terms_key ON archive_terms (matter, valid_from);

CREATE TABLE audits (
	id         INTEGER PRIMARY KEY,
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

CREATE INDEX audits_day ON audits (day, id);

CREATE TABLE calendar_days (
	day   BIGINT NOT NULL,
	layer TEXT NOT NULL,
	name  TEXT NOT NULL,
	off   BOOLEAN NOT NULL,
	PRIMARY KEY (day, layer)
) WITHOUT ROWID;

CREATE TABLE calendar_settings (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE case_contacts (
	case_id      BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	phone_sealed TEXT NOT NULL,
	account_id   BIGINT NOT NULL, phone_index TEXT NOT NULL DEFAULT '', unproven BOOLEAN NOT NULL DEFAULT FALSE,
	PRIMARY KEY (case_id, person_id)
) WITHOUT ROWID;

CREATE INDEX case_contacts_person ON case_contacts (person_id);

CREATE INDEX case_contacts_phone ON case_contacts (phone_index, case_id) WHERE phone_index <> '';

CREATE INDEX case_contacts_unindexed ON case_contacts (case_id) WHERE phone_index = '' AND phone_sealed <> '';

CREATE TABLE case_copies (
	role    TEXT NOT NULL,
	case_id BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (role, case_id)
) WITHOUT ROWID;

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
) WITHOUT ROWID;

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
	hash       TEXT NOT NULL, proofs TEXT NOT NULL DEFAULT '', via TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '', ended TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (case_id, seq)
) WITHOUT ROWID;

CREATE INDEX events_day ON case_events (day, event);

CREATE INDEX events_staff ON case_events (actor_id, at) WHERE actor_kind = 'staff';

CREATE TABLE case_links (
	case_id BIGINT NOT NULL,
	other   BIGINT NOT NULL,
	kind    TEXT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (case_id, other, kind)
) WITHOUT ROWID;

CREATE TABLE case_once (
	once    TEXT PRIMARY KEY,
	kind    TEXT   NOT NULL,
	case_id BIGINT NOT NULL,
	hash    TEXT   NOT NULL,
	at      BIGINT NOT NULL
);

CREATE INDEX case_once_at ON case_once (at);

CREATE TABLE case_open (
	about   BIGINT NOT NULL,
	kind    TEXT   NOT NULL,
	case_id BIGINT NOT NULL,
	PRIMARY KEY (about, kind)
) WITHOUT ROWID;

CREATE INDEX case_open_case ON case_open (case_id);

CREATE TABLE case_snoozes (
	case_id  INTEGER PRIMARY KEY,
	since    BIGINT NOT NULL,
	alarm_at BIGINT NOT NULL
) WITHOUT ROWID;

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
	opened_at BIGINT NOT NULL, urgency BIGINT NOT NULL DEFAULT 3, kind TEXT NOT NULL DEFAULT '', beside TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (case_id, no)
) WITHOUT ROWID;

CREATE INDEX turns_assignee ON case_turns (assignee, urgency, due_at, case_id, no, kind) WHERE assignee <> 0;

CREATE INDEX turns_city     ON case_turns (city, role, assignee, urgency, due_at, case_id, no, kind) WHERE city <> '';

CREATE INDEX turns_county   ON case_turns (county, role, assignee, urgency, due_at, case_id, no, kind) WHERE county <> '';

CREATE INDEX turns_dept     ON case_turns (dept, role, assignee, urgency, due_at, case_id, no, kind) WHERE dept <> '';

CREATE INDEX turns_township ON case_turns (township, role, assignee, urgency, due_at, case_id, no, kind) WHERE township <> '';

CREATE INDEX turns_village  ON case_turns (village, role, assignee, urgency, due_at, case_id, no, kind) WHERE village <> '';

CREATE TABLE cases (
	id         INTEGER PRIMARY KEY,
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
, urgency BIGINT NOT NULL DEFAULT 3, origin TEXT NOT NULL DEFAULT '');

CREATE INDEX cases_alarm     ON cases (alarm_at) WHERE alarm_at < 1152921504606846976;

CREATE INDEX cases_applicant ON cases (applicant, id);

CREATE INDEX cases_county   ON cases (county, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND county <> '';

CREATE INDEX cases_dept     ON cases (dept, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND dept <> '';

CREATE INDEX cases_item ON cases (item, id) WHERE item <> 0;

CREATE INDEX cases_open     ON cases (kind, urgency, due_at, id, city, closed_at) WHERE closed_at = 0;

CREATE INDEX cases_rest ON cases ((id % 1000000), id);

CREATE INDEX cases_township ON cases (township, kind, urgency, due_at, id, closed_at) WHERE closed_at = 0 AND township <> '';

CREATE TABLE checklists (
	number     TEXT PRIMARY KEY,
	item_id    BIGINT NOT NULL,
	version    BIGINT NOT NULL,
	region     TEXT NOT NULL,
	answers    TEXT NOT NULL,
	created_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE data_keys (
	id         TEXT PRIMARY KEY,
	n          BIGINT NOT NULL,
	purpose    TEXT NOT NULL,
	wrapped    TEXT NOT NULL,
	created_at BIGINT NOT NULL
);

CREATE TABLE db_changes (name TEXT PRIMARY KEY, n BIGINT NOT NULL);

CREATE TABLE db_fresh (chain BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (chain, seq)) WITHOUT ROWID;

CREATE TABLE db_kept (name TEXT PRIMARY KEY, at BIGINT NOT NULL);

CREATE TABLE db_owners (owner TEXT PRIMARY KEY, digest TEXT NOT NULL);

CREATE TABLE db_processes (n BIGINT PRIMARY KEY, started_at BIGINT NOT NULL);

CREATE TABLE db_proofs (id BIGINT PRIMARY KEY, grp BIGINT NOT NULL, at BIGINT NOT NULL, lines TEXT NOT NULL, hash TEXT NOT NULL);

CREATE INDEX db_proofs_grp ON db_proofs (grp, id);

CREATE TABLE departments (
	code   TEXT PRIMARY KEY,
	region TEXT NOT NULL,
	name   TEXT NOT NULL,
	short  TEXT NOT NULL,
	phone  TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE UNIQUE INDEX departments_short ON departments (region, short);

CREATE TABLE device_bridges (
	id         INTEGER PRIMARY KEY,
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

CREATE TABLE device_pads (
	id         INTEGER PRIMARY KEY,
	post       BIGINT NOT NULL,
	hash       TEXT NOT NULL,
	good_until BIGINT NOT NULL,
	added_at   BIGINT NOT NULL,
	added_by   TEXT NOT NULL,
	ended_at   BIGINT NOT NULL
);

CREATE UNIQUE INDEX device_pads_hash ON device_pads (hash);

CREATE INDEX device_pads_post ON device_pads (post) WHERE ended_at = 0;

CREATE TABLE device_readings (
	id      INTEGER PRIMARY KEY,
	nonce   TEXT NOT NULL,
	bridge  BIGINT NOT NULL,
	session BIGINT NOT NULL,
	holder  TEXT NOT NULL,
	reader  TEXT NOT NULL,
	sam     TEXT NOT NULL,
	at      BIGINT NOT NULL
);

CREATE INDEX device_readings_at ON device_readings (at);

CREATE UNIQUE INDEX device_readings_nonce ON device_readings (nonce);

CREATE TABLE device_terminals (
	id       INTEGER PRIMARY KEY,
	region   TEXT NOT NULL,
	title    TEXT NOT NULL,
	added_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL
);

CREATE INDEX device_terminals_region ON device_terminals (region) WHERE ended_at = 0;

CREATE TABLE document_serials (
	organ TEXT NOT NULL,
	mark  TEXT NOT NULL,
	year  BIGINT NOT NULL,
	n     BIGINT NOT NULL,
	PRIMARY KEY (organ, mark, year)
) WITHOUT ROWID;

CREATE TABLE document_templates (
	code       TEXT NOT NULL,
	version    BIGINT NOT NULL,
	title      TEXT NOT NULL,
	mark       TEXT NOT NULL,
	body       TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	editor     TEXT NOT NULL,
	PRIMARY KEY (code, version)
) WITHOUT ROWID;

CREATE TABLE documents (
	case_id     BIGINT NOT NULL,
	no          BIGINT NOT NULL,
	code        TEXT NOT NULL,
	version     BIGINT NOT NULL,
	number      TEXT NOT NULL,
	title       TEXT NOT NULL,
	organ       TEXT NOT NULL,
	body_sealed TEXT NOT NULL,
	hash        TEXT NOT NULL,
	by_name     TEXT NOT NULL,
	at          BIGINT NOT NULL,
	PRIMARY KEY (case_id, no)
) WITHOUT ROWID;

CREATE TABLE exchange_codes (
	kind   TEXT NOT NULL,
	name   TEXT NOT NULL,
	ours   TEXT NOT NULL,
	theirs TEXT NOT NULL,
	basis  TEXT NOT NULL,
	PRIMARY KEY (kind, name, ours)
);

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

CREATE INDEX exchange_outbox_day ON exchange_outbox (kind, day, state);

CREATE INDEX exchange_outbox_due ON exchange_outbox (kind, due_at) WHERE state = 'pending';

CREATE INDEX exchange_outbox_record ON exchange_outbox (kind, record);

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

CREATE TABLE file_looks (
	day      BIGINT NOT NULL,
	staff_id BIGINT NOT NULL,
	file_id  BIGINT NOT NULL,
	PRIMARY KEY (day, staff_id, file_id)
) WITHOUT ROWID;

CREATE TABLE files (
	id         INTEGER PRIMARY KEY,
	hash       TEXT NOT NULL,
	size       BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	name       TEXT NOT NULL,
	owner_kind TEXT NOT NULL,
	owner_id   BIGINT NOT NULL,
	case_id    BIGINT NOT NULL,
	at         BIGINT NOT NULL
, sealed BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX files_case ON files (case_id) WHERE case_id <> 0;

CREATE INDEX files_hash ON files (hash);

CREATE INDEX files_plain ON files (id) WHERE NOT sealed;

CREATE TABLE firm_agents (
	firm_id    BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	legal      BOOLEAN NOT NULL,
	until      BIGINT NOT NULL,
	revoked_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL, proof TEXT NOT NULL DEFAULT '', proved_by TEXT NOT NULL DEFAULT '', rights BIGINT NOT NULL DEFAULT 0, left_at BIGINT NOT NULL DEFAULT 0, saw_until BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (firm_id, person_id)
) WITHOUT ROWID;

CREATE INDEX firm_agents_person ON firm_agents (person_id);

CREATE TABLE "grievance_causes" (
	id         INTEGER PRIMARY KEY,
	class      TEXT NOT NULL,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	meaning    TEXT NOT NULL,
	handling   TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX grievance_causes_key ON grievance_causes (class, code, valid_from);

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
) WITHOUT ROWID;

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
) WITHOUT ROWID;

CREATE TABLE grievances (
	case_id       INTEGER PRIMARY KEY,
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
, judged_day BIGINT NOT NULL DEFAULT 0, named TEXT NOT NULL DEFAULT '', entered TEXT NOT NULL DEFAULT '', named_before TEXT NOT NULL DEFAULT '');

CREATE TABLE identity_levels (
	id         INTEGER PRIMARY KEY,
	act        TEXT NOT NULL,
	level      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE TABLE item_offers (
	item_id BIGINT NOT NULL REFERENCES items (id),
	region  TEXT NOT NULL,
	dept    TEXT NOT NULL,
	PRIMARY KEY (item_id, region)
) WITHOUT ROWID;

CREATE TABLE item_versions (
	item_id      BIGINT NOT NULL REFERENCES items (id),
	version      BIGINT NOT NULL,
	state        TEXT NOT NULL,
	body         TEXT NOT NULL,
	why          TEXT NOT NULL,
	editor_id    BIGINT NOT NULL,
	editor       TEXT NOT NULL,
	publisher    TEXT NOT NULL,
	seq          BIGINT NOT NULL,
	edited_at    BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	PRIMARY KEY (item_id, version)
) WITHOUT ROWID;

CREATE INDEX item_versions_open ON item_versions (state, item_id) WHERE state <> 'published' AND state <> 'retired';

CREATE TABLE items (
	id       INTEGER PRIMARY KEY,
	code     TEXT NOT NULL UNIQUE,
	version  BIGINT NOT NULL,
	state    TEXT NOT NULL,
	name     TEXT NOT NULL,
	alias    TEXT NOT NULL,
	main     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	dept     TEXT NOT NULL,
	audience TEXT NOT NULL,
	topics   TEXT NOT NULL,
	complete BOOLEAN NOT NULL,
	online   BOOLEAN NOT NULL,
	boost    BIGINT NOT NULL
);

CREATE TABLE job_days (
	kind TEXT PRIMARY KEY,
	day  BIGINT NOT NULL
, at BIGINT NOT NULL DEFAULT 0);

CREATE TABLE jobs (
	id         INTEGER PRIMARY KEY,
	kind       TEXT NOT NULL,
	args       TEXT NOT NULL,
	owner      BIGINT NOT NULL,
	state      TEXT NOT NULL,
	seen       BIGINT NOT NULL,
	total      BIGINT NOT NULL,
	words      TEXT NOT NULL,
	result     TEXT NOT NULL,
	tries      BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	beat_at    BIGINT NOT NULL
);

CREATE INDEX jobs_open ON jobs (id) WHERE state = 'queued' OR state = 'running';

CREATE TABLE ledger_leaves (
	seal    BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	PRIMARY KEY (seal, case_id, seq)
) WITHOUT ROWID;

CREATE TABLE ledger_seals (
	n         INTEGER PRIMARY KEY,
	at        BIGINT NOT NULL,
	events    BIGINT NOT NULL,
	root      TEXT NOT NULL,
	prev      TEXT NOT NULL,
	signature TEXT NOT NULL
);

CREATE TABLE limits (
	id         INTEGER PRIMARY KEY,
	limit_key  TEXT NOT NULL,
	n          BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX limits_key ON limits (limit_key, valid_from);

CREATE TABLE notice_templates (
	code      TEXT PRIMARY KEY,
	title     TEXT NOT NULL,
	text      TEXT NOT NULL,
	editor    TEXT NOT NULL,
	edited_at BIGINT NOT NULL
, type TEXT NOT NULL DEFAULT '') WITHOUT ROWID;

CREATE TABLE notices (
	id           INTEGER PRIMARY KEY,
	case_id      BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	staff_id     BIGINT NOT NULL,
	phone_sealed TEXT NOT NULL,
	template     TEXT NOT NULL,
	text_sealed  TEXT NOT NULL,
	state        TEXT NOT NULL,
	tries        BIGINT NOT NULL,
	due_at       BIGINT NOT NULL,
	created_at   BIGINT NOT NULL,
	sent_at      BIGINT NOT NULL,
	read_at      BIGINT NOT NULL,
	fault        TEXT NOT NULL
, until BIGINT NOT NULL DEFAULT 0, unsure BIGINT NOT NULL DEFAULT 0, since BIGINT NOT NULL DEFAULT 0, guarded_sealed TEXT NOT NULL DEFAULT '');

CREATE INDEX notices_case ON notices (case_id, id) WHERE case_id <> 0;

CREATE INDEX notices_failing ON notices (id) WHERE state <> 'sent';

CREATE INDEX notices_loose ON notices (id) WHERE case_id = 0 AND person_id = 0 AND staff_id = 0;

CREATE INDEX notices_queue ON notices (due_at) WHERE state = 'queued';

CREATE INDEX notices_staff ON notices (staff_id, id) WHERE staff_id <> 0;

CREATE INDEX notices_unread ON notices (staff_id, id, template) WHERE staff_id <> 0 AND read_at = 0;

CREATE INDEX notices_urgent ON notices (due_at) WHERE state = 'queued' AND until > 0;

CREATE TABLE one_time_codes (
	phone_index TEXT PRIMARY KEY,
	code_hash   TEXT NOT NULL,
	sent_at     BIGINT NOT NULL,
	expires_at  BIGINT NOT NULL,
	tries       BIGINT NOT NULL) WITHOUT ROWID;

CREATE TABLE outlets (
	code         TEXT PRIMARY KEY,
	name         TEXT NOT NULL,
	region       TEXT NOT NULL,
	address      TEXT NOT NULL,
	phone        TEXT NOT NULL,
	hours        TEXT NOT NULL,
	way          TEXT NOT NULL,
	parking      BOOLEAN NOT NULL,
	wheelchair   BOOLEAN NOT NULL,
	closed_from  BIGINT NOT NULL,
	closed_until BIGINT NOT NULL,
	closed_why   TEXT NOT NULL,
	instead      TEXT NOT NULL,
	map_x        BIGINT NOT NULL,
	map_y        BIGINT NOT NULL,
	ended_on     BIGINT NOT NULL,
	is_sample    BOOLEAN NOT NULL
) WITHOUT ROWID;

CREATE TABLE person_cards (
	id        INTEGER PRIMARY KEY,
	person_id BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	device    BIGINT NOT NULL,
	place     TEXT NOT NULL,
	reader    TEXT NOT NULL,
	sam       TEXT NOT NULL
);

CREATE INDEX person_cards_person ON person_cards (person_id, at);

CREATE TABLE person_history (
	person_id BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	field     TEXT NOT NULL,
	sealed    TEXT NOT NULL,
	case_id   BIGINT NOT NULL,
	PRIMARY KEY (person_id, at, field)
) WITHOUT ROWID;

CREATE TABLE persons (
	id           INTEGER PRIMARY KEY,
	firm         BOOLEAN NOT NULL,
	name         TEXT NOT NULL,
	id_sealed    TEXT NOT NULL,
	id_index     TEXT NOT NULL,
	phone_sealed TEXT NOT NULL,
	legal_name   TEXT NOT NULL,
	created_at   BIGINT NOT NULL
, id_kind TEXT NOT NULL DEFAULT '', number_index TEXT NOT NULL DEFAULT '', claimed_by BIGINT NOT NULL DEFAULT 0, seen BOOLEAN NOT NULL DEFAULT TRUE, phone_index TEXT NOT NULL DEFAULT '', phone_unproven BOOLEAN NOT NULL DEFAULT FALSE);

CREATE INDEX persons_claimed ON persons (claimed_by) WHERE claimed_by <> 0;

CREATE UNIQUE INDEX persons_id ON persons (id_index);

CREATE INDEX persons_name ON persons (name);

CREATE INDEX persons_number ON persons (number_index);

CREATE INDEX persons_phone ON persons (phone_index) WHERE phone_index <> '';

CREATE INDEX persons_unindexed ON persons (id) WHERE phone_index = '' AND phone_sealed <> '';

CREATE TABLE post_pairs (
	id         INTEGER PRIMARY KEY,
	one        TEXT NOT NULL,
	other      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE TABLE post_seconds (
	id         INTEGER PRIMARY KEY,
	role       TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE TABLE posts (
	id       INTEGER PRIMARY KEY,
	staff_id BIGINT NOT NULL REFERENCES staff (id),
	role     TEXT NOT NULL,
	region   TEXT NOT NULL,
	dept     TEXT NOT NULL,
	title    TEXT NOT NULL,
	ended_at BIGINT NOT NULL
);

CREATE INDEX posts_desk ON posts (role, dept, region) WHERE ended_at = 0;

CREATE INDEX posts_staff ON posts (staff_id);

CREATE TABLE proposals (
	id         INTEGER PRIMARY KEY,
	kind       TEXT NOT NULL,
	object     TEXT NOT NULL,
	body       TEXT NOT NULL,
	why        TEXT NOT NULL,
	editor_id  BIGINT NOT NULL,
	editor     TEXT NOT NULL,
	at         BIGINT NOT NULL,
	state      TEXT NOT NULL,
	decider    TEXT NOT NULL,
	answer     TEXT NOT NULL,
	decided_at BIGINT NOT NULL
);

CREATE INDEX proposals_open ON proposals (id) WHERE state = 'open';

CREATE TABLE query_codes (
	case_id    INTEGER PRIMARY KEY,
	renewed    BIGINT NOT NULL,
	printed_at BIGINT NOT NULL
);

CREATE TABLE query_codes_before (until BIGINT NOT NULL);

CREATE TABLE "rating_acts" (
	id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	mode TEXT NOT NULL,
	kind TEXT NOT NULL,
	item BIGINT NOT NULL,
	title TEXT NOT NULL,
	region TEXT NOT NULL,
	dept TEXT NOT NULL,
	staff BIGINT NOT NULL,
	staff_name TEXT NOT NULL,
	place TEXT NOT NULL,
	channel TEXT NOT NULL,
	served_at BIGINT NOT NULL,
	day BIGINT NOT NULL,
	until_at BIGINT NOT NULL,
	state TEXT NOT NULL,
	shown_at BIGINT NOT NULL,
	UNIQUE (case_id, mode, staff, day),
	PRIMARY KEY (case_id, id)
);

CREATE INDEX rating_acts_day ON rating_acts (day, region);

CREATE INDEX rating_acts_id ON rating_acts (id);

CREATE INDEX rating_acts_open ON rating_acts (until_at) WHERE state = 'open';

CREATE INDEX rating_acts_place ON rating_acts (place, served_at) WHERE state = 'open';

CREATE TABLE rating_counts (
	day       BIGINT NOT NULL,
	region    TEXT NOT NULL,
	dept      TEXT NOT NULL,
	staff     BIGINT NOT NULL,
	place     TEXT NOT NULL,
	item      BIGINT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL,
	PRIMARY KEY (day, region, dept, staff, place, item, channel)
) WITHOUT ROWID;

CREATE INDEX rating_counts_item ON rating_counts (item, day);

CREATE INDEX rating_counts_region ON rating_counts (region, day);

CREATE INDEX rating_counts_staff ON rating_counts (staff, day);

CREATE INDEX rating_counts_window ON rating_counts (region, place, day);

CREATE TABLE rating_deltas (
	id        INTEGER PRIMARY KEY,
	day       BIGINT NOT NULL,
	region    TEXT NOT NULL,
	dept      TEXT NOT NULL,
	staff     BIGINT NOT NULL,
	place     TEXT NOT NULL,
	item      BIGINT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL
);

CREATE TABLE rating_givers (
	rating INTEGER PRIMARY KEY,
	sealed TEXT NOT NULL,
	ip     TEXT NOT NULL,
	device TEXT NOT NULL,
	staff  BOOLEAN NOT NULL
);

CREATE TABLE rating_limits (
	id         INTEGER PRIMARY KEY,
	limit_name TEXT NOT NULL,
	n          BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE TABLE rating_remarks (
	id      INTEGER PRIMARY KEY,
	region  TEXT NOT NULL,
	place   TEXT NOT NULL,
	who     TEXT NOT NULL,
	level   TEXT NOT NULL,
	comment TEXT NOT NULL,
	at      BIGINT NOT NULL
, entered TEXT NOT NULL DEFAULT '');

CREATE INDEX rating_remarks_region ON rating_remarks (region, id);

CREATE TABLE "rating_rules" (
	id         INTEGER PRIMARY KEY,
	kind       TEXT NOT NULL,
	event      TEXT NOT NULL,
	act        TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX rating_rules_key ON rating_rules (kind, event, valid_from);

CREATE TABLE "rating_signs" (
	id         INTEGER PRIMARY KEY,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	most       BIGINT NOT NULL,
	minutes    BIGINT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX rating_signs_key ON rating_signs (code, valid_from);

CREATE TABLE rating_sums (
	period    BIGINT NOT NULL,
	dim       TEXT NOT NULL,
	county    TEXT NOT NULL,
	key       TEXT NOT NULL,
	dept      TEXT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL,
	PRIMARY KEY (period, dim, county, key, dept, channel)
) WITHOUT ROWID;

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
) WITHOUT ROWID;

CREATE INDEX rating_suspicions_day ON rating_suspicions (day, region);

CREATE TABLE "rating_tag_sets" (
	id         INTEGER PRIMARY KEY,
	name       TEXT NOT NULL,
	title      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX rating_tag_sets_key ON rating_tag_sets (name, valid_from);

CREATE TABLE "rating_tags" (
	id         INTEGER PRIMARY KEY,
	tag_set    TEXT NOT NULL,
	code       TEXT NOT NULL,
	level      TEXT NOT NULL,
	name       TEXT NOT NULL,
	proof      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX rating_tags_key ON rating_tags (tag_set, code, valid_from);

CREATE TABLE "ratings" (
	id BIGINT NOT NULL,
	act BIGINT NOT NULL,
	n BIGINT NOT NULL,
	level TEXT NOT NULL,
	source TEXT NOT NULL,
	way TEXT NOT NULL,
	tag_set TEXT NOT NULL,
	tags TEXT NOT NULL,
	comment TEXT NOT NULL,
	stars TEXT NOT NULL,
	named BOOLEAN NOT NULL,
	entered TEXT NOT NULL,
	at BIGINT NOT NULL,
	day BIGINT NOT NULL,
	excluded BOOLEAN NOT NULL,
	region TEXT NOT NULL,
	dept TEXT NOT NULL,
	staff BIGINT NOT NULL,
	place TEXT NOT NULL,
	item BIGINT NOT NULL,
	channel TEXT NOT NULL,
	served BIGINT NOT NULL,
	published BOOLEAN NOT NULL,
	UNIQUE (act, n),
	PRIMARY KEY (act, id)
);

CREATE INDEX ratings_bad ON ratings (id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');

CREATE INDEX ratings_bad_item ON ratings (item, id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');

CREATE INDEX ratings_day ON ratings (day, id);

CREATE INDEX ratings_dept ON ratings (dept, id);

CREATE INDEX ratings_excluded ON ratings (id) WHERE excluded;

CREATE INDEX ratings_id ON ratings (id);

CREATE INDEX ratings_item ON ratings (item, id);

CREATE INDEX ratings_more ON ratings (id) WHERE n > 1;

CREATE INDEX ratings_published ON ratings (id) WHERE published;

CREATE INDEX ratings_published_item ON ratings (item, id) WHERE published;

CREATE INDEX ratings_published_region ON ratings (region, id) WHERE published;

CREATE INDEX ratings_staff ON ratings (staff, id);

CREATE INDEX ratings_window ON ratings (region, place, id);

CREATE TABLE "rectifications" (
	case_id BIGINT NOT NULL,
	rating BIGINT NOT NULL,
	act BIGINT NOT NULL,
	staff BIGINT NOT NULL,
	claims TEXT NOT NULL,
	loops BIGINT NOT NULL,
	complex BOOLEAN NOT NULL,
	found TEXT NOT NULL,
	said TEXT NOT NULL,
	asked TEXT NOT NULL,
	reply TEXT NOT NULL,
	evidence TEXT NOT NULL,
	ground TEXT NOT NULL,
	objection TEXT NOT NULL,
	contacted_at BIGINT NOT NULL,
	replied_at BIGINT NOT NULL,
	late BOOLEAN NOT NULL,
	wanted BIGINT NOT NULL,
	outcome TEXT NOT NULL,
	published TEXT NOT NULL,
	published_at BIGINT NOT NULL,
	PRIMARY KEY (case_id)
);

CREATE INDEX rectifications_act ON rectifications (act);

CREATE INDEX rectifications_published ON rectifications (published_at) WHERE published_at <> 0;

CREATE INDEX rectifications_rating ON rectifications (rating);

CREATE TABLE regions (
	code      TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	level     TEXT NOT NULL,
	parent    TEXT NOT NULL,
	successor TEXT NOT NULL DEFAULT '',
	valid_to  BIGINT NOT NULL DEFAULT 0
, basis TEXT NOT NULL DEFAULT '') WITHOUT ROWID;

CREATE TABLE roles (
	code TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	does TEXT NOT NULL
) WITHOUT ROWID;

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
, level BIGINT NOT NULL DEFAULT 1, known TEXT NOT NULL DEFAULT '') WITHOUT ROWID;

CREATE INDEX sessions_who ON sessions (who, kind);

CREATE TABLE staff (
	id           INTEGER PRIMARY KEY,
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
, phone_index TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '', number_index TEXT NOT NULL DEFAULT '');

CREATE INDEX staff_phone ON staff (phone_index) WHERE phone_index <> '';

CREATE TABLE staff_enrolments (
	staff_id INTEGER PRIMARY KEY,
	sealed   TEXT NOT NULL,
	at       BIGINT NOT NULL
);

CREATE TABLE staff_passwords (
	id       INTEGER PRIMARY KEY,
	staff_id BIGINT NOT NULL,
	hash     TEXT NOT NULL
);

CREATE INDEX staff_passwords_of ON staff_passwords (staff_id, id);

CREATE TABLE standings (
	scope TEXT NOT NULL,
	day   BIGINT NOT NULL,
	still BIGINT NOT NULL,
	near  BIGINT NOT NULL,
	late  BIGINT NOT NULL,
	PRIMARY KEY (scope, day)
) WITHOUT ROWID;

CREATE TABLE "supervision_levels" (
	id         INTEGER PRIMARY KEY,
	no         BIGINT NOT NULL,
	name       TEXT NOT NULL,
	term       TEXT NOT NULL,
	copy       TEXT NOT NULL,
	evidence   BOOLEAN NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX supervision_levels_key ON supervision_levels (no, valid_from);

CREATE TABLE supervision_orders (
	case_id   INTEGER PRIMARY KEY,
	about     BIGINT NOT NULL,
	clock     TEXT NOT NULL,
	level     BIGINT NOT NULL,
	issue     TEXT NOT NULL,
	need      TEXT NOT NULL,
	role      TEXT NOT NULL,
	signer    TEXT NOT NULL,
	done      TEXT NOT NULL,
	answer    TEXT NOT NULL,
	plan      TEXT NOT NULL,
	evidence  TEXT NOT NULL,
	outcome   TEXT NOT NULL,
	opinion   TEXT NOT NULL,
	deduct    TEXT NOT NULL,
	copied_at BIGINT NOT NULL,
	open      BOOLEAN NOT NULL
, level_day BIGINT NOT NULL DEFAULT 20200101, organ TEXT NOT NULL DEFAULT '');

CREATE INDEX supervision_orders_about ON supervision_orders (about);

CREATE TABLE supervision_raised (
	about BIGINT NOT NULL,
	clock TEXT NOT NULL,
	at    BIGINT NOT NULL,
	PRIMARY KEY (about, clock)
) WITHOUT ROWID;

CREATE TABLE "supervision_triggers" (
	id         INTEGER PRIMARY KEY,
	clock      TEXT NOT NULL,
	level      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX supervision_triggers_key ON supervision_triggers (clock, valid_from);

CREATE TABLE term_alarms (
	term     TEXT NOT NULL,
	no       BIGINT NOT NULL,
	before   TEXT NOT NULL,
	role     TEXT NOT NULL,
	template TEXT NOT NULL,
	PRIMARY KEY (term, no)
) WITHOUT ROWID;

CREATE TABLE terms (
	id         INTEGER PRIMARY KEY,
	key        TEXT NOT NULL,
	name       TEXT NOT NULL,
	n          BIGINT NOT NULL,
	unit       TEXT NOT NULL,
	close      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	proposal   BOOLEAN NOT NULL,
	region     TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE INDEX terms_key ON terms (key);

CREATE TABLE throttles (
	key   TEXT PRIMARY KEY,
	n     BIGINT NOT NULL,
	until BIGINT NOT NULL
) WITHOUT ROWID;

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
) WITHOUT ROWID;

CREATE TABLE vacancies_told (
	role  TEXT NOT NULL,
	dept  TEXT NOT NULL,
	place TEXT NOT NULL,
	day   BIGINT NOT NULL,
	PRIMARY KEY (role, dept, place)
) WITHOUT ROWID;

CREATE TABLE vault (
	one    INTEGER PRIMARY KEY,
	master TEXT NOT NULL
);

CREATE TABLE visit_draws (
	id       INTEGER PRIMARY KEY,
	at       BIGINT NOT NULL,
	day      BIGINT NOT NULL,
	drawn_by TEXT NOT NULL,
	seed     TEXT NOT NULL,
	n        BIGINT NOT NULL
, lots BIGINT NOT NULL DEFAULT 0);

CREATE TABLE visit_handlers (
	case_id BIGINT NOT NULL,
	staff   BIGINT NOT NULL,
	name    TEXT NOT NULL,
	post    TEXT NOT NULL,
	PRIMARY KEY (case_id, staff)
) WITHOUT ROWID;

CREATE TABLE visit_lots (
	draw_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	among   TEXT NOT NULL,
	caller  BIGINT NOT NULL,
	PRIMARY KEY (draw_id, no)
) WITHOUT ROWID;

CREATE TABLE "visit_parts" (
	id         INTEGER PRIMARY KEY,
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	opens      TEXT NOT NULL,
	closes     TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX visit_parts_key ON visit_parts (code, valid_from);

CREATE TABLE "visit_questions" (
	id         INTEGER PRIMARY KEY,
	no         BIGINT NOT NULL,
	kind       TEXT NOT NULL,
	code       TEXT NOT NULL,
	text       TEXT NOT NULL,
	answers    TEXT NOT NULL,
	must       BOOLEAN NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);

CREATE UNIQUE INDEX visit_questions_key ON visit_questions (no, valid_from);

CREATE TABLE visit_tries (
	case_id BIGINT NOT NULL,
	no      BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	part    TEXT NOT NULL,
	result  TEXT NOT NULL,
	note    TEXT NOT NULL,
	staff   BIGINT NOT NULL,
	name    TEXT NOT NULL,
	PRIMARY KEY (case_id, no)
) WITHOUT ROWID;

CREATE TABLE visits (
	case_id    INTEGER PRIMARY KEY,
	about      BIGINT NOT NULL,
	about_kind TEXT NOT NULL,
	handled    TEXT NOT NULL,
	post       TEXT NOT NULL,
	draw       BIGINT NOT NULL,
	tries      BIGINT NOT NULL,
	solved     TEXT NOT NULL,
	level      TEXT NOT NULL,
	said       TEXT NOT NULL,
	answers    TEXT NOT NULL,
	caller     BIGINT NOT NULL,
	called_by  TEXT NOT NULL,
	asked_day  BIGINT NOT NULL,
	ended_day  BIGINT NOT NULL
, urgent BOOLEAN NOT NULL DEFAULT FALSE, barred TEXT NOT NULL DEFAULT '');

CREATE INDEX visits_about ON visits (about);

CREATE INDEX visits_asked ON visits (asked_day);
