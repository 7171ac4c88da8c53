package check

import (
	"strings"
	"unicode"
)

// Plain is a number or code as it was meant: people type full width digits, paste what nobody sees,
// group with spaces, write a small x. Half width, upper case, no space, every dash the same.
func Plain(s string) string { return strings.Map(unicode.ToUpper, Half(s)) }

// Half is Plain with the letters as large or small as they were typed.
func Half(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r == '￥':
			return '¥'
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return half(r)
	}, s)
}

// Bare is Plain without the dashes that people put between groups.
func Bare(s string) string { return strings.ReplaceAll(Plain(s), "-", "") }

// PlainPhone is a telephone number as it was meant: without the country code, without brackets around
// the area code, a mobile number without dashes.
func PlainPhone(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(Plain(s), "(", ""), ")", "-")
	for _, china := range []string{"+86", "0086", "86"} {
		if rest := strings.TrimPrefix(strings.TrimPrefix(s, china), "-"); rest != s && Mobile(strings.ReplaceAll(rest, "-", "")) == nil {
			s = rest
		}
	}
	if m := strings.ReplaceAll(s, "-", ""); Mobile(m) == nil {
		return m
	}
	return s
}

// Name is a name as it is compared: one person is 张三, 张　三 and, from another keyboard, the firm with
// (集团) is the one with （集团）; the dot in a name of two parts is typed in many ways.
func Name(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = assigned(r); r {
		case '•', '・', '･', '‧', '．', '.', '●':
			return '·'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(half(r))
	}, s)
}

// half is the half width form of a full width ASCII character, and any other as it is.
func half(r rune) rune {
	if '！' <= r && r <= '～' {
		return r - ('！' - '!')
	}
	return r
}

// placed are the characters to which GB 18030 gave places of the private use area, from U+E815 on, before Unicode had
// them. Old registers and keyboards still write them there.
var placed = []rune("⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻")

// assigned is a character where Unicode has it.
func assigned(r rune) rune {
	if at := int(r) - 0xE815; at >= 0 && at < len(placed) {
		return placed[at]
	}
	return r
}

// Assigned is a text with its characters of the private use area where Unicode has them.
func Assigned(s string) string { return strings.Map(assigned, s) }

// Cut is a text without what lies beyond so many characters.
func Cut(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
