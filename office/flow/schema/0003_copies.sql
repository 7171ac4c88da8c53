-- +goose Up
-- To which roles a case was copied (抄送). A role that sees copies only sees no other case of its scope.
CREATE TABLE case_copies (
	role    TEXT NOT NULL,
	case_id BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	PRIMARY KEY (role, case_id)
) /* CLUSTERED */;
