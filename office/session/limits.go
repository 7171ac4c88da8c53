package session

import (
	"wuyou/office/limit"
)

const level3 = "GB/T 22239-2019 第8.1.4.1条要求限制登录失败和登录时长；数是建议值"

// Sessions.
var (
	StaffIdle = limit.Declare(limit.Limit{
		Key: "session.staff_idle", Words: "工作人员多久不操作就退出",
		Unit: limit.Minutes, Default: 30, Least: 5, Most: 240, Basis: level3,
	})
	StaffWhole = limit.Declare(limit.Limit{
		Key: "session.staff_hours", Words: "工作人员一次登录最长多久",
		Unit: limit.Hours, Default: 12, Least: 1, Most: 24, Basis: level3,
	})
	StaffSessions = limit.Declare(limit.Limit{
		Key: "session.staff_many", Words: "一名工作人员同时最多在几个浏览器登录，再多就结束最久没用的",
		Unit: limit.Many, Default: 5, Least: 1, Most: 20, Basis: "建议值：防止账号多人合用",
	})
	CitizenIdle = limit.Declare(limit.Limit{
		Key: "session.citizen_idle", Words: "办事人多久不操作就退出",
		Unit: limit.Minutes, Default: 120, Least: 10, Most: 1440, Basis: level3,
	})
	CitizenWhole = limit.Declare(limit.Limit{
		Key: "session.citizen_days", Words: "办事人一次登录最长多久",
		Unit: limit.Days, Default: 30, Least: 1, Most: 90, Basis: level3,
	})
	IdleWarning = limit.Declare(limit.Limit{
		Key: "session.warning", Words: "正在填写的页面，自动退出前多久提醒",
		Unit: limit.Minutes, Default: 3, Least: 1, Most: 30, Basis: "建议值：来得及点一下继续",
	})
	CitizenSessions = limit.Declare(limit.Limit{
		Key: "session.citizen_many", Words: "一个办事人账号同时最多在几个浏览器登录",
		Unit: limit.Many, Default: 20, Least: 2, Most: 100, Basis: "建议值：子女帮着登录也够",
	})
	DeviceDays = limit.Declare(limit.Limit{
		Key: "session.device_days", Words: "登录过、开过办件的浏览器多久以内算平时用的",
		Unit: limit.Days, Default: 180, Least: 7, Most: 400, Basis: "建议值：别人输错再多也不影响平时用的浏览器",
	})
)

// SiteTimes is for paces of addresses.
var SiteTimes = limit.Declare(limit.Limit{
	Key: "network.site_times", Words: "一个 IPv6 站点（/48，含 65536 个 /64 网段，每个网段算一个网络地址）的限度是一个网络地址的几倍",
	Unit: limit.Fold, Default: 16, Least: 2, Most: 1000,
	Basis: "建议值：一家单位、一个园区分到的就是一个站点，换着网段试也不能多试几万次；移动网络的一个站点里有许多用户",
})

// One-time codes.
var (
	CodeLife  = limit.Declare(limit.Limit{Key: "code.minutes", Words: "短信验证码多久有效", Unit: limit.Minutes, Default: 5, Least: 2, Most: 30, Basis: "建议值"})
	CodeTries = limit.Declare(limit.Limit{
		Key: "code.tries", Words: "一条验证码最多输错几次，再错就作废",
		Unit: limit.Times, Default: 5, Least: 3, Most: 10, Basis: "建议值：八位数字猜中的机会不到千万分之一",
	})
	CodesADay = limit.Declare(limit.Limit{
		Key: "code.phone_day", Words: "一个手机号最多发几条验证码，登录的、查办件的、平时用的设备要的、别的网络地址要的各算各的",
		Unit: limit.ADay, Default: 10, Least: 3, Most: 50, Basis: "建议值：不用短信打扰别人",
	})
	CodesAnywhere = limit.Declare(limit.Limit{
		Key: "code.phone_all_day", Words: "不是平时用的设备，从各处要发到一个手机号的验证码，合计最多几条",
		Unit: limit.ADay, Default: 30, Least: 3, Most: 50, Basis: "建议值：一处用完的，机主在别处还要得到；不用短信打扰别人",
	})
	CodesAtOnce = limit.Declare(limit.Limit{
		Key: "code.at_once", Words: "不是平时用的设备，从一个网络地址，在两条验证码的间隔里最多要几条发到一个手机号",
		Unit: limit.Times, Default: 2, Least: 1, Most: 5, Basis: "建议值：一家人共用一个网络",
	})
	WrongAccount = limit.Declare(limit.Limit{
		Key: "code.wrong_account", Words: "一个登录的账号验证码输错几次以后，改发 12 位的验证码",
		Unit: limit.ADay, Default: 30, Least: 10, Most: 100, Basis: "建议值：防止试探",
	})
	WrongAddress = limit.Declare(limit.Limit{
		Key: "code.wrong_address", Words: "一个网络地址验证码输错几次以后，改发 12 位的验证码，平时用的设备不算在内",
		Unit: limit.AnHour, Default: 200, Least: 50, Most: 1000, Basis: "建议值：一个村、一个大厅、移动网络共用少数地址",
	})
	WrongAll = limit.Declare(limit.Limit{
		Key: "code.wrong_all", Words: "全部加起来验证码输错几次以后，改发 12 位的验证码，平时用的设备不算在内",
		Unit: limit.ADay, Default: 10_000, Least: 1000, Most: 20_000, Basis: "建议值：照此试一个月，猜中一条的机会不到百分之一；超过以后验证码加长，不停用",
	})
	CodeGap = limit.Declare(limit.Limit{
		Key: "code.gap", Words: "同一个浏览器要的两条验证码至少隔多久",
		Unit: limit.Seconds, Default: 60, Least: 10, Most: 600, Basis: "建议值",
	})
	CodesAddress = limit.Declare(limit.Limit{
		Key: "code.address_hour", Words: "一个网络地址最多要多少条验证码",
		Unit: limit.AnHour, Default: 1000, Least: 100, Most: 20000, Basis: "建议值：移动网络、一个大厅共用少数地址，每个号码另有限度",
	})
)

// Codes that are read out at a window.
var (
	WindowCodes = limit.Declare(limit.Limit{
		Key: "contact.codes_hour", Words: "一名窗口人员发核对手机号的验证码最多几条",
		Unit: limit.AnHour, Default: 60, Least: 10, Most: 500, Basis: "建议值：窗口够用；不能成批打扰别人",
	})
	WindowPhoneDay = limit.Declare(limit.Limit{
		Key: "contact.phone_day", Words: "一个手机号最多收到几条窗口发的核对验证码，不分窗口",
		Unit: limit.ADay, Default: 3, Least: 1, Most: 20, Basis: "建议值：不用短信打扰别人",
	})
)
