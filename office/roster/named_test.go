package roster

import (
	"slices"
	"testing"

	"wuyou/office/people"
)

// Who is meant is found by name, by door plate or by the number of the window, however that was typed.
func TestWhoIsNamedInAText(t *testing.T) {
	held := []Held{
		{StaffID: 1, Name: "周敏", Post: people.Post{Title: "东坡区政务服务中心 综合窗口 3 号"}},
		{StaffID: 2, Name: "王磊", Post: people.Post{Title: "东坡区政务服务中心 综合窗口 5 号"}},
		{StaffID: 3, Name: "阿依·古丽", Post: people.Post{Title: "东坡区政务服务中心 综合窗口 12 号"}},
		{StaffID: 4, Name: "张敏", Post: people.Post{Title: "东坡区政务服务中心 综合窗口"}},
	}
	for text, want := range map[string]struct {
		who   []int64
		stray bool
	}{
		"综合窗口5号的工作人员": {[]int64{2}, false},
		"综合窗口 ５ 号":    {[]int64{2}, false},
		"５号窗口的男同志":    {[]int64{2}, false},
		"五号窗":         {[]int64{2}, false},
		"十二号综合窗口":     {[]int64{3}, false},
		"窗口12号":       {[]int64{3}, false},
		"窗口05":        {[]int64{2}, false},
		"王 磊不给办":      {[]int64{2}, false},
		"阿依古丽":        {[]int64{3}, false},
		"阿依・古丽和3号窗口":  {[]int64{1, 3}, false},
		"9号窗口":        {nil, true},
		"窗口3次都没人":     {nil, false},
		"去窗口三趟，说一窗通办": {nil, false},
		"综合窗口的人":      {nil, false},
		"大厅里的人说系统坏了，5天后再来": {nil, false},
	} {
		who, stray := NamedIn(text, held)
		if !slices.Equal(who, want.who) || stray != want.stray {
			t.Errorf("%s names %v, %v", text, who, stray)
		}
	}
}

// A text that may speak of somebody is taken to do so; one that speaks of matters alone is not.
func TestWhatPointsToSomebody(t *testing.T) {
	for text, want := range map[string]bool{
		"姓王的不给办": true, "小王不给办": true, "老李让我回去": true, "王老师": true, "这个窗口的": true, "工作人员说不行": true, "就是刚才这个人": true, "他不收": true, "说找其他人，他不管": true, "5号不给办": true, "五号推来推去": true, "磊哥不收": true, "当班的说下班了": true,
		"窗口拒收": true, "窗口刁难我": true, "柜台拒绝受理": true, "受理窗口故意拖延": true, "态度恶劣": true, "一直拖着不办": true, "推来推去": true, "办事不耐烦": true, "上班玩手机": true,
		"去了三次，每次都说材料不全": false, "培训补贴一直没有发": false, "灵活就业人员参保办不了": false, "不理解政策": false, "其他地方能办，这里办不了": false, "系统一直打不开": false, "不知道该去哪个窗口": false, "3月5号就交了": false, "第5号文件": false, "": false,
	} {
		if got := Points(text); got != want {
			t.Errorf("%s points to somebody: %t", text, got)
		}
	}
}

