package app

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wuyou/kit/envfile"
)

// parse reads the flags, which may stand before or behind the other arguments, and returns the others: as many as the command
// takes. A wrong command line is errUsage; settings that are wrong are refused by Config.check.
func (c *cli) parse(args []string) (rest []string, err error) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		if arg == "--" {
			rest = append(rest, args...)
			break
		}
		name, value, given := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
		switch f := c.flags.Lookup(name); {
		case len(arg) < 2 || arg[0] != '-':
			rest = append(rest, arg)
			continue
		case f == nil && (name == "help" || name == "h"):
			return nil, flag.ErrHelp
		case f == nil:
			return nil, fmt.Errorf("%w：%s", errUsage, c.unknown(name))
		case !given && isSwitch(f):
			value = "true"
		case !given && (len(args) == 0 || c.isFlag(args[0])):
			return nil, fmt.Errorf("%w：--%s 后面缺一个值", errUsage, name)
		case !given:
			value, args = args[0], args[1:]
		}
		if err := c.flags.Set(name, value); err != nil {
			return nil, fmt.Errorf("%w：--%s 的“%s”不对，应为%s", errUsage, name, value, c.takesWords(name))
		}
	}
	if err := c.counts(rest); err != nil {
		return nil, err
	}
	if err := c.cfg.readFile(); err != nil {
		return nil, err
	}
	return rest, c.cfg.check(some[c.name]...)
}

// isSwitch reports whether a flag stands without a value.
func isSwitch(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// isFlag reports whether an argument is a flag of the command, so that it is no value of the one before.
func (c *cli) isFlag(arg string) bool {
	name, long := strings.CutPrefix(arg, "--")
	name, _, _ = strings.Cut(name, "=")
	return long && c.flags.Lookup(name) != nil
}

// takesWords says what a flag takes that is no setting.
func (c *cli) takesWords(name string) string {
	if f, ok := c.flags.Lookup(name).Value.(flag.Getter); ok {
		switch f.Get().(type) {
		case int:
			return "整数"
		case time.Duration:
			return "时间，要写单位（s 秒、m 分、h 时）"
		}
	}
	return " true 或 false"
}

// unknown says that there is no such flag, and what is meant, or what became of it.
func (c *cli) unknown(name string) string {
	if limit := gone[name]; limit != "" {
		return "--" + name + " 已取消" + nowLimit(limit)
	}
	var names []string
	c.flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return fmt.Sprintf("没有 --%s 这个选项，名称最接近的是 --%s", name, nearest(name, names))
}

// counts holds the arguments to the number that the command takes.
func (c *cli) counts(rest []string) error {
	takes, before := c.takes[""], 0
	if _, plain := c.takes[""]; !plain {
		words := strings.Join(slices.Sorted(maps.Keys(c.takes)), "、")
		if len(rest) == 0 {
			return fmt.Errorf("%w：%s 后面要写做什么：%s", errUsage, c.name, words)
		}
		var ok bool
		if takes, ok = c.takes[rest[0]]; !ok {
			return fmt.Errorf("%w：%s 没有“%s”，可以是 %s", errUsage, c.name, rest[0], words)
		}
		before = 1
	}
	switch n := len(rest) - before; {
	case n < takes.least:
		return fmt.Errorf("%w：缺少参数", errUsage)
	case n > takes.most:
		return fmt.Errorf("%w：多余的参数 %s", errUsage, strings.Join(rest[before+takes.most:], " "))
	}
	return nil
}

// environ is an environment: entries NAME=value.
type environ []string

// of is the value of a variable, "" where there is none.
func (e environ) of(name string) string {
	for _, one := range slices.Backward(e) {
		if value, ok := strings.CutPrefix(one, name+"="); ok {
			return value
		}
	}
	return ""
}

// forTests begins the names of variables that only tests read.
const forTests = "WUYOU_TEST_"

// ignored says of every variable of ours that is none what is meant, or what became of it. Values are not repeated.
func (e environ) ignored() (list []string) {
	for _, one := range slices.Sorted(slices.Values(e)) {
		name, _, _ := strings.Cut(one, "=")
		_, known := entry{envfile.Line{Name: name}}.setting()
		if !strings.HasPrefix(name, "WUYOU_") || strings.HasPrefix(name, forTests) || known {
			continue
		}
		list = append(list, "环境变量 "+name+" 不起作用："+meant(name))
	}
	return list
}

// meant says of a name that is no setting's what became of it, or which is nearest.
func meant(name string) string {
	was := strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "WUYOU_")), "_", "-")
	if limit := gone[was]; limit != "" {
		return "--" + was + " 已取消" + nowLimit(limit)
	}
	var known []string
	for _, s := range new(Config).settings() {
		known = append(known, s.env())
	}
	return "没有这项设置，名称最接近的是 " + nearest(name, known)
}

// gone are the settings of earlier programs that have become limits, by the name of the flag.
var gone = map[string]string{
	"tries": "signin.tries", "tries-address": "signin.address", "tries-login": "signin.login_day", "lock": "signin.wait",
	"citizen-sessions": "session.citizen_many", "staff-sessions": "session.staff_many",
	"staff-session": "session.staff_hours", "staff-idle": "session.staff_idle",
	"codes-per-address": "code.address_hour", "checklists-per-hour": "checklist.hour", "uploads-per-hour": "upload.hour", "export-rows": "export.rows",
	"password-days": "password.days", "first-password-days": "password.first_days", "passwords-kept": "password.kept",
	"keep-codes": "keep.codes", "keep-drafts": "keep.drafts", "keep-checklists": "keep.checklists", "sms-life": "notice.hours",
	"code-tries": "slip.case_day", "code-tries-account": "slip.account_day", "code-tries-address": "slip.address_day", "code-tries-all": "slip.all_day",
	"code-tries-old": "slip.old_day", "code-look": "slip.look", "slip-print": "slip.print",
}

func nowLimit(key string) string {
	return "，现在是限度 " + key + "，在 管理 → 规则表 → 限度 里改；改好以前可以用 --limits " + key + "=数 应急"
}

// nearest is that of some words which differs least from a word.
func nearest(word string, words []string) string {
	return slices.MinFunc(words, func(a, b string) int { return distance(word, a) - distance(word, b) })
}

// distance is how many characters are to be put in, left out or changed to make one text the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
