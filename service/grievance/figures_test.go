package grievance_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
	"wuyou/service/grievance"
)

// several are eight matters of two counties and two months, each at another end.
func (h *hall) several() (list map[string]flow.Case) {
	h.T.Helper()
	list = map[string]flow.Case{}
	h.At("2026-03-31 09:30")
	list["march"] = h.replied("办不成")
	h.At("2026-04-01 09:30")
	list["withdrawn"] = h.says(h.take(nil, grievance.Report{ItemName: "过户", Told: grievance.Told{What: "办不成"}}), "withdraw")
	k := h.officer.Do(h.take(nil, grievance.Report{ItemName: "补领", Told: grievance.Told{What: "办不成"}}), "propose_refusal",
		"ground", "other", "reason", "x", "go_to", "x")
	list["refused"] = h.chief.Do(k, "refuse")
	k = h.chief.Do(h.judged(h.officer, h.spoken("不符合条件"), "cannot", h.social, nobody...), "agree")
	h.says(h.head.Do(k, "reply", answered...), "confirm")
	list["explained"] = h.visited(k, "done", "solved", "yes", "level", "3")
	k = h.judged(h.officer, h.spoken("材料丢了"), "hard", h.social, nobody...)
	h.officer.Do(k, "convene", "depts", h.police, "date", "2026-04-02", "experts", "李教授")
	h.officer.Do(k, "decide", "minutes", "纪要", "decision", "由公安局办", "lead", h.police, "tasks", "公安局｜办｜2026-04-10", "without", "x")
	h.At("2026-04-17 09:30") // ten working days were over the evening before
	k = h.chair.Do(k, "feedback", answered...)
	h.says(k, "confirm")
	list["late"] = h.visited(k, "done", "solved", "partly", "level", "2")
	h.At("2026-04-20 09:30")
	list["filed"] = h.filed("不给办")
	h.says(list["filed"], "confirm")
	list["filed"] = h.visited(list["filed"], "unreached")
	list["waits"] = h.judged(h.officer, h.spoken("不符合条件"), "cannot", "", nobody...)
	list["elsewhere"] = h.take(nil, grievance.Report{Place: officetest.OtherTownship, ItemName: "生育登记", Told: grievance.Told{What: "办不成"}})
	return list
}

// The ledger shows each part of the whole that the figures count, and only that; who is of one place reads of no other.
func TestTheLedgerAndItsParts(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.several()
		names := map[string]string{}
		for name, one := range k {
			names[flow.Grouped(one.Number())] = name
		}
		boss := h.inspector.Back()
		for asked, want := range map[string]string{
			"":             "elsewhere explained filed late march refused waits withdrawn",
			"only=open":    "elsewhere filed march waits",
			"only=signing": "waits", "only=replied": "explained filed late march", "only=on_time": "explained filed march", "only=late": "late",
			"only=explained": "explained march", "only=consulted": "filed late", "only=ended": "explained late", "only=to_visit": "explained filed late",
			"only=visited": "explained filed late", "only=rated": "explained late", "only=satisfied": "explained", "only=solved": "explained",
			"only=again": "explained filed late waits", "only=refused": "refused", "only=withdrawn": "withdrawn",
			"only=nonsense": "elsewhere explained filed late march refused waits withdrawn",
			"class=hard":    "late", "class=cannot": "explained", "cause=DELAY": "filed", "dept=" + h.police: "late", "title=办不成：过户": "withdrawn",
			"hall=online": "elsewhere explained filed late march refused waits withdrawn", "hall=county": "",
			"place=" + string(officetest.OtherCounty): "elsewhere",
			"from=2026-04-01":                         "elsewhere explained filed late refused waits withdrawn", "from=2026-03-31&to=2026-03-31": "march",
			"to=2026-04-01": "explained late march refused withdrawn",
			"q=生育":          "elsewhere",
		} {
			var got []string
			for _, r := range boss.Get("/desk/grievances.xlsx?purpose=核对&" + asked).Rows() {
				got = append(got, names[r[0]])
			}
			slices.Sort(got)
			if strings.Join(got, " ") != want {
				t.Errorf("%s: %q, want %q", asked, got, want)
			}
		}
		rows := h.overseer.Back().Get("/desk/grievances.xlsx?purpose=核对").Rows()
		if len(rows) != 7 {
			t.Errorf("the county reads %d", len(rows))
		}
		h.reviewer.Back().Get("/desk/grievances").Is(http.StatusForbidden)
		h.discipline.Back().Get("/desk/grievances").Is(http.StatusOK, "共 1 件") // what was copied to it
		i := slices.IndexFunc(rows, func(r []string) bool { return names[r[0]] == "late" })
		if want := "网上和热线 社会保障卡挂失 某人 东岸区 0 很难办 关键材料缺失 公安局 会商办理 办结"; !strings.Contains(strings.Join(slices.Concat(rows[i][2:6], rows[i][6:12]), " "), want) {
			t.Errorf("%q", rows[i])
		}
		if want := "否 已办成 2026-04-17 部分解决 不满意 1 是"; !strings.HasSuffix(strings.Join(rows[i][13:], " "), want) {
			t.Errorf("%q", rows[i])
		}
		for path, want := range map[string]string{"meetings": "李教授", "duties": "窗口理解有误"} {
			if rows := boss.Get("/desk/grievances/" + path + ".xlsx?purpose=核对").Rows(); len(rows) != 1 || !slices.Contains(rows[0], want) {
				t.Errorf("%s: %q", path, rows)
			}
			if rows := boss.Get("/desk/grievances/" + path + ".xlsx?purpose=核对&from=2026-04-21").Rows(); len(rows) != 0 {
				t.Errorf("%s: %q", path, rows)
			}
		}
	})
}

