package search

import (
	"context"
	"strings"
	"unicode"

	"wuyou/kit/db"
)

// Full text. What a guide or an article says is indexed as overlapping pairs of characters, made here,
// so that any word of two characters or more is found without a dictionary: 社会保障 is 社会 会保 保障.
// Both databases index the pairs as words of their own full-text search; one suite tests both.

// Put indexes a text under a kind and a reference, an id that db.NewID made; a text that stood there is
// replaced.
func Put(ctx context.Context, tx *db.DB, kind string, ref int64, text string) error {
	if err := Drop(ctx, tx, kind, ref); err != nil {
		return err
	}
	return insertText(ctx, tx, kind, ref, strings.Join(pairs(text, false), " "))
}

// Drop takes a text out of the index.
func Drop(ctx context.Context, tx *db.DB, kind string, ref int64) error {
	return deleteText(ctx, tx, kind, ref)
}

// Mentions are the references of a kind whose texts say all words of the query, the best first.
func Mentions(ctx context.Context, d *db.DB, kind, query string, n int) ([]int64, error) {
	words := pairs(query, true)
	if len(words) == 0 {
		return nil, nil
	}
	return findTexts(ctx, d, kind, words, n)
}

// pairs cuts a text into overlapping pairs of Han characters and whole words of other scripts. In a
// query a single character stands for every pair that begins with it, marked by a star.
func pairs(text string, query bool) []string {
	var out []string
	var run []rune
	han := false
	flush := func() {
		switch {
		case len(run) == 0:
		case !han:
			out = append(out, strings.ToLower(string(run)))
		case len(run) == 1 && query:
			out = append(out, string(run)+"*")
		case len(run) == 1:
			out = append(out, string(run))
		default:
			for i := 0; i+1 < len(run); i++ {
				out = append(out, string(run[i:i+2]))
			}
		}
		run = run[:0]
	}
	for _, r := range text {
		is := unicode.Is(unicode.Han, r)
		if !is && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if len(run) > 0 && is != han {
			flush()
		}
		han = is
		run = append(run, r)
		if len(run) > 2000 {
			flush()
		}
	}
	flush()
	return out
}
