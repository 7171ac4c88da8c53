package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"wuyou/office/people"
)

// calling is how who holds a post of a role is spoken of. By a word of all he is meant wherever it stands; by the word of a desk only where something is said
// of who is there and not that somebody was there or told it: of what he is or does (acts), of his answer where answers is set, and where anybody is, by
// anything that points to somebody (Points).
type calling struct {
	all, desk        *regexp.Regexp
	answers, anybody bool
}

// callings are what people call who holds a post of a role.
var callings = map[people.Role]calling{
	people.Head:       {all: regexp.MustCompile(chiefs + `|负责人|科长|股长|所长|站长`)},
	people.Reviewer:   {all: regexp.MustCompile(`审[查核](?:的|那|岗|员|人|科)|审批岗|科长|股长|科员|科室`)},
	people.Senior:     {all: regexp.MustCompile(`(?:复审|复核|审核)(?:的|那|岗|员|人|科)|科长|股长|科室`)},
	people.Inspector:  {all: regexp.MustCompile(`(?:核查|勘查|勘验|踏勘|检查|现场)(?:的|那|岗|员|人)|科室`)},
	people.Issuer:     {all: regexp.MustCompile(`(?:制证|发证|打证|办证)(?:的|那|岗|员|人)|科室`)},
	people.Leader:     {all: regexp.MustCompile(chiefs + `|[市县区镇]长`)},
	people.Supervisor: {desk: regexp.MustCompile(`督[查察]|督办|监管`), answers: true},
	people.Discipline: {desk: regexp.MustCompile(`纪律检查|纪检监察|纪检|纪委监委|纪委|监察?委|监察|派驻组|派驻机构|巡察`)},
	people.Officer: {
		all:     regexp.MustCompile(`[到在找被个天后让和、们诉报]反[映应](?:专窗|窗口)[上里]?面?的?(?:工作人员|人|同志|值班)`),
		desk:    regexp.MustCompile(`专门?的?席位?|` + ownWindow),
		answers: true, anybody: true,
	},
}

// chiefs are how who decides is called, in a department and above it.
const chiefs = `领导|一把手|局长|主任|书记|[主分]管的|管事的|当官的`

// ownWindow is the window for what could not be done, as people call it; by its short name only where a sentence begins, elsewhere that is a verb with
// its object.
const ownWindow = `(?:办不成事?儿?|兜底)的?(?:[那这]个|反[映应]|受理|登记|综合|服务)*的?(?:专窗|窗口|窗|柜台|岗位?|专员)|(?:^|[。;!?])反[映应](?:专窗|窗口)`

// What is said beside the word of a desk. present is what somebody did there; acts is of who is there, by what he is or does; wrongs are what he is blamed
// for, wherever it stands in what is said next; accused stands before who is complained of.
var (
	clause  = regexp.MustCompile(`[，,。;!?]`)
	present = regexp.MustCompile(`^[股科室组岗处办]?[上里]?面?[去来也都]*(?:反映|登记|投诉|举报|控告|汇报|排|说[了过明])`)
	acts    = regexp.MustCompile(within + `(?:` +
		`(?:的|来的|[那这有两几三]?[个位些])(?:人|男|女)|(?:的|[那这有]?[个位些])?(?:工作人员|人员|同志|领导|干部|大[姐哥]|值班|[男女]的)|[那这]位|` +
		`不[^错开知清是就在]|没人[理管]|没有?用|[卡压拖拒推]|敷衍|刁难|包庇|袒护|护着|收[钱受礼]|索|骂|吼|凶|态度|作风)`)
	wrongs = regexp.MustCompile(`收了|拿了|要我(?:的|请|给|送|交)|找我要|跟我要|打了?[我人]|动手|欺负|威胁|恐吓|逼|赶[我出走]|滚|泄[露漏]|告诉了?(?:窗口|他们|对方|别人|被)|` +
		`串通|勾结|一伙|[弄搞]丢|给了窗口|太差|差劲|请客|吃饭|睡觉|玩手机|骗|撒谎|乱来|渎职|不作为|骂|吼`)
	accused  = regexp.MustCompile(`(?:投诉|举报|控告|状告)(?:一下|的是|了|你们|[这那]个)*$`)
	answered = regexp.MustCompile(within + `说(?:[^了过明]|$)`)
	pointing = regexp.MustCompile(`^(?:[那这他她]|里面|有[个位]|对方|工作人员)`)
	another  = regexp.MustCompile(`(?:[0-9一二三四五六七八九十]+号|综合|出件|收件|原)[^，,。;!?]{0,2}窗口.*`)
)

