package db

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"wuyou/kit/gm"
)

// Kept is a table whose rows are proven: whenever the program changes one, a hash of the row as it now
// stands is kept with the transaction (Proof). A row that was changed, added or removed by any other way
// does not fit the newest proof of its key any more.
//
// The proofs of a transaction are collected while it runs. Whoever keeps a record of his own takes them into it
// (TakeProofs); what is left at the end becomes a line of db_proofs. Both are to be sealed by the caller
// (office/flow).
type Kept struct {
	Table  string
	Key    []string // the columns of its primary key
	Open   []string // the columns that no proof covers
	Why    string   // why
	Group  string   // the column by which rows are verified together: the case; "" the whole table at once
	ByHand bool     // proofs are given by Prove, not taken from the statements
	Round  int64    // raised by a release whose migrations change proven values: the rows are proven anew once

	columns []string // by name, without those of Key and Open
	cells   []string // what a proof is made of: the key, the columns and, where it is none of them, the group
	all     string   // all columns, as a list
}

// Proof says what a row of a kept table was at a time. Hash is "" when it was removed.
type Proof struct {
	ID    int64 // of its record; a higher one is newer
	Table string
	Key   string // the values of the key, joined by "/"
	Hash  string
}

// pending are the proofs of a running transaction by table and key.
type pending struct {
	rows  map[proofKey]proofRow
	order []proofKey
	lost  error // why the whole transaction cannot be committed any more (DB.part)
}

type proofKey struct{ table, key string }

type proofRow struct {
	whole bool // of a table without groups
	group int64
	hash  string
}

func (p *pending) add(k *Kept, key string, group int64, hash string) {
	at := proofKey{k.Table, key}
	if _, again := p.rows[at]; !again {
		p.order = append(p.order, at)
	}
	if p.rows == nil {
		p.rows = map[proofKey]proofRow{}
	}
	p.rows[at] = proofRow{k.Group == "", group, hash}
}

// take removes the proofs of a group, with those of tables without groups, and returns them as lines.
func (p *pending) take(id, group int64) string {
	var b strings.Builder
	p.order = slices.DeleteFunc(p.order, func(at proofKey) bool {
		row := p.rows[at]
		if !row.whole && row.group != group {
			return false
		}
		if b.Len() == 0 {
			b.WriteString(strconv.FormatInt(id, 36))
		}
		b.WriteString("\n" + at.table + " " + row.hash + " " + at.key)
		delete(p.rows, at)
		return true
	})
	return b.String()
}

// ParseProofs reads what TakeProofs or a line of db_proofs holds.
func ParseProofs(text string) ([]Proof, error) {
	if text == "" {
		return nil, nil
	}
	head, rest, _ := strings.Cut(text, "\n")
	id, err := strconv.ParseInt(head, 36, 64)
	if err != nil {
		return nil, fmt.Errorf("proofs: %w", err)
	}
	var list []Proof
	for line := range strings.SplitSeq(rest, "\n") {
		parts := strings.SplitN(line, " ", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("proofs: %q", line)
		}
		list = append(list, Proof{ID: id, Table: parts[0], Hash: parts[1], Key: parts[2]})
	}
	return list, nil
}

// TakeProofs ends the waiting of the proofs of a group, and of those without one: the caller keeps them in his
// own record. "" is none.
func (d *DB) TakeProofs(group int64) string {
	if d.pending == nil || len(d.pending.order) == 0 {
		return ""
	}
	return d.pending.take(d.NewID(), group)
}

// Prove gives the proof of a row of a table that is proven by hand. It must run in a transaction.
func (d *DB) Prove(table string, row any) error {
	k := d.kept.table(table)
	if k == nil {
		return nil // a test without the table's owner
	}
	v := reflect.ValueOf(row)
	index := columns(v.Type())
	key, group, hash, err := k.proof(func(i int) any { return v.FieldByIndex(index[k.cells[i]]).Interface() })
	if err != nil {
		return err
	}
	d.pending.add(k, key, group, hash)
	return nil
}

