-- +goose Up
CREATE TABLE search_texts (
	kind  TEXT NOT NULL,
	ref   BIGINT NOT NULL,
	words TSVECTOR NOT NULL,
	PRIMARY KEY (kind, ref)
);
CREATE INDEX search_texts_words ON search_texts USING GIN (words);
