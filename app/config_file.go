package app

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// entry is one line NAME=value of a file of settings.
type entry struct {
	line        int
	name, value string
}

// configFile is the kind of --config: a file of which every line is right. What is wrong is told with the number of its line.
func configFile() kind {
	right := "设置文件，每行一项 WUYOU_名称=值（systemd 的 EnvironmentFile 写法）"
	return kind{right: right, fault: func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			return err.Error()
		}
		entries, bad := parseEntries(string(text))
		bad = append(bad, wrongEntries(entries)...)
		if open := readByOthers(name); open != "" && slices.ContainsFunc(entries, entry.secret) {
			bad = append(bad, "里面有密钥或密码，别人也能读（"+open+"）。请运行 chmod o-rwx "+name)
		}
		return strings.Join(bad, "\n")
	}}
}

// readByOthers says by which rights others may read a file; "" where they may not.
func readByOthers(name string) string {
	i, err := os.Stat(name)
	if err != nil || i.Mode().Perm()&0o007 == 0 {
		return ""
	}
	return fmt.Sprintf("权限 %04o", i.Mode().Perm())
}

// setting finds among the settings that which an entry names.
func (e entry) setting() (s setting, ok bool) {
	list := new(Config).settings()
	i := slices.IndexFunc(list, func(s setting) bool { return s.env() == e.name })
	if i < 0 {
		return s, false
	}
	return list[i], true
}

func (e entry) secret() bool {
	s, _ := e.setting()
	return s.kind.secret && e.value != ""
}

// fault says what is wrong with an entry; "" where nothing is. earlier are the entries before it.
func (e entry) fault(earlier []entry) string {
	s, ok := e.setting()
	if !ok {
		return "“" + e.name + "”：" + meant(e.name)
	}
	if i := slices.IndexFunc(earlier, func(b entry) bool { return b.name == e.name }); i >= 0 {
		return fmt.Sprintf("%s 在第 %d 行已经写过", e.name, earlier[i].line)
	}
	if s.name == "config" {
		return "设置文件里不能再指另一个设置文件"
	}
	if e.value == "" {
		return ""
	}
	if bad := s.kind.fault(e.value); bad != "" {
		return s.refusal(e.value, bad)
	}
	return ""
}

func wrongEntries(list []entry) (bad []string) {
	for i, e := range list {
		if words := e.fault(list[:i]); words != "" {
			bad = append(bad, fmt.Sprintf("第 %d 行：%s", e.line, words))
		}
	}
	return bad
}

// parseEntries reads a file as systemd reads an EnvironmentFile: lines NAME=value, blank lines, comments after # or ; at the
// beginning of a line, values in single or double quotes. What systemd takes but reads otherwise than it looks (a value that
// goes on in the next line, text behind a quote, a backslash outside of quotes) is refused.
func parseEntries(text string) (list []entry, bad []string) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.ContainsAny(line[:1], "#;") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			bad = append(bad, fmt.Sprintf("第 %d 行：应为 WUYOU_名称=值", i+1))
			continue
		}
		value, err := unquote(strings.TrimSpace(value))
		if err != nil { // the value may be secret
			bad = append(bad, fmt.Sprintf("第 %d 行：%s %v", i+1, strings.TrimSpace(name), err))
			continue
		}
		list = append(list, entry{i + 1, strings.TrimSpace(name), value})
	}
	return list, bad
}

var (
	errOpenQuote = errors.New("的引号没有在这一行结束，或者引号后面还有别的")
	errBackslash = errors.New("里有 \\：请用单引号把整个值括起来")
)

// unquote takes the quotes off a value.
func unquote(s string) (string, error) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		if strings.Contains(s, `\`) {
			return "", errBackslash
		}
		return s, nil
	}
	quote, inside := s[0], s[1:]
	if quote == '\'' {
		if i := strings.IndexByte(inside, quote); i != len(inside)-1 {
			return "", errOpenQuote
		}
		return inside[:len(inside)-1], nil
	}
	var b strings.Builder
	for i := 0; i < len(inside); i++ {
		switch c := inside[i]; {
		case c == '"' && i == len(inside)-1:
			return b.String(), nil
		case c == '"':
			return "", errOpenQuote
		case c == '\\' && i+1 < len(inside) && strings.IndexByte("\"\\$`", inside[i+1]) >= 0:
			i++
			b.WriteByte(inside[i])
		case c == '\\':
			return "", errBackslash
		default:
			b.WriteByte(c)
		}
	}
	return "", errOpenQuote
}

// readFile gives the settings of the file of --config to those that neither flag nor environment gave. Nothing is read where
// the file is wrong, which check tells.
func (c *Config) readFile() error {
	if c.File == "" || c.wrong["config"] != "" {
		return nil
	}
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	entries, _ := parseEntries(string(text))
	for _, s := range c.settings() {
		i := slices.IndexFunc(entries, func(e entry) bool { return e.name == s.env() })
		if i >= 0 && !c.given[s.name] {
			c.put(s, entries[i].value)
		}
	}
	return nil
}
