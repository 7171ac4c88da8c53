package app

import (
	"fmt"
	"strings"

	"wuyou/office/flow"
)

// flowDoc is a flow table as a page of Markdown: a diagram, the rows, the clocks.
func flowDoc(t *flow.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s (`%s`)\n\nGenerated from the flow table; do not edit.\n\n```mermaid\nstateDiagram-v2\n", t.Title, t.Kind)
	for _, s := range t.States {
		fmt.Fprintf(&b, "    %s: %s\n", s.Code, s.Name)
	}
	for _, r := range t.Rows {
		if r.To == flow.Same {
			continue
		}
		label := r.Name
		if r.Need != nil {
			label += "（" + r.Need.Name + "）"
		}
		from := r.From
		if len(from) == 0 {
			from = []string{"[*]"}
		}
		for _, one := range from {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", one, r.To, label)
		}
	}
	for _, s := range t.States {
		if s.Final {
			fmt.Fprintf(&b, "    %s --> [*]\n", s.Code)
		}
	}
	b.WriteString("```\n\n## States\n\n| state | 名称 | 申请人看到 | 轮到 |\n|---|---|---|---|\n")
	for _, s := range t.States {
		desk := s.Desk.Name()
		if s.Desk == flow.Applicant {
			desk = "申请人"
		}
		if s.Final {
			desk = "（结束）"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Code, s.Name, s.Public, desk)
	}
	b.WriteString("\n## Clocks\n\n| clock | 名称 | 时限 | 到期后 | 何时结束 |\n|---|---|---|---|---|\n")
	for _, c := range t.Clocks {
		until := [...]string{"离开状态时", "办件结束时", "由动作结束"}[c.Until]
		fmt.Fprintf(&b, "| `%s` | %s | `%s.%s` | `%s` | %s |\n", c.Name, c.Title, t.Kind, c.Name, c.Late, until)
	}
	if len(t.Beside) > 0 {
		b.WriteString("\n## Beside a step\n\n| name | 待办 | 谁 | 状态变化后 |\n|---|---|---|---|\n")
		for _, p := range t.Beside {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.Name, p.Step, p.Desk.Name(), map[bool]string{true: "可以决定的状态里继续", false: "失效"}[p.Stays])
		}
	}
	b.WriteString("\n## Rows\n\n| from | event | 动作 | 谁 | to | 条件 | 计时 | 通知 | 文书 |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range t.Rows {
		need := ""
		if r.Need != nil {
			need = r.Need.Name
		}
		if r.Binds {
			need = strings.TrimPrefix(need+"；本人办的，登录的手机号不是刚更正的", "；")
		}
		from := strings.Join(r.From, "<br>")
		if from == "" {
			from = "（开始）"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s | %s | %s | %s | %s |\n", from, r.Event, r.Name, r.By.Words(), r.To, need, clockWords(r),
			strings.Join(r.Tell, " "), strings.Join(r.Write, " "))
	}
	return b.String()
}

func clockWords(r flow.Row) string {
	var list []string
	if r.Puts != "" {
		list = append(list, "提出 "+r.Puts)
	}
	if r.By.Beside != "" {
		list = append(list, "决定 "+r.By.Beside)
	}
	if len(r.Begin) > 0 {
		list = append(list, "开始 "+strings.Join(r.Begin, " "))
	}
	if len(r.End) > 0 {
		list = append(list, "结束 "+strings.Join(r.End, " "))
	}
	if r.Stop {
		list = append(list, "暂停")
	}
	if r.Resume {
		list = append(list, "恢复")
	}
	if len(r.Extend) > 0 {
		list = append(list, "延长 "+strings.Join(r.Extend, " "))
	}
	return strings.Join(list, "，")
}
