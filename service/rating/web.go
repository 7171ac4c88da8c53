package rating

import (
	"embed"
	"slices"

	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

//go:embed *.html seed
var files embed.FS

// keepers see the ratings and their figures; heads of departments and windows those of their own scope.
var keepers = []people.Role{people.Supervisor, people.Leader, people.Head, people.Window, people.Officer, people.Caller}

// bureau are those who oversee: only they look into suspicions, and up who gave a rating.
var bureau = []people.Role{people.Supervisor}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	return door.Service{
		Demo:   s.demo,
		Schema: rate.Schema(), Seed: door.Seed(files), Rules: s.rules(),
		On: []flow.On{
			{Kind: "*", Event: "*", Step: s.Invite},
			{Kind: rate.Rectifying, Event: "*", Step: s.tellChange},
		},
		Ledgers: []door.Listing{
			listing.Of(s.House, s.list()), listing.Of(s.House, s.remarkLedger()), listing.Of(s.House, s.watchLedger()),
		},
		Routes: slices.Concat(s.publicRoutes(), s.staffRoutes()),
		Citizens: []door.Entry{{Href: "/ratings", Label: "好差评", Icon: "star", Note: "评价服务，看整改",
			Said: []string{"评价", "好评", "差评", "打分", "态度"}}},
		Staff: []door.Entry{
			{Href: deskPath, Label: "好差评", Icon: "chart", Group: "专项", Roles: keepers},
			{Href: deskPath + "/enter", Label: "录入评价", Icon: "pen", Group: "窗口", Roles: enterers},
			{Href: deskPath + "/codes", Label: "评价码和评价器", Icon: "print", Group: "窗口", Roles: coders},
		},
		Links: s.links, Mine: s.mine, OnItem: onItem, OnPlace: onPlace, Daily: s.daily, Says: s.says, Rates: s.declare,
		Often: []door.Task{{Name: "rating sums", Do: s.Fold}, {Name: "rating defaults", Title: "默认评价", Slow: true, Do: s.CloseUnrated}},
	}
}

func (s *Service) publicRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Path: "/rate/{token}", Access: people.OffDesk, Title: "评价一次服务", Handle: s.ratePage},
		{Method: "POST", Path: "/rate/{token}", Access: people.OffDesk, Title: "提交评价", Handle: s.rated},
		{Method: "GET", Path: "/ratings", Access: people.Public, Title: "好差评公开", Handle: s.public},
		{Method: "GET", Path: "/ratings/places/{region}", Access: people.Public, Title: "一个地方的好差评", Handle: s.publicPlace},
		{Method: "GET", Path: "/ratings/items/{item}", Access: people.Public, Title: "一个事项的好差评", Handle: s.publicItem},
		{Method: "GET", Path: "/ratings/windows/{post}", Access: people.Public, Title: "一个窗口的好差评", Handle: s.publicWindow},
		{Method: "GET", Path: "/ratings/comment", Access: people.Public, Title: "社会各界评价", Handle: s.commentPage},
		{Method: "POST", Path: "/ratings/comment", Access: people.OffDesk, Title: "提交社会各界评价", Handle: s.commented},
		{Method: "GET", Path: "/ratings/at/{code}", Access: people.Public, Title: "扫码评价窗口", Handle: s.windowPage},
		{Method: "POST", Path: "/ratings/at/{code}", Access: people.OffDesk, Title: "提交扫码评价", Handle: s.windowRated},
		{Method: "GET", Path: "/pad", Access: people.Public, Title: "窗口评价器", Handle: s.pad},
		{Method: "POST", Path: "/pad", Access: people.OffDesk, Title: "评价器提交", Handle: s.padRated},
		{Method: "POST", Path: "/pad/setup", Access: people.OffDesk, Title: "设为窗口评价器", Handle: s.padSetUp},
		{Method: "GET", Path: "/terminal/{code}", Access: people.Public, Title: "自助终端评价屏", Handle: s.terminalScreen},
		{Method: "POST", Path: "/terminal/{code}", Access: people.OffDesk, Title: "评价屏提交", Handle: s.terminalRated},
	}
}

func (s *Service) staffRoutes() []web.Route {
	keep, enter, code, oversee := s.Roster.Roles(keepers...), s.Roster.Roles(enterers...), s.Roster.Roles(coders...), s.Roster.Roles(bureau...)
	return []web.Route{
		{Method: "GET", Path: deskPath, Access: keep, Title: "好差评指标", Handle: s.House.Get(s.figures)},
		{Method: "GET", Path: deskPath + ".xlsx", Access: keep, Long: true, Title: "好差评指标导出", Handle: s.figuresSheet},
		{Method: "GET", Path: deskPath + "/coverage", Access: keep, Title: "好差评覆盖", Handle: s.House.Get(s.coverage)},
		{Method: "GET", Path: deskPath + "/ranking", Access: keep, Title: "好差评月度排名", Handle: s.House.Get(s.ranking)},
		{Method: "POST", Path: deskPath + "/ranking", Access: oversee, Title: "发出月度通报", Handle: s.House.Post(s.announce, s.ranking)},
		{Method: "GET", Path: deskPath + "/remarks/new", Access: enter, Title: "录入社会各界评价", Handle: s.remarkPage},
		{Method: "POST", Path: deskPath + "/remarks/new", Access: enter, Title: "保存社会各界评价", Handle: s.remarked},
		{Method: "GET", Path: deskPath + "/enter", Access: enter, Title: "录入纸质和电话评价", Handle: s.enterPage},
		{Method: "POST", Path: deskPath + "/enter", Access: enter, Title: "录入评价", Handle: s.entered},
		{Method: "GET", Path: deskPath + "/codes", Access: code, Title: "评价码和评价器", Handle: s.House.Get(s.codes)},
		{Method: "GET", Path: deskPath + "/codes/{post}", Access: code, Title: "打印窗口评价码", Handle: s.poster},
		{Method: "GET", Path: deskPath + "/codes/{post}/code.png", Access: code, Title: "窗口评价码", Handle: s.codePicture},
		{Method: "POST", Path: deskPath + "/codes/{post}/pad", Access: oversee, Title: "设置窗口评价器", Handle: s.House.Post(s.padStarted, s.codes)},
		{Method: "POST", Path: deskPath + "/terminals", Access: code, Title: "登记自助终端", Handle: s.House.Post(s.terminalAdded, s.codes)},
		{Method: "GET", Path: deskPath + "/terminals/{terminal}", Access: code, Title: "打印终端评价码", Handle: s.poster},
		{Method: "GET", Path: deskPath + "/terminals/{terminal}/code.png", Access: code, Title: "终端评价码", Handle: s.codePicture},
		{Method: "POST", Path: deskPath + "/terminals/{terminal}/end", Access: code, Title: "停用自助终端", Handle: s.House.Post(s.terminalEnded, s.codes)},
		{Method: "GET", Path: deskPath + "/givers/{rating}", Access: oversee, Title: "查看评价人", Handle: s.House.Get(s.giver)},
		{Method: "POST", Path: deskPath + "/givers/{rating}", Access: oversee, Title: "写明理由查看评价人", Handle: s.House.Post(s.unmask, s.giver)},
	}
}
