-- +goose Up
-- Cases by the end of their numbers: the last six digits of the id (caseno.Ends). And by their items, also when they are over.
CREATE INDEX cases_rest ON cases ((id % 1000000), id);
CREATE INDEX cases_item ON cases (item, id) WHERE item <> 0;
