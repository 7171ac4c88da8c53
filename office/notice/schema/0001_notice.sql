-- +goose Up
CREATE TABLE notices (
	id           BIGINT PRIMARY KEY,
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
);
CREATE INDEX notices_queue ON notices (due_at) WHERE state = 'queued';
CREATE INDEX notices_case ON notices (case_id, id) WHERE case_id <> 0;
CREATE INDEX notices_staff ON notices (staff_id, id) WHERE staff_id <> 0;

CREATE TABLE notice_templates (
	code      TEXT PRIMARY KEY,
	title     TEXT NOT NULL,
	text      TEXT NOT NULL,
	editor    TEXT NOT NULL,
	edited_at BIGINT NOT NULL
) /* CLUSTERED */;
