-- +goose Up
-- What the notice says where, when it is sent, nobody has proven the telephone to be the person's ('': the same).
ALTER TABLE notices ADD COLUMN guarded_sealed TEXT NOT NULL DEFAULT '';
