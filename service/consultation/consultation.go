// Package consultation is what a window answers at once (窗口咨询): somebody asks how a thing is done, is helped with a
// form, is shown to a machine. Nothing is received and nothing is owed, so it is a case that ends as it begins; but it is a
// service that people can rate like any other, each by itself (一次一评, 国办发〔2019〕51号), and that the bureau counts.
package consultation

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
)

const (
	// Kind is the kind of case.
	Kind     = "consultation"
	answered = "answered"
	path     = "/desk/consultations"
)

var (
	//go:embed schema seed
	files   embed.FS
	windows = []people.Role{people.Window}

	ask = form.Of(
		form.Field{Name: "about", Label: "咨询什么", Type: form.Text, Required: true, Max: 60, Hint: "选一个事项，或写几个字", Search: door.ItemSearch},
		form.Field{Name: "answer", Label: "怎么答复的", Type: form.Area, Max: 300},
		form.Field{Name: "name", Label: "来人姓名", Type: form.Text, Max: 50, Personal: true, Hint: "愿意留下才填；和手机号一起填"},
		form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Hint: "留了就发一条评价短信"},
	)

	// table is the whole course: asked and answered. Nothing was received: it stays out of the figures of what was.
	table = flow.Table{
		Kind: Kind, Title: "咨询", Prefix: "咨询：", Known: true, Inner: true, Phases: []string{"答复"},
		States: []flow.State{{Code: answered, Name: "已答复", Public: "已答复", Final: true}},
		Rows: []flow.Row{{Event: "answer", Name: "记一次咨询", Done: "已登记咨询", By: flow.Who{Roles: windows}, To: answered, Ask: ask,
			Note: "answer", Tell: []string{"consultation_answered"}, Public: "窗口答复了您的咨询"}},
	}
)

// New makes the service.
func New(o *office.Office) door.Service {
	mine := listing.Of(o.House, listing.Ledger[flow.Case]{
		Name: "consultations", Path: path, Title: "窗口咨询", Roles: windows, Of: door.OfPeople,
		Filters: append([]listing.Filter{listing.TextFilter(o.House, "咨询什么")}, listing.DayFilters("", "c.opened_day")...),
		Scope:   func(w *db.Where, v people.Visitor) { flow.OpenedBy(w, Kind, v.Actor.ID) },
		Select:  flow.Columns, From: flow.EventsFrom, Order: []string{"e.at", "e.case_id"},
		Key: func(k flow.Case) []int64 { return []int64{k.OpenedAt, k.ID} }, Case: func(k flow.Case) flow.Case { return k },
		Columns: []listing.Column[flow.Case]{
			{Name: "时间", Key: "at", Plain: true, Cell: func(k flow.Case) page.Cell { return page.Cell{Text: o.House.Clock(k.OpenedAt)} },
				Value: func(k flow.Case) any { return door.SheetClock(k.OpenedAt) }, Width: 18},
			{Name: "咨询什么", Key: "about", Main: true, Cell: o.House.CaseCell, Value: func(k flow.Case) any { return o.House.Named(k) }, Width: 40},
			listing.Words("来人", "who", 14, o.Engine.Called),
		},
		Empty: page.Empty{Title: "还没有记过咨询", Text: "答复完一位群众，就在上面记一笔，评价器会自己亮起。"},
	})
	return door.Service{
		Table: table, Schema: db.MigrationsOf(Kind, files), Seed: door.Seed(files), Ledgers: []door.Listing{mine},
		Openings: []door.Opening{{
			Name: Kind, Kind: Kind, Event: "answer", Path: path, Title: "窗口咨询", Does: "记一次咨询", Submit: "记下，请群众评价",
			Roles: windows, Form: ask, On: &mine,
			Open: func(ctx context.Context, tx *db.DB, v people.Visitor, _ form.Values, c flow.Opening) (*flow.Change, error) {
				c.Region, c.Title = v.Actor.First(people.Window).Region, table.Prefix+c.Input["about"]
				if e, ok := o.Catalog.Named(c.Input["about"]); ok {
					c.Item, c.Title = e.ID, table.Prefix+e.Name
				}
				if c.Input["name"]+c.Input["phone"] != "" {
					p, err := o.Persons.Reach(ctx, tx, c.Input["name"], c.Input["phone"])
					if err != nil {
						return nil, err
					}
					c.Applicant, c.Party, c.Contact = p.ID, p.Name, persons.ContactGiven(ctx, v.Actor, false, c.Input["phone"])
				}
				return o.Engine.Open(ctx, tx, v.Actor, c)
			},
			Said: func(k flow.Case) door.After {
				return door.Seen(path, "记下了，编号 "+flow.Grouped(k.Number())+"。评价器已弹出评价邀请。")
			},
		}},
		Staff: []door.Entry{{Href: path, Label: "窗口咨询", Icon: "speak", Group: "窗口", Roles: windows}},
	}
}
