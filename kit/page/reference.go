package page

import (
	"io"
	"time"
)

// Reference renders every component in every state, on a page of its own; f is the frame of the site
// that shows it.
func Reference(w io.Writer, f Frame) error {
	f.Title = "界面组件"
	s := sample{Frame: f, Icons: iconNames()}
	s.forms()
	s.lists()
	s.cases()
	s.charts()
	return referencePage.Write(w, &s)
}

var referencePage = New[sample](Public, files, "reference.html")

// sample holds one of each.
type sample struct {
	Frame
	Icons []string

	Acts, Kinds, Keyed   []Act
	Left, Right, Wrong   Fields
	Sections, Conditions Form
	Hidden               Field
	Search, Open         SearchBox
	Pills                Pills
	Checks               []CheckRow

	Tally           Tally
	Filters         Filters
	Table, Flat     Table
	Nothing         Table
	Pager, Ends     Pager
	Facts           Facts
	Narrow, Wide    List
	Stats           Stats
	Doors, Themes   []Link
	More            []Link
	Cards           []Card
	Tiles           []Tile
	Queues          []Queue
	Faces           Faces
	Lamps           []Lamp
	Tags            []Tag
	Notes           []Note
	Steps, Bar      Steps
	Timeline        Timeline
	Days            Days
	Materials       Materials
	Actions, Idle   Actions
	Dialog          Dialog
	OpenDialog      Act
	Confirm         Form
	Progress, Ended Progress
	Keys            Keys
	Letter          Letter

	Bars, Rates, Line, Stack, Whole, Less Chart
	Small                                 Multiples
	Map                                   Map
}

