package api

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/search"
)

const root = "/api/v1"

// Routes adds the operations.
func (f *Front) Routes(a *web.API) {
	web.Handle(a, web.Op{ID: "items", Method: http.MethodGet, Path: root + "/items", Access: people.Public, Title: "查找事项", Tag: "事项",
		About: "按名称、俗称、拼音、首字母、错别字查找；不填 q 列出全部。"}, f.items)
	web.Handle(a, web.Op{ID: "item", Method: http.MethodGet, Path: root + "/items/{id}", Access: people.Public, Title: "事项全文", Tag: "事项"}, f.item)
	web.Handle(a, web.Op{
		ID: "checklist", Method: http.MethodPost, Path: root + "/items/{id}/checklists", Access: people.Public,
		Title: "生成一次性告知单", Tag: "事项", Status: http.StatusCreated,
	}, f.checklist)
	web.Handle(a, web.Op{
		ID: "checklist-of", Method: http.MethodGet, Path: root + "/checklists/{number}", Access: people.Public,
		Title: "一次性告知单", Tag: "事项",
	}, f.recall)
	web.Handle(a, web.Op{ID: "regions", Method: http.MethodGet, Path: root + "/regions", Access: people.Public, Title: "下级区划", Tag: "区划"}, f.regions)
	web.Handle(a, web.Op{ID: "outlets", Method: http.MethodGet, Path: root + "/outlets", Access: people.Public, Title: "服务网点", Tag: "区划",
		About: "地址、电话、开放时间，现在开不开，下一次什么时候开。"}, f.outlets)
	web.Handle(a, web.Op{ID: "case", Method: http.MethodGet, Path: root + "/cases/{number}",
		Access: people.Scope(people.ScopeStaff, people.ScopeRead, people.ScopeApply), Title: "办件", Tag: "办件",
		About: "read 的令牌查看本区域的办件；apply 的令牌查看由它提交的。查询密码只交给办事人（短信、窗口的查询单），只在网页上由他自己输入。"}, f.oneCase)
	web.Handle(a, web.Op{ID: "event", Method: http.MethodPost, Path: root + "/cases/{number}/events/{event}",
		Access: people.Scope(people.ScopeStaff, people.ScopeApply), Title: "办理一步", Tag: "办件",
		About: "做一个流程动作。seq 或 If-Match 给出看到的版本，办件已变化的返回 409 并说明是谁动的；须由另一人办的动作必须给出。", Batch: true}, f.event)
	f.batchOp(a)
	web.Handle(a, web.Op{ID: "inbox", Method: http.MethodGet, Path: root + "/inbox", Access: people.Scope(people.ScopeStaff), Title: "待办", Tag: "办件"}, f.inbox)
}

