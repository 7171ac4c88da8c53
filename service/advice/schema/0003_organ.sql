-- +goose Up
-- The place whose bureau issues a letter; '' is the city's, which issued all until now.
ALTER TABLE advices ADD COLUMN organ TEXT NOT NULL DEFAULT '';
