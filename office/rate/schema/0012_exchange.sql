-- +goose Up
-- The exchange with the platform is the office's (office/exchange), for every service: what stood here moves there, row by row.
INSERT INTO exchange_outbox (kind, key, record, what, behind, day, at, state, tries, due_at, sent_at, code, fault, again, again_at)
	SELECT 'rating', key, rating, what, CASE what WHEN 'evaluation' THEN '' ELSE CAST(rating AS TEXT) END, day, at, state, tries, due_at, sent_at, code, fault,
		again, again_at FROM rating_outbox;
INSERT INTO exchange_days (kind, day, asked, who, total, found, missing, extra)
	SELECT 'rating', day, asked, who, total, found, missing, extra FROM rating_exchange_days;
INSERT INTO exchange_there (kind, day, key, what, number, title, note, time)
	SELECT 'rating', day, key, kind, number, service, level, time FROM rating_exchange_there;
INSERT INTO exchange_codes (kind, name, ours, theirs, basis)
	SELECT CASE kind WHEN 'organ' THEN '' ELSE 'rating' END, kind, ours, theirs, basis FROM rating_exchange_codes;
DROP TABLE rating_outbox;
DROP TABLE rating_exchange_days;
DROP TABLE rating_exchange_there;
DROP TABLE rating_exchange_codes;
