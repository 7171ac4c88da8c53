package search

import (
	"slices"
	"strings"
	"testing"
)

func spell(sp *speech, text string) string {
	var out []string
	for _, s := range sp.say(fold(text)) {
		var one []string
		for _, n := range sp.sets[s] {
			one = append(one, strings.TrimPrefix(sp.spelling[n], "'"))
		}
		out = append(out, strings.Join(one, "/"))
	}
	return strings.Join(out, " ")
}

func TestSay(t *testing.T) {
	sp := newSpeech(Sichuan)
	tests := []struct{ text, want string }{
		{"社会保障卡", "she hui bao zhang ka"},
		{"重庆银行长沙分行", "chong qing yin hang chang sha fen hang"},
		{"会计", "kuai ji"},
		{"行政许可", "xing zheng xu ke"},
		{"参保", "can bao"},
		{"降解", "jiang jie"},
		{"还款", "huan kuan"},
		{"重新登记", "chong xin deng ji"},
		{"人民调解", "ren min tiao jie"},
		{"调查", "diao cha"},
		{"乐山朝阳", "le shan chao yang"},
		{"密码重置", "mi ma chong zhi"},
		{"给付", "ji fu"},
		{"失业保险稳岗返还", "shi ye bao xian wen gang fan huan"},
		{"生活无着", "sheng huo wu zhuo"},
		{"文物收藏", "wen wu shou cang"},
		{"畜禽养殖", "chu qin yang zhi"},
		{"校车", "xiao che"},
		{"校验", "jiao yan"},
		{"绿化", "lv hua"},
		{"行", "xing/hang"},
		{"B超 2", "b chao 2"},
		{"什么都江堰", "shen me du jiang yan"},
	}
	for _, tt := range tests {
		if got := spell(sp, tt.text); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// Every syllable of the table of readings is a known one, and every character of the catalogue has a reading.
func TestReadings(t *testing.T) {
	sp := newSpeech(nil)
	known := strings.Fields(syllableList)
	for line := range strings.Lines(readingList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if n := len([]rune(fields[0])); n != len(fields)-1 {
			t.Errorf("%q: %d characters, %d syllables", line, n, len(fields)-1)
		}
		for _, f := range fields[1:] {
			for _, s := range strings.Split(f, "/") {
				if !slices.Contains(known, s) {
					t.Errorf("%q: %s is no syllable", line, s)
				}
			}
		}
	}
	for _, d := range items() {
		for _, g := range fold(d.Name) {
			if sp.of(g.r) == mute {
				t.Errorf("%c of %s has no reading", g.r, d.Name)
			}
		}
	}
}

func TestAccent(t *testing.T) {
	tests := []struct{ a, b string }{
		{"zhi", "zi"}, {"chang", "cang"}, {"shi", "si"}, {"nan", "lan"}, {"nv", "lv"}, {"jing", "jin"}, {"zheng", "zen"},
		{"hu", "fu"}, {"hui", "fei"}, {"huang", "fang"}, {"hun", "feng"}, {"shengming", "shengming"},
	}
	for _, tt := range tests {
		if a, b := Sichuan.fold(tt.a), Sichuan.fold(tt.b); a != b {
			t.Errorf("%s and %s are told apart: %s, %s", tt.a, tt.b, a, b)
		}
	}
	for _, tt := range []struct{ a, b string }{{"hou", "fou"}, {"ji", "qi"}, {"xin", "sin"}, {"dong", "don"}} {
		if a, b := Sichuan.fold(tt.a), Sichuan.fold(tt.b); a == b {
			t.Errorf("%s and %s are not told apart", tt.a, tt.b)
		}
	}
}

// Only who speaks with an accent finds with it.
func TestOtherAccent(t *testing.T) {
	docs := []Doc{{ID: 1, Name: "社会保障卡"}}
	for _, tt := range []struct {
		accent Accent
		text   string
		found  bool
	}{
		{Sichuan, "sefei", true}, {nil, "sefei", false}, {nil, "shehui", true},
		{Accent{{"sh", "s"}}, "sehui", true}, {Accent{{"sh", "s"}}, "sefei", false},
	} {
		if _, total := tt.accent.Build(docs, nil).Find(Query{Text: tt.text}); (total == 1) != tt.found {
			t.Errorf("%s in %v: found %d", tt.text, tt.accent, total)
		}
	}
}

func TestSyllables(t *testing.T) {
	sp := newSpeech(Sichuan)
	tests := []struct {
		letters string
		want    []string
	}{
		{"shebaok", []string{"she bao k*"}},
		{"shenfenzheng", []string{"shen fen zheng"}},
		{"xian", []string{"xian", "xi an", "xian*"}},
		{"fangan", []string{"fan gan", "fang an", "fan gan*"}},
		{"gjj", []string{"g* j* j*"}},
		{"shbzk", []string{"sh* b* z* k*"}},
		{"gongjj", []string{"gong j* j*"}},
		{"lvs", []string{"lv s*"}},
		{"sheb", []string{"she b*"}},
		{"zhua", []string{"zhua", "zhua*"}},
	}
	for _, tt := range tests {
		var got []string
		for _, v := range sp.syllables(tt.letters, true) {
			got = append(got, show(sp, &v))
		}
		for _, want := range tt.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: got %q, want %q among them", tt.letters, got, want)
			}
		}
		if len(got) == 0 || got[0] != tt.want[0] {
			t.Errorf("%s: got %q, want %q first", tt.letters, got, tt.want[0])
		}
	}
}

// show spells the elements of a variant; of the beginning of a syllable the letters all have in common.
func show(sp *speech, v *variant) string {
	var out []string
	for _, e := range v.elements {
		var common string
		for s, l := range e.like {
			spelling := sp.spelling[s]
			if l != same || spelling == "" {
				continue
			}
			if common == "" {
				common = spelling
			}
			for !strings.HasPrefix(spelling, common) {
				common = common[:len(common)-1]
			}
		}
		if e.part {
			common += "*"
		}
		out = append(out, common)
	}
	return strings.Join(out, " ")
}
