package form

import "testing"

func TestMaskName(t *testing.T) {
	for name, want := range map[string]string{
		"张三": "张*", "张晓梅": "张*梅", "欧阳修远": "欧**远", "𠮷": "𠮷*", "": "",
		"阿卜杜拉·艾合买提":   "阿*******提",
		"买买提江·买买提社":   "买*******社", // a person, however the name ends
		"眉山市青云商贸有限公司": "眉山市青云商贸有限公司", "东坡区张记面馆（个体工商户）": "东坡区张记面馆（个体工商户）",
		"陈店": "陈*",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("%s is shown as %s, want %s", name, got, want)
		}
	}
}

func TestSomeone(t *testing.T) {
	for _, c := range []struct{ name, someone string }{
		{"罗桂香", "某人"}, {"", ""}, {"眉山市东坡区惠民小吃店", "某单位"},
	} {
		if got := Someone(c.name); got != c.someone {
			t.Errorf("Someone(%q) = %q, want %q", c.name, got, c.someone)
		}
	}
}
