package bridge

import (
	"errors"
	"slices"
	"strings"
)

// makers are the dialects by the name of their maker, in the order in which they are tried.
var makers = []struct {
	name, at string
	reader   func(at string) Reader
}{
	{"xinzhongxin", XinzhongxinAt, func(at string) Reader { return Xinzhongxin{At: at} }},
	{"huashi", HuashiAt, func(at string) Reader { return Huashi{At: at} }},
}

// Makers are the names of the makers, for the help.
func Makers() string {
	var names []string
	for _, m := range makers {
		names = append(names, m.name)
	}
	return strings.Join(names, "、")
}

// faults are what a reader may fail with.
var faults = []*Fault{NoCard, Unreadable, Busy, NotAttached, NoService, Silent}

// Faults are their codes, for the help.
func Faults() string {
	var codes []string
	for _, f := range faults {
		codes = append(codes, f.Code)
	}
	return strings.Join(codes, "、")
}

// Choice is which reader is attached.
type Choice struct {
	Maker string // auto: any
	At    string // where the maker's program listens; "" as installed
	Fake  bool
	Fault string // of the fake one; "" it reads
}

// Readers are those to ask, in their order. What goes together with nothing else is an error in words for who typed it.
func (c Choice) Readers() (list []Reader, err error) {
	at := slices.IndexFunc(faults, func(f *Fault) bool { return f.Code == c.Fault })
	switch {
	case c.Fault != "" && (at < 0 || !c.Fake):
		return nil, errors.New("--fake-fault 应为 " + Faults() + "，并且给出 --fake")
	case c.Fault != "":
		return []Reader{Fake{faults[at]}}, nil
	case c.Fake:
		return []Reader{Fake{}}, nil
	}
	for _, m := range makers {
		switch {
		case c.Maker == m.name && c.At != "":
			list = append(list, m.reader(strings.TrimSuffix(c.At, "/")))
		case c.Maker == m.name || c.Maker == "auto" && c.At == "":
			list = append(list, m.reader(m.at))
		}
	}
	if len(list) == 0 {
		err = errors.New("--reader 应为 " + Makers() + "，或者不给 --reader-url 的 auto")
	}
	return list, err
}