// proveRest writes what nobody took as lines of db_proofs, one for each group.
func (d *DB) proveRest(ctx context.Context) error {
	for len(d.pending.order) > 0 {
		id := d.NewID()
		group := d.pending.rows[d.pending.order[0]].group
		if err := d.proofLine(ctx, id, group, d.pending.take(id, group)); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) proofLine(ctx context.Context, id, group int64, lines string) error {
	l := ProofLine{ID: id, Grp: group, At: d.now().UnixMilli(), Lines: lines}
	if err := d.Exec(ctx, `INSERT INTO db_proofs (id, grp, at, lines, hash) VALUES ($1, $2, $3, $4, $5)`, l.ID, l.Grp, l.At, l.Lines, l.Sum()); err != nil {
		return err
	}
	return d.Enlist(ctx, ChainProofs, l.ID)
}

// The chains of records that are no case.
const (
	ChainAudits = 0
	ChainProofs = -1
)

// Enlist puts a record that is to be sealed on the list of what waits for it (db_fresh), in the transaction that writes
// the record: so none is missed, whatever the clocks of the nodes say and in whatever order they commit. chain is the
// record's case, ChainAudits or ChainProofs; seq its number there.
func (d *DB) Enlist(ctx context.Context, chain, seq int64) error {
	d.enlisted.Add(1)
	return d.Exec(ctx, `INSERT INTO db_fresh (chain, seq) VALUES ($1, $2)`, chain, seq)
}

// Enlisted is how many records this process has enlisted, those of transactions that were undone among them.
func (d *DB) Enlisted() int64 { return d.enlisted.Load() }

// ProofLine is one record of proofs that nobody took into his own.
type ProofLine struct {
	ID    int64
	Grp   int64
	At    int64
	Lines string
	Hash  string
}

// Sum is the hash of what the line says.
func (l ProofLine) Sum() string {
	return gm.HashString(fmt.Sprintf("%d|%d|%d|%s", l.ID, l.Grp, l.At, l.Lines))
}

// Proofs streams the lines of db_proofs of the groups from first to last, in their order.
func Proofs(ctx context.Context, d *DB, first, last int64) iter.Seq2[ProofLine, error] {
	return Each[ProofLine](ctx, d, `SELECT id, grp, at, lines, hash FROM db_proofs WHERE grp >= $1 AND grp <= $2 ORDER BY grp, id`, first, last)
}

// Stood is a row of a kept table as it stands now.
type Stood struct {
	Key  string
	Hash string
}

// Stands streams the rows of a kept table; of one with groups those of the groups from first to last.
func (k *Kept) Stands(ctx context.Context, d *DB, first, last int64) iter.Seq2[Stood, error] {
	return func(yield func(Stood, error) bool) {
		text, args := `SELECT `+k.all+` FROM `+k.Table, []any(nil)
		if k.Group != "" {
			text, args = text+` WHERE `+k.Group+` >= $1 AND `+k.Group+` <= $2`, []any{first, last}
		}
		for values, err := range d.maps(ctx, text, args) {
			var s Stood
			if err == nil {
				s.Key, _, s.Hash, err = k.prove(values)
			}
			if !yield(s, err) || err != nil {
				return
			}
		}
	}
}

// Kept are the kept tables, in the order in which their owners were migrated.
func (d *DB) Kept() []*Kept { return d.kept.list }

// KeptTable is a kept table by its name; nil if it is none.
func (d *DB) KeptTable(name string) *Kept { return d.kept.table(name) }

// Beside reports whether two identifiers were made by different processes within a time, so that their order says
// nothing.
func Beside(a, b int64, within time.Duration) bool {
	return a>>12&(processes-1) != b>>12&(processes-1) && (max(a, b)-min(a, b))>>22 < within.Milliseconds()
}

// maps streams the rows of a query as values by column.
func (d *DB) maps(ctx context.Context, text string, args []any) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		r, err := d.ask(ctx, text, args)
		if err != nil {
			yield(nil, fmt.Errorf("query: %w", err))
			return
		}
		defer r.close()
		names, err := r.names()
		if err != nil {
			yield(nil, err)
			return
		}
		values := make([]any, len(names))
		dest := make([]any, len(names))
		for i := range values {
			dest[i] = &values[i]
		}
		for r.next() {
			if err := r.scan(dest...); err != nil {
				yield(nil, fmt.Errorf("scan: %w", err))
				return
			}
			m := make(map[string]any, len(names))
			for i, name := range names {
				m[name] = values[i]
			}
			if !yield(m, nil) {
				return
			}
		}
		if err := r.err(); err != nil {
			yield(nil, fmt.Errorf("query: %w", err))
		}
	}
}

// prove makes the proof of a row from its values by column.
func (k *Kept) prove(values map[string]any) (key string, group int64, hash string, err error) {
	return k.proof(func(i int) any { return values[k.cells[i]] })
}

// proof makes the proof of a row; cell gives its values in the order of k.cells. A value that is zero (”, 0,
// FALSE) is left out, so that a column that a later release adds with such a default changes no proof.
func (k *Kept) proof(cell func(i int) any) (key string, group int64, hash string, err error) {
	b := make([]byte, 0, 512)
	part := func(s string) {
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, ':')
		b = append(b, s...)
	}
	part(k.Table)
	for i, name := range k.cells {
		s, err := plainValue(cell(i))
		if err != nil {
			return "", 0, "", fmt.Errorf("%s.%s: %w", k.Table, name, err)
		}
		if name == k.Group {
			group, _ = strconv.ParseInt(s, 10, 64)
		}
		switch {
		case i < len(k.Key):
			part(s)
			if i > 0 {
				key += "/"
			}
			key += cmp.Or(s, "0")
		case s != "" && i < len(k.Key)+len(k.columns):
			part(name)
			part(s)
		}
	}
	sum := sm3.Sum(b)
	return key, group, base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// plainValue is a value as text, "" for zero, the same whichever database and driver it comes from.
