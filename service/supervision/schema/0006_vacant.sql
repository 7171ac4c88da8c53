-- +goose Up
-- Vacant desks are told of by a service of their own.
DROP TABLE supervision_vacant;
