package catalog

import "strings"

// Power is how papers and pages speak of what is decided on an item: a public service is no exercise of power,
// so nothing is permitted or refused by decision there, and 行政许可法 is cited only of a permission.
type Power struct {
	Branch string // of paper templates: "permit", "service", or "" for the other administrative acts
	Name   string // 行政许可: 准予行政许可决定书; 办理 where the kind has no name of its own
	Short  string // 许可: 准予许可, 不予许可
	Paper  string // what a decision is written in: 决定书, 告知书
	Law    string // the law that governs the procedure, or ""
}

// PowerOf tells it of a kind of item.
func PowerOf(kind string) Power {
	p := Power{Name: "办理", Short: "办理", Paper: "决定书"}
	switch kind {
	case "01":
		p.Branch, p.Law = "permit", "《中华人民共和国行政许可法》"
		fallthrough
	case "05", "07", "08", "09":
		p.Name = Kinds[kind]
		p.Short = strings.TrimPrefix(p.Name, "行政")
	case "20", "31", "32":
		p.Branch, p.Paper = "service", "告知书"
	}
	return p
}

// Yes and No are the two ways in which a matter is decided.
func (p Power) Yes() string {
	if p.Branch == "service" {
		return "同意办理"
	}
	return "准予" + p.Short
}

func (p Power) No() string { return "不予" + p.Short }

// YesPaper and NoPaper are the titles of the papers.
func (p Power) YesPaper() string {
	if p.Branch == "service" {
		return "办结告知书"
	}
	return "准予" + p.Name + p.Paper
}

func (p Power) NoPaper() string { return "不予" + p.Name + p.Paper }

// Words are the power in the words of templates.
func (p Power) Words(w map[string]string) {
	w["branch"], w["power"], w["power_short"], w["paper"], w["permit_law"] = p.Branch, p.Name, p.Short, p.Paper, p.Law
	w["granted"], w["denied"] = p.Yes(), p.No()
}
