package search

import "testing"

func TestFold(t *testing.T) {
	tests := []struct{ text, want string }{
		{"食品（含保健食品）经营许可", "食品 含保健食品 经营许可"},
		{"公共场所卫生许可（县级）", "公共场所卫生许可"},
		{"企业投资项目备案（技术改造）（市级/县级）", "企业投资项目备案 技术改造"},
		{"发票领用(县级行使）", "发票领用"},
		{"《预防接种证》办理", "预防接种证 办理"},
		{"ＡＢＣ１２３", "abc123"},
		{"KTV  包房", "ktv 包房"},
		{"（县级）", "县级"},
		{"县级文物保护单位", "县级文物保护单位"},
		{"lǜ nü", "lǜ nv"},
		{"、。！ ", ""},
		{"((()", ""},
		{"𠮷野家", "𠮷野家"},
	}
	for _, tt := range tests {
		if got := plainText(tt.text, true); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}
