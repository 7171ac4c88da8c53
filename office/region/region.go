// Package region is the five-level tree of administrative divisions: province, city, county,
// township, village. A place is named by the 12-digit statistical code (统计用区划代码: province 2 +
// city 2 + county 2 + township 3 + village 3); the code of a place ends in zeros below its level.
//
// Codes change every year, so a row has a validity and, when places merge, a successor. Where one is divided, the row
// names who takes over what nobody has divided yet. The tree is
// read whole into memory (4,560 rows for this city and its neighbours) and again when it changes.
package region

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// Level counts from the top: the nation is 0, a village 5.
type Level int

const (
	Nation Level = iota
	Province
	City
	County
	Township
	Village
)

var (
	ends  = [...]int{0, 2, 4, 6, 9, 12} // digits of the code that are used at each level
	names = [...]string{"全国", "省", "市", "县（市、区）", "乡镇（街道）", "村（社区）"}
	words = [...]string{"nation", "province", "city", "county", "township", "village"}
)

func (l Level) String() string { return names[l] }

// called reports whether people call a place of the level so: 镇 for a township, 区 for a county.
func (l Level) called(word string) bool {
	if word == l.Word() || word == l.String() {
		return true
	}
	return slices.Contains(kinds[l], word)
}

// kinds are the kinds of places of each level (行政区划管理条例; 民政部 statistics).
var kinds = [...][]string{
	Nation: {"国家"}, Province: {"省", "自治区", "直辖市", "特别行政区", "省级"}, City: {"市", "地级市", "地区", "自治州", "盟", "副省级市", "地市级", "市级"},
	County:   {"县", "区", "市", "市辖区", "县级市", "自治县", "旗", "区县", "县区", "县（区）", "县级"},
	Township: {"乡", "镇", "街道", "民族乡", "苏木", "乡镇", "街道办事处", "乡镇（街道）", "乡级"},
	Village:  {"村", "社区", "行政村", "居委会", "村委会", "居民委员会", "村民委员会", "村（社区）", "村社区", "村级"},
}

// Word is the level's name in imports and in the API.
func (l Level) Word() string { return words[l] }

// Code is a 12-digit region code; the empty code is the nation.
type Code string

// Parse checks the form of a code. It does not ask whether the place exists.
func Parse(s string) (Code, error) {
	if len(s) != 12 || strings.Trim(s, "0123456789") != "" || strings.HasPrefix(s, "00") {
		return "", fail.Invalid("区划代码应为 12 位数字", fail.Field{Name: "region", Message: "应为 12 位数字，例如 110101000000"})
	}
	return Code(s), nil
}

// Level is how far down the tree the code names a place.
func (c Code) Level() Level {
	for l := Village; l > Nation; l-- {
		if len(c) == 12 && strings.Trim(string(c[ends[l-1]:ends[l]]), "0") != "" {
			return l
		}
	}
	return Nation
}

// At is the place of level l that contains c, or the empty code when c is above that level.
func (c Code) At(l Level) Code {
	if l == Nation || c.Level() < l {
		return ""
	}
	return Code(string(c[:ends[l]]) + "000000000000"[ends[l]:])
}

// Parent is the place one level up. Statistical codes may skip a level (a county directly under a
// province has "90" for its city); the tree has the stated parent.
func (c Code) Parent() Code {
	if c.Level() == Nation {
		return ""
	}
	return c.At(c.Level() - 1)
}

// Covers reports whether other is c or lies in it.
func (c Code) Covers(other Code) bool {
	return strings.HasPrefix(string(other), string(c[:min(len(c), ends[c.Level()])]))
}

// Last is a code behind those of all places in c, the end of a range that holds them.
func (c Code) Last() Code {
	n := ends[c.Level()]
	return c[:min(n, len(c))] + Code("999999999999"[n:])
}

// Place is one row of the tree.
type Place struct {
	Code      Code
	Name      string
	Level     string
	Parent    Code
	Successor Code   // where its matters went when it was merged away
	ValidTo   int64  // its last day, yyyymmdd; 0 while none is known
	Basis     string // the document that ends it
}

// Stands reports whether the place is there on a day, yyyymmdd.
func (p Place) Stands(day int64) bool { return p.ValidTo == 0 || p.ValidTo >= day }

// Tree is the regions in memory. Its zero value is empty; Load fills it.
type Tree struct{ now atomic.Pointer[tree] }

type tree struct {
	places   []Place
	byCode   map[Code]Place
	children map[Code][]Place
	former   map[Code][]Code // of a standing place, those that it stands in for
	day      int64
}

// Load reads the tree from the database as it stands on a day, yyyymmdd; again after an import.
func (t *Tree) Load(ctx context.Context, d *db.DB, day int64) error {
	places, err := all(ctx, d)
	if err != nil {
		return err
	}
	t.now.Store(stand(places, day))
	return nil
}

// Turn has the tree that was loaded stand as on another day, yyyymmdd, without reading it again.
func (t *Tree) Turn(day int64) {
	old := t.now.Load()
	if old == nil {
		return
	}
	for _, p := range old.places {
		if p.Stands(old.day) != p.Stands(day) {
			t.now.Store(stand(old.places, day))
			return
		}
	}
	same := *old
	same.day = day
	t.now.Store(&same)
}

func stand(places []Place, day int64) *tree {
	n := &tree{places: places, byCode: make(map[Code]Place, len(places)), children: map[Code][]Place{}, former: map[Code][]Code{}, day: day}
	for _, p := range places {
		n.byCode[p.Code] = p
		if p.Stands(day) {
			n.children[p.Parent] = append(n.children[p.Parent], p)
		}
	}
	for _, p := range places {
		if now := n.heir(p.Code); now != p.Code {
			n.former[now] = append(n.former[now], p.Code)
		}
	}
	return n
}

