package db

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
)

// Table stores the values of a struct as rows of one table: each exported field in the column of its name (DueAt in
// due_at), as All reads them. It is made once, at start, and is safe for concurrent use.
type Table[T any] struct {
	name    string
	columns []string
	fields  [][]int // of each column
	keys    int     // the first so many columns are the key
	insert  string
	update  string
}

// TableOf makes the table of a name, whose key is made of the columns given. It panics if T is no struct with a field
// for each of them.
func TableOf[T any](name string, key ...string) *Table[T] {
	index := columns(reflect.TypeFor[T]())
	t := &Table[T]{name: name, keys: len(key)}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if column := snake(f.Name); f.IsExported() && !f.Anonymous && !slices.Contains(key, column) {
			t.columns = append(t.columns, column)
		}
	}
	t.columns = append(slices.Clone(key), t.columns...)
	var places, sets, where []string
	for i, c := range t.columns {
		if _, ok := index[c]; !ok {
			panic(fmt.Sprintf("db: %s has no field for key %q of %s", reflect.TypeFor[T](), c, name))
		}
		t.fields = append(t.fields, index[c])
		place := fmt.Sprintf("$%d", i+1)
		places = append(places, place)
		if i < t.keys {
			where = append(where, c+" = "+place)
		} else {
			sets = append(sets, c+" = "+place)
		}
	}
	t.insert = "INSERT INTO " + name + " (" + strings.Join(t.columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
	t.update = "UPDATE " + name + " SET " + strings.Join(sets, ", ") + " WHERE " + strings.Join(where, " AND ")
	return t
}

// Name is the table's name.
func (t *Table[T]) Name() string { return t.name }

// Columns are all columns for a SELECT, each behind the alias and a dot if one is given.
func (t *Table[T]) Columns(alias string) string {
	if alias == "" {
		return strings.Join(t.columns, ", ")
	}
	return alias + "." + strings.Join(t.columns, ", "+alias+".")
}

// Text is the text that a row has in a column. It panics where the column is none of texts.
func (t *Table[T]) Text(row *T, column string) *string {
	i := slices.Index(t.columns, column)
	if i < 0 {
		panic(fmt.Sprintf("db: %s has no column %s", t.name, column))
	}
	return reflect.ValueOf(row).Elem().FieldByIndex(t.fields[i]).Addr().Interface().(*string)
}

func (t *Table[T]) values(row *T) []any {
	v := reflect.ValueOf(row).Elem()
	args := make([]any, len(t.fields))
	for i, f := range t.fields {
		args[i] = v.FieldByIndex(f).Interface()
	}
	return args
}

// Insert writes a new row. Returns ErrTaken if there is one of its key, or of another unique value.
func (t *Table[T]) Insert(ctx context.Context, tx *DB, row T) error {
	return tx.Exec(ctx, t.insert, t.values(&row)...)
}

// Add writes a new row, unless there is one of its key or of another unique value; it reports whether it did.
func (t *Table[T]) Add(ctx context.Context, tx *DB, row T) (bool, error) {
	n, err := tx.Affect(ctx, t.insert+" ON CONFLICT DO NOTHING", t.values(&row)...)
	return n == 1, err
}

// Update writes all of the row of the same key; whoever changes one sees to it that nobody else does meanwhile (a case is
// claimed by its event). Returns ErrNone if there is no such row.
func (t *Table[T]) Update(ctx context.Context, tx *DB, row T) error {
	n, err := tx.Affect(ctx, t.update, t.values(&row)...)
	if err == nil && n == 0 {
		return ErrNone
	}
	return err
}

// Find is the row of a key, whose values are given in the order of TableOf, or ErrNone.
func (t *Table[T]) Find(ctx context.Context, d *DB, key ...any) (T, error) {
	return One[T](ctx, d, "SELECT "+t.Columns("")+" FROM "+t.name+t.update[strings.Index(t.update, " WHERE "):], key...)
}

// All are the rows for which the rest of the statement asks: "WHERE about = $1 ORDER BY case_id DESC"; "" is all.
func (t *Table[T]) All(ctx context.Context, d *DB, rest string, args ...any) ([]T, error) {
	return Collect(t.Each(ctx, d, rest, args...))
}

// Each streams the rows of All.
func (t *Table[T]) Each(ctx context.Context, d *DB, rest string, args ...any) iter.Seq2[T, error] {
	return Each[T](ctx, d, "SELECT "+t.Columns("")+" FROM "+t.name+" "+rest, args...)
}

// By are the rows that have one of some numbers in a column, by that number, read with few statements; of those of no row there is
// none. key is the number of a row.
func (t *Table[T]) By(ctx context.Context, d *DB, column string, key func(*T) int64, numbers ...int64) (map[int64]T, error) {
	list, err := Among[T](ctx, d, "SELECT "+t.Columns("")+" FROM "+t.name+" WHERE "+column+" IN (#)", numbers)
	rows := make(map[int64]T, len(list))
	for i := range list {
		rows[key(&list[i])] = list[i]
	}
	return rows, err
}

// First is the first row of All; found is false if there is none.
func (t *Table[T]) First(ctx context.Context, d *DB, rest string, args ...any) (row T, found bool, err error) {
	row, err = One[T](ctx, d, "SELECT "+t.Columns("")+" FROM "+t.name+" "+rest, args...)
	if errors.Is(err, ErrNone) {
		return row, false, nil
	}
	return row, err == nil, err
}