// within is what may stand between a desk and what is said of it: 督查股、局长都, 督查股田科长都, 专席一直.
const within = `^(?:[股科室组岗处办]|部门){0,2}(?:\p{Han}{0,2}` + titles + `|长|专员)?(?:[上里]面?|那边)?(?:[、和跟与][^，,。;!?、]{1,8}?)*` +
	`(?:也|都|还|是|又|就|总|只|全|来|一直|根本|从来)*`

// briefly is at most how many characters say that one was at a desk, so that who is pointed to next is there.
const briefly = 4

// spoken reports whether a text speaks of who is called so.
func (c calling) spoken(text string) bool {
	if c.all != nil && c.all.MatchString(text) {
		return true
	}
	if c.desk == nil {
		return false
	}
	for _, at := range c.desk.FindAllStringIndex(text, -1) {
		said := append(clause.Split(text[at[1]:], 3), "")
		here, next := said[0], said[1]
		was := present.MatchString(here)
		if accused.MatchString(text[:at[0]]) || !was && (acts.MatchString(here) || wrongs.MatchString(here) || c.answers && answered.MatchString(here)) {
			return true
		}
		follows := here == "" || was && utf8.RuneCountInString(here) <= briefly && pointing.MatchString(next)
		if c.anybody && (!was && pointsThere(here) || follows && pointsThere(next)) {
			return true
		}
	}
	return false
}

// pointsThere reports whether what is said after a window points to somebody, who then is of that window and of no other.
func pointsThere(text string) bool {
	return Points(everyday.ReplaceAllString(strings.ReplaceAll(another.ReplaceAllString(text, ""), "窗口", "窗"), "，"))
}

// organs are whom people tell what they complain of, told that they were told.
const (
	organs = `(?:[市县区镇局]?(?:领导|局长|主任|书记)|信访[局办]?|市?12345|[市县区]?纪检(?:监察)?[组室]?|[市县区]?纪委(?:监委)?|监委|督查[股科室]?|专席|窗口)`
	told   = `(?:` + organs + `[、和及])*` + organs + `都?(?:反映|投诉|举报)过|报[给请到]?[市县区局]?领导(?:了|[，,。;]|$)`
)

// offices are words of organs, places and papers that are called like a post, or hold its name, and what only says that one was told.
var offices = regexp.MustCompile(told + `|市场监管(?:局|所|部门)?|监管[局所]|监管不(?:力|到位|严)|[市县区镇]长(?:期|时间|大)|领导小组|主任医师|小区长|` +
	`(?:[市县区镇局]长|书记|领导)(?:热线|信箱|留言板)|领导干部个人|` +
	`(?:公司|企业|物业|工地|[我本]们?(?:的|单位|学校|医院))的?(?:负责人|主任|经理|领导)|负责人的?(?:变更|备案|身份证|一栏|信息)|` +
	`(?:村|村委会?|村民委员会|居委会?|居民委员会|社区|业委会|班|系|教务|食堂|物业)的?(?:党?支部)?副?(?:主任|书记)|派出所的?副?所长|` +
	`(?:食品|药品|资金|预售)监管|监管(?:系统|平台|账户|许可)|环保督[查察]|的?人(?:太|很|特别)?多|书记员|` +
	`[主分]管的?[^人，,。;]{0,3}(?:部门|单位|机关|业务|科室|片区|区域)|管事的人?(?:不在|没来|出差)|` +
	`(?:劳动|保障|环境|环保|卫生|城管|安全|国土|土地|电力|税务|审计|执法)监察|监察[大中支]队`)

// Signs of quotation, and the short name of the own window in them.
var (
	quotes = regexp.MustCompile("[“”\"‘’'「」『』《》〈〉【】]")
	quoted = regexp.MustCompile("[“\"‘'「『《〈【]反映[”\"’'」』》〉】]?(专窗|窗口)")
)

func unquoted(text string) string { return quotes.ReplaceAllString(text, "") }

// MayMeanPost reports whether a text may mean somebody by a post that he holds: 审批局负责人, 审查岗的人. A post of a role that the office has
// added is called as a reviewer's is, or by the role's name.
func MayMeanPost(text string, posts []people.Post) bool {
	if text == "" {
		return false
	}
	text = offices.ReplaceAllString(unquoted(quoted.ReplaceAllString(undotted(text), "办不成事$1")), "，")
	return slices.ContainsFunc(posts, func(p people.Post) bool {
		called, known := callings[p.Role]
		if !known && !p.Role.Regional() { // one of the office's own
			own := strings.TrimSuffix(p.Title, "岗")
			return callings[people.Reviewer].spoken(text) || utf8.RuneCountInString(own) > 1 && strings.Contains(text, own)
		}
		return called.spoken(text)
	})
}
