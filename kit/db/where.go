package db

import (
	"slices"
	"strconv"
	"strings"
)

// Where is the condition of a query that is put together piece by piece. Its zero value is no condition.
type Where struct {
	parts []string
	args  []any
}

// Clone is a copy to which more can be added without changing the one it is made of.
func (w Where) Clone() Where { return Where{slices.Clone(w.parts), slices.Clone(w.args)} }

// And adds a condition; each ? in it stands for an argument.
func (w *Where) And(cond string, args ...any) {
	w.parts, w.args = append(w.parts, cond), append(w.args, args...)
}

// Any adds that one of some conditions holds. Each has parts.
func (w *Where) Any(some ...Where) {
	var conds []string
	var args []any
	for _, one := range some {
		conds, args = append(conds, strings.Join(one.parts, " AND ")), append(args, one.args...)
	}
	w.And("(("+strings.Join(conds, ") OR (")+"))", args...)
}

// Like adds that one of the columns contains the text, in any case of letters; no text adds nothing.
func (w *Where) Like(text string, columns ...string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	like := "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(text)) + "%"
	var conds []string
	var args []any
	for _, c := range columns {
		conds, args = append(conds, `LOWER(`+c+`) LIKE ? ESCAPE '\'`), append(args, like)
	}
	w.And("("+strings.Join(conds, " OR ")+")", args...)
}

// String is the clause, to be put behind FROM.
func (w *Where) String() string { return w.After(0) }

// After is the clause in a statement that has so many arguments before.
func (w *Where) After(n int) string {
	if len(w.parts) == 0 {
		return ""
	}
	var b strings.Builder
	for i, piece := range strings.Split(" WHERE "+strings.Join(w.parts, " AND "), "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(n+i))
		}
		b.WriteString(piece)
	}
	return b.String()
}

// Args are the arguments of the clause.
func (w *Where) Args() []any { return w.args }

// OneOf adds that a column is one of some values; of none it never is.
func OneOf[T any](w *Where, column string, values []T) {
	if len(values) == 0 {
		w.And("1 = 0")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.And(column+" IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
}