func (s *sample) forms() {
	s.Acts = []Act{{Label: "提交申请"}, {Label: "保存，改天再填", Kind: "quiet"}, {Label: "返回", Kind: "plain"}, {Label: "作废", Kind: "danger"}}
	s.Kinds = []Act{
		{Label: "开始办理", Size: "big"},
		{Label: "上传", Kind: "quiet", Size: "small", Icon: "upload"},
		{Label: "像按钮的链接", Kind: "quiet", Href: "#acts", Icon: "arrow"},
		{Label: "延长期限", Why: "您不能做：须由负责人批准。"},
	}
	s.Keyed = []Act{{Label: "受理", Key: "Ctrl+Enter"}, {Label: "叫下一位", Kind: "quiet", Key: "Alt+N"}}
	two := []Option{{Value: "post", Label: "免费邮寄", Hint: "免费，2–3 天送到"}, {Value: "self", Label: "就近自取", Hint: "取件柜，72 小时内"}}
	s.Left = Fields{
		{Name: "name", Label: "姓名", Required: true, Complete: "name"},
		{Name: "phone", Type: "phone", Label: "手机号", Hint: "进度会发短信告诉您。", Value: "13800001234", Required: true},
		{Name: "id_no", Type: "id_no", Label: "身份证号", Required: true},
		{Name: "address", Type: "address", Label: "地址", Hint: "写到门牌号，方便工作人员上门。", Value: "柳江路 18 号", From: "来自营业执照，可以改", Required: true},
		{Name: "area", Type: "area", Label: "说明", Max: 200},
		{Name: "kind", Type: "choice", Label: "类别", Required: true, Value: "b", Options: []Option{
			{"a", "宾馆、旅店", "", "住宿", false}, {"b", "招待所", "", "住宿", false}, {"c", "理发店", "", "生活", false}, {"d", "美容店", "", "生活", false},
			{"e", "公共浴室", "", "生活", false}, {"f", "游泳馆", "", "文体", false}, {"g", "影剧院", "", "文体", false}, {"h", "商场", "", "文体", false}}},
		{Name: "firm", Type: "readonly", Label: "单位名称", Value: "清溪民宿", From: "来自电子营业执照，不用填"},
	}
	s.Right = Fields{
		{Name: "number", Type: "number", Label: "人数", Unit: "人", Required: true},
		{Name: "money", Type: "money", Label: "金额", Unit: "元", Value: "1200.50", Required: true},
		{Name: "date", Type: "date", Label: "日期", Low: "2026-01-01", Required: true},
		{Name: "password", Type: "password", Label: "密码", Required: true},
		{Name: "code", Type: "code", Label: "短信验证码", Max: 8, Required: true},
		{Name: "deliver", Type: "choice", Label: "证照怎么给您", Required: true, Value: "post", Options: two},
		{Name: "help", Type: "choices", Label: "需要哪些帮助", Value: "ramp", Options: []Option{{Value: "ramp", Label: "轮椅通道"}, {Value: "sign", Label: "手语翻译"}}},
		{
			Name: "photo", Type: "file", Label: "照片", Hint: "手机拍照即可，每份不超过 20 MB。", Accept: "image/*,.pdf",
			Multiple: true, Most: 20 << 20, Files: []File{{"平面图.jpg", 2202009, "#file", "#remove"}},
		},
		{Name: "agree", Type: "bool", Label: "我已看过个人信息的用途", Value: "1", Required: true},
	}
	s.Wrong = Fields{
		{Name: "phone2", Type: "phone", Label: "联系手机", Value: "1380000123", Error: "手机号应为 11 位，现在是 10 位", Required: true},
		{Name: "place2", Type: "region", Label: "办理地点", Error: "请选择办理地点", Required: true, Options: []Option{
			{Value: "1", Label: "政务大厅"}, {Value: "2", Label: "便民服务中心"},
		}},
		{Name: "agree2", Type: "bool", Label: "以上内容属实", Error: "请您确认以后再提交", Required: true},
		{Name: "file2", Type: "file", Label: "检测报告", Error: "照片看不清印章，请在亮处重拍一张", Required: true},
	}
	s.Hidden = Field{Name: "seq", Type: "hidden", Value: "7"}
	s.Sections = Form{
		ID: "whole", Action: "#whole", Fields: s.Wrong, Submit: Act{Label: "下一步：核对", Kind: "quiet"},
		Others: []Act{{Label: "保存，改天再填", Kind: "plain", Loose: true}},
	}
	s.Conditions = Form{Action: "#when", Submit: Act{Label: "确定", Kind: "quiet"}, Fields: Fields{
		{Name: "who", Type: "choice", Label: "谁来办", Value: "self", Required: true, Section: "代办", Options: []Option{
			{Value: "self", Label: "本人"}, {Value: "kin", Label: "亲友代办"},
		}},
		{Name: "kin_name", Label: "代办人姓名", Hint: "选“亲友代办”才要填。", When: "who=kin", Required: true, Section: "代办"},
		{Name: "memo", Label: "备注", Section: "其他"},
	}}
	s.Search = SearchBox{ID: "search", Action: "#search", Label: "搜事项", Example: "例如：孩子上户口", Source: "#suggest", Key: "/", Quiet: true}
	s.Open = SearchBox{ID: "search-open", Action: "#search", Label: "再搜事项", Value: "高龄", Button: "查找", Quiet: true, Suggestions: []Suggestion{
		{Label: "80周岁以上老年人高龄津贴发放", Note: "民政", Href: "#a"}, {Label: "申领老年人优待证", Note: "卫健", Href: "#b"}}}
	s.Pills = Pills{Name: "who-pills", Label: "谁来办", Shown: true, Value: "kin", Options: []Option{{Value: "self", Label: "本人"}, {Value: "kin", Label: "亲友代办"}}}
	full := []Option{{Value: "free", Label: "免交"}, {Value: "has", Label: "齐"}, {Value: "no", Label: "缺", Lack: true}, {Value: "later", Label: "容缺", Lack: true}}
	s.Checks = []CheckRow{
		{"已读取，电子证照库有", Pills{Name: "m1", Label: "居民身份证", Value: "free", Options: full, Key: "1"}},
		{"情形为“亲友代办”时需要", Pills{Name: "m2", Label: "委托书", Value: "later", Options: full[1:], Key: "2"}},
		{"", Pills{Name: "m3", Label: "申请表", Options: full[1:3], Key: "3"}},
	}
}