// By the level of the window that took a matter in it is found, and counted in the report: each in one alone.
func TestTheLevelOfTheWindow(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	boss := h.inspector
	for hall, place := range map[string]region.Code{"city": officetest.Whole, "county": officetest.County, "township": officetest.Township, "online": ""} {
		r := grievance.Report{Place: officetest.Township, Told: grievance.Told{What: "办不成"}}
		var by *officetest.Somebody
		if place != "" {
			by = h.Staff("窗口"+hall, post(people.Window, place, ""))
		}
		k := h.take(by, r)
		if rows := boss.Get("/desk/grievances.xlsx?purpose=核对&hall=" + hall).Rows(); len(rows) != 1 || rows[0][0] != flow.Grouped(k.Number()) {
			t.Errorf("%s: %q", hall, rows)
		}
	}
	boss.Get("/desk/grievances/report").Is(http.StatusOK, "按受理窗口", "市级窗口", "区县窗口", "乡镇窗口", "网上和热线").Not("<svg class=\"plot")
}

// The report counts what came in in its days, at its place, as far as its reader sees; others are told the same figures.
func TestTheReport(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.several()
		boss := h.inspector.Back()
		boss.Get("/desk/grievances/report").Is(http.StatusOK, "7", "不在受理范围 1，撤回 1", "2 / 3 件", "3 / 3 件", "1 / 2 件", "4 / 7 件", "网上和热线", "公安局", "关键材料缺失", "过户")
		boss.Get("/desk/grievances/report?month=2026-03").Is(http.StatusOK, "1 / 1 件", "2026-03-01", "2026-03-31").Not("过户")
		boss.Get("/desk/grievances/report?month=2026-02").Is(http.StatusOK, "这段时间没有反映", "2026-02-28")
		boss.Get("/desk/grievances/report?from=2026-04-01&to=2026-04-01").Is(http.StatusOK, "不在受理范围 1，撤回 1")
		boss.Get("/desk/grievances/report?place="+string(officetest.OtherCounty)).Is(http.StatusOK, "西岭县", "生育登记").Not("过户")
		h.overseer.Back().Get("/desk/grievances/report").Is(http.StatusOK, "4 / 6 件").Not("生育登记")
		h.reviewer.Back().Get("/desk/grievances/report").Is(http.StatusForbidden)
		c.Tick()
		h.At("2026-06-03 09:30") // the report opens at the last month with matters
		h.inspector.Back().Get("/desk/grievances/report").Is(http.StatusOK, "2026年4月1日", "4 / 7 件").Not("这段时间没有反映")
		h.At("2026-04-20 09:30")
		s := service(c.Office)
		for _, f := range []struct {
			place    region.Code
			from, to calendar.Day
			want     grievance.Figures
		}{
			{officetest.Whole, 20260401, 20260430, grievance.Figures{Received: 7, Explained: 1, Consulted: 2, Rated: 2, Satisfied: 1, OnTime: 2, Replied: 3}},
			{officetest.Whole, 20260331, 20260331, grievance.Figures{Received: 1, Explained: 1, OnTime: 1, Replied: 1}},
			{officetest.OtherCounty, 20260401, 20260430, grievance.Figures{Received: 1}}, {officetest.Whole, 20260402, 20260419, grievance.Figures{}},
		} {
			if got, err := s.Count(t.Context(), f.place, f.from, f.to); err != nil || got != f.want {
				t.Errorf("%s %d–%d: %+v %v", f.place, f.from, f.to, got, err)
			}
		}
		list, err := s.Matters(t.Context(), officetest.County, 20260401, 20260430)
		var told []string
		for _, m := range list {
			told = append(told, fmt.Sprint(m.ItemName, " ", m.Class, " ", m.Sub, " ", m.Cause, " ", m.Day))
		}
		want := []string{
			"社会保障卡挂失 cannot MAT 法定条件不符 2026-04-01", "社会保障卡挂失 hard DOC 关键材料缺失 2026-04-01", "社会保障卡挂失 unwilling DELAY 无故拖延 2026-04-20",
		}
		if err != nil || !slices.Equal(told, want) {
			t.Errorf("%q %v", told, err)
		}
	})
}

