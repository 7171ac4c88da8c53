package archive

import (
	"cmp"
	"encoding/json"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"wuyou/kit/check"
)

// veil replaces names and numbers in the texts of a package, however people type them: with blanks, dashes or dots in between, in full width, and as HTML and
// JSON write their characters.
type veil struct {
	found *regexp.Regexp // a group for each
	to    []string
}

// between is what people put between the characters of a name or number; a JSON text writes some of it with a backslash.
const between = `[\s\p{Z}\p{Cf}\p{Pd}−.·•・･‧]`

var gaps = regexp.MustCompile(between)

func newVeil(pairs map[string]string) *veil {
	v := &veil{}
	var groups []string
	for _, name := range slices.SortedFunc(maps.Keys(pairs), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) { // the longest first
		var letters []string
		for _, r := range gaps.ReplaceAllString(check.Half(name), "") {
			coded, _ := json.Marshal(string(r)) // a character always can be
			written := []string{string(r), template.HTMLEscapeString(string(r)), string(coded[1 : len(coded)-1])}
			if '!' <= r && r <= '~' {
				written = append(written, string(r+'！'-'!'))
			}
			for i, one := range written {
				written[i] = regexp.QuoteMeta(one)
			}
			letters = append(letters, "(?:"+strings.Join(written, "|")+")")
		}
		if len(letters) > 0 {
			groups = append(groups, "("+strings.Join(letters, "(?:"+between+`|\\[nrt])*`)+")")
			v.to = append(v.to, strings.Map(plain, pairs[name]))
		}
	}
	if len(groups) > 0 {
		v.found = regexp.MustCompile("(?i)" + strings.Join(groups, "|"))
	}
	return v
}

// plain is a character that HTML and JSON write as it is, for any other a star.
func plain(r rune) rune {
	if strings.ContainsRune(`"'<>&\`, r) {
		return '*'
	}
	return r
}

// Replace is a text with what stands for the names and numbers.
func (v *veil) Replace(text string) string {
	if v.found == nil {
		return text
	}
	var b strings.Builder
	at := 0
	for _, m := range v.found.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[at:m[0]])
		for i, to := range v.to {
			if m[2+2*i] >= 0 {
				b.WriteString(to)
			}
		}
		at = m[1]
	}
	return b.String() + text[at:]
}
