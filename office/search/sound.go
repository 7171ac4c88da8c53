package search

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

//go:embed syllables.txt
var syllableList string

//go:embed readings.txt
var readingList string

// Accent lists the sounds that people of a place do not tell apart, as pairs of spellings: two
// initials ("zh", "z"), two finals ("-ing", "-in") or two whole syllables ("hui", "fei"). A text in
// the accent finds the standard reading, with a low weight.
type Accent [][2]string

// Sichuan is the accent of the Sichuan basin.
var Sichuan = Accent{
	{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"n", "l"}, {"-ing", "-in"}, {"-eng", "-en"},
	{"hu", "fu"}, {"hua", "fa"}, {"huan", "fan"}, {"huang", "fang"}, {"hui", "fei"}, {"hun", "fen"}, {"huo", "fo"},
}

// fold is the spelling shared by all syllables that the accent does not tell apart.
func (a Accent) fold(syllable string) string {
	for _, p := range a {
		if p[0] == syllable {
			syllable = p[1]
			break
		}
	}
	for _, p := range a {
		from, to := p[0], p[1]
		if final, ok := strings.CutPrefix(from, "-"); ok {
			if s, ok := strings.CutSuffix(syllable, final); ok && s != "" {
				syllable = s + to[1:]
			}
		} else if rest, ok := strings.CutPrefix(syllable, from); ok && !strings.ContainsAny(from, "aeiouv") {
			syllable = to + rest
		}
	}
	return syllable
}

// sound is how a character is read, without tone: a letter or digit is its own sound, then come the
// syllables in alphabetical order, then the sets of readings of characters left undecided.
type sound uint16

const mute sound = 0 // a character without a known reading: only itself finds it

// level is how well something typed agrees with a character of a name.
type level uint8

const (
	none level = iota
	near       // the same but for the accent
	same       // the same sound
	own        // the same character
)

// speech knows how characters are read in one accent. It is filled while an index is built and only
// read afterwards.
type speech struct {
	spelling []string          // by sound; "" for a set
	sets     [][]sound         // by sound: itself, or the readings of a set
	classes  [][]uint16        // by sound: its readings as the accent has them
	like     [][]level         // by sound and sound
	nclass   int               // number of classes; class 0 is mute's
	sounds   map[string]sound  // by spelling; sets by their spellings joined with slashes
	begun    map[string]bool   // what a spelling begins with
	single   map[rune]sound    // single characters seen or declared
	words    map[rune][]word   // words with fixed readings, by first character, longest first
	extra    map[rune][]uint16 // classes a character has in some word only
}

// word is a word of readings.txt.
type word struct {
	runes  []rune
	sounds []sound
}

func newSpeech(accent Accent) *speech {
	sp := &speech{
		sounds: map[string]sound{}, begun: map[string]bool{}, single: map[rune]sound{},
		words: map[rune][]word{}, extra: map[rune][]uint16{},
	}
	sp.intern("") // mute
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789" {
		sp.single[r] = sp.intern("'" + string(r)) // the quote keeps the letter a from the syllable a
	}
	all := strings.Fields(syllableList)
	slices.Sort(all)
	for _, s := range all {
		sp.intern(s)
	}
	sp.learn(readingList)
	sp.classify(accent)
	for first, list := range sp.words {
		slices.SortStableFunc(list, func(a, b word) int { return len(b.runes) - len(a.runes) })
		for _, w := range list {
			for i, r := range w.runes {
				sp.extra[r] = union(sp.extra[r], sp.classes[w.sounds[i]])
			}
		}
		sp.words[first] = list
	}
	return sp
}

// learn reads the text of readings.txt.
func (sp *speech) learn(text string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		w := word{runes: []rune(fields[0])}
		for _, s := range fields[1:] {
			w.sounds = append(w.sounds, sp.intern(s))
		}
		if len(w.runes) == 1 {
			sp.single[w.runes[0]] = w.sounds[0]
		} else {
			sp.words[w.runes[0]] = append(sp.words[w.runes[0]], w)
		}
	}
}

// intern numbers a spelling, or a set of spellings joined with slashes.
func (sp *speech) intern(s string) sound {
	if n, ok := sp.sounds[s]; ok {
		return n
	}
	n := sound(len(sp.sets))
	set, spelling := []sound{n}, s
	if parts := strings.Split(s, "/"); len(parts) > 1 {
		set, spelling = nil, ""
		for _, p := range parts {
			set = append(set, sp.sounds[p])
		}
	}
	sp.sounds[s] = n
	sp.sets = append(sp.sets, set)
	for i := range spelling {
		sp.begun[spelling[:i+1]] = true
	}
	sp.spelling = append(sp.spelling, spelling)
	return n
}

// classify groups the sounds as the accent has them and compares every two of them.
func (sp *speech) classify(accent Accent) {
	number := map[string]uint16{}
	sp.classes = make([][]uint16, len(sp.sets))
	for s, set := range sp.sets {
		for _, one := range set {
			spelling := accent.fold(sp.spelling[one])
			if _, ok := number[spelling]; !ok {
				number[spelling] = uint16(len(number))
			}
			sp.classes[s] = union(sp.classes[s], []uint16{number[spelling]})
		}
	}
	sp.nclass = len(number)
	sp.like = make([][]level, len(sp.sets))
	for a := range sp.sets {
		sp.like[a] = make([]level, len(sp.sets))
		for b := range sp.sets {
			switch {
			case a == int(mute) || b == int(mute):
			case meet(sp.sets[a], sp.sets[b]):
				sp.like[a][b] = same
			case meet(sp.classes[a], sp.classes[b]):
				sp.like[a][b] = near
			}
		}
	}
}

// plain takes the tone off a vowel.
var plain = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n",
)

// of is how a single character is read.
func (sp *speech) of(r rune) sound {
	if s, ok := sp.single[r]; ok {
		return s
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	return sp.sounds[plain.Replace(first)] // a spelling outside the list is mute
}

// say reads a text: characters in known words as the word has them, others on their own.
func (sp *speech) say(text []glyph) []sound {
	said := make([]sound, len(text))
	for i := 0; i < len(text); {
		w, ok := sp.wordAt(text[i:])
		if !ok {
			said[i] = sp.of(text[i].r)
			i++
			continue
		}
		i += copy(said[i:], w.sounds)
	}
	return said
}

// wordAt finds the longest known word that the text begins with.
func (sp *speech) wordAt(text []glyph) (word, bool) {
	for _, w := range sp.words[text[0].r] {
		if len(w.runes) > len(text) {
			continue
		}
		i := 1
		for i < len(w.runes) && w.runes[i] == text[i].r {
			i++
		}
		if i == len(w.runes) {
			return w, true
		}
	}
	return word{}, false
}

// union adds what is missing of b to a.
func union(a, b []uint16) []uint16 {
	a = slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}

// meet reports whether two short lists share a member.
func meet[T comparable](a, b []T) bool {
	for _, v := range a {
		if slices.Contains(b, v) {
			return true
		}
	}
	return false
}
