package roster

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
)

// HeldSince are the posts of the roles, or where none is given of all, that somebody held at a place at a moment, in Unix milliseconds, or later.
func (g *Registry) HeldSince(ctx context.Context, d *db.DB, place region.Code, since int64, roles ...people.Role) ([]Holding, error) {
	return postsAtSince(ctx, d, place, since, roles)
}

// Between reports whether the post was held at some time between two moments, in Unix milliseconds.
func (h Holding) Between(since, until int64) bool {
	return lasted(h.ID, h.EndedAt, since, until) && (h.LeftAt == 0 || h.LeftAt >= since)
}

// lasted reports whether a post, which begins when its number is made, was held at some time between two moments.
func lasted(id, ended, since, until int64) bool {
	return id < db.IDAt(time.UnixMilli(until+1)) && (ended == 0 || ended >= since)
}

// Tenures are all posts that a member of staff holds or has held.
func (g *Registry) Tenures(ctx context.Context, d *db.DB, staff int64) ([]Tenure, error) {
	return tenuresOf(ctx, d, staff)
}

// Between are those of some tenures that lasted at some time between two moments, in Unix milliseconds.
func Between(list []Tenure, since, until int64) (posts []people.Post) {
	for _, t := range list {
		if lasted(t.ID, t.EndedAt, since, until) {
			posts = append(posts, t.Post)
		}
	}
	return posts
}

// NameIn reports whether a name stands in a text, however it was typed: with blanks, in full width, with a dot or without.
func NameIn(text, name string) bool {
	name = undotted(name)
	return name != "" && strings.Contains(undotted(text), name)
}

// SameName reports whether two names are one, however they were typed.
func SameName(a, b string) bool { return a != "" && undotted(a) == undotted(b) }

func undotted(s string) string { return strings.ReplaceAll(check.Name(s), "·", "") }

// NamedIn are those of the holders of posts whom a text names: by name, by the title of the post, or by the number of the
// window. stray reports whether it has a number that none of them has.
func NamedIn(text string, held []Held) (staff []int64, stray bool) {
	numbers := windows(text)
	known := map[int]bool{}
	for _, h := range held {
		own := windows(h.Title)
		for _, n := range own {
			known[n] = true
		}
		numbered := slices.ContainsFunc(own, func(n int) bool { return slices.Contains(numbers, n) })
		titled := strings.ContainsAny(h.Title, "0123456789０１２３４５６７８９") && NameIn(text, h.Title)
		if (numbered || titled || NameIn(text, h.Name)) && !slices.Contains(staff, h.StaffID) {
			staff = append(staff, h.StaffID)
		}
	}
	return staff, slices.ContainsFunc(numbers, func(n int) bool { return !known[n] })
}

// titles are how people call somebody of an office whose name they do not know, or half of it.
const titles = `(?:老师|副?[科处镇乡县区市院部]长|副?主任|师傅|经理|局长|股长|所长|站长|组长|书记|同志|女士|先生|大姐|大哥|小姐|阿姨)`

// Family names stand in many words: 如何处理, 流程处, 向工作人员, 由于工作. Before a title one means somebody; the short ways (李局, 李姐, 李工) stand at the
// beginning of what is said or after a word that may stand before a name (before), and go on with no other word (李工作).
const (
	before = `(?:^|[^\p{Han}]|[的是叫找问被让把给和跟与及那这个位名有说就连而但局科处所室口窗台厅心站队部院员组岗])`
	short  = `(?:局(?:[^面势部限]|$)|科(?:[^技学目室研]|$)|处(?:[^理罚分置于方境]|$)|所(?:[^以有在谓需得属]|$)|队(?:[^伍列]|$)|总(?:[^是说算之要让把共计额结]|$)|工(?:[^作程厂业资商会地具人伤]|$)|某)`
)

// familiar are what stands before a family name when somebody is spoken of; everyday are words that only look so.
const familiar = `[姓老小大]`

var everyday = regexp.MustCompile(`小程序|小时|小区|小孙[子女]|小高层|小康|小于|大于|大方|老年|大白|大田|大安|小安|大连|大方向|小方向|姓名|公安`)

