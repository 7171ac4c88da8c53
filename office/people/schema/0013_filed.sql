-- +goose Up
-- What an account filed for a firm before accounts proved anything: it stays in its sight.
CREATE TABLE account_filed (
	account_id BIGINT NOT NULL,
	case_id    BIGINT NOT NULL,
	person_id  BIGINT NOT NULL,
	PRIMARY KEY (account_id, case_id)
) /* CLUSTERED */;
