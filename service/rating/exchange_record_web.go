package rating

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

// farLabels are the platform's fields in words.
var farLabels = map[string]string{
	"projNo": "办件编号", "projName": "办件名称", "serviceCode": "实施编码", "serviceName": "事项名称", "serviceVersion": "事项版本", "serviceCategory": "事项类型",
	"serviceDepartment": "实施部门", "serviceDepartmentCode": "部门代码", "regionCode": "区划代码", "regionName": "区划名称", "applicantName": "申请人姓名",
	"applicantCardNumber": "申请人证件号码", "applicantPhone": "申请人电话", "userProp": "申请人类型", "userPageType": "证件类型", "proStatus": "办件状态",
	"applyTime": "申请时间", "serviceTime": "服务时间", "evaluateTime": "评价时间", "pf": "评价渠道", "satisfaction": "满意度", "evalDetail": "评价指标",
	"writingEvaluation": "文字评价", "evaluateType": "评价类型", "assessNumber": "第几次评价", "source": "来源", "version": "协议版本",
}

// faultWords are a reason with the field in words.
func faultWords(fault string) string {
	field, rest, ok := strings.Cut(fault, "：")
	if label := farLabels[field]; ok && label != "" {
		return label + "：" + rest
	}
	return fault
}

// mendAt is where what a line was refused for is mended.
func mendAt(fault string) page.Link {
	switch field, _, _ := strings.Cut(fault, "："); field {
	case "serviceDepartmentCode", "satisfaction", "evalDetail":
		return page.Link{Href: exchangePath + "/codes", Label: "去编码对照里改"}
	case "serviceCode", "serviceName", "serviceCategory", "serviceVersion":
		return page.Link{Href: "/desk/admin", Label: "在事项管理里改"}
	}
	return page.Link{}
}

func (s *Service) exchangeRecord(w http.ResponseWriter, r *http.Request) error {
	if err := s.whole(r); err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	o, err := outgoingByKey(ctx, s.DB, key)
	ours := !none(err)
	if ours && err != nil {
		return err
	}
	t, err := thereByKey(ctx, s.DB, key)
	theirs := !none(err)
	switch {
	case theirs && err != nil:
		return err
	case !ours && !theirs:
		return fail.NotFound("没有这条记录")
	}
	crumbs := []page.Link{{Href: deskPath, Label: "好差评"}, {Href: exchangePath, Label: "报送对账"}}
	if ours {
		crumbs = append(crumbs, page.Link{Href: dayPath(o.Day), Label: o.Day.Words()})
	}
	frame, err := s.House.Desk(w, r, "一条报送", append(crumbs, page.Link{Label: "一条报送"})...)
	if err != nil {
		return err
	}
	d := exchangeData{Frame: frame, Heading: "只在省里的记录", Lead: "本市没有这个记录标识的记录。可能是其他系统用同一个来源编号报的，请和省平台核对。"}
	if ours {
		d.Heading, d.Lead = tellWords[o.What]+"的报送", ""
		if err := s.recordParts(r, &d, o, theirs); err != nil {
			return err
		}
	}
	if theirs && !ours {
		d.Extra = page.Table{Caption: "省平台清单里的这一条", Heads: []page.Head{{Label: "办件编号", Main: true}, {Label: "事项"}, {Label: "满意度"}, {Label: "时间"}},
			Rows: []page.Row{{Cells: []page.Cell{{Text: t.Number}, {Text: t.Service}, {Text: orElse(t.Level, "—")}, {Text: t.Time}}}}}
	}
	return door.Write(w, exchangePage, &d)
}