func plainValue(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case int64:
		return number(v), nil
	case bool:
		if v {
			return "1", nil
		}
		return "", nil
	case []byte:
		return string(v), nil
	case nil:
		return "", nil
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String(), nil
	case reflect.Bool:
		return plainValue(r.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return number(r.Int()), nil
	}
	return "", fmt.Errorf("a value of type %T cannot be proven", v)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// keeper knows the kept tables and what each statement does to them.
type keeper struct {
	mu     sync.RWMutex
	list   []*Kept
	byName map[string]*Kept
	plans  sync.Map // text → *write; nil for what concerns no kept table
}

func (g *keeper) table(name string) *Kept {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.byName[name]
}

// keep begins to prove the rows of tables that stand. Those that were not proven before are proven as they
// are, with a line that says so: it is sealed as any other, and there is one for each table and round.
func (d *DB) keep(ctx context.Context, tables []Kept) error {
	known, err := All[string](ctx, d, `SELECT name FROM db_kept`)
	if err != nil {
		return err
	}
	var fresh []string
	for _, t := range tables {
		if err := d.learn(ctx, &t); err != nil {
			return err
		}
		if slices.Contains(known, t.Adopted()) {
			continue
		}
		if err := d.adopt(ctx, &t); err != nil {
			return fmt.Errorf("prove the rows of %s: %w", t.Table, err)
		}
		fresh = append(fresh, t.Adopted())
	}
	if len(fresh) == 0 {
		return nil
	}
	return d.Tx(ctx, func(tx *DB) error {
		var ours []string
		for _, name := range fresh {
			n, err := tx.Affect(ctx, `INSERT INTO db_kept (name, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, d.now().UnixMilli())
			if err != nil {
				return err
			}
			if n == 1 { // else another node has done it
				ours = append(ours, name)
			}
		}
		if len(ours) == 0 {
			return nil
		}
		return tx.proofLine(ctx, tx.NewID(), 0, adoption+strings.Join(ours, " "))
	})
}

// Columns are all columns of the table by name.
func (k *Kept) Columns() []string { return strings.Split(k.all, ", ") }

// Proven are the columns that proofs cover, without the key.
func (k *Kept) Proven() []string { return k.columns }

// learn reads a table's columns, and has statements on it proven from now on.
func (d *DB) learn(ctx context.Context, t *Kept) error {
	names, err := d.columnsOf(ctx, t.Table)
	if err != nil {
		return err
	}
	for _, c := range slices.Concat(t.Key, t.Open) {
		if !slices.Contains(names, c) {
			return fmt.Errorf("kept table %s has no column %s", t.Table, c)
		}
	}
	slices.Sort(names)
	t.all = strings.Join(names, ", ")
	t.columns = slices.DeleteFunc(names, func(c string) bool { return slices.Contains(t.Key, c) || slices.Contains(t.Open, c) })
	t.cells = slices.Concat(t.Key, t.columns)
	if t.Group != "" && !slices.Contains(t.cells, t.Group) {
		t.cells = append(t.cells, t.Group)
	}
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	if d.kept.byName[t.Table] == nil {
		d.kept.list = append(d.kept.list, t)
	}
	d.kept.byName[t.Table] = t
	d.kept.plans.Clear()
	return nil
}

func (d *DB) columnsOf(ctx context.Context, table string) ([]string, error) {
	if d.Postgres() {
		return All[string](ctx, d, `SELECT CAST(attname AS TEXT) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`, table)
	}
	return All[string](ctx, d, `SELECT name FROM pragma_table_info($1)`, table)
}

// Adopted names a table and its round in the line that says that its rows were proven as they stood.
func (k *Kept) Adopted() string { return fmt.Sprintf("%s@%d", k.Table, k.Round) }

// Adoptions are the tables and rounds that a line of db_proofs says to have been proven as they stood.
func (l ProofLine) Adoptions() []string {
	words, ok := strings.CutPrefix(l.Lines, adoption)
	if !ok {
		return nil
	}
	return strings.Fields(words)
}

const adoption = "as they stood: "

// adopt proves the rows of a table that stood before it was kept, five hundred a transaction.
func (d *DB) adopt(ctx context.Context, k *Kept) error {
	order := strings.Join(k.Key, ", ")
	var last []any
	for {
		var next []any
		err := d.Tx(ctx, func(tx *DB) error {
			text := `SELECT ` + k.all + ` FROM ` + k.Table
			if last != nil {
				text += ` WHERE (` + order + `) > ` + In(1, len(k.Key))
			}
			text += ` ORDER BY ` + order + ` LIMIT 500`
			if d.Postgres() {
				text += ` FOR UPDATE`
			}
			for values, err := range tx.maps(ctx, text, last) {
				if err != nil {
					return err
				}
				key, group, hash, err := k.prove(values)
				if err != nil {
					return err
				}
				tx.pending.add(k, key, group, hash)
				next = nil
				for _, c := range k.Key {
					next = append(next, values[c])
				}
			}
			return nil
		})
		if err != nil || next == nil {
			return err
		}
		last = next
	}
}
