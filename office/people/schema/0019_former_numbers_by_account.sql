-- +goose Up
CREATE INDEX account_phones_account ON account_phones (account_id, left_at);
