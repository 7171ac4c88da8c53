package db

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// write is what a statement does to a kept table.
type write struct {
	kept      *Kept
	open      bool      // it changes nothing that is proven
	rows      [][]value // plain: the rows that come of it, in the order of Kept.cells
	gone      []value   // plain: the key of the row that it removes, and its group
	returning string    // otherwise the statement has to say what has come of it
	removes   bool
	hits      bool // plain: an update of one row, which must be there
	perhaps   bool // plain: an insert of one row, which does nothing where one stands
	moves     bool // it changes a key, which nothing may
}

// value is an argument of a statement by its number from 1, or a literal.
type value struct {
	arg     int
	literal any
}

func (v value) of(args []any) any {
	if v.arg > 0 && v.arg <= len(args) {
		return args[v.arg-1]
	}
	return v.literal
}

var writing = regexp.MustCompile(`^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)\s*`)

// plan says what a statement does to a kept table; nil if it does nothing to one.
func (g *keeper) plan(text string) *write {
	if w, ok := g.plans.Load(text); ok {
		return w.(*write)
	}
	var w *write
	if m := writing.FindStringSubmatch(text); m != nil {
		if k := g.table(m[2]); k != nil && !k.ByHand {
			w = planned(k, m[1], strings.Join(strings.Fields(text[len(m[0]):]), " "))
			if w.rows == nil && w.gone == nil && !w.open && !w.moves { // it is no plain one, and has no RETURNING of its own
				w.returning = text + " RETURNING " + k.all
			}
		}
	}
	g.plans.Store(text, w)
	return w
}

func planned(k *Kept, verb, rest string) *write {
	w := &write{kept: k, removes: verb == "DELETE FROM"}
	switch verb {
	case "INSERT INTO":
		rest, w.perhaps = unlessStands(rest)
		if w.rows = inserted(k, rest); w.perhaps && len(w.rows) != 1 {
			w.rows, w.perhaps = nil, false // which of them were inserted, only the statement knows
		}
	case "UPDATE":
		set, where := cutTop(strings.TrimPrefix(rest, "SET "), " WHERE ")
		row := map[string]value{}
		plain, proven := true, false
		for _, part := range splitTop(set) {
			name, expr, _ := strings.Cut(part, "=")
			name = strings.TrimSpace(name)
			w.moves = w.moves || slices.Contains(k.Key, name)
			if slices.Contains(k.Open, name) {
				continue
			}
			proven = true
			v, ok := literal(expr)
			row[name], plain = v, plain && ok
		}
		key := keyed(k, where)
		w.open = !proven
		if plain && key != nil && len(row) == len(k.columns) {
			for name, v := range key {
				row[name] = v
			}
			if _, known := row[k.Group]; known || k.Group == "" {
				w.rows, w.hits = [][]value{k.ordered(row)}, true
			}
		}
	case "DELETE FROM":
		key := keyed(k, strings.TrimPrefix(rest, "WHERE "))
		if _, known := key[k.Group]; key != nil && (known || k.Group == "") {
			w.gone = k.ordered(key)
		}
	}
	return w
}

var doNothing = regexp.MustCompile(` ON CONFLICT( \([\w, ]+\))? DO NOTHING$`)

// unlessStands cuts off the end by which an insert does nothing where a row stands, and reports whether it was there.
func unlessStands(rest string) (string, bool) {
	if at := doNothing.FindStringIndex(rest); at != nil {
		return rest[:at[0]], true
	}
	return rest, false
}

// inserted are the rows of a plain INSERT of all proven columns; nil if it is none.
func inserted(k *Kept, rest string) (rows [][]value) {
	head, tail, ok := strings.Cut(rest, ") VALUES ")
	if !ok || !strings.HasPrefix(head, "(") {
		return nil
	}
	names := splitTop(head[1:])
	for _, c := range k.cells {
		if !slices.Contains(names, c) {
			return nil
		}
	}
	for _, tuple := range splitTop(tail) {
		inner, ok := strings.CutPrefix(tuple, "(")
		if !ok || !strings.HasSuffix(inner, ")") {
			return nil // ON CONFLICT, or an expression
		}
		values := splitTop(inner[:len(inner)-1])
		if len(values) != len(names) {
			return nil
		}
		row := map[string]value{}
		for i, expr := range values {
			v, ok := literal(expr)
			if !ok {
				return nil
			}
			row[names[i]] = v
		}
		rows = append(rows, k.ordered(row))
	}
	return rows
}

// ordered are values by column in the order of Kept.cells.
func (k *Kept) ordered(row map[string]value) []value {
	list := make([]value, len(k.cells))
	for i, name := range k.cells {
		list[i] = row[name]
	}
	return list
}

// keyed reads a condition that names one row by its whole key; nil if it is another.
func keyed(k *Kept, where string) map[string]value {
	key := map[string]value{}
	for cond := range strings.SplitSeq(where, " AND ") {
		name, expr, ok := strings.Cut(cond, " = ")
		v, plain := literal(expr)
		if !ok || !plain || !slices.Contains(k.Key, name) {
			return nil
		}
		key[name] = v
	}
	if len(key) != len(k.Key) {
		return nil
	}
	return key
}

// literal reads an argument or a literal.
func literal(expr string) (value, bool) {
	expr = strings.TrimSpace(expr)
	if n, ok := strings.CutPrefix(expr, "$"); ok {
		arg, err := strconv.Atoi(n)
		return value{arg: arg}, err == nil
	}
	switch {
	case expr == "TRUE":
		return value{literal: true}, true
	case expr == "FALSE":
		return value{literal: false}, true
	case len(expr) >= 2 && expr[0] == '\'' && expr[len(expr)-1] == '\'' && !strings.Contains(expr[1:len(expr)-1], "'"):
		return value{literal: expr[1 : len(expr)-1]}, true
	}
	n, err := strconv.ParseInt(expr, 10, 64)
	return value{literal: n}, err == nil
}

// splitTop splits at the commas that stand in no brackets and no quotes.
func splitTop(s string) (parts []string) {
	for s != "" {
		var part string
		part, s = cutTop(s, ",")
		parts = append(parts, strings.TrimSpace(part))
	}
	return parts
}

// cutTop cuts at the first separator that stands in no brackets and no quotes.
func cutTop(s, sep string) (before, after string) {
	depth, quoted := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if depth == 0 && !quoted && strings.HasPrefix(s[i:], sep) {
			return s[:i], s[i+len(sep):]
		}
	}
	return s, ""
}

// returned runs a statement that says what has come of it, and collects the proofs. It returns how many rows.
func (d *DB) returned(ctx context.Context, w *write, args []any) (n int64, err error) {
	for values, err := range d.maps(ctx, w.returning, args) {
		if err != nil {
			return n, err
		}
		key, group, hash, err := w.kept.prove(values)
		if err != nil {
			return n, err
		}
		if w.removes {
			hash = ""
		}
		d.pending.add(w.kept, key, group, hash)
		n++
	}
	return n, nil
}

// collect makes the proofs of a plain statement from its arguments.
func (d *DB) collect(w *write, args []any) error {
	rows := w.rows
	if w.gone != nil {
		rows = [][]value{w.gone}
	}
	for _, row := range rows {
		key, group, hash, err := w.kept.proof(func(i int) any { return row[i].of(args) })
		if err != nil {
			return err
		}
		if w.gone != nil {
			hash = ""
		}
		d.pending.add(w.kept, key, group, hash)
	}
	return nil
}
