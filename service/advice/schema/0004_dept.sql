-- +goose Up
ALTER TABLE advice_cases ADD COLUMN dept TEXT NOT NULL DEFAULT '';
UPDATE advice_cases SET dept = COALESCE((SELECT c.dept FROM cases c WHERE c.id = advice_cases.matter), '');
