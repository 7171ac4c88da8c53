package notice

import (
	"cmp"
	"maps"
	"regexp"
	"strings"
)

// address is what a telephone makes a link of.
var address = regexp.MustCompile(`(?i)(?:[a-z][a-z0-9+.-]*://|www\.)[^\s，。；）】”]+|` +
	`[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*` +
	`\.(?:com|cn|net|org|top|xyz|cc|vip|info|site|shop|online|club|io|me|tk|ru|link|click|live|app|dev|biz)\b(?:[/:?#][^\s，。；）】”]*)?`)

// harmless are words as they may stand in a message to somebody outside of the office, whose number nobody may have proven: what
// strangers typed as the name of their matter is not sent through the city to a number that they typed, and no link leads elsewhere.
func (p *Post) harmless(to To, words map[string]string) map[string]string {
	safe := make(map[string]string, len(words))
	for name, word := range words {
		if safe[name] = word; !strings.ContainsAny(word, ".:") { // no link without one; most words have none
			continue
		}
		safe[name] = address.ReplaceAllStringFunc(word, func(link string) string {
			if p.Site != "" && (link == p.Site || strings.HasPrefix(link, p.Site+"/")) {
				return link
			}
			return "（网址略）"
		})
	}
	if to.Item == 0 && safe["item"] != "" {
		safe["item"] = cmp.Or(to.Plain, "您的事项")
	}
	return safe
}

// bySlip is where somebody reads what is not sent to a telephone that nobody has proven to be his.
const bySlip = "请凭查询单上的编号和查询密码查看"

// instead are the words that do not go to a telephone which a window typed and nobody has proven (persons.ReachIn), and what stands there for
// them: codes that open or move the case, and what was written of the person. Number, matter, state and days remain.
var instead = map[string]string{
	"code": "请看窗口给您的查询单", "pickup": "请带身份证件和查询单", "rate": "", "party": "", "addressee": "", "receiver": "", "taken": "", "detail": "",
	"reply": bySlip, "question": bySlip, "reason": bySlip, "text": bySlip, "points": bySlip, "tracking": "邮件号" + bySlip,
}

// guarded are a text and its words for such a telephone. What stands for a code is words, which no space keeps apart.
func guarded(text string, words map[string]string) (string, map[string]string) {
	safe := maps.Clone(words)
	for name, word := range instead {
		if safe[name] != "" {
			safe[name] = word
		}
	}
	if safe["link"] != "" {
		safe["link"] = "拨打 " + words["hotline"]
	}
	return strings.ReplaceAll(text, " {code}", "{code}"), safe
}
