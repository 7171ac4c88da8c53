-- +goose Up
CREATE VIRTUAL TABLE search_texts USING fts5 (kind UNINDEXED, ref UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 0');
