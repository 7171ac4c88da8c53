package bridge

import "strings"

// makers are the dialects by the name of their maker, in the order in which they are tried.
var makers = []struct {
	name, at string
	reader   func(at string) Reader
}{
	{"xinzhongxin", XinzhongxinAt, func(at string) Reader { return Xinzhongxin{At: at} }},
	{"huashi", HuashiAt, func(at string) Reader { return Huashi{At: at} }},
}

// Makers are the names that ReadersOf knows.
func Makers() (names []string) {
	for _, m := range makers {
		names = append(names, m.name)
	}
	return names
}

// ReadersOf are the readers of a maker whose program answers at an address, "" where it does as installed; of auto, those of all makers. A maker that is
// not known, and auto with an address, have none.
func ReadersOf(maker, at string) (list []Reader) {
	for _, m := range makers {
		switch {
		case maker == m.name && at != "":
			list = append(list, m.reader(strings.TrimSuffix(at, "/")))
		case maker == m.name || maker == "auto" && at == "":
			list = append(list, m.reader(m.at))
		}
	}
	return list
}