// The report says its figures in sentences, beside those before, and of few matters each; so does its document, in the layout of official papers.
func TestTheMonthlyReportIsAPaper(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.several()
		boss := h.inspector.Back()
		boss.Get("/desk/grievances/report?month=2026-04").Is(http.StatusOK, "2026年4月1日至20日，云和市收到办不成事反映 7 件，比上月同期多 7 件，比上年同期多 7 件", "按时答复 2 件；", "逐件情况",
			"（2）4月1日，东岸区反映“补领”", "数据截至2026年4月20日", "下载公文", "报告").Not("占比", "28.6%")
		boss.Get("/desk/grievances/report?month=2026-02").Is(http.StatusOK, "2026年2月，云和市没有收到办不成事反映，和上月持平，和上年2月持平")
		for range 5 {
			h.filed("不给办")
		}
		boss.Get("/desk/grievances/report?month=2026-04").Is(http.StatusOK, "反映 12 件", "反映集中在哪里", "反映最多的事项").Not("逐件情况")
		file := boss.Get("/desk/grievances/report.docx?month=2026-04").Is(http.StatusOK, "PK")
		z, err := zip.NewReader(strings.NewReader(file.Body), int64(len(file.Body)))
		if err != nil {
			t.Fatal(err)
		}
		f, err := z.Open("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		for _, want := range []string{"2026年4月1日至20日办不成事反映情况报告", "一、总体情况", "反映 12 件", "拟稿：", "核稿：", "签发：", "数据截至2026年4月20日", "附件：主要指标", "按时答复率", "上年同期"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("the document does not say %q; %v", want, err)
			}
		}
		h.reviewer.Back().Get("/desk/grievances/report.docx").Is(http.StatusForbidden)
	})
}

// Everybody may read how many there were and how the last ones ended, and nobody's words.
func TestWhatEverybodyMayRead(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.Nobody().Get("/grievances").Is(http.StatusOK, "反映一件事", "还没有办结的", "10 个工作日", "—")
	h := hallOf(c)
	h.several()
	c.Nobody().Get("/grievances").Is(http.StatusOK, "8", "解释疏导 2，会商办理 2", "4", "社会保障卡挂失", "东岸区", "很难办", "17", "1 / 2 件").
		Not("张晓梅", "材料丢了", "过户", "不给办</td>")
	c.At("2027-01-01 10:00")
	c.Nobody().Get("/grievances").Is(http.StatusOK, "—", "社会保障卡挂失") // of this year
}

