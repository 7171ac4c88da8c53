-- +goose Up
-- By which token of a program an event was done; "" by none.
ALTER TABLE case_events ADD COLUMN via TEXT NOT NULL DEFAULT '';
