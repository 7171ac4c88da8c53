package catalog

import (
	"cmp"
	"strings"
)

// Power is how papers, buttons, lists and messages speak of what is decided on an item: a public service is no exercise
// of power, so nothing is permitted or refused by decision there, and 行政许可法 is cited only of a permission.
type Power struct {
	Branch string // of paper templates: "permit", "service", or "" for the other administrative acts
	Name   string // 行政许可, 行政确认; 办理 where the kind has no name of its own
	Short  string // 许可, 确认
	Grant  string // how it is granted: 准予, 予以, 给予, 同意
	Paper  string // what a decision is written in: 决定书, 告知书
	Law    string // the law that governs the procedure, or ""
	Needed string // how a matter is called that needs nothing: 不需要取得行政许可
}

// powers are the kinds of items whose decisions have a name of their own. That 许可 is 准予 or 不予 is 行政许可法 art. 38;
// the words of the others are those of administrative usage (our proposal).
var powers = map[string]Power{
	"01": {Branch: "permit", Grant: "准予", Law: "《中华人民共和国行政许可法》", Needed: "依法不需要取得行政许可"},
	"05": {Grant: "准予"}, "07": {Grant: "予以"}, "08": {Grant: "给予"}, "09": {Grant: "作出"},
	"20": service, "31": service, "32": service,
}

var service = Power{Branch: "service", Name: "办理", Grant: "同意", Paper: "告知书"}

// PowerOf tells it of a kind of item.
func PowerOf(kind string) Power {
	p, named := powers[kind]
	switch {
	case !named:
		p.Name, p.Grant = "办理", "准予"
	case p.Name == "":
		p.Name = Kinds[kind]
	}
	p.Short = strings.TrimPrefix(p.Name, "行政")
	p.Paper, p.Needed = cmp.Or(p.Paper, "决定书"), cmp.Or(p.Needed, "依法不需要办理")
	return p
}

// Yes and No are the two ways in which a matter is decided: 准予许可, 予以确认, 同意办理; 不予许可, 不予确认, 不予办理.
func (p Power) Yes() string { return p.Grant + p.Short }

func (p Power) No() string { return "不予" + p.Short }

// Act is the kind of act that the decision is, as papers about it name it; "" where it has no name of its own.
func (p Power) Act() string {
	if p.Name == "办理" {
		return ""
	}
	return p.Name
}

// lead stands before the name in the title of a paper that grants: of an act of its own kind (行政确认决定书) nothing.
func (p Power) lead() string {
	if p.Branch == "" && p.Act() != "" {
		return ""
	}
	return p.Grant
}

// YesPaper and NoPaper are the titles of the papers.
func (p Power) YesPaper() string { return p.lead() + p.Name + p.Paper }

func (p Power) NoPaper() string { return "不予" + p.Name + p.Paper }

// Words are the power in the words of templates.
func (p Power) Words(w map[string]string) {
	w["branch"], w["power"], w["power_short"], w["paper"], w["permit_law"] = p.Branch, p.Name, p.Short, p.Paper, p.Law
	w["granted"], w["denied"], w["grants"] = p.Yes(), p.No(), p.Grant+p.Name
	w["yes_paper"], w["no_paper"], w["yes_mark"] = p.YesPaper(), p.NoPaper(), p.lead()+p.Short
}
