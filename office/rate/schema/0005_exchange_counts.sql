-- +goose Up
-- What the comparison of a day found, kept so that a month is shown without comparing every line again.
ALTER TABLE rating_exchange_days ADD COLUMN found   BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rating_exchange_days ADD COLUMN missing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rating_exchange_days ADD COLUMN extra   BIGINT NOT NULL DEFAULT 0;
