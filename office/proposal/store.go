package proposal

import (
	"context"

	"wuyou/kit/db"
)

// Columns are those of a Proposal.
const Columns = `id, kind, object, body, why, editor_id, editor, at, state, decider, answer, decided_at`

func insertProposal(ctx context.Context, tx *db.DB, p Proposal) error {
	return tx.Exec(ctx, `INSERT INTO proposals (`+Columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0)`,
		p.ID, p.Kind, p.Object, p.Body, p.Why, p.EditorID, p.Editor, p.At, p.State)
}

func openProposals(ctx context.Context, d *db.DB) ([]Proposal, error) {
	return db.All[Proposal](ctx, d, `SELECT `+Columns+` FROM proposals WHERE state = 'open' ORDER BY id`)
}

func proposalByID(ctx context.Context, d *db.DB, id int64) (Proposal, error) {
	return db.One[Proposal](ctx, d, `SELECT `+Columns+` FROM proposals WHERE id = $1`, id)
}

func proposalsBy(ctx context.Context, d *db.DB, kind string, editor, since int64) ([]Proposal, error) {
	return db.All[Proposal](ctx, d,
		`SELECT `+Columns+` FROM proposals WHERE kind = $1 AND editor_id = $2 AND at >= $3 ORDER BY id`,
		kind, editor, since)
}

// closeProposal reports whether the proposal was still open.
func closeProposal(ctx context.Context, tx *db.DB, p Proposal) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE proposals SET state = $2, decider = $3, answer = $4, decided_at = $5 WHERE id = $1 AND state = 'open'`,
		p.ID, p.State, p.Decider, p.Answer, p.DecidedAt)
	return n == 1, err
}
