package province

import (
	"fmt"
	"strconv"
	"strings"
)

// Failure is a way to fail that the platform can be told to take.
type Failure struct {
	Name, About string
	at          string // what it strikes: push, list, token, identity
}

// Failures are all ways to fail.
var Failures = []Failure{
	{"error-before", "还没有入库就回答 500", "push"},
	{"error-after", "已经入库却回答 500", "push"},
	{"timeout", "已经入库，一直不回答，直到对方放弃", "push"},
	{"cut", "已经入库，回答到一半断开连接", "push"},
	{"token", "令牌当场作废，回答 401", "push"},
	{"busy", "回答 429，Retry-After 120 秒", "push"},
	{"partial", "只收一批的前一半，也只回执前一半", "push"},
	{"garbage", "已经入库，回答一段不是 JSON 的网页", "push"},
	{"repeat", "已经入库，却说都是重复的", "push"},
	{"slow", "慢 2 秒才回答", "push"},
	{"skew", "平台的时钟快 10 分钟，请求都算过期", "push"},
	{"wrong-key", "已经入库，回执用别的密钥加密、签名", "push"},
	{"lost-list", "对账清单漏掉一半", "list"},
	{"no-token", "不发令牌，回答 500", "token"},
	{"no-identity", "不核验身份，回答 500", "identity"},
}

// Fail tells the platform to fail: name, or name:times; without times until it is told otherwise. The
// empty text ends it.
func (p *Platform) Fail(how string) error {
	name, count, counted := strings.Cut(how, ":")
	times := -1
	if counted {
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return fmt.Errorf("次数应为正整数：%.20s", count)
		}
		times = n
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if name == "" {
		p.failing, p.times = Failure{}, 0
		return nil
	}
	for _, f := range Failures {
		if f.Name == name {
			p.failing, p.times = f, times
			return nil
		}
	}
	return fmt.Errorf("没有 %.30s 这种故障；有：%s", name, strings.Join(failureNames(), "、"))
}

func failureNames() (list []string) {
	for _, f := range Failures {
		list = append(list, f.Name)
	}
	return list
}

// struck is the failure that strikes a request, and uses it up by one.
func (p *Platform) struck(at string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failing.at != at || p.times == 0 {
		return ""
	}
	name := p.failing.Name
	if p.times > 0 {
		if p.times--; p.times == 0 {
			p.failing = Failure{}
		}
	}
	p.strikes++
	return name
}

// Strikes is how many requests were made to fail.
func (p *Platform) Strikes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.strikes
}