type itemsIn struct {
	Q        string `query:"q" maxLength:"200"`
	Audience string `query:"audience" enum:"1,2,3,4,5,6,9" doc:"服务对象：1 自然人，2 企业法人……"`
	Kind     string `query:"kind" doc:"事项类型，两位"`
	Dept     string `query:"dept" doc:"部门简称"`
	Topic    string `query:"topic"`
	Region   string `query:"region" doc:"在这个地方开办的"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	After    string `query:"after"`
}

type body[T any] struct{ Body T }

func (f *Front) items(_ context.Context, in *itemsIn) (*body[door.Envelope[Item]], error) {
	offset, err := 0, error(nil)
	if in.After != "" {
		if offset, err = strconv.Atoi(in.After); err != nil || offset < 0 {
			return nil, fail.Invalid("翻页的位置不对", fail.Field{Name: "after", Message: "请用上一页给出的 next"})
		}
	}
	q := search.Query{
		Text: in.Q, Limit: in.Limit, Offset: offset, Audiences: some(in.Audience), Kinds: some(in.Kind),
		Depts: some(in.Dept), Topics: some(in.Topic),
	}
	if in.Region != "" {
		place, err := region.Parse(in.Region)
		if err != nil {
			return nil, err
		}
		q.Within = f.Catalog.OfferedAt(place)
	}
	found, total := f.Catalog.Find(q)
	items := make([]Item, len(found))
	for i, e := range found {
		items[i] = itemOf(e.Entry)
	}
	next := ""
	if offset+len(items) < total {
		next = strconv.Itoa(offset + len(items))
	}
	out := door.Enveloped(items, int64(total), next)
	out.Total, out.More = int64(total), false // the catalogue is counted in memory
	return &body[door.Envelope[Item]]{out}, nil
}

func some(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func itemOf(e catalog.Entry) Item {
	return Item{
		ID: e.ID, Code: e.Code, Name: e.Name, Kind: e.Kind, KindName: catalog.Kinds[e.Kind], Dept: e.Dept,
		Audience: strings.Fields(e.Audience), Online: e.Online, Complete: e.Complete, Version: e.Version,
	}
}

type itemIn struct {
	ID string `path:"id" doc:"事项编号，或地方编码"`
}

type wholeItem struct {
	Item
	Missing []string      `json:"missing,omitempty" doc:"还缺的要素"`
	Text    *catalog.Item `json:"text"`
}

func (f *Front) find(id string) (catalog.Entry, error) {
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		if e, err := f.Catalog.Entry(n); err == nil {
			return e, nil
		}
	}
	return f.Catalog.ByCode(id)
}

func (f *Front) item(ctx context.Context, in *itemIn) (*body[wholeItem], error) {
	e, err := f.find(in.ID)
	if err != nil {
		return nil, err
	}
	it, err := f.Catalog.Item(ctx, e.ID, e.Version)
	if err != nil {
		return nil, err
	}
	return &body[wholeItem]{wholeItem{itemOf(e), it.Missing(), it}}, nil
}

type checklistIn struct {
	ID   string `path:"id" doc:"事项编号，或地方编码"` // not by embedding: the library sees exported fields only
	Body struct {
		Region  string            `json:"region" pattern:"^[0-9]{12}$"`
		Answers map[string]string `json:"answers" doc:"情形问题的回答"`
	}
}

type keptList struct {
	Number    string             `json:"number"`
	Item      Item               `json:"item"`
	Version   int64              `json:"version"`
	Region    string             `json:"region"`
	Answers   map[string]string  `json:"answers"`
	Materials []catalog.Material `json:"materials"`
	Notes     []string           `json:"notes,omitempty"`
	Block     string             `json:"block,omitempty"`
}

func (f *Front) checklist(ctx context.Context, in *checklistIn) (*body[keptList], error) {
	e, err := f.find(in.ID)
	if err != nil {
		return nil, err
	}
	place, err := region.Parse(in.Body.Region)
	if err != nil {
		return nil, err
	}
	if err := f.Calm(ctx); err != nil {
		return nil, err
	}
	number, err := f.Catalog.Keep(ctx, e.ID, place, in.Body.Answers)
	if err != nil {
		return nil, err
	}
	return f.recall(ctx, &recallIn{number})
}

type recallIn struct {
	Number string `path:"number"`
}

func (f *Front) recall(ctx context.Context, in *recallIn) (*body[keptList], error) {
	k, err := f.Catalog.Recall(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	return &body[keptList]{keptList{
		Number: k.Number, Item: itemOf(k.Entry), Version: k.Version, Region: string(k.Region), Answers: k.Answers,
		Materials: append([]catalog.Material{}, k.List.Materials...), Notes: k.List.Notes, Block: k.List.Block,
	}}, nil
}

type regionsIn struct {
	Parent string `query:"parent" doc:"上级代码；不填列出省级"`
}

type place struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Level  string `json:"level"`
	Parent string `json:"parent,omitempty"`
}

// placeOf is the place of a code; without one it is the given one.
func (f *Front) placeOf(code string, otherwise region.Code) (region.Code, error) {
	if code == "" {
		return otherwise, nil
	}
	c, err := region.Parse(code)
	if err != nil {
		return "", err
	}
	if _, ok := f.Regions.Find(c); !ok {
		return "", fail.NotFound("没有代码为 %s 的区划", code)
	}
	return c, nil
}

func (f *Front) regions(_ context.Context, in *regionsIn) (*body[door.Envelope[place]], error) {
	parent, err := f.placeOf(in.Parent, "")
	if err != nil {
		return nil, err
	}
	var items []place
	for _, p := range f.Regions.Children(parent) {
		items = append(items, place{string(p.Code), p.Name, p.Level, string(p.Parent)})
	}
	out := door.Enveloped(items, int64(len(items)), "")
	out.Total, out.More = int64(len(items)), false
	return &body[door.Envelope[place]]{out}, nil
}

type caseIn struct {
	Number string `path:"number"`
}

type caseOut struct {
	ETag string `header:"ETag"`
	Body Case
}

// oneCase shows a case to the holder of a token who may see it.
func (f *Front) oneCase(ctx context.Context, in *caseIn) (*caseOut, error) {
	k, err := f.Engine.ByNumber(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	return f.shown(ctx, people.VisitorOf(ctx).Actor, k.ID)
}

func (f *Front) shown(ctx context.Context, actor people.Actor, id int64) (*caseOut, error) {
	view, err := f.Engine.View(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &caseOut{ETag: etag(view.Case.Seq), Body: f.whole(view, actor)}, nil
}

func etag(seq int64) string { return `"` + strconv.FormatInt(seq, 10) + `"` }

type eventIn struct {
	Number  string `path:"number"`
	Event   string `path:"event"`
	IfMatch string `header:"If-Match"`
	Key     string `header:"Idempotency-Key" doc:"同一个值重复提交的只做一次"`
	Body    struct {
		Seq   int64             `json:"seq,omitempty" doc:"看到的最后一个事件；同意或者不同意别人提出的、复核别人办的，必须写（或用 If-Match）"`
		Input map[string]string `json:"input,omitempty" doc:"动作的输入，见 may 里的说明"`
		Note  string            `json:"note,omitempty" maxLength:"2000"`
	}
}

// event moves a case, once for all requests with its key.
func (f *Front) event(ctx context.Context, in *eventIn) (*caseOut, error) {
	k, err := f.Engine.ByNumber(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	actor := people.VisitorOf(ctx).Actor
	once, err := onceOf(actor, k, in)
	if err != nil {
		return nil, err
	}
	before, again, err := f.Engine.Opened(ctx, f.DB, once)
	if err != nil {
		return nil, err
	}
	if again {
		return f.moved(before, actor, again), nil
	}
	seq := in.Body.Seq
	if in.IfMatch != "" {
		if seq, err = strconv.ParseInt(strings.Trim(strings.TrimPrefix(in.IfMatch, "W/"), `"`), 10, 64); err != nil {
			return nil, fail.Invalid("If-Match 应为 ETag", fail.Field{Name: "If-Match", Message: "请用读取办件时得到的 ETag"})
		}
	}
	if seq == 0 && f.Engine.Decides(k, in.Event) {
		if _, seen, err := f.Engine.Seen(ctx, actor, k.ID); err != nil || !seen {
			return nil, cmp.Or(err, flow.ErrUnseen)
		}
		return nil, fail.Invalid("请写明看到的最后一个事件", fail.Field{Name: "seq", Message: "同意或者不同意别人提出的、复核别人办的，要带上读取办件时得到的 seq 或 ETag，以免内容已经变了"})
	}
	m := flow.Move{Case: k.ID, Seq: seq, Event: in.Event, Input: form.Values(in.Body.Input), Note: in.Body.Note, Once: once}
	k, again, err = f.Engine.OnceOnly(ctx, once, func(tx *db.DB) (flow.Case, error) {
		c, err := f.Engine.Fire(ctx, tx, actor, m)
		if err != nil {
			return flow.Case{}, err
		}
		return c.Case, nil
	})
	if err != nil {
		return nil, err
	}
	return f.moved(k, actor, again), nil
}

