-- +goose Up
-- How whom a case is about is reached in it, as it was said when it was filed: by the account that filed it (account_id), or a telephone
-- number. A case without a row goes to the number that the book has.
CREATE TABLE case_contacts (
	case_id      BIGINT NOT NULL,
	person_id    BIGINT NOT NULL,
	phone_sealed TEXT NOT NULL,
	account_id   BIGINT NOT NULL,
	PRIMARY KEY (case_id, person_id)
) /* CLUSTERED */;
CREATE INDEX case_contacts_person ON case_contacts (person_id);