// recordParts are what is known of a line of ours: how it stands, and what is told, without identity.
func (s *Service) recordParts(r *http.Request, d *exchangeData, o outgoing, theirs bool) error {
	ctx := r.Context()
	d.About.Items = []page.Term{{Label: "状态", Value: outWords[o.State], Strong: true, Note: map[bool]string{true: "省平台的清单里有"}[theirs]}, {Label: "记录标识", Value: o.Key}, {Label: "报送次数", Value: fmt.Sprint(o.Tries)}}
	switch o.State {
	case outSent:
		d.About.Items = append(d.About.Items, page.Term{Label: "省平台接收", Value: moment(o.SentAt)})
	case outPending:
		if first, err := outgoingByKey(r.Context(), s.DB, strconv.FormatInt(o.Rating, 10)); err != nil {
			return err
		} else if first.State != outSent && o.What != tellRating {
			d.About.Items = append(d.About.Items, page.Term{Label: "等着", Value: "评价被省平台接收以后再报送", Link: page.Link{Href: exchangePath + "/records/" + first.Key, Label: "看评价的报送"}})
			break
		}
		d.About.Items = append(d.About.Items, page.Term{Label: "下次报送", Value: moment(o.DueAt) + " 以后"})
	}
	if o.Fault != "" {
		d.Note = page.Note{Kind: "act", Title: "没有报送成功", Text: faultWords(o.Fault)}
		if o.State == outRefused {
			d.Note.Title = "省平台拒收"
		}
		if l := mendAt(o.Fault); l.Href != "" {
			d.Note.Links = []page.Link{l}
		}
	}
	if o.Again != "" {
		d.About.Items = append(d.About.Items, page.Term{Label: "上次补报", Value: by(o.Again) + "，" + moment(o.AgainAt)})
	}
	if s.Exchange.On() && (o.State != outSent || !theirs) {
		d.Acts = []page.Form{{ID: "resend", Action: r.URL.Path, Submit: page.Act{Label: "重新报送"}}}
	}
	x, err := ratingByID(ctx, s.DB, o.Rating)
	if err != nil {
		return err
	}
	a, err := actByID(ctx, s.DB, x.Act)
	if err != nil {
		return err
	}
	k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return err
	}
	if o.What == tellRating {
		rec, unnamed, err := s.record(ctx, x, a, k)
		if err != nil {
			return err
		}
		tags, err := tagsOf(ctx, s.DB, x.TagSet)
		if err != nil {
			return err
		}
		d.Said = said(rec, x, unnamed, tagWords(tags, x.Tags, x.Day))
	} else {
		c, err := s.farChange(ctx, o, a, k)
		if err != nil {
			return err
		}
		d.Said = page.List{Wide: true, Items: terms("评价的记录标识", c.Of, "时间", c.Time, "结果", orElse(label(outcomes, c.Result), label(grounds, c.Result)), "答复", c.Text)}
	}
	d.Links = append(d.Links, page.Link{Href: fmt.Sprintf("%s/givers/%d", deskPath, o.Rating), Label: "查看办件和评价人", Icon: "user", Note: "写明理由，会记录"})
	others, err := outgoingOf(ctx, s.DB, o.Rating)
	for _, one := range others {
		if one.Key != o.Key {
			d.Links = append(d.Links, page.Link{Href: exchangePath + "/records/" + one.Key, Label: tellWords[one.What], Icon: "file", Note: moment(one.At) + "　" + outWords[one.State]})
		}
	}
	return err
}

// said is what is told, as the platform reads it. Whose matter it was, and the number that would tell it,
// is not shown: a supervisor writes down why he looks (see unmask).
func said(rec farRecord, x Rating, unnamed bool, tags []string) page.List {
	sealed := "用 SM4 加密，报送时才取"
	if unnamed {
		sealed = "匿名评价，不报送"
	}
	l := page.List{Wide: true, Items: terms("办件名称", rec.Title, "实施编码", rec.Task, "事项版本", rec.ServiceVersion, "事项类型", rec.Category,
		"实施部门", rec.Organ, "部门代码", orElse(rec.OrganCode, "没有填"), "区划", rec.RegionName+" "+rec.Region, "申请人", sealed, "办件状态", map[string]string{"2": "2 已受理", "3": "3 已办结"}[rec.Status],
		"申请时间", rec.Applied, "服务时间", rec.Served, "评价时间", rec.Rated, "评价渠道", rec.Way+" "+label(Ways, x.Way), "满意度", rec.Level+" "+x.Level.Words(),
		"评价指标", rec.Tags, "文字评价", rec.Comment, "评价类型", map[string]string{"1": "1 首次评价", "2": "2 追加评价"}[rec.Type], "第几次评价", fmt.Sprint(rec.Nth), "窗口", rec.Custom["window"])}
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

func (s *Service) resent(w http.ResponseWriter, r *http.Request) error {
	if err := s.whole(r); err != nil {
		return err
	}
	if err := s.Resend(r.Context(), people.VisitorOf(r.Context()), r.PathValue("key")); err != nil {
		return err
	}
	s.House.Say(w, "done", "已排队，几秒后报送。")
	return web.See(w, r, r.URL.Path)
}
