package app

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"wuyou/kit/envfile"
	"wuyou/kit/host"
)

// entry is one line of a file of settings.
type entry struct{ envfile.Line }

// configFile is the kind of --config: a file of which every line is right. What is wrong is told with the number of its line.
func configFile() kind {
	right := "设置文件，每行一项 WUYOU_名称=值（systemd 的 EnvironmentFile 写法）"
	return kind{right: right, fault: func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			return err.Error()
		}
		entries, bad := readEntries(string(text))
		bad = append(bad, wrongEntries(entries)...)
		if i, err := os.Stat(name); err == nil && host.Public(i) && slices.ContainsFunc(entries, entry.secret) {
			bad = append(bad, fmt.Sprintf("里面有密钥或密码，别人也能读（权限 %04o）。请运行 chmod o-rwx %s", i.Mode().Perm(), name))
		}
		return strings.Join(bad, "\n")
	}}
}

// setting finds among the settings that which an entry names.
func (e entry) setting() (s setting, ok bool) {
	list := new(Config).settings()
	i := slices.IndexFunc(list, func(s setting) bool { return s.env() == e.Name })
	if i < 0 {
		return s, false
	}
	return list[i], true
}

func (e entry) secret() bool {
	s, _ := e.setting()
	return s.kind.secret && e.Value != ""
}

// fault says what is wrong with an entry; "" where nothing is. earlier are the entries before it.
func (e entry) fault(earlier []entry) string {
	s, ok := e.setting()
	if !ok {
		return "“" + e.Name + "”：" + meant(e.Name)
	}
	if i := slices.IndexFunc(earlier, func(b entry) bool { return b.Name == e.Name }); i >= 0 {
		return fmt.Sprintf("%s 在第 %d 行已经写过", e.Name, earlier[i].N)
	}
	if s.name == "config" {
		return "设置文件里不能再指另一个设置文件"
	}
	if e.Value == "" {
		return ""
	}
	if bad := s.kind.fault(e.Value); bad != "" {
		return s.refusal(e.Value, bad)
	}
	return ""
}

// readEntries reads a file, and says of every line that is none what is wrong with it.
func readEntries(text string) (list []entry, bad []string) {
	lines, faults := envfile.Parse(text)
	for _, l := range lines {
		list = append(list, entry{l})
	}
	for _, f := range faults {
		bad = append(bad, fmt.Sprintf("第 %d 行：%s", f.N, strings.TrimSpace(f.Name+" "+lineFaults[f.Why])))
	}
	return list, bad
}

var lineFaults = map[error]string{
	envfile.ErrLine:      "应为 WUYOU_名称=值",
	envfile.ErrQuote:     "的引号没有在这一行结束，或者引号后面还有别的",
	envfile.ErrBackslash: "里有 \\：请用单引号把整个值括起来",
}

func wrongEntries(list []entry) (bad []string) {
	for i, e := range list {
		if words := e.fault(list[:i]); words != "" {
			bad = append(bad, fmt.Sprintf("第 %d 行：%s", e.N, words))
		}
	}
	return bad
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
	entries, _ := readEntries(string(text))
	for _, s := range c.settings() {
		i := slices.IndexFunc(entries, func(e entry) bool { return e.Name == s.env() })
		if i >= 0 && !c.given[s.name] {
			c.put(s, entries[i].Value)
		}
	}
	return nil
}
