package rating

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// What the province is told of ratings, through the office's exchange: the rating, and what becomes of it.

// What the province is told of.
const (
	ofRating    = "evaluation"
	ofExclusion = "exclusion"
	ofReply     = "reply"
	ofEnd       = "end"
)

const exchangePath = deskPath + "/exchange"

// told is what the province is told of a rating, in words.
var told = form.Pairs(ofRating, "评价", ofExclusion, "不予采纳", ofReply, "整改答复", ofEnd, "整改办结")

// exchanged is what ratings are for the exchange.
func (s *Service) exchanged() exchange.Kind {
	return exchange.Kind{
		Name: "rating", Title: "好差评", One: "评价", Counts: "评价和整改结果", Path: "/evaluations",
		Desk: exchangePath, Home: page.Link{Href: deskPath, Label: "好差评"}, Roles: bureau,
		Parts: told, Note: exchange.Heads{Ours: "满意程度", There: "满意度"}, Tables: codeTables(), Fields: farLabels,
		Item: s.item, Judge: judge, Read: readThere, Brief: s.brief, Show: s.shownLine, Mend: mendAt,
		Tabs: func(a people.Actor, from, to calendar.Day) page.Tally {
			p, err := s.within(nil, a)
			if err != nil {
				return page.Tally{}
			}
			p.From, p.To = from, to
			return s.tabs(a, "/exchange", p)
		},
	}
}

// codeTables are the platform's codes that belong to ratings. In which direction it counts levels differs between platforms.
func codeTables() []exchange.Codes {
	five := exchange.CodeSet{Value: "5", Words: "5 为非常满意", From: "国家政务服务平台", Basis: "国家政务服务平台：5 为非常满意", Codes: map[string]string{}}
	one := exchange.CodeSet{Value: "1", Words: "1 为非常满意", From: "GB/T 39046 表 A.8", Basis: "GB/T 39046-2020 表 A.8：1 为非常满意", Codes: map[string]string{}}
	for _, l := range rate.Levels {
		five.Codes[l.Value], one.Codes[l.Value] = strconv.Itoa(rate.Level(l.Value).Points()), strconv.Itoa(rate.Level(l.Value).Standard())
	}
	return []exchange.Codes{
		{Name: "level", Title: "满意程度", Ours: rate.Levels, Sets: []exchange.CodeSet{five, one}},
		{Name: "way", Title: "评价渠道", One: "渠道", Ours: rate.Ways},
	}
}

// tellProvince has the province told, in the transaction of the cause. Only what belongs to an item of the catalogue is told:
// the national record is one of items. What becomes of a rating waits until the province has the rating.
func (s *Service) tellProvince(ctx context.Context, tx *db.DB, a rate.Act, rating int64, what, part string, at int64) error {
	if a.Item == 0 {
		return nil
	}
	l := exchange.Line{Key: ratingKey(rating), Record: rating, What: what, At: at}
	if what != ofRating {
		l.Key, l.Behind = l.Key+"-"+what, l.Key
	}
	if part != "" {
		l.Key += "-" + part
	}
	return s.Province.Put(ctx, tx, l)
}

// ratingKey is the key of a rating at the platform.
func ratingKey(rating int64) string { return strconv.FormatInt(rating, 10) }

// tellRating has the province told of a rating.
func (s *Service) tellRating(ctx context.Context, tx *db.DB, a rate.Act, r rate.Rating, _ int64) error {
	return s.tellProvince(ctx, tx, a, r.ID, ofRating, "", r.At)
}

// tellChange follows a rectification: what becomes of a rating that was told is told, too.
func (s *Service) tellChange(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.From == c.Case.State {
		return nil
	}
	x, err := rate.Rectifications.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	what, part := ofEnd, ""
	switch {
	case x.Outcome == rate.Excluded:
		what = ofExclusion
	case x.Outcome != "":
	case c.Event.Event == "reply":
		what, part = ofReply, strconv.FormatInt(x.Loops, 10)
	default:
		return nil
	}
	a, err := rate.Acts.Find(ctx, tx, x.Act)
	if err != nil {
		return err
	}
	return s.tellProvince(ctx, tx, a, x.Rating, what, part, c.At.UnixMilli())
}

// judge reads the platform's receipt: what it has already is as good as taken, and silence is tried again.
func judge(r exchange.Receipt) exchange.State {
	switch r.Status {
	case "ok", "exists":
		return exchange.Sent
	case "refused":
		return exchange.Refused
	}
	return exchange.Pending
}

// readThere reads a line of the platform's list.
func readThere(line json.RawMessage) (exchange.There, error) {
	var t struct {
		Key     string `json:"key"`
		Kind    string `json:"kind"`
		Number  string `json:"projNo"`
		Service string `json:"serviceName"`
		Level   string `json:"satisfaction"`
		Time    string `json:"time"`
	}
	err := json.Unmarshal(line, &t)
	return exchange.There{Key: t.Key, What: t.Kind, Number: t.Number, Title: t.Service, Note: t.Level, Time: t.Time}, err
}

