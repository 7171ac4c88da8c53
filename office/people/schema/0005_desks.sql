-- +goose Up
CREATE INDEX posts_desk ON posts (role, dept, region) WHERE ended_at = 0;
