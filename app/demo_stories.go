package app

import "wuyou/office/form"

// The steps that most stories share, each so many working days ago.

func on(ago int, event string, answers ...string) deed {
	d := deed{ago: ago, event: event, in: form.Values{}}
	for i := 0; i+1 < len(answers); i += 2 {
		d.in[answers[i]] = answers[i+1]
	}
	return d
}

// took is a window that accepts at once.
func took(ago int) deed { return on(ago, "accept") }

// sent is an application that came online.
func sent(ago int) deed { return on(ago, "") }

func signed(ago int, opinion string) deed {
	return on(ago, "sign", "verdict", "yes", "opinion", opinion)
}

// demoStories are some weeks of a city. Those of applicant 0 are the demonstration's citizen's.
var demoStories = []story{
	// The citizen's own: finished, waiting for her, on its way, under way, asked.
	{item: "社会保障卡挂失", who: 0, days: []deed{sent(30), took(29), signed(28, "身份核对无误。"), on(28, "approve"), on(26, "hand_out")}},
	{item: "护士延续执业注册", who: 0, way: "courier", days: []deed{
		sent(9), took(8), on(8, "claim"), signed(7, "执业经历、体检合格。"), on(5, "approve", "opinion", "准予延续注册。"),
		on(4, "make", "number", "护注延字第 20260312 号", "years", "5"),
		on(3, "dispatch", "company", "邮政速递", "tracking", "EMS1108823341"),
	}},
	{item: "居住证办理", who: 0, days: []deed{sent(4), on(3, "correct", "points", "live", "what", "租房合同缺房东签字，请补签后重新上传。")}},
	{item: "教师资格认定", who: 0, days: []deed{sent(6), took(5), on(5, "claim"), on(2, "ask", "text", "普通话证书上的姓名和身份证不一致，请说明。")}},
	{item: "城乡居民基本养老保险参保登记", who: 0, days: []deed{sent(1)}},

	// Waiting at the windows.
	{item: "公共场所卫生许可延续", who: 2, by: "zhoumin", days: []deed{on(4, "")}},
	{item: "设置大型户外广告的审批", who: 5, by: "wanglei", days: []deed{on(2, "")}},
	{item: "申领《四川省老年人优待证》", who: 1, by: "zhoumin", days: []deed{on(0, "")}},
	{item: "公司设立登记", who: 8, by: "zhoumin", days: []deed{on(1, "")}},
	{item: "残疾人证新办", who: 3, place: "town", by: "chenjing", days: []deed{on(3, "")}},
	{item: "老年人高龄津贴", who: 4, place: "village", by: "luocun", days: []deed{on(1, "")}},
	{item: "城乡居民基本养老保险参保登记", who: 6, place: "village", by: "luocun", days: []deed{took(3)}},
	{item: "社会保障卡申领", who: 7, place: "town", by: "chenjing", days: []deed{
		took(4), signed(3, "可以制卡。"), on(3, "approve"), on(2, "make", "number", "SBK2026 0091", "open_end", "printed"),
	}},
	{item: "医师执业证书", who: 9, by: "wanglei", days: []deed{
		on(2, "propose_refusal", "ground", "not_ours", "reason", "执业地点在外省，依法由执业地卫生健康部门办理。",
			"go_to", "拟执业机构所在地的卫生健康局"),
	}},

	// With the department: waiting, claimed, sent back, bounced, stopped, late.
	{item: "公共场所卫生许可新办审批", who: 11, by: "zhoumin", days: []deed{
		on(7, "accept", "later", "rules"), on(6, "claim"), signed(6, "材料齐全，图纸与说明一致。"),
		on(4, "inspect", "found", "布局与平面图一致，消毒设施齐全。"),
	}},
	{item: "公共场所卫生许可新办审批", who: 14, by: "wanglei", days: []deed{took(13), on(12, "claim"), signed(11, "材料齐全。")}},
	{item: "取水许可证新办审批", who: 17, by: "zhoumin", days: []deed{
		took(9), on(9, "claim"), on(7, "stop", "kind", "专家评审", "days", "15", "reason", "取水量较大，需专家评审水资源论证。"),
	}},
	{item: "公共场所卫生许可变更", who: 20, by: "wanglei", days: []deed{took(8), on(7, "claim"), on(6, "bounce", "fault", "wrong", "reason", "变更后的营业执照没有附上，请补收。")}},
	{item: "公共场所卫生许可变更", who: 23, by: "zhoumin", days: []deed{took(6)}},
	{item: "公共场所卫生许可延续", who: 26, by: "zhoumin", days: []deed{took(11), on(10, "claim"), signed(8, "符合延续条件。"), on(7, "send_back", "reason", "检测报告已过期，请核对。")}},
	{item: "护士变更执业注册", who: 10, by: "wanglei", days: []deed{took(9)}},
	{item: "医师执业证书", who: 12, by: "zhoumin", days: []deed{took(3), on(2, "claim")}},
	{item: "设置大型户外广告的审批", who: 29, by: "zhoumin", days: []deed{took(4), on(3, "claim"), signed(3, "设计图、结构安全说明齐全。")}},
	{item: "取水许可证延续", who: 32, by: "wanglei", days: []deed{took(2)}},
	{item: "护士延续执业注册", who: 13, by: "zhoumin", days: []deed{took(3), signed(2, "材料属实。")}},
	{item: "公共场所卫生许可延续", who: 35, by: "wanglei", days: []deed{took(10), on(9, "claim"), on(4, "request_extension", "reason", "现场整改需要时间。")}},

	// The result: being made, to be fetched, on its way, by wire.
	{item: "护士延续执业注册", who: 15, by: "wanglei", days: []deed{took(6), signed(5, "材料属实。"), on(3, "approve")}},
	{item: "护士延续执业注册", who: 16, by: "zhoumin", way: "pickup", days: []deed{
		took(8), signed(7, "材料属实。"), on(5, "approve"), on(4, "make", "number", "护注延字第 20260310 号", "years", "5"),
	}},
	{item: "公共场所卫生许可变更", who: 38, by: "zhoumin", days: []deed{took(12), signed(9, "符合变更条件。"), on(8, "approve")}},
	{item: "公共场所卫生许可延续", who: 41, by: "wanglei", days: []deed{
		took(14), on(11, "sign", "verdict", "no", "opinion", "检测报告不合格，不符合延续条件。"),
		on(9, "deny", "reason", "空气质量检测两项不合格。", "basis", "《公共场所卫生管理条例》第四条"),
	}},

	// Finished, some of them late; ended without a result.
	{item: "护士延续执业注册", who: 18, by: "zhoumin", way: "pickup", days: []deed{
		took(28), signed(27, "材料属实。"), on(25, "approve"), on(24, "make", "number", "护注延字第 20260288 号", "years", "5"),
		on(22, "hand_out"),
	}},
	{item: "公共场所卫生许可变更", who: 44, by: "wanglei", days: []deed{took(31), signed(30, "符合条件。"), on(29, "approve"), on(27, "hand_out")}},
	{item: "公共场所卫生许可延续", who: 47, by: "zhoumin", days: []deed{took(31), signed(8, "整改后符合条件。"), on(7, "approve"), on(5, "hand_out")}},
	{item: "社会保障卡挂失", who: 19, by: "wanglei", days: []deed{took(20), signed(20, "身份核对无误。"), on(19, "approve"), on(18, "hand_out")}},
	{item: "社会保障卡挂失", who: 21, place: "1", by: "window2", days: []deed{took(15), signed(14, "身份核对无误。"), on(14, "approve"), on(12, "hand_out")}},
	{item: "公共场所卫生许可变更", who: 24, place: "2", by: "window3", days: []deed{took(14)}},
	{item: "城乡居民基本养老保险参保登记", who: 22, place: "3", by: "window4", days: []deed{took(2)}},
	{item: "护士变更执业注册", who: 25, place: "4", by: "window5", days: []deed{took(1)}},
	{item: "老年人高龄津贴", who: 27, place: "5", by: "window6", days: []deed{took(9), signed(7, "年龄、户籍核对无误。")}},
	{item: "残疾人证新办", who: 28, by: "zhoumin", days: []deed{on(18, "propose_refusal", "ground", "not_needed", "reason", "已持有有效残疾人证，不需要再次新办。"), on(17, "refuse")}},
}
