package e2e

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"
)

// screens are those on which citizens' key pages must hold.
var screens = []screen{phone, phoneElder, desk, deskElder}

// TestFind: a citizen types what he calls it, or how he spells it, and comes to the guide; filters
// narrow; an item that lacks its elements says where to ask.
func TestFind(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, s, "/")
			p.sees("您想办什么事？", "按部门找")
			p.element("#q").MustClick()
			p.say("社保")
			p.element("[role=option]")
			p.look()
			p.keys(input.ArrowDown)
			p.leave(func() { p.keys(input.Enter) })
			p.look()
			if !strings.HasPrefix(p.at(), "/items/") {
				t.Errorf("the proposal leads to %s", p.at())
			}

			for typed, item := range map[string]string{"gjj": "住房公积金提取", "gongjijin": "住房公积金提取", "公积金题取": "住房公积金提取"} {
				p.open("/items?q=" + typed)
				if first := p.element(".answer h2 a, .results li a").MustText(); !strings.Contains(first, item) {
					t.Errorf("%q finds %q first", typed, first)
				}
			}
			p.open("/items")
			p.sees("个人办事", "法人办事")
			if s.width < 600 {
				p.named("按部门、主题、类型筛选").MustClick()
			}
			p.choose("dept", "人社局")
			p.press("筛选")
			p.sees("人社局的事项", "城乡居民基本养老保险参保登记")
			p.open("/items?q=没有这样的东西哦哦")
			p.sees("没有找到这样的事项", "12345")

			p.open("/items?q=诊所备案")
			p.click(".answer h2 a, .results li a")
			p.sees("这份指南还不完整", "12345")
		})
	}
}

// TestPrepare: the guide, the situation asked one question at a time, and the sheet with its number,
// which the window recalls and a printer prints.
func TestPrepare(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := visit(t, s, "/items?q=公共场所卫生许可新办")
			p.click(".answer h2 a, .results li a")
			p.sees("准备什么", "怎么办", "到哪里办", "办理依据")
			p.press("东坡区")
			p.press("就选东坡区")
			p.sees("东坡区行政审批局")
			item := p.at()

			p.open(item + "/checklist")
			p.sees("第 1 个问题")
			for _, said := range []string{"permit", "new", "no", "later"} {
				p.element("main input[type=radio][value=" + said + "]").MustEval(`() => this.click()`)
				p.press("下一步")
			}
			p.sees("按您的情形，需要这些")
			p.history(-1)
			p.sees("第 4 个问题")
			p.history(1)
			p.press("生成我的告知单")
			p.sees("一次性告知单", "要带的材料", "不用带的（免提交）")
			if n := p.part(`编号\s*(\d{4} \d{4})`); len(n) != 9 {
				t.Errorf("the number is %s", n)
			}
			p.paper()
		})
	}
}
