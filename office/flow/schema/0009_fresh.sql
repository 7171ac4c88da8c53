-- +goose Up
-- What waits to be sealed is listed by db_fresh, audit lines and proofs as well as events. Those that were never sealed,
-- because the clock of another node was ahead, are put on it.
INSERT INTO db_fresh (chain, seq) SELECT case_id, seq FROM case_fresh WHERE TRUE ON CONFLICT DO NOTHING;
INSERT INTO db_fresh (chain, seq) SELECT 0, a.id FROM audits a
	WHERE NOT EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.case_id = 0 AND l.seq = a.id) ON CONFLICT DO NOTHING;
INSERT INTO db_fresh (chain, seq) SELECT -1, p.id FROM db_proofs p
	WHERE NOT EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.case_id = -1 AND l.seq = p.id) ON CONFLICT DO NOTHING;
DROP TABLE case_fresh;
DROP INDEX leaves_audits;
DROP INDEX leaves_proofs;
