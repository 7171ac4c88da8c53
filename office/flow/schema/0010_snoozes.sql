-- +goose Up
-- Cases in which what has come due failed, since when, and until when the sweep leaves them alone. While alarm_at is that of the case, it has not
-- been dealt with.
CREATE TABLE case_snoozes (
	case_id  BIGINT PRIMARY KEY,
	since    BIGINT NOT NULL,
	alarm_at BIGINT NOT NULL
) /* CLUSTERED */;
