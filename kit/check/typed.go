package check

import (
	"strings"
	"unicode"
)

// Plain is a number or code as it was meant: people type full width digits, paste what nobody sees,
// group with spaces, write a small x. Half width, upper case, no space, every dash the same.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r == '￥':
			return '¥'
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return unicode.ToUpper(half(r))
	}, s)
}

// Bare is Plain without the dashes that people put between groups.
func Bare(s string) string { return strings.ReplaceAll(Plain(s), "-", "") }

// PlainPhone is a telephone number as it was meant: without the country code, without brackets around
// the area code, a mobile number without dashes.
func PlainPhone(s string) string {
	s = strings.NewReplacer("(", "", ")", "-").Replace(Plain(s))
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
		switch r {
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
