// Package lostfound keeps what people leave behind in a hall (失物招领): a window writes down what was found, gives it back to who
// can say what it looks like, and hands over what nobody has claimed within a year (民法典 第三百一十八条). It is the example of
// docs/new-service.md: it works and is tested like any other, and no city serves it.
//
// Read lostfound.go for the course of a case, pages.go for what people see.
package lostfound

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "lostfound"

// The states.
const (
	kept      = "kept"
	unclaimed = "unclaimed"
	returned  = "returned"
	forfeited = "forfeited"
)

//go:embed schema seed
var files embed.FS

// Thing is what was found.
type Thing struct {
	CaseID   int64
	What     string
	Place    string // where in the hall
	FoundDay calendar.Day
	Marks    string       // by which its owner knows it; not on the list
	GivenDay calendar.Day // back to its owner, whose name stands sealed among the answers
}

// Things are the rows beside the cases.
var Things = detail.Of[Thing]("lost_things", "没有找到这件失物", func(t *Thing) *int64 { return &t.CaseID })

var (
	windows = []people.Role{people.Window}

	askFound = form.Of(
		form.Field{Name: "what", Label: "捡到什么", Type: form.Text, Required: true, Max: 60, Hint: "例如 黑色雨伞"},
		form.Field{Name: "place", Label: "在哪里捡到", Type: form.Text, Required: true, Max: 60},
		form.Field{Name: "day", Label: "哪天捡到", Type: form.Date, Required: true},
		form.Lines("marks", "辨认特征", true, "只有失主知道的，例如里子上绣的字；不公开"),
	)
	askOwner = form.Of(
		form.Field{Name: "owner", Label: "领取人姓名", Type: form.Text, Required: true, Max: 50, Personal: true},
		form.Lines("proof", "怎么认定是失主", true, "对上了哪些特征"),
	)
	askWhere = form.Of(form.Lines("where", "交给了谁", true, "单位和收据编号"))

	// Inner: nobody brings a matter of his own, so that it stands in no list or figure of what people bring.
	table = flow.Table{
		Kind: Kind, Title: "失物招领", Known: true, Inner: true, Phases: []string{"保管", "交还"},
		States: []flow.State{
			{Code: kept, Name: "待认领", Public: "待认领", Desk: people.Window},
			{Code: unclaimed, Name: "无人认领", Public: "无人认领", Desk: people.Window},
			{Code: returned, Name: "已领回", Public: "已领回", Phase: 1, Final: true},
			{Code: forfeited, Name: "已上交", Public: "已上交", Final: true},
		},
		Clocks: []flow.Clock{{Name: "claim", Title: "认领期限", Late: "expire", Inner: true, Theirs: true}},
		Rows: []flow.Row{
			{Event: "find", Name: "登记失物", Done: "已登记失物", By: flow.Who{Roles: windows}, To: kept,
				Ask: askFound, Do: Things.New(found), Begin: []string{"claim"}},
			{From: []string{kept}, Event: "return", Name: "失主领回", Done: "已交还失主", By: flow.Who{Roles: windows}, To: returned, Main: true,
				Ask: askOwner, Do: Things.Do(giveBack), Note: "proof", Heavy: true, Hint: "先请他说出特征，再拿给他看"},
			{From: []string{kept}, Event: "expire", Name: "一年无人认领", By: flow.Who{Clock: true}, To: unclaimed},
			{From: []string{unclaimed}, Event: "hand_in", Name: "上交", Done: "已上交", By: flow.Who{Roles: windows, NotBy: []string{"find"}}, To: forfeited,
				Main: true, Ask: askWhere, Note: "where", Heavy: true, Hint: "归国家所有；由登记人以外的人上交"},
		},
	}
)

// found writes down what was found. Returns fail.Invalid for a day that is still to come.
func found(_ context.Context, _ *db.DB, c *flow.Change, t *Thing) error {
	day, err := calendar.ParseDay(c.Input["day"])
	if err == nil && day > calendar.DayOf(c.At) {
		err = fail.Invalid("请改正后再提交", fail.Field{Name: "day", Message: "这一天还没有到"})
	}
	t.What, t.Place, t.FoundDay, t.Marks = c.Input["what"], c.Input["place"], day, c.Input["marks"]
	return err
}

func giveBack(_ context.Context, _ *db.DB, c *flow.Change, t *Thing) error {
	t.GivenDay = calendar.DayOf(c.At)
	return nil
}

type service struct{ *office.Office }

// New makes the service.
func New(o *office.Office) door.Service {
	s := &service{o}
	list := listing.Of(o.House, s.ledger())
	return door.Service{
		Table: table, Seed: door.Seed(files), Sections: s.sections, Ledgers: []door.Listing{list},
		Schema: db.MigrationsOf(Kind, files, db.Kept{Table: Things.Name(), Key: []string{"case_id"}, Group: "case_id"}),
		Openings: []door.Opening{{
			Name: Kind, Kind: Kind, Event: "find", Path: path, Title: "失物招领", Does: "登记失物", Submit: "登记", Roles: windows, Form: askFound, On: &list,
			Open: func(ctx context.Context, tx *db.DB, v people.Visitor, _ form.Values, c flow.Opening) (*flow.Change, error) {
				c.Region, c.Title = v.Actor.First(windows...).Region, c.Input["what"]
				return o.Engine.Open(ctx, tx, v.Actor, c)
			},
		}},
		Staff: []door.Entry{{Href: path, Label: "失物招领", Icon: "search", Group: "窗口", Roles: windows}},
	}
}
