package portal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/office"
	"wuyou/office/search"
)

// Topics come in the order of the city's list; what is not in it follows, most items first.
func TestTopicsComeInTheOrderOfALife(t *testing.T) {
	counts := []search.Count{{Value: "职业资格", N: 242}, {Value: "志愿服务", N: 50}, {Value: "户籍办理", N: 36}, {Value: "其他", N: 9}, {Value: "生育收养", N: 2}}
	want := []search.Count{{Value: "生育收养", N: 2}, {Value: "户籍办理", N: 36}, {Value: "职业资格", N: 242}, {Value: "志愿服务", N: 50}, {Value: "其他", N: 9}}
	if got := inOrder(counts, []office.Topic{{Of: "生育收养"}, {Of: "户籍办理"}, {Of: "婚姻登记"}, {Of: "职业资格"}}); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got := inOrder(counts, nil); !cmp.Equal(got, counts) {
		t.Error("without a list they are moved")
	}
}
