-- +goose Up
-- To which level an account was proven on a device; on one of before nobody asked, and it is asked again.
ALTER TABLE account_devices ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
