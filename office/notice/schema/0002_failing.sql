-- +goose Up
CREATE INDEX notices_failing ON notices (id) WHERE state <> 'sent';
