package db

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// In is a list of n placeholders from $first on: ($3, $4, $5).
func In(first, n int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	b.WriteByte(')')
	return b.String()
}

// piece is how many ids one statement of Among has.
const piece = 500

// Among runs a query whose (#) stands for some ids or names, behind the arguments. Many ids are asked for in pieces, by as many statements, so that
// the rows are in the order of the query within each piece; none ask nothing.
func Among[T any, K int64 | string](ctx context.Context, d *DB, query string, ids []K, args ...any) (list []T, err error) {
	for some := range slices.Chunk(ids, piece) {
		all := slices.Clone(args)
		for _, id := range some {
			all = append(all, id)
		}
		more, err := All[T](ctx, d, strings.Replace(query, "(#)", In(len(args)+1, len(some)), 1), all...)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// Insert inserts rows of equal width, many with one statement. head is the statement before VALUES, tail what follows them
// (ON CONFLICT …).
func (d *DB) Insert(ctx context.Context, head string, rows [][]any, tail ...string) error {
	const most = 500 // values of one statement
	for len(rows) > 0 {
		width := len(rows[0])
		n := min(len(rows), max(1, most/width))
		var b strings.Builder
		b.WriteString(head + " VALUES ")
		args := make([]any, 0, n*width)
		for i, row := range rows[:n] {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(In(len(args)+1, width))
			args = append(args, row...)
		}
		for _, more := range tail {
			b.WriteString(" " + more)
		}
		if err := d.Exec(ctx, b.String(), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
