package notice

import "testing"

// No word of a message to people leads anywhere but to the city's own site, and what is not of the catalogue is not called by its title.
func TestWordsToPeopleAreHarmless(t *testing.T) {
	p := &Post{Site: "https://zw.example.gov.cn"}
	for said, want := range map[string]string{
		"请点 http://a.b/c 认证":                       "请点 （网址略） 认证",
		"见www.evil-site.com/x。":                    "见（网址略）。",
		"登录ybzx.vip，否则停用":                          "登录（网址略），否则停用",
		"weixin://dl/x":                            "（网址略）",
		"https://zw.example.gov.cn.evil.top/a":     "（网址略）",
		"评价：https://zw.example.gov.cn/rate/1-2 谢谢": "评价：https://zw.example.gov.cn/rate/1-2 谢谢",
		"材料 1.5 份，3.2 公里，见第 2.1 条，顺丰 SF12.34":      "材料 1.5 份，3.2 公里，见第 2.1 条，顺丰 SF12.34",
		"https://zw.example.gov.cn":                "https://zw.example.gov.cn",
	} {
		if got := p.harmless(To{Item: 1}, map[string]string{"text": said})["text"]; got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
	for to, want := range map[To]string{{Item: 7}: "医保停用", {Plain: "反映"}: "反映", {}: "您的事项"} {
		if got := p.harmless(to, map[string]string{"item": "医保停用"})["item"]; got != want {
			t.Errorf("%+v: %q", to, got)
		}
	}
}
