package notice

import (
	"strings"
	"unicode/utf16"
)

// Fill puts the words in the place of their {names}. A part in [brackets] is left out when all of its
// names are empty, and so no clause ever stands without what it is about. Of a word that ends in a mark of
// punctuation the mark is dropped where the text goes on with one of its own: what people type may end in a
// full stop or not.
func Fill(text string, words map[string]string) string {
	var b strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "[")
		b.WriteString(fillNames(before, rest, words))
		if !found {
			break
		}
		part, after, _ := strings.Cut(rest, "]")
		if !Empty(part, words) {
			b.WriteString(fillNames(part, after, words))
		}
		text = after
	}
	return b.String()
}

// fillNames fills a text without brackets in; after is what follows it.
func fillNames(text, after string, words map[string]string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '{')
		j := strings.IndexByte(text, '}')
		if i < 0 || j < i {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		word := words[text[i+1:j]]
		text = text[j+1:]
		if strings.ContainsAny(firstRune(text+after), "。；，、：？！）”") {
			word = strings.TrimRight(word, "。；，、：.;,! \n")
		}
		b.WriteString(word)
	}
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// Empty reports whether none of the names in a text has a word.
func Empty(text string, words map[string]string) bool {
	for _, name := range Names(text) {
		if words[name] != "" {
			return false
		}
	}
	return true
}

// Missing are the names of a text that have no word and stand in no brackets: what would read as an empty
// place.
func Missing(text string, words map[string]string) (list []string) {
	for text != "" {
		before, rest, _ := strings.Cut(text, "[")
		for _, name := range Names(before) {
			if words[name] == "" {
				list = append(list, name)
			}
		}
		_, text, _ = strings.Cut(rest, "]")
	}
	return list
}

// Names are the names in a text, in their order.
func Names(text string) (list []string) {
	for {
		i, j := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
		if i < 0 || j < i {
			return list
		}
		list = append(list, text[i+1:j])
		text = text[j+1:]
	}
}

// Segments is how many messages of the telephone network a text takes: up to 70 characters one, then 67 each.
func Segments(text string) int {
	n := len(utf16.Encode([]rune(text)))
	if n <= 70 {
		return 1
	}
	return (n + 66) / 67
}