func (s *sample) lists() {
	s.Tally = Tally{Label: "按时限筛选", Links: []Link{
		{Href: "#all", Label: "全部", Count: "23", Current: true}, {Href: "#red", Label: "超期", Count: "1", Lamp: "red"},
		{Href: "#yellow", Label: "临近到期", Count: "4", Lamp: "yellow"}, {Href: "#green", Label: "正常", Count: "15", Lamp: "green"},
		{Href: "#grey", Label: "暂停", Count: "2", Lamp: "grey"}, {Href: "#blue", Label: "提前办结", Count: "1", Lamp: "blue"},
	}}
	s.Filters = Filters{Action: "#filters", Label: "筛选示例", Reset: "#filters", Fields: Fields{
		{Name: "word", Type: "search", Label: "编号、申请人或事项"},
		{Name: "stage", Type: "choice", Label: "环节", Example: "全部环节", Value: "2", Options: []Option{
			{Value: "1", Label: "受理"}, {Value: "2", Label: "审查"},
		}},
		{Name: "since", Type: "date", Label: "从哪天起"},
	}}
	s.Table = Table{Caption: "待办 23 件，按到期时间从近到远", Pick: "case",
		Heads: []Head{
			{Label: "到期", Sort: "#sort", Order: "ascending", Plain: true},
			{Label: "事项和编号", Main: true},
			{Label: "申请人", Plain: true},
			{Label: "环节"},
			{Label: "金额", Num: true},
		},
		Rows: []Row{
			{ID: "1", Name: "供水站的卫生许可延续", Late: true, Cells: []Cell{
				{Lamp: Lamp{"red", "超期 1 个工作日"}, Small: "10月9日到期"},
				{Text: "饮用水供水单位卫生许可延续（县级）", Href: "#1", Small: "110101 260915 0017 00031 K"},
				{Text: "余坪镇供水站", Small: "余坪镇"},
				{Text: "作出决定"},
				{Text: "1,200.00"},
			}},
			{ID: "2", Name: "陈*静的护士变更执业注册", Unread: true, Cells: []Cell{
				{Lamp: Lamp{"yellow", "今天 18:00 前"}, Small: "10月12日到期"},
				{Text: "护士变更执业注册", Href: "#2", Small: "110101 260924 0017 00039 G", Tags: []Tag{{"补正件", ""}}},
				{Text: "陈*静", Small: "洪川镇"},
				{Text: "审查"},
				{Text: "0.00"},
			}},
			{ID: "3", Name: "清溪民宿的卫生许可新办", Cells: []Cell{
				{Lamp: Lamp{"green", "还剩 6 个工作日"}, Small: "10月20日到期"},
				{Text: "公共场所卫生许可新办审批（县级）", Href: "#3", Small: "110101 260924 0017 00046 I"},
				{Text: "清溪民宿", Small: "柳江镇"},
				{Text: "审查"},
				{Text: "35.50"},
			}},
		}}
	s.Flat = Table{Caption: "材料", Flat: true, Heads: []Head{{Label: "材料", Main: true}, {Label: "来源"}, {Label: "核对"}}, Rows: []Row{
		{Cells: []Cell{{Text: "营业执照", Href: "#m"}, {Text: "电子证照库"}, {Tags: []Tag{{"免提交", "ok"}}}}},
		{Cells: []Cell{{Text: "检测报告", Href: "#m"}, {Text: "申请人上传"}, {Tags: []Tag{{"待您填写", "act"}}}}},
	}}
	s.Nothing = Table{Empty: Empty{"没有超期的办件", "按时办理，谢谢您。", Link{Href: "#all", Label: "看全部 23 件"}}}
	s.Pager = Pager{From: 51, To: 100, Total: 1000, More: true, Prev: "#prev", Next: "#next"}
	s.Ends = Pager{Label: "翻页：只有一页", From: 1, To: 3, Total: 3, Unit: "人"}
	s.Facts = Facts{[]Fact{{"多久办好", "10 个工作日", "法定 20 个工作日"}, {"跑几趟", "0 趟", "可以全程网上办"}, {"收费", "不收费", "邮寄也不收费"}, {"交几份材料", "4 份", "另有 2 份免提交"}}}
	s.Narrow = List{Items: []Term{
		{Label: "姓名", Value: "苏国华", Strong: true, Tag: Tag{"已读身份证", "ok"}},
		{Label: "手机", Value: "138****1234", Link: Link{Href: "#un", Label: "查看明文"}},
		{Label: "身份", Value: "代办人", Note: "已签委托书"},
	}}
	s.Wide = List{Wide: true, Items: []Term{
		{Label: "单位名称", Value: "清溪民宿"},
		{Label: "统一社会信用代码", Value: "92110101****UX3K"},
		{Label: "类别", Value: "宾馆、旅店、招待所"},
		{Label: "送达方式", Value: "免费邮寄"},
	}}
	s.Stats = Stats{[]Stat{
		{Label: "今天收件", Value: "231", Unit: "件", Note: "截至 10:42", Href: "#n"}, Share("按期办结率", 9412, 9450, "件", "#n"),
		Share("差评整改率", 0, 0, "条", ""),
	}}
	s.Doors = []Link{
		{Href: "#d1", Label: "查进度", Icon: "clock", Note: "凭编号和查询密码"},
		{Href: "#d2", Label: "预约取号", Icon: "calendar", Note: "约好时间，到了就办"},
		{Href: "#d3", Label: "就近办", Icon: "pin", Note: "便民服务中心"},
		{Href: "#d4", Label: "打电话", Icon: "phone", Note: "全天有人接听"},
	}
	s.Themes = []Link{
		{Href: "#t1", Label: "生育收养"}, {Href: "#t2", Label: "户籍办理"}, {Href: "#t3", Label: "教育科研"},
		{Href: "#t4", Label: "就业创业"}, {Href: "#t5", Label: "婚姻登记"}, {Href: "#t6", Label: "社会保障"},
	}
	s.More = []Link{{Href: "#l1", Label: "打印一次性告知单", Icon: "print"}, {Href: "#l2", Label: "请亲友代办", Icon: "people", Note: "要写委托书"}}
	s.Cards = []Card{
		{"#c1", "出生一件事", "孩子出生后的 9 件事，填一张表、交一套材料，一次办好。", "出生登记、医保参保、社会保障卡……", false},
		{"#c2", "身后一件事", "需要办的事我们替您理清楚，尽量不让您多跑。", "不必着急。需要时，可请工作人员上门。", true},
	}
	s.Tiles = []Tile{{"#p1", "通惠", "在办 44", ""}, {"#p2", "苏祠", "临近 2", "yellow"}, {"#p3", "多悦", "超期 1", "red"}, {"#p4", "大石桥", "在办 30", ""}}
	s.Queues = []Queue{{"#A", "A", "综合业务", "社保、医保、民政", "6 人在等", "约 18 分钟"}, {"#G", "G", "反映问题", "有人专门接待", "不用等", ""}}
	s.Faces = Faces{"level", "您对这次服务满意吗？", []Face{
		{"5", "非常满意", 5, false}, {"4", "满意", 4, false}, {"3", "基本满意", 3, false}, {"2", "不满意", 2, false},
		{"1", "非常不满意", 1, false},
	}, "请选满意程度"}
}

