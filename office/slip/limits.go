package slip

import "wuyou/office/limit"

// Wrong tries within a day, and how long a code is and opens. TestSprayingIsHopeless reckons what they let a stranger hit,
// whichever numbers are allowed here.
var (
	Length = limit.Declare(limit.Limit{
		Key: "slip.length", Words: "新发的查询密码几位，每位 21 种字符",
		Unit: limit.Many, Default: 8, Least: 8, Most: longest, Given: true, Basis: "建议值：念得出、猜不中；发出的照发出那天的位数",
	})
	CaseTries = limit.Declare(limit.Limit{
		Key: "slip.case_day", Words: "一个网络地址对一件的查询密码最多输错几次",
		Unit: limit.ADay, Default: 10, Least: 3, Most: 50,
		Basis: "建议值：别处的人输错锁不住本人；登记的手机、开过这一件的浏览器不受影响。旧版发的 6 位密码不分地址",
	})
	KnownTries   = limit.Declare(limit.Limit{Key: "slip.known_day", Words: "开过这一件的浏览器最多输错几次", Unit: limit.ADay, Default: 10, Least: 3, Most: 50, Basis: "建议值"})
	AccountTries = limit.Declare(limit.Limit{
		Key: "slip.account_day", Words: "一个登录的账号最多输错几次查询密码",
		Unit: limit.ADay, Default: 30, Least: 5, Most: 200, Basis: "建议值：防止挨个试",
	})
	AddressTries = limit.Declare(limit.Limit{
		Key: "slip.address_day", Words: "一个网络地址输错几次查询密码以后，还要填办事人姓名",
		Unit: limit.ADay, Default: 200, Least: 50, Most: 2000, Basis: "建议值：一个村、一个大厅共用一个地址，够几百人偶尔输错",
	})
	AllTries = limit.Declare(limit.Limit{
		Key: "slip.all_day", Words: "全部加起来输错几次查询密码以后，还要填办事人姓名",
		Unit: limit.ADay, Default: 200_000, Least: 2000, Most: 1_000_000, Basis: "建议值：换着地址试也猜不中；超过以后多问姓名，不停用",
	})
	NamedTries = limit.Declare(limit.Limit{
		Key: "slip.named_day", Words: "要填姓名以后，姓名对而查询密码不对，一件最多几次，不分地址",
		Unit: limit.ADay, Default: 10, Least: 3, Most: 12, Basis: "建议值：知道所有人姓名的人试一个月也猜不中；登记的手机、开过这一件的浏览器不受影响",
	})
	OldTries = limit.Declare(limit.Limit{
		Key: "slip.old_day", Words: "其中旧版发的 6 位查询密码，全部加起来最多输错几次",
		Unit: limit.ADay, Default: 200, Least: 20, Most: 250, Basis: "建议值：6 位数字容易猜中，另设总数",
	})
	LookFor = limit.Declare(limit.Limit{
		Key: "slip.look", Words: "输对查询密码以后，可以在这个浏览器里看多久",
		Unit: limit.Minutes, Default: 30, Least: 5, Most: 240, Basis: "建议值：公用电脑上不留给下一个人看",
	})
	PrintFor = limit.Declare(limit.Limit{
		Key: "slip.print", Words: "收件以后多久之内，经手人可以打印一次查询单",
		Unit: limit.Minutes, Default: 30, Least: 5, Most: 480, Basis: "建议值：查询密码只交给当面的人",
	})
)