// Edition identifies what is in memory: it is another value, by ==, after each Load and Turn.
func (t *Tree) Edition() any { return t.now.Load() }

// Find returns the place, standing or merged away.
func (t *Tree) Find(c Code) (Place, bool) {
	p, ok := t.now.Load().byCode[c]
	return p, ok
}

// heir follows the successors of a place, and where it names none those of the places above it.
func (n *tree) heir(c Code) Code {
	for range len(n.byCode) { // an import allows no circle
		next := c
		for at := c; at != ""; at = n.byCode[at].Parent {
			if p := n.byCode[at]; !p.Stands(n.day) && p.Successor != "" {
				next = p.Successor
				break
			}
		}
		if next == c {
			break
		}
		c = next
	}
	return c
}

// Heir is who stands in for a place today: itself while it stands, then its successor. What lay in a place that ended
// as a whole, such as the villages of a township, goes where that goes, unless it has a successor of its own. A place
// that ended without one, and a code that the tree does not know, stay themselves.
func (t *Tree) Heir(c Code) Code {
	n := t.now.Load()
	if n == nil || c == "" {
		return c
	}
	return n.heir(c)
}

// Moved says why and from when the heir of a place stands in for it: 因行政区划调整（依据），甲村自2027年1月1日起由乙街道承办.
func (t *Tree) Moved(from, to Code) string {
	n := t.now.Load()
	for at := from; at != ""; at = n.byCode[at].Parent {
		p := n.byCode[at]
		if p.Stands(n.day) || p.Successor == "" {
			continue
		}
		basis := ""
		if p.Basis != "" {
			basis = "（" + p.Basis + "）"
		}
		first := time.Date(int(p.ValidTo/10000), time.Month(p.ValidTo/100%100), int(p.ValidTo%100)+1, 0, 0, 0, 0, time.UTC)
		return "因行政区划调整" + basis + "，" + t.Name(from) + "自" + first.Format("2006年1月2日") + "起由" + t.Path(to, min(County, to.Level())) + "承办"
	}
	return ""
}

// Stood are the places one level down that stood on a day, yyyymmdd, or later, in the order of their codes.
func (t *Tree) Stood(c Code, since int64) (list []Place) {
	for _, p := range t.now.Load().byCode {
		if p.Parent == c && p.Stands(since) {
			list = append(list, p)
		}
	}
	return Sorted(list)
}

// Former are the places for which a place, or one within it, stands in today, as far as they do not lie in it anyway.
func (t *Tree) Former(c Code) (list []Code) {
	n := t.now.Load()
	if n == nil {
		return nil
	}
	for heir, former := range n.former {
		if !c.Covers(heir) {
			continue
		}
		for _, f := range former {
			if !c.Covers(f) {
				list = append(list, f)
			}
		}
	}
	slices.Sort(list)
	return list
}

// Name is the place's own name, or the code of an unknown place.
func (t *Tree) Name(c Code) string {
	if p, ok := t.Find(c); ok {
		return p.Name
	}
	if c == "" {
		return "全国"
	}
	return string(c)
}

// Path is the place's name with those above it, from the given level down: 东坡区通惠街道.
func (t *Tree) Path(c Code, from Level) string {
	var b strings.Builder
	for l := from; l <= c.Level(); l++ {
		if at := c.At(l); at != "" {
			b.WriteString(t.Name(at))
		}
	}
	return b.String()
}

// HallOf is the place at which people are served in c, with those above it from the given level down: 东坡区通惠街道庄店社区便民服务站.
func (t *Tree) HallOf(c Code, from Level) string {
	l := c.Level()
	if l <= from {
		return Hall(l, t.Name(c))
	}
	return t.Path(c.At(l-1), from) + Hall(l, t.Name(c))
}

// Children are the standing places one level down, in the order of their codes. The parent "" gives
// the provinces.
func (t *Tree) Children(c Code) []Place { return t.now.Load().children[c] }

// Under are all standing places below c, in the order of their codes.
func (t *Tree) Under(c Code) []Place {
	var list []Place
	for _, p := range t.Children(c) {
		list = append(append(list, p), t.Under(p.Code)...)
	}
	return list
}

// Size is the number of places known.
func (t *Tree) Size() int { return len(t.now.Load().byCode) }

func byCode(a, b Place) int { return strings.Compare(string(a.Code), string(b.Code)) }

// Sorted returns the places in the order of their codes.
func Sorted(places []Place) []Place { return slices.SortedFunc(slices.Values(places), byCode) }

// County6 is the first six digits, which begin the numbers of the place's cases and documents.
func (c Code) County6() string {
	if len(c) < 6 {
		return "000000"
	}
	return string(c[:6])
}

// Hall is the place at which people are served there: the halls of a city and its counties, the centres of townships, the
// stations of villages (国发〔2022〕5号).
func Hall(l Level, name string) string {
	switch l {
	case Township:
		return name + "便民服务中心"
	case Village:
		return Short(name) + "便民服务站"
	}
	return name + "政务服务中心"
}

// Hall is where people are served at a place, by the names of the network: 政务服务中心, 便民服务中心, 便民服务站.
func (t *Tree) Hall(c Code) string {
	switch name := t.Name(c); c.Level() {
	case Village:
		return Short(name) + "便民服务站"
	case Township:
		return name + "便民服务中心"
	default:
		return name + "政务服务中心"
	}
}

// Short is the name of a village as people say it; the codes name its committee.
func Short(name string) string {
	for _, committee := range []string{"居民委员会", "村民委员会", "居委会", "村委会"} {
		if head, ok := strings.CutSuffix(name, committee); ok && head != "" {
			return head
		}
	}
	return name
}
