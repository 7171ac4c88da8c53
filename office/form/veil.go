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
		letters := spelt(name)
		if !wholly || len(letters) < 2 {
			continue
		}
		switch pairs[name] {
		case Nobody:
			family := letters[0]
			if doubled(name) {
				family += between + "*" + letters[1] + "|" + family
			}
			add("(?:复?姓"+between+"*|[小老])(?:"+family+")|"+letters[0]+letters[1]+"?"+courtesies, Nobody)
			for _, part := range called(name) {
				add(strings.Join(spelt(part), between+"*"), Nobody)
			}
		case NoFirm:
			if short := shortName(name); short != "" {
				add(strings.Join(spelt(short), between+"*")+wordsOn, asItIs)
				add(strings.Join(spelt(short), between+"*"), NoFirm)
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
const courtesies = `(?:女士|先生|小姐|同志|大[姐哥爷娘妈叔伯]|阿[姨婆公伯妹嫂]|婆婆|公公|爷爷|奶奶|叔叔|嬢嬢|孃孃|老师|医生|大夫|护士|老[太汉]|[姐哥婶嫂总叔伯姨婆嬢孃]|经理|老板|师傅|某+)`

// doubles are the family names of two characters.
var doubles = strings.Fields(`欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 端木 独孤 南宫 西门 百里 呼延 轩辕 拓跋 赫连 澹台 申屠 闻人 钟离 ` +
	`宗政 濮阳 淳于 完颜 纳兰 万俟 公冶 太叔 仲孙 鲜于 闾丘 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 夹谷 宰父 谷梁 段干 东郭 南门 呼延 羊舌 梁丘 左丘 第五`)

// doubled reports whether a name may have a family name of two characters: a known one, or that of both parents.
func doubled(name string) bool {
	letters := []rune(gaps.ReplaceAllString(name, ""))
	return len(letters) > 3 || slices.ContainsFunc(doubles, func(d string) bool { return strings.HasPrefix(string(letters), d) })
}

// called are by what a person is called without the family name: the given name of more than one character, or each part of a name with dots.
func called(name string) (list []string) {
	if !strings.ContainsFunc(name, han) {
		return nil
	}
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("·•・･‧.", r) })
	if len(parts) == 1 {
		letters := []rune(gaps.ReplaceAllString(name, ""))
		parts = []string{string(letters[1:])}
		if doubled(name) {
			parts = append(parts, string(letters[2:]))
		}
	}
	return slices.DeleteFunc(parts, func(p string) bool { return len([]rune(gaps.ReplaceAllString(p, ""))) < 2 })
}

var (
	placed = regexp.MustCompile(`^(?:\p{Han}{2,3}?[省市州区县旗镇乡])+`)
	formed = regexp.MustCompile(`(?:有限责任|股份有限|有限)?(?:公司|合伙企业|合作社)$|（个体工商户）$|\(个体工商户\)$`)
)

// wordsOn are what makes another word of a firm's short name: 人力资源和社会保障局, 建设工程规划许可证. asItIs stands for what is not hidden.
const (
	wordsOn = `(?:和?社会保障|[局厅]|主管部门|监督管理|管理局|交通(?:运输|局)|(?:工程)?(?:规划许可|质量监督|消防验收|施工许可|规划局))`
	asItIs  = "\x00"
)

// shortName is a firm's name without the place before and the form after it, "" where that is too little to tell it from others.
func shortName(name string) string {
	short := formed.ReplaceAllString(placed.ReplaceAllString(gaps.ReplaceAllString(name, ""), ""), "")
	if len([]rune(short)) < 4 {
		return ""
	}
	return short
}

// spelt are the characters of a name as patterns, without what may stand between them: in half and full width, as HTML and JSON write them.
func spelt(name string) (letters []string) {
	for _, r := range gaps.ReplaceAllString(check.Half(name), "") {
		coded, _ := json.Marshal(string(r)) // a character always can be
		written := []string{string(r), html.EscapeString(string(r)), string(coded[1 : len(coded)-1])}
		if other := variant[r]; other != 0 {
			written = append(written, string(other))
		}
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
	// runs are digits, and X after them, with what people put in between and what they count; group is what stands together in one.
	runs  = regexp.MustCompile(`[(（]?[+0-9](?:` + parting + `{0,2}[0-9])*(?:` + parting + `{0,2}[Xx])?[元块万人户份件]?`)
	group = regexp.MustCompile(`[+0-9Xx]+`)
	// known are mobile numbers, others with their area code, and numbers of identity cards.
	known = regexp.MustCompile(`^(?:\+?86|0086)?1[3-9][0-9]{9}$|^0[1-9][0-9]{8,10}$|` +
		`^[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$`)
	// old are numbers of identity cards of before 1999, in one or in their three parts.
	old = regexp.MustCompile(`^[1-8][0-9]{5}` + between + `{0,2}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])` + between + `{0,2}[0-9]{3}$`)
	// listed is a mobile number whose groups stand like things of a list; amounts are the rest of a list of what is counted.
	listed  = regexp.MustCompile(`^1[3-9][0-9][^0-9]+[0-9]{4}[^0-9]+[0-9]{4}$`)
	amounts = regexp.MustCompile(`^[0-9、]*[元块万人户份件]$`)
	// document is the number of a document, with its year: 0833(2024)1234.
	document = regexp.MustCompile(`[0-9]` + between + `*[(（](?:19|20)[0-9]{2}[)）]`)
)

// parting is what stands between the groups of a number; listing of that stands between the things of a list as well.
const (
	parting = `(?:` + between + `|[()（）/／,，、])`
	listing = `/／,，、`
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
				digits += run[groups[j][0]:groups[j][1]]
				whole := run[groups[i][0]:groups[j][1]]
				single := !strings.ContainsAny(whole, listing) || listed.MatchString(whole) && !amounts.MatchString(run[groups[j][1]:])
				if !(known.MatchString(digits) && single || old.MatchString(whole)) || document.MatchString(whole) {
					continue
				}
				before := run[end:groups[i][0]]
				if strings.ContainsAny(whole, ")）") { // (028)38195555
					before = strings.TrimRight(before, "(（")
				}
				b.WriteString(before + Unshown)
				end, i = groups[j][1], j
				break
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
					if with == asItIs {
						with = s[m[0]:m[1]]
					}
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
