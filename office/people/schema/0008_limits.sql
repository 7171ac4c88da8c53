-- +goose Up
-- The limits of identity lie among all others (office/limit).
INSERT INTO limits (id, limit_key, n, basis, valid_from, valid_to, editor)
	SELECT id, 'identity.' || limit_name, n, basis, valid_from, valid_to, editor FROM identity_limits;
DROP TABLE identity_limits;