// brief says of lines which services and levels they are about.
func (s *Service) brief(ctx context.Context, lines []exchange.Line) ([]exchange.Brief, error) {
	ids := make([]int64, len(lines))
	for i, l := range lines {
		ids[i] = l.Record
	}
	ratings, err := rate.RatingsBy(ctx, s.DB, ids...)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		ids[i] = ratings[id].Act
	}
	acts, err := rate.ActsBy(ctx, s.DB, ids...)
	list := make([]exchange.Brief, len(lines))
	for i, l := range lines {
		r := ratings[l.Record]
		list[i] = exchange.Brief{Title: acts[r.Act].Title, Said: form.Label(told, l.What), Note: r.Level.Words()}
		if l.What == ofRating {
			if list[i].Said = r.Level.Words(); r.N > 1 {
				list[i].Said = "追加：" + list[i].Said
			}
		}
	}
	return list, err
}

// shownLine is what is told of a line, without the identity of whose matter it was.
func (s *Service) shownLine(ctx context.Context, l exchange.Line) (v exchange.Shown, err error) {
	x, err := rate.Ratings.Find(ctx, s.DB, l.Record)
	if err != nil {
		return v, err
	}
	a, err := rate.Acts.Find(ctx, s.DB, x.Act)
	if err != nil {
		return v, err
	}
	k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return v, err
	}
	if l.What == ofRating {
		rec, unnamed, err := s.record(ctx, x, a, k)
		if err != nil {
			return v, err
		}
		tags, err := rate.TagsOf(ctx, s.DB, x.TagSet)
		if err != nil {
			return v, err
		}
		v.Said = said(rec, x, unnamed, rate.TagWords(tags, x.Tags, x.Day))
	} else {
		c, err := s.farChange(ctx, l, a, k)
		if err != nil {
			return v, err
		}
		v.Said = page.List{Wide: true, Items: terms("评价的记录标识", c.Of, "时间", c.Time,
			"结果", cmp.Or(form.Label(rate.Outcomes, c.Result), form.Label(rate.Grounds, c.Result)), "答复", c.Text)}
	}
	v.Links = []page.Link{giverLink(l.Record, "查看办件和评价人")}
	return v, nil
}

// farLabels are the platform's fields in words.
var farLabels = map[string]string{
	"projNo": "办件编号", "projName": "办件名称", "serviceCode": "实施编码", "serviceName": "事项名称", "serviceVersion": "事项版本", "serviceCategory": "事项类型",
	"serviceDepartment": "实施部门", "serviceDepartmentCode": "部门代码", "regionCode": "区划代码", "regionName": "区划名称", "applicantName": "申请人姓名",
	"applicantCardNumber": "申请人证件号码", "applicantPhone": "申请人电话", "userProp": "申请人类型", "userPageType": "证件类型", "proStatus": "办件状态",
	"applyTime": "申请时间", "serviceTime": "服务时间", "evaluateTime": "评价时间", "pf": "评价渠道", "satisfaction": "满意度", "evalDetail": "评价指标",
	"writingEvaluation": "文字评价", "evaluateType": "评价类型", "assessNumber": "第几次评价", "source": "来源", "version": "协议版本",
}

// mendAt is where what a field was refused for is mended; without an address: nowhere.
func mendAt(field string) page.Link {
	switch field {
	case "serviceDepartmentCode", "satisfaction", "evalDetail":
		return page.Link{Href: exchangePath + "/codes", Label: "去编码对照里改"}
	case "serviceCode", "serviceName", "serviceCategory", "serviceVersion":
		return page.Link{Href: "/desk/admin", Label: "在事项管理里改"}
	}
	return page.Link{}
}

// said is what is told, as the platform reads it. Whose matter it was, and the number that would tell it,
// is not shown: a supervisor writes down why he looks (see unmask).
func said(rec farRecord, x rate.Rating, unnamed bool, tags []string) page.List {
	sealed := "用 SM4 加密，报送时才取"
	if unnamed {
		sealed = "匿名评价，不报送"
	}
	l := page.List{Wide: true, Items: terms("办件名称", rec.Title, "实施编码", rec.Task, "事项版本", rec.ServiceVersion, "事项类型", rec.Category,
		"实施部门", rec.Organ, "部门代码", cmp.Or(rec.OrganCode, "没有填"), "区划", rec.RegionName+" "+rec.Region, "申请人", sealed,
		"办件状态", map[string]string{"2": "2 已受理", "3": "3 已办结"}[rec.Status], "申请时间", rec.Applied, "服务时间", rec.Served, "评价时间", rec.Rated,
		"评价渠道", rec.Way+" "+form.Label(rate.Ways, x.Way), "满意度", rec.Level+" "+x.Level.Words(), "评价指标", rec.Tags, "文字评价", rec.Comment,
		"评价类型", map[string]string{"1": "1 首次评价", "2": "2 追加评价"}[rec.Type], "第几次评价", fmt.Sprint(rec.Nth), "窗口", rec.Custom["window"])}
	for i := range l.Items {
		if l.Items[i].Label == "评价指标" {
			l.Items[i].Note = strings.Join(tags, "、")
		}
	}
	return l
}

func terms(pairs ...string) (list []page.Term) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			list = append(list, page.Term{Label: pairs[i], Value: pairs[i+1]})
		}
	}
	return list
}