// onceOf is by what a request for an event is known when it is sent again.
func onceOf(actor people.Actor, k flow.Case, in *eventIn) (flow.Once, error) {
	if in.Key == "" {
		return flow.Once{}, nil
	}
	said, err := json.Marshal([]any{k.ID, in.Event, in.Body})
	if err != nil {
		return flow.Once{}, err
	}
	return flow.OnceOf(flow.OnceEvent, actor, in.Key, gm.Hash(said))
}

// moved is a case after an event.
func (f *Front) moved(k flow.Case, actor people.Actor, again bool) *caseOut {
	out := &caseOut{ETag: etag(k.Seq), Body: f.short(k, flow.ReaderOf(actor))}
	out.Body.Again = again
	return out
}

type inboxIn struct {
	Lamp   string `query:"lamp" enum:"red,yellow,green,grey"`
	State  string `query:"state"`
	Kind   string `query:"kind"`
	Region string `query:"region"`
	Holder string `query:"holder" enum:"mine,free,others"`
	Q      string `query:"q" maxLength:"100"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	After  string `query:"after"`
}

// Turn is a line of the inbox.
type Turn struct {
	Case
	Step   string `json:"step"`
	Role   string `json:"role"`
	Holder string `json:"holder,omitempty"`
	Since  string `json:"since"`
}

func (f *Front) inbox(ctx context.Context, in *inboxIn) (*body[door.Envelope[Turn]], error) {
	filter := flow.Filter{Lamp: calendar.Lamp(in.Lamp), State: in.State, Kind: in.Kind, Holder: in.Holder, Text: in.Q}
	if in.Region != "" {
		place, err := region.Parse(in.Region)
		if err != nil {
			return nil, err
		}
		filter.Place = place
	}
	actor := people.VisitorOf(ctx).Actor
	page, err := f.Engine.Inbox(ctx, actor, filter, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	tally, err := f.Engine.Tally(ctx, actor, filter)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	for lamp, n := range tally {
		if in.Lamp == "" || in.Lamp == string(lamp) {
			total += n
		}
	}
	items := make([]Turn, len(page.Items))
	for i, t := range page.Items {
		items[i] = Turn{Case: f.short(t.Case, flow.Office), Step: t.Step, Role: string(t.Role), Holder: t.Holder, Since: stamp(t.Since)}
	}
	return &body[door.Envelope[Turn]]{door.Enveloped(items, total, page.Next)}, nil
}
