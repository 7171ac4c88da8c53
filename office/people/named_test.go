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
		"去了三次，每次都说材料不全": false, "其他地方能办，这里办不了": false, "系统一直打不开": false, "不知道该去哪个窗口": false, "3月5号就交了": false, "第5号文件": false, "": false,
	} {
		if got := Points(text); got != want {
			t.Errorf("%s points to somebody: %t", text, got)
		}
	}
}
