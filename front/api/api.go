// Package api is the JSON API of what all kinds of cases share: the catalogue and its checklists, the
// regions, a case with what may be done, every event of every flow, the inbox. What belongs to one
// service is added by it.
//
// Lists have one envelope: total (up to 1,000; more says that there are more), items, next (a cursor
// for ?after=).
package api

import (
	"context"
	"time"

	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Front is what the API stands on.
type Front struct {
	*office.Office
	Calm func(ctx context.Context) error // paces what strangers have us keep
}

// Item is an entry of the catalogue.
type Item struct {
	ID       int64    `json:"id,string"`
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	KindName string   `json:"kind_name"`
	Dept     string   `json:"dept"`
	Audience []string `json:"audience"`
	Online   bool     `json:"online"`
	Complete bool     `json:"complete"`
	Version  int64    `json:"version"`
}

// Case is a case as a program sees it.
type Case struct {
	Number    string   `json:"number"`
	Kind      string   `json:"kind"`
	Title     string   `json:"title"`
	State     string   `json:"state"`
	StateName string   `json:"state_name"`
	Public    string   `json:"public" doc:"申请人看到的状态"`
	Seq       int64    `json:"seq" doc:"最后一个事件的编号；发送事件时带上，办件变化了就返回 409"`
	Party     string   `json:"party" doc:"申请人，脱敏"`
	Region    string   `json:"region"`
	Dept      string   `json:"dept"`
	DeptName  string   `json:"dept_name"`
	Channel   string   `json:"channel"`
	Result    string   `json:"result,omitempty"`
	OpenedAt  string   `json:"opened_at"`
	DueAt     string   `json:"due_at,omitempty"`
	ClosedAt  string   `json:"closed_at,omitempty"`
	Lamp      string   `json:"lamp"`
	Late      bool     `json:"late"`
	Clocks    []Clock  `json:"clocks,omitempty"`
	May       []Option `json:"may,omitempty" doc:"调用者现在可以做的"`
	Events    []Event  `json:"events,omitempty"`
	Again     bool     `json:"again,omitempty" doc:"重复的请求，动作第一次就做过了"`
}

// Clock is a running term with its reason.
type Clock struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	DueAt  string `json:"due_at,omitempty"`
	Status string `json:"status"`
	Why    string `json:"why"`
}

// Option is an event that may be sent now, with its form.
type Option struct {
	Event string         `json:"event"`
	Name  string         `json:"name"`
	Input map[string]any `json:"input" doc:"输入的 JSON Schema"`
}

// Event is a line of the ledger.
type Event struct {
	Seq   int64  `json:"seq"`
	Event string `json:"event"`
	Name  string `json:"name"`
	From  string `json:"from"`
	To    string `json:"to"`
	Who   string `json:"who"`
	Note  string `json:"note,omitempty"`
	At    string `json:"at"`
	Hash  string `json:"hash"`
}

func stamp(ms int64) string {
	if ms == 0 || ms == flow.Never {
		return ""
	}
	return calendar.At(ms).Format(time.RFC3339)
}

// short is a case in a list.
func (f *Front) short(k flow.Case, to flow.Reader) Case {
	t, _ := f.Engine.Table(k.Kind)
	s, _ := t.State(k.State)
	limit := Case{DueAt: stamp(k.DueAt), Lamp: string(k.Lamp(f.Now().UnixMilli()))}
	if to == flow.Person && k.ClosedAt == 0 {
		limit = Case{Lamp: string(calendar.Grey)}
		if l, ok := f.Engine.Limit(k, to); ok {
			limit = Case{DueAt: stamp(l.Due.UnixMilli()), Lamp: string(l.Lamp)}
		}
	}
	return Case{
		Number: k.Number(), Kind: k.Kind, Title: k.Title, State: k.State, StateName: s.Name, Public: s.Public, Seq: k.Seq,
		Party: f.called(k, to), Region: string(k.Region), Dept: k.Dept, DeptName: f.Catalog.DeptName(k.Dept),
		Channel: k.Channel, Result: k.Result, OpenedAt: stamp(k.OpenedAt), DueAt: limit.DueAt, ClosedAt: stamp(k.ClosedAt),
		Lamp: limit.Lamp, Late: k.Late,
	}
}

// called is whose a case is, as the caller is told.
func (f *Front) called(k flow.Case, to flow.Reader) string {
	if to == flow.Person {
		return form.MaskName(k.Party)
	}
	return f.Engine.Called(k)
}

// whole is a case with everything the caller may see.
func (f *Front) whole(v flow.View, actor people.Actor) Case {
	to := flow.ReaderOf(actor)
	c := f.short(v.Case, to)
	for _, s := range f.Engine.Explain(v.Case, to) {
		k := Clock{Name: s.Running.Name, Title: s.Clock.Title, Status: s.Status, Why: s.Story.Sentence}
		if !s.Due.IsZero() {
			k.DueAt = stamp(s.Due.UnixMilli())
		}
		c.Clocks = append(c.Clocks, k)
	}
	for _, o := range v.Options {
		if o.May {
			c.May = append(c.May, Option{Event: o.Row.Event, Name: o.Row.Name, Input: o.Ask.Schema()})
		}
	}
	for _, e := range v.Events {
		if actor.Kind != people.Staff && e.Public == "" {
			continue
		}
		who := e.ActorName
		if e.ActorKind == people.Citizen {
			k := v.Case
			k.Party = who
			who = f.called(k, to)
		}
		if e.Via != "" && actor.Kind == people.Staff {
			who += "（" + e.Via + "）"
		}
		note := e.Note
		if actor.Kind != people.Staff {
			note = e.Public
		}
		c.Events = append(c.Events, Event{
			Seq: e.Seq, Event: e.Event, Name: f.Engine.EventName(v.Case, e), From: e.FromState, To: e.ToState,
			Who: who, Note: note, At: stamp(e.At), Hash: e.Hash,
		})
	}
	return c
}
