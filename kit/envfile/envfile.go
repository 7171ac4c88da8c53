// Package envfile reads files of lines NAME=value as systemd reads an EnvironmentFile: blank lines, comments after # or ; at the
// beginning of a line, values in single or double quotes. What systemd takes but reads otherwise than it looks (a value that goes
// on in the next line, text behind a quote, a backslash outside of quotes) is a fault.
package envfile

import (
	"errors"
	"strings"
)

// Line is one line NAME=value.
type Line struct {
	N           int // the number of the line, from 1
	Name, Value string
}

// Fault is a line that cannot be read. Its value is not in it: it may be secret.
type Fault struct {
	N    int
	Name string // "" where there is none
	Why  error  // one of those below
}

// What a line may be wrong by.
var (
	ErrLine      = errors.New("not NAME=value")
	ErrQuote     = errors.New("a quote that does not end the line")
	ErrBackslash = errors.New("a backslash that systemd takes away or reads as the beginning of an escape")
)

// Parse reads a file. Names are not looked at, and may come twice.
func Parse(text string) (list []Line, faults []Fault) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.ContainsAny(line[:1], "#;") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			faults = append(faults, Fault{i + 1, "", ErrLine})
			continue
		}
		name = strings.TrimSpace(name)
		if value, err := unquote(strings.TrimSpace(value)); err != nil {
			faults = append(faults, Fault{i + 1, name, err})
		} else {
			list = append(list, Line{i + 1, name, value})
		}
	}
	return list, faults
}

// unquote takes the quotes off a value.
func unquote(s string) (string, error) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		if strings.Contains(s, `\`) {
			return "", ErrBackslash
		}
		return s, nil
	}
	quote, inside := s[0], s[1:]
	if quote == '\'' {
		value, behind, closed := strings.Cut(inside, "'")
		if !closed || behind != "" {
			return "", ErrQuote
		}
		return value, nil
	}
	var b strings.Builder
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case c == '"' && i == len(inside)-1:
			return b.String(), nil
		case c == '"':
			return "", ErrQuote
		case c == '\\' && i+1 < len(inside) && strings.IndexByte("\"\\$`", inside[i+1]) >= 0:
			i++
			b.WriteByte(inside[i])
		case c == '\\':
			return "", ErrBackslash
		default:
			b.WriteByte(c)
		}
	}
	return "", ErrQuote
}
