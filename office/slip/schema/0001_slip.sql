-- +goose Up
-- The query codes that were printed at a desk or renewed. A case without a row has its first code.
CREATE TABLE query_codes (
	case_id    BIGINT PRIMARY KEY,
	renewed    BIGINT NOT NULL,
	printed_at BIGINT NOT NULL
);
-- Until when cases were opened whose first code was six digits.
CREATE TABLE query_codes_before (until BIGINT NOT NULL);
INSERT INTO query_codes_before (until) SELECT COALESCE(MAX(opened_at), 0) FROM cases;