func (s *sample) cases() {
	s.Lamps = []Lamp{{"green", "还剩 8 个工作日"}, {"yellow", "还剩 1 个工作日"}, {"red", "超期 1 个工作日"}, {"grey", "暂停：等检测结果"}, {"blue", "提前 4 个工作日"}}
	s.Tags = []Tag{{"行政许可", ""}, {"跨省通办", "blue"}, {"免提交", "ok"}, {"待补正", "act"}}
	s.Notes = []Note{
		{Text: "材料齐全，当场受理。"},
		{
			Kind: "act", Title: "有 1 件申请等您补一份材料。", Text: "请在 10月19日（星期一）前补齐。",
			Links: []Link{{Href: "#go", Label: "去补材料"}},
		},
		{Kind: "late", Text: "这件已超期 1 个工作日，督办单已发出。"},
		{Kind: "done", Text: "已受理，办好会发短信告诉您。"},
	}
	s.Steps = Steps{Label: "办理环节", Items: []Step{{Label: "提交", Note: "9月24日", State: "done"}, {Label: "受理", Note: "9月24日", State: "done"},
		{Label: "审查", Note: "进行中", State: "now"}, {Label: "决定", Note: "15日前"}, {Label: "送达", Note: "邮寄"}}}
	s.Bar = Steps{Label: "窗口的步骤", Bar: true, Items: []Step{{Of: "who", Label: "来人", State: "done"}, {Of: "item", Label: "事项", State: "done"},
		{Of: "checks", Label: "材料", State: "now", Keys: []string{"0"}}, {Of: "end", Label: "受理"}}}
	s.Timeline = Timeline{[]Moment{
		{"作出决定", "最晚 10月15日（星期四）", "", nil, "next", nil},
		{"正在审查", "10月9日 09:10", "审查岗 李志强", nil, "now", nil},
		{"到期提醒", "10月8日 12:00", "", nil, "", []string{"10月8日 12:00　提醒承办人", "10月7日 12:00　提醒承办人"}},
		{"您补了一份材料", "10月8日 11:02", "", nil, "act", nil},
		{"已受理", "9月24日 16:20", "综合窗口 周敏", []Link{{Href: "#r", Label: "看受理通知书"}}, "", nil},
	}}
	s.Days.Caption = "2026 年 9月21日至10月18日，今天 10月12日"
	states := "...sooouuuooooooouuuoullD..." // one letter a day from 21 September
	n := 0
	for i, letter := range states {
		d := CalendarDay{Date: time.Date(2026, 9, 21+i, 0, 0, 0, 0, time.UTC)}
		switch letter {
		case 's':
			d.State, d.Words = "start", "受理"
		case 'o':
			d.State = "off"
		case 'u', 'l', 'D':
			n++
			d.State, d.Words = map[rune]string{'u': "used", 'l': "left", 'D': "due"}[letter], Num(n)+"天"
		}
		d.Today = i == 21
		s.Days.Items = append(s.Days.Items, d)
	}
	s.Materials = Materials{[]Material{
		{Name: "营业执照", Hint: "已从电子证照库取得。", Tag: Tag{"免提交", "ok"}},
		{
			Name: "公共场所地址方位示意图、平面图和卫生设施平面布局图", Tag: Tag{"已上传", "ok"},
			File: Field{Name: "m-plan", Type: "file", Files: []File{{"平面图.jpg", 2202009, "#f", "#remove"}}},
		},
		{
			Name: "公共场所卫生检测或者评价报告", Note: Note{Kind: "act", Text: "照片看不清印章，请在亮处重拍一张。"},
			Links: []Link{{Href: "#s", Label: "看样本", Note: "检测报告"}}, File: Field{Name: "m-report", Type: "file"},
		},
	}}
	done := Form{Action: "#done", Submit: Act{Label: "提交审查结论", Kind: "quiet"}, Fields: Fields{
		{Name: "verdict", Type: "choice", Label: "审查结论", Required: true, Value: "yes", Options: []Option{
			{Value: "yes", Label: "符合条件，报请准予许可"},
			{Value: "no", Label: "不符合，报请不予许可", Hint: "须写明理由和依据"},
		}},
		{Name: "opinion", Type: "area", Label: "审查意见", Required: true}}}
	pause := Form{Action: "#pause", Submit: Act{Label: "暂停", Kind: "quiet"}, Fields: Fields{{Name: "reason", Label: "原因", Required: true}}}
	s.Actions = Actions{ID: "can", Main: done, Ways: []Way{
		{Label: "暂停计时（特别程序）", Form: pause, Help: "检验、检测、专家评审等，会书面告知申请人。"},
		{Label: "退回窗口", Href: "#back", Help: "须选原因。"},
		{Label: "延长期限 10 个工作日", Why: "您不能做：须由本机关负责人批准。", Ask: Link{Href: "#head", Label: "报请负责人"}}}}
	s.Idle = Actions{ID: "idle", Title: "办结以后", Empty: "这件已经办结，没有要做的了。"}
	s.Dialog = Dialog{ID: "withdraw", Title: "撤回这件申请吗？", Text: "撤回后停止办理，已交的材料替您保留 30 天，可以重新提交。", Close: "继续办理",
		Form: Form{Action: "#withdraw", Submit: Act{Label: "撤回申请"}}}
	s.OpenDialog = Act{Label: "撤回申请", Kind: "quiet", Href: "#withdraw-page", Opens: "withdraw"}
	s.Confirm = Form{Action: "#void", Submit: Act{Label: "作废这张证照", Kind: "danger", Confirm: "作废后不能恢复，确定作废吗？"}}
	s.Progress = Progress{Label: "导入区划", Done: 320, Of: 1000, Words: "已导入 320 / 1,000 行"}
	s.Ended = Progress{Label: "导入事项", Done: 1, Of: 1, Words: "已完成，共 2,341 行"}
	s.Keys = Keys{[]Key{{[]string{"/"}, "搜事项"}, {[]string{"Up", "Down", "Enter"}, "选事项"}, {[]string{"Ctrl+Enter"}, "受理"}, {[]string{"Alt+N"}, "叫下一位"}}}
	s.Letter = Letter{Organ: "行政审批局", Title: "行政许可受理通知书", Number: "审批受〔2026〕46 号", To: "清溪民宿", Date: "2026年9月24日",
		Body: []Para{{Text: "你单位于2026年9月24日提出的“公共场所卫生许可新办审批（县级）”申请，材料齐全、符合法定形式，现予受理。收到的材料："}, {Text: "自受理次日起 10 个工作日内，即 2026年10月15日前作出决定。"}}}
	s.Letter.Body[0].Items = []string{"申请表", "营业执照（电子证照）", "卫生检测报告"}
}

