-- +goose Up
-- The place whose bureau issued an order; '' is the city's, which issued all until now.
ALTER TABLE supervision_orders ADD COLUMN organ TEXT NOT NULL DEFAULT '';
