package db

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"sync"
	"unicode"
)

// All returns every row of the query. T is a struct, whose fields are matched to the columns by
// name (DueAt is due_at), or a single value.
func All[T any](ctx context.Context, d *DB, sql string, args ...any) ([]T, error) {
	return Collect(Each[T](ctx, d, sql, args...))
}

// Collect returns the rows of Each up to its first error, which it returns alone.
func Collect[T any](rows iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range rows {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// One returns the first row of the query, or ErrNone.
func One[T any](ctx context.Context, d *DB, sql string, args ...any) (T, error) {
	for v, err := range Each[T](ctx, d, sql, args...) {
		return v, err
	}
	var zero T
	return zero, ErrNone
}

// Each streams the rows of the query; after an error it ends. It holds a connection while it runs.
func Each[T any](ctx context.Context, d *DB, sql string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var v T
		r, err := d.query(ctx, sql, args)
		if err != nil {
			yield(v, fmt.Errorf("query: %w", err))
			return
		}
		defer r.close()
		dest, err := targets(r, &v)
		if err != nil {
			yield(v, err)
			return
		}
		for r.next() {
			if err := r.scan(dest...); err != nil {
				if !yield(v, fmt.Errorf("%w: %w", ErrUnreadable, err)) {
					return
				}
				continue
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := d.told(r.err()); err != nil {
			yield(v, fmt.Errorf("query: %w", err))
		}
	}
}

// targets returns where to scan each column to: the fields of *v, or v itself.
func targets(r rows, v any) ([]any, error) {
	t := reflect.TypeOf(v).Elem()
	if t.Kind() != reflect.Struct {
		return []any{v}, nil
	}
	cols, err := r.names()
	if err != nil {
		return nil, err
	}
	index := columns(t)
	dest := make([]any, len(cols))
	for i, c := range cols {
		f, ok := index[c]
		if !ok {
			return nil, fmt.Errorf("scan: %s has no field for column %q", t, c)
		}
		dest[i] = reflect.ValueOf(v).Elem().FieldByIndex(f).Addr().Interface()
	}
	return dest, nil
}

var columnCache sync.Map // reflect.Type → map[string][]int

func columns(t reflect.Type) map[string][]int {
	if m, ok := columnCache.Load(t); ok {
		return m.(map[string][]int)
	}
	m := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			m[snake(f.Name)] = f.Index
		}
	}
	columnCache.Store(t, m)
	return m
}

// snake turns DueAt into due_at and ItemID into item_id.
func snake(name string) string {
	var b strings.Builder
	r := []rune(name)
	for i, c := range r {
		if unicode.IsUpper(c) && i > 0 && (unicode.IsLower(r[i-1]) || i+1 < len(r) && unicode.IsLower(r[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// Counts are the figures (n) of a query by their names (name).
func Counts(ctx context.Context, d *DB, sql string, args ...any) (map[string]int64, error) {
	type count struct {
		Name string
		N    int64
	}
	list, err := All[count](ctx, d, sql, args...)
	m := make(map[string]int64, len(list))
	for _, c := range list {
		m[c.Name] = c.N
	}
	return m, err
}
