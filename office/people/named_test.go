package people

import (
	"slices"
	"testing"
)

// Who is meant is found by name, by door plate or by the number of the window, however that was typed.
func TestWhoIsNamedInAText(t *testing.T) {
	held := []Held{
		{StaffID: 1, Name: "周敏", Post: Post{Title: "东坡区政务服务中心 综合窗口 3 号"}},
		{StaffID: 2, Name: "王磊", Post: Post{Title: "东坡区政务服务中心 综合窗口 5 号"}},
		{StaffID: 3, Name: "阿依·古丽", Post: Post{Title: "东坡区政务服务中心 综合窗口 12 号"}},
		{StaffID: 4, Name: "张敏", Post: Post{Title: "东坡区政务服务中心 综合窗口"}},
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
		"去了三次，每次都说材料不全": false, "其他地方能办，这里办不了": false, "系统一直打不开": false, "不知道该去哪个窗口": false, "3月5号就交了": false, "第5号文件": false, "": false,
	} {
		if got := Points(text); got != want {
			t.Errorf("%s points to somebody: %t", text, got)
		}
	}
}

// Who is meant by the family name or by what he is, as people say it.
func TestWhoMayBeMeant(t *testing.T) {
	for text, want := range map[string]bool{
		"姓李的": true, "李科长": true, "李科": true, "李局不签字": true, "老李让我回去": true, "小李": true, "李姐不收": true, "李某某": true,
		"王科长": false, "桃李路 3 号": false, "": false,
	} {
		if got := MayMean(text, "李志强"); got != want {
			t.Errorf("%s may mean 李志强: %t", text, got)
		}
	}
	for text, want := range map[string][]Role{
		"行政审批局复审岗": {Senior}, "现场核查的人乱说": {Inspector}, "制证的拖着不给": {Issuer}, "审核的科长": {Reviewer, Senior, Head, "expert"}, "材料不全": nil,
	} {
		for _, role := range []Role{Reviewer, Senior, Inspector, Issuer, Head, "expert"} {
			if got := MayMeanPost(text, []Post{{Role: role}}); got != slices.Contains(want, role) {
				t.Errorf("%s may mean %s: %t", text, role, got)
			}
		}
	}
}
