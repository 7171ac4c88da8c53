package app

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// full are the commands for which every setting matters; the others work on the first group, whatever else they take.
var full = []string{"serve", "doctor", "config"}

// help writes what a command does and the options that are its own: first those of no other, then its settings, in groups.
func (c *cli) help(out io.Writer) {
	fmt.Fprintf(out, "wuyou %s %s\n\n%s。\n", c.name, c.args, strings.TrimSuffix(c.about, "。"))
	groups := c.cfg.groups()
	var own []option
	c.flags.VisitAll(func(f *flag.Flag) {
		if !slices.ContainsFunc(c.cfg.settings(), func(s setting) bool { return s.name == f.Name }) {
			own = append(own, option{f.Name, f.Usage, f.DefValue, isSwitch(f)})
		}
	})
	writeOptions(out, "选项", own)
	all := slices.Contains(full, c.name) || len(some[c.name]) > 0
	for i, g := range groups {
		var list []option
		for _, s := range g.settings {
			if f := c.flags.Lookup(s.name); f != nil && (all || i == 0) {
				list = append(list, option{s.name, s.help, s.def, isSwitch(f)})
			}
		}
		writeOptions(out, g.title, list)
	}
	if len(some[c.name]) == 0 {
		fmt.Fprint(out, "\n各项设置也可以用环境变量给出（--sms-url 是 WUYOU_SMS_URL），或者写进 --config 的文件；命令行优先，其次环境变量。\n")
		if !all {
			fmt.Fprint(out, "wuyou serve 的其他设置，这个命令也接受。\n")
		}
	}
}

// option is one line of the help.
type option struct {
	name, help, def string
	alone           bool // it stands without a value
}

func writeOptions(out io.Writer, title string, list []option) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s：\n", title)
	for _, o := range list {
		value, more := "   ", ""
		if !o.alone {
			value = " 值" // which is two columns wide
		}
		if o.def != "" && o.def != "false" {
			more = "（不填为 " + o.def + "）"
		}
		padding := strings.Repeat(" ", max(0, 24-len(o.name)))
		fmt.Fprintf(out, "  --%s%s%s %s%s\n", o.name, value, padding, o.help, more)
	}
}