// A cause is told in the words of the day on which it was found, also when they have changed since.
func TestACauseIsToldInTheWordsOfItsDay(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	before := h.judged(h.officer, h.spoken("材料丢了"), "hard", h.social, nobody...)
	h.reword("DOC", "要紧的材料没有了", 20260421)
	h.At("2026-04-21 09:30")
	after := h.judged(h.officer, h.spoken("材料又丢了"), "hard", h.social, nobody...)
	boss := h.inspector.Back()
	boss.Get(home(before)).Is(http.StatusOK, "很难办·关键材料缺失").Not("要紧的")
	boss.Get(home(after)).Is(http.StatusOK, "很难办·要紧的材料没有了")
	for _, r := range boss.Get("/desk/grievances.xlsx?purpose=核对").Rows() {
		if want := map[string]string{flow.Grouped(before.Number()): "关键材料缺失", flow.Grouped(after.Number()): "要紧的材料没有了"}[r[0]]; r[8] != want {
			t.Errorf("in the workbook %s is %s, not %s", r[0], r[8], want)
		}
	}
	list, err := service(h.Office).Matters(t.Context(), officetest.County, 20260401, 20260430)
	if err != nil || len(list) != 2 || list[0].Cause != "关键材料缺失" || list[1].Cause != "要紧的材料没有了" {
		t.Errorf("%+v %v", list, err)
	}
}

// The whole of a matter as one package says who told it nowhere in the clear; who takes it says why.
func TestThePackageOfAMatter(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.take(nil, grievance.Report{Told: grievance.Told{
		Name: "赵反映", Phone: "13800138000", For: "赵老伯", Firm: "秀水商贸有限公司", What: "我是赵反映，替赵老伯打 13800138000 问过", RefusedBy: "大厅",
	}})
	h.officer.Do(k, "contact", "how", "phone", "reached", "yes", "text", "问过了")
	k = h.judged(h.officer, k, "unwilling", h.social, nobody...)
	h.head.Do(k, "rectified", rectified...)
	h.says(k, "confirm")
	h.visited(k, "done", "solved", "no", "level", "1", "said", "我赵反映不满意")
	at := "/desk/grievances/archive/" + k.Number()
	h.officer.Get(at).Not("PK")
	body := h.officer.Get(at + "?purpose=核对").Is(http.StatusOK).Body
	pack, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range pack.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range []string{"赵反映", "赵老伯", "13800138000", "秀水商贸"} {
			if bytes.Contains(b, []byte(said)) {
				t.Errorf("%s says %s", f.Name, said)
			}
		}
		if f.Name == "data/grievance.json" {
			for _, said := range []string{"138****8000", "窗口理解有误", "无故拖延", "没有解决", "网上和热线", "不满意"} {
				if !bytes.Contains(b, []byte(said)) {
					t.Errorf("%s does not say %s: %s", f.Name, said, b)
				}
			}
		}
	}
	for _, name := range []string{"data/grievance.json", "ledger/events.jsonl", "manifest.json", "documents/01-反映事项登记单.html"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s in %q", name, names)
		}
	}
	h.chair.Get(at + "?purpose=核对").Is(http.StatusNotFound)
	other := h.Opened(people.TheOffice, flow.Opening{Kind: "application", Event: "begin", Region: officetest.County, Title: "挂失"})
	h.officer.Get("/desk/grievances/archive/" + other.Number() + "?purpose=核对").Is(http.StatusNotFound)
}

// What is sealed and cannot be opened says so, and nobody goes on with a matter that he cannot read.
func TestNobodyHandlesWhatHeCannotRead(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.told("办不成")
	h.spoil(k)
	h.officer.Refused(k, fail.KindConflict, "cannot", "无法读取", append(slices.Concat(nobody, no), h.social)...)
	h.officer.Get(home(k)).Is(http.StatusOK, "请告知系统管理员")
}

// reword gives a cause another name from a day on.
func (h *hall) reword(code, name string, from calendar.Day) {
	h.T.Helper()
	causes := service(h.Office).Service().Rules[0]
	err := h.DB.Tx(h.T.Context(), func(tx *db.DB) error {
		rows, err := causes.Rows(h.T.Context(), tx)
		if err != nil {
			return err
		}
		was := rows[slices.IndexFunc(rows, func(r rule.Row) bool { return r.Values["code"] == code })]
		v := maps.Clone(was.Values)
		v["name"] = name
		return causes.Put(h.T.Context(), tx, rule.Change{Table: causes.Name, Was: was.ID, Values: v, Basis: was.Basis, From: from}, "系统")
	})
	if err != nil {
		h.T.Fatal(err)
	}
}

// spoil damages what was told.
func (h *hall) spoil(k flow.Case) {
	h.T.Helper()
	if err := h.DB.Exec(h.T.Context(), `UPDATE grievances SET told_sealed = 'x' WHERE case_id = $1`, k.ID); err != nil {
		h.T.Fatal(err)
	}
}
