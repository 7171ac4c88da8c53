-- +goose Up
-- Who of the staff has a telephone number is found by a blind index, as with everybody else. The program
-- fills it for those it already knows (Registry.IndexPhones).
ALTER TABLE staff ADD COLUMN phone_index TEXT NOT NULL DEFAULT '';
CREATE INDEX staff_phone ON staff (phone_index) WHERE phone_index <> '';