// MayMean reports whether a text may mean somebody by the family name: 姓袁的, 袁科长, 老袁, 袁局.
func MayMean(text, name string) bool {
	family, _ := utf8.DecodeRuneInString(undotted(name))
	if family == utf8.RuneError || text == "" {
		return false
	}
	called, ok := families.Load(family)
	if !ok {
		one := regexp.QuoteMeta(string(family))
		called, _ = families.LoadOrStore(family, regexp.MustCompile(familiar+one+`|`+one+titles+`|`+one+`[姐哥叔姨伯]|`+before+one+short))
	}
	return called.(*regexp.Regexp).MatchString(everyday.ReplaceAllString(undotted(text), "，"))
}

// families are the ways in which who has a family name is called, by its character.
var families sync.Map

// somebody are words by which people point to somebody of an office without a name, or speak of how he behaved; the last are left out of
// 其他 and 吉他.
var somebody = regexp.MustCompile(`姓\p{Han}|[小老]\p{Han}(?:不|没|说|让|叫|把|就|总|一直)|` + titles +
	`|当班|值班|\p{Han}[哥姐叔姨]|(?:^|[^月0-9第])[0-9]{1,2}号|(?:^|[^月一二三四五六七八九十第])[一二三四五六七八九十]{1,3}号|` +
	`窗口|窗的|柜台|柜员|前台|服务台|收件的|受理的|人员|办事员|经办|小伙|姑娘|男的|女的|[这那某]个?人|你|您|咱们|[^其吉]他|^他|她|` +
	`态度|刁难|故意|拒[收绝不]|推[诿来脱给]|踢皮球|敷衍|应付|拖[着延拉]|[卡压]着|不理[我人会]|不搭理|不睬|置之不理|不耐烦|冷[漠淡]|凶|骂|吼|训斥|训人|教训|嘲|笑话|歧视|索要|收钱|红包|吃拿|好处|离岗|脱岗|玩手机|聊天|作风|懒`)

// matters are words of windows that point to nobody there.
var matters = regexp.MustCompile(`[哪各几]个?窗口|一窗|(?:去|到|跑|找|问)(?:了)?窗口[0-9一二三四五六七八九十两几]+[次趟回]|办理窗口|网上窗口|` +
	`(?:就业|参保|退休|失业|务工|从业|流动|残疾|贫困|低保|优抚|退役|安置|受灾|死亡|遗属|技术|外来|返乡|下岗|留学)人员|培训`)

// Points reports whether a text points to somebody of an office, whoever it is: 小王不给办, 窗口的人, 就是这个人. It takes too much rather than too little.
func Points(text string) bool {
	return somebody.MatchString(matters.ReplaceAllString(undotted(text), ""))
}

var (
	numberFirst = regexp.MustCompile(`([0-9]{1,3})(?:号|#)?(?:综合|出件|受理|收件|服务)?(?:窗|柜)|([一二三四五六七八九十]{1,3})号(?:综合|出件|受理|收件|服务)?(?:窗|柜)`)
	numberLast  = regexp.MustCompile(`(?:窗口|窗|柜台)(?:第)?[A-Z]?(?:([0-9]{1,3})([^0-9]|$)|([一二三四五六七八九十]{1,3})号)`)
)

// counted are what is counted after a number, which then is no window's.
const counted = "次趟个天位名分点月年遍回人小多"

// windows are the numbers of windows that a text names: 综合窗口 5 号, ５号窗口, 五号窗.
func windows(text string) (list []int) {
	text = unquoted(check.Name(text))
	for _, m := range numberFirst.FindAllStringSubmatch(text, -1) {
		list = append(list, number(m[1]+m[2]))
	}
	for _, m := range numberLast.FindAllStringSubmatch(text, -1) {
		if m[2] == "" || !strings.Contains(counted, m[2]) {
			list = append(list, number(m[1]+m[3]))
		}
	}
	return list
}

// number is a number of at most three digits, or one up to ninety-nine in Chinese.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	tens, ones, both := strings.Cut(s, "十")
	digit := func(s string, none int) int {
		for i, r := range []rune("一二三四五六七八九") {
			if s == string(r) {
				return i + 1
			}
		}
		return none
	}
	if !both {
		return digit(s, 0)
	}
	return digit(tens, 1)*10 + digit(ones, 0)
}
