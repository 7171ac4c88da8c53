package form

import (
	"cmp"
	"encoding/json"
	"html"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"wuyou/kit/check"
)

// Veil hides names and numbers in what people wrote, however they typed them: with blanks, dots or dashes in between, in full width; and as HTML
// and JSON write their characters. The nil veil hides nothing.
type Veil struct {
	find   *regexp.Regexp
	with   []string // what stands for what each group of find finds
	wholly bool
}

// NewVeil makes one of pairs of a name or a number and what stands for it. Where it hides wholly, its reader is to learn nothing of the
// persons: it hides every telephone and ID number, and whoever stands as Nobody is hidden by his family or given name, too (姓褚的, 褚女士).
func NewVeil(pairs map[string]string, wholly bool) *Veil {
	v := &Veil{wholly: wholly}
	var groups []string
	add := func(pattern, with string) {
		groups, v.with = append(groups, "("+pattern+")"), append(v.with, strings.Map(plain, with))
	}
	names := slices.SortedFunc(maps.Keys(pairs), func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) }) // the longest first
	for _, name := range names {
		if letters := spelt(name); len(letters) > 1 {
			add(strings.Join(letters, "(?:"+between+`|\\[nrt])*`), pairs[name])
		}
	}
	for _, name := range names {
		if letters := spelt(name); wholly && pairs[name] == Nobody && len(letters) > 1 {
			add("(?:姓"+between+"*|[小老])"+letters[0]+"|"+letters[0]+letters[1]+"?"+courtesies, Nobody)
			if given := letters[1:]; len(given) > 1 && strings.ContainsFunc(name, han) { // by the given name alone
				add(strings.Join(given, between+"*"), Nobody)
			}
		}
	}
	if len(groups) > 0 {
		v.find = regexp.MustCompile("(?i)" + strings.Join(groups, "|"))
	}
	return v
}

// between is what people put between the characters of a name or number; a JSON text writes some of it with a backslash.
const between = `[\s\p{Z}\p{Cf}\p{Pd}−.·•・･‧]`

var gaps = regexp.MustCompile(between)

// courtesies are how people are spoken of by their family names.
const courtesies = `(?:女士|先生|小姐|同志|大[姐哥爷娘妈叔]|阿姨|叔叔|[姐哥婶嫂总]|经理|老板|师傅|某+)`

// spelt are the characters of a name as patterns, without what may stand between them: in half and full width, as HTML and JSON write them.
func spelt(name string) (letters []string) {
	for _, r := range gaps.ReplaceAllString(check.Half(name), "") {
		coded, _ := json.Marshal(string(r)) // a character always can be
		written := []string{string(r), html.EscapeString(string(r)), string(coded[1 : len(coded)-1])}
		if '!' <= r && r <= '~' {
			written = append(written, string(r+'！'-'!'))
		}
		for i, one := range written {
			written[i] = regexp.QuoteMeta(one)
		}
		letters = append(letters, "(?:"+strings.Join(slices.Compact(written), "|")+")")
	}
	return letters
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// plain is a character that HTML and JSON write as it is, for any other a star.
func plain(r rune) rune {
	if strings.ContainsRune(`"'<>&\`, r) {
		return '*'
	}
	return r
}

var (
	// runs are digits, and X after them, with what people put in between; group is what stands together in one.
	runs  = regexp.MustCompile(`[+0-9](?:` + between + `{0,2}[0-9])*(?:` + between + `{0,2}[Xx])?`)
	group = regexp.MustCompile(`[+0-9Xx]+`)
	// known are mobile numbers, others with their area code, and numbers of identity cards.
	known = regexp.MustCompile(`^(?:\+?86|0086)?1[3-9][0-9]{9}$|^0[1-9][0-9]{8,10}$|^[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$`)
)

// dates are days as people write them, which are no number.
var dates = regexp.MustCompile(`^(?:19|20)[0-9]{2}[.\-](?:0?[1-9]|1[0-2])[.\-](?:0?[1-9]|[12][0-9]|3[01])(?:[^0-9]|$)`)

// longest is more than any of the known has digits.
const longest = 21

// caseNumber are the lengths of the groups of a case number.
var caseNumber = []int{6, 6, 4, 6, 1}

// numbered hides the telephones and numbers of documents in a text in half width, however they are grouped. A case number is none.
func numbered(s string) string {
	return runs.ReplaceAllStringFunc(s, func(run string) string {
		groups := group.FindAllStringIndex(run, -1)
		var b strings.Builder
		end := 0
		for i := 0; i < len(groups); i++ {
			if isCase := len(groups) >= i+len(caseNumber); isCase {
				for n, length := range caseNumber {
					isCase = isCase && groups[i+n][1]-groups[i+n][0] == length
				}
				if isCase {
					i += len(caseNumber) - 1
					continue
				}
			}
			if dates.MatchString(run[groups[i][0]:]) {
				i += 2
				continue
			}
			digits := ""
			for j := i; j < len(groups) && len(digits) < longest; j++ {
				if digits += run[groups[j][0]:groups[j][1]]; known.MatchString(digits) {
					b.WriteString(run[end:groups[i][0]] + Unshown)
					end, i = groups[j][1], j
					break
				}
			}
		}
		return b.String() + run[end:]
	})
}

// Text is a text as it stands under the veil.
func (v *Veil) Text(s string) string {
	if v == nil || s == "" {
		return s
	}
	if v.find != nil {
		var b strings.Builder
		end := 0
		for _, m := range v.find.FindAllStringSubmatchIndex(s, -1) {
			for i, with := range v.with {
				if m[2*i+2] >= 0 {
					b.WriteString(s[end:m[0]] + with)
				}
			}
			end = m[1]
		}
		s = b.String() + s[end:]
	}
	if v.wholly {
		half := strings.Map(func(r rune) rune {
			if r >= '０' && r <= '９' || r == 'Ｘ' || r == 'ｘ' || r == '＋' {
				r -= '０' - '0'
			}
			return r
		}, s)
		half = numbered(half)
		if strings.Contains(half, Unshown) {
			s = half
		}
	}
	return s
}

// Under is plain data (structs, lists, texts, cells of a sheet) as it stands under the veil: a copy with all its texts.
func Under[T any](v *Veil, data T) T {
	if v == nil {
		return data
	}
	covered := reflect.New(reflect.TypeFor[T]()).Elem()
	covered.Set(reflect.ValueOf(&data).Elem())
	v.cover(covered)
	return covered.Interface().(T) //nolint:forcetypeassert // it was made as one
}

// cover veils a value in its place; what it points to is copied first.
func (v *Veil) cover(x reflect.Value) {
	switch x.Kind() {
	case reflect.String:
		x.SetString(v.Text(x.String()))
	case reflect.Interface:
		if text, ok := x.Interface().(string); ok {
			x.Set(reflect.ValueOf(v.Text(text)))
		}
	case reflect.Struct:
		_, option := x.Interface().(Option)
		for i := range x.NumField() {
			address := x.Type().Field(i).Name == "Href" || option && x.Type().Field(i).Name == "Value" // what the program reads
			if x.Field(i).CanSet() && !address {
				v.cover(x.Field(i))
			}
		}
	case reflect.Slice:
		if x.IsNil() {
			return
		}
		list := reflect.MakeSlice(x.Type(), x.Len(), x.Len())
		reflect.Copy(list, x)
		for i := range list.Len() {
			v.cover(list.Index(i))
		}
		x.Set(list)
	}
}