func (s *sample) charts() {
	s.Bars = Chart{Title: "各区县在办件数", Unit: "件", Series: []string{"在办"}, Rows: []Datum{
		{"东坡", "#b1", []int{318}, 0}, {"仁寿", "#b2", []int{402}, 0}, {"彭山", "#b3", []int{146}, 0}, {"洪雅", "#b4", []int{121}, 0},
		{"丹棱", "#b5", []int{58}, 0}, {"青神", "#b6", []int{77}, 0},
	}}
	s.Rates = Chart{Title: "各区县按时办结率", Unit: "件", Series: []string{"按时率"}, Rows: []Datum{
		{"东坡", "#r1", []int{2988}, 3001}, {"仁寿", "#r2", []int{2410}, 2466}, {"彭山", "#r3", []int{1201}, 1205}, {"洪雅", "#r4", []int{801}, 810},
		{"青神", "#r5", []int{3}, 4},
	}}
	s.Less = Chart{Title: "办不成的原因", Unit: "件", Series: []string{"件数"}, Rows: []Datum{
		{"政策不允许，已经解释清楚", "#o1", []int{6}, 0}, {"材料反复补正", "", []int{5}, 0}, {"部门之间推诿", "", []int{3}, 0},
	}}
	s.Whole = Chart{Kind: Parts, Title: "是哪一类", Unit: "件", Series: []string{"件数"}, Rows: []Datum{
		{"办不了", "#p1", []int{812}, 0}, {"很难办", "#p2", []int{693}, 0}, {"不给办", "#p3", []int{318}, 0}, {"当场解决", "#p4", []int{213}, 0},
	}}
	s.Line = Chart{Kind: Course, Title: "每天收件", Unit: "件", Series: []string{"今年", "去年"}}
	s.Small = Multiples{Title: "各区县每天收件", Unit: "件"}
	day := time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC)
	for i, v := range []int{548, 572, 533, 560, 601, 418, 590, 576, 611, 638, 655, 672, 690, 701, 640, 420, 588} {
		s.Line.Rows = append(s.Line.Rows, Datum{day.AddDate(0, 0, i).Format("1月2日"), "", []int{v, v - 16 - i%5*37}, 0})
	}
	for n, name := range []string{"东坡", "仁寿", "彭山"} {
		one := Chart{Kind: Course, Title: name, Series: []string{"收件"}}
		for i, r := range s.Line.Rows {
			one.Rows = append(one.Rows, Datum{r.Label, "", []int{(r.Values[0] + i%3*20) / (n + 2)}, 0})
		}
		s.Small.Charts = append(s.Small.Charts, one)
	}
	s.Map = Map{
		Label: "大厅现在开不开", Note: "按方位画的示意图，不按比例。",
		Rivers: []River{{Name: "大江", At: [2]float64{56, 62}, Line: [][2]float64{{60, 0}, {52, 40}, {54, 100}}}},
		Spots: []Spot{
			{Label: "东岸", Words: "开着", Kind: "on", X: 75, Y: 20, Here: true}, {Label: "西岭", Words: "午休", Kind: "rest", X: 25, Y: 30},
			{Label: "南桥", Words: "今天不开", Kind: "off", X: 30, Y: 70},
		},
	}
	s.Stack = Chart{
		Title: "各环节的时限", Unit: "件", Series: []string{"正常", "暂停", "临近", "超期"},
		Lamps: []string{"green", "grey", "yellow", "red"},
		Rows: []Datum{
			{"受理", "#k1", []int{40, 0, 3, 0}, 0}, {"审查", "#k2", []int{31, 6, 8, 2}, 0}, {"决定", "#k3", []int{12, 0, 2, 1}, 0},
			{"送达", "#k4", []int{9, 0, 0, 0}, 0}, {"归档", "#k5", []int{4, 0, 0, 0}, 0},
		},
	}
}