// Who is meant by the family name or by what he is, as people say it; everyday words mean nobody.
func TestWhoMayBeMeant(t *testing.T) {
	for _, c := range []struct {
		text, name string
		want       bool
	}{
		{"姓李的", "李志强", true}, {"李科长", "李志强", true}, {"人社局李科不签字", "李志强", true}, {"找李局，不签字", "李志强", true}, {"老李让我回去", "李志强", true},
		{"小李", "李志强", true}, {"那个李姐不收", "李志强", true}, {"李某某", "李志强", true}, {"窗口李工说不行", "李志强", true},
		{"昨天袁老师说材料不全", "袁晓东", true}, {"找了袁老师三次", "袁晓东", true}, {"结果袁主任不在", "袁晓东", true}, {"向袁科长反映", "袁晓东", true}, {"昨天田姐说材料不全", "田文静", true},
		{"昨天田副主任不在", "田文静", true}, {"找过田镇长", "田文静", true}, {"袁院长压着", "袁晓东", true},
		{"王科长", "李志强", false}, {"桃李路 3 号", "李志强", false}, {"", "李志强", false},
		{"小程序打不开，流程处理不了", "程刚", false}, {"不知道如何处理，任何工作人员都不管", "何雪", false}, {"我向工作人员反映", "向阳", false}, {"由于工作忙", "于洋", false},
		{"公安局不给办，公安局长也不管", "安静", false}, {"两个小时", "时新", false}, {"稻田所在的村", "田文静", false}, {"一张工作证明", "张敏", false},
	} {
		if got := MayMean(c.text, c.name); got != c.want {
			t.Errorf("%s may mean %s: %t", c.text, c.name, got)
		}
	}
	for text, want := range map[string][]people.Role{
		"行政审批局复审岗": {people.Senior}, "现场核查的人乱说": {people.Inspector}, "制证的拖着不给": {people.Issuer}, "审核的科长": {people.Reviewer, people.Senior, people.Head, "notice"}, "材料不全": nil,
		"审核不通过": nil, "市场监管局不给办": nil, "打市长热线没有用": nil, "公司负责人去了两趟": nil, "你们单位领导不签字": {people.Head, people.Leader}, "承办单位负责人一直不签字": {people.Head}, "我单位负责人去了两趟": nil, "食品监管许可": nil, "办证的人很多": nil, "在眉山市长期居住": nil, "监管科的人": {people.Supervisor}, "等局长回来": {people.Head, people.Leader}, "公示的那位": {"notice"}, "": nil,
		"办不成事窗口的人骂我": {people.Officer}, "办不成事反映窗口的同志推诿": {people.Officer}, "反映窗口的人收钱": {people.Officer}, "去了反映窗口，那里不理我；反映窗口不收": {people.Officer}, "兜底窗口的人不理我": {people.Officer}, "专 席不接电话": {people.Officer}, "专门的席位上那个女的骂我": {people.Officer}, "现反映窗口的人不收件": nil, "专席说系统坏了": {people.Officer},
		"我在办不成事窗口登记过": nil, "到办不成事反映窗口反映了三次": nil, "办不成事窗口的回执丢了": nil, "我要反映窗口的人不收件": nil, "我来反映窗口不收件": nil, "已经向兜底窗口说过": nil, "去办不成事窗口说了三次": nil,
		"纪检组的人包庇": {people.Discipline}, "纪委的人收钱": {people.Discipline}, "监委来的人不管": {people.Discipline}, "派驻组、巡察组都不管": {people.Discipline}, "监察室压着": {people.Discipline}, "派驻窗口的人": nil, "劳动监察大队不受理": nil, "再不办我要去纪委举报": nil, "只好向市纪委反映": nil,
		"“办不成事”窗口的人骂我": {people.Officer}, "\"办不成事\"窗口的同志推诿": {people.Officer}, "‘办不成事’窗口收钱": {people.Officer}, "「办不成事」窗口的人不理我": {people.Officer}, "《办不成事》窗口的人骂我": {people.Officer}, "“办不成事”专窗的人骂我": {people.Officer}, "到“反映”窗口，那个人不收": {people.Officer},
		"办不成事那个窗口的人骂我": {people.Officer}, "办不成事的窗口，那个男的骂我": {people.Officer}, "办不成事窗口里的人骂我": {people.Officer}, "办不成事窗口小李不耐烦": {people.Officer}, "办不成事窗口两个人都不理我": {people.Officer}, "办不成事窗口有个女的骂我": {people.Officer}, "办不成事窗口值班的骂人": {people.Officer}, "办不成事窗口，骂人": {people.Officer},
		"办不成事窗口又骂我": {people.Officer}, "办不成事岗的人骂我": {people.Officer}, "办不成事受理窗口的人骂我": {people.Officer}, "办不成事综合窗口的人": {people.Officer}, "反映窗口值班的男的骂我": {people.Officer}, "在反映窗口的人骂我": {people.Officer}, "去办不成事窗口反映，那个女的骂我": {people.Officer}, "办不成事窗口说不归他们管": {people.Officer},
		"打12345反映窗口态度不好": nil, "多次电话反映窗口不收材料": nil, "给政务局反映窗口推诿，答复说没有": nil, "我向窗口反映窗口不受理的原因": nil, "上个月反映窗口不作为": nil, "办不成事窗口让我来这里登记": nil, "办不成事窗口没有登记我的事": nil, "在办不成事窗口工作日排了两天队": nil, "办不成事窗口不错，就是事没办成": nil,
		"办不成事窗口的电话是多少": nil, "专席电话打不通": nil, "去办不成事窗口反映过窗口的人态度差": nil, "工作人员叫我到办不成事窗口，办不成事窗口叫我回原窗口": nil, "转到专门的席位": nil,
		"督办了三次，督查股还是不管": {people.Supervisor}, "督查部门压着不办": {people.Supervisor}, "督查股田科长收钱": {people.Reviewer, people.Senior, people.Head, people.Supervisor, "notice"}, "纪委那边的人不管": {people.Discipline}, "监察专员收钱": {people.Discipline}, "已经向市纪委书记反映": {people.Head, people.Leader},
		"在办不成事窗口等了一个小时没人来": nil, "去办不成事窗口，综合窗口的人骂我": nil, "局长都找过，还是不签字": {people.Head, people.Leader}, "已经向纪委反映了": nil, "向纪委反映了窗口工作人员收钱": nil, "信访、纪委、督查、专席、区领导都反映过": nil, "监察大队说不归他们管": nil, "派驻机构的证明": nil, "巡察组驻点期间": nil, "督办了两次还是没办": nil, "督查说要问纪委": {people.Supervisor}, "纪委不查": {people.Discipline}, "纪律检查组的人包庇": {people.Discipline}, "“纪检”的人包庇": {people.Discipline},
		"专席收了我200块钱": {people.Officer}, "专席打了我": {people.Officer}, "专席威胁我撤诉": {people.Officer}, "专席逼我撤回": {people.Officer}, "专席跟窗口串通": {people.Officer}, "专席泄露我的投诉": {people.Officer},
		"我要投诉专席": {people.Officer}, "举报专席": {people.Officer}, "专席太差了": {people.Officer}, "专席要我请吃饭": {people.Officer}, "办不成事窗口叫我滚": {people.Officer}, "办不成事窗口收了我两百块钱": {people.Officer},
		"办不成事窗口把我赶出来了": {people.Officer}, "办不成事窗口把我的材料弄丢了": {people.Officer}, "办不成事儿窗口的人骂我": {people.Officer}, "办不成事反应窗口的人骂我": {people.Officer}, "你们反映窗口的人骂我": {people.Officer},
		"投诉你们反映窗口的人": {people.Officer}, "督查股收了窗口的钱": {people.Supervisor}, "督查股跟窗口串通": {people.Supervisor}, "投诉督查股": {people.Supervisor}, "督察股不管": {people.Supervisor},
		"纪检组收了窗口的礼": {people.Discipline}, "举报纪检组": {people.Discipline}, "纪委跟他们是一伙的": {people.Discipline}, "督查股把我的名字告诉了窗口": {people.Supervisor}, "专席告诉我去社保局": nil,
		"局长、督查、专席都不管": {people.Head, people.Leader, people.Supervisor, people.Officer}, "专席登记过，纪委也不管": {people.Discipline}, "已经报领导，没有下文": nil,
		"主管的税务机关变更不了": nil, "分管的片区错了": nil, "管事的人不在": nil, "村委会主任不给开证明": nil, "居委会书记盖章": nil, "班主任": nil, "系主任签字的推荐表": nil, "派出所所长不在": nil, "单位负责人变更办不了": nil, "局长信箱回复说可以办": nil, "领导干部个人事项报告": nil, "给书记信箱写过信": nil,
		"单位的一把手压着": {people.Head, people.Leader}, "主管的人压着": {people.Head, people.Leader}, "分管的不签字": {people.Head, people.Leader}, "管事的不管": {people.Head, people.Leader}, "当官的不管": {people.Head, people.Leader}, "书记员不收材料": nil, "主管部门没有答复": nil, "分管的部门换了": nil, "书记不签字": {people.Head, people.Leader},
	} {
		for _, role := range []people.Role{people.Reviewer, people.Senior, people.Inspector, people.Issuer, people.Head, people.Supervisor, people.Leader, people.Discipline, people.Officer, "notice"} {
			title := ""
			if role == "notice" {
				title = "公示岗"
			}
			if got := MayMeanPost(text, []people.Post{{Role: role, Title: title}}); got != slices.Contains(want, role) {
				t.Errorf("%s may mean %s: %t", text, role, got)
			}
		}
	}
}
