-- +goose Up
-- A sealed file has its content sealed on disk and its name sealed here. Those from before are plain until they
-- have been sealed in their turn.
ALTER TABLE files ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX files_plain ON files (id) WHERE NOT sealed;
CREATE INDEX files_hash ON files (hash);
