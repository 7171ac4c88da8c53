package persons

import (
	"wuyou/office/limit"
)

const ofPerson = "建议值：防止试探他人身份"

// SeeksHour bounds how often a member of staff looks for the matters of somebody who has no number with him.
var SeeksHour = limit.Declare(limit.Limit{
	Key: "seek.hour", Words: "一名工作人员可以按姓名、证件号、手机号找人查办件多少次",
	Unit: limit.AnHour, Default: 60, Least: 5, Most: 1000, Basis: "建议值：窗口够用；防止成批翻查个人信息（个人信息保护法第51条）",
})

// WindowCode says whether a telephone that a window types is to be proven by a code.
var WindowCode = limit.Declare(limit.Limit{
	Key: "contact.window_code", Words: "综合窗口收件、登记换手机号时，填的手机号要不要当面念验证码核对",
	Unit: limit.Asked, Default: 0, Least: 0, Most: 2,
	Basis: "建议值：核对的，号码打错一位，查询密码、取件码不会发到别人手机；每件多用半分钟，没有核对的只发进度，凭查询单办理",
})

// Saying and proving who one is.
var (
	SilenceDays = limit.Declare(limit.Limit{
		Key: "identity.silence_days", Words: "多久没有登录，再登录要重新确认是本人（号码可能已换人），0 不要求",
		Unit: limit.Days, Default: 90, Least: 0, Most: 3650, Basis: "建议值：号码停用九十天后可能重新分配",
	})
	NewDevice = limit.Declare(limit.Limit{
		Key: "identity.new_device", Words: "核验过身份的账号，在新设备上要重新核对证件号",
		Unit: limit.Yes, Default: 1, Least: 0, Most: 1, Basis: "建议值：手机丢失或号码换人时，只凭短信看不到个人信息",
	})
	ClaimsDay = limit.Declare(limit.Limit{
		Key: "identity.claims_day", Words: "一个账号可以填报身份几次",
		Unit: limit.ADay, Default: 5, Least: 1, Most: 50, Basis: ofPerson,
	})
	ClaimsHour = limit.Declare(limit.Limit{
		Key: "identity.claims_hour", Words: "一个网络地址可以填报身份几次",
		Unit: limit.AnHour, Default: 60, Least: 10, Most: 1000, Basis: "建议值：同一网络的乡镇大厅、村站够用",
	})
	ConfirmsDay = limit.Declare(limit.Limit{
		Key: "identity.confirms_day", Words: "可以重新确认本人几次",
		Unit: limit.ADay, Default: 5, Least: 1, Most: 50, Basis: ofPerson,
	})
	AgencyDays = limit.Declare(limit.Limit{
		Key: "identity.agency_days", Words: "经办人的授权没有写期限的，多久到期",
		Unit: limit.Days, Default: 365, Least: 1, Most: 3650, Basis: "建议值：授权书没有写期限的一年",
	})
	FirmAsksDay = limit.Declare(limit.Limit{
		Key: "identity.firm_asks_day", Words: "一家企业最多收到几次代理申请的通知",
		Unit: limit.ADay, Default: 3, Least: 1, Most: 100, Basis: "建议值：企业不被反复打扰",
	})
	PhoneChanges = limit.Declare(limit.Limit{
		Key: "identity.phone_changes", Words: "可以换手机号几次",
		Unit: limit.ADay, Default: 2, Least: 1, Most: 10, Basis: "建议值：换号一天不超过两次",
	})
	AccountPause = limit.Declare(limit.Limit{
		Key: "identity.account_pause", Words: "登录手机号在窗口更正以后多久以内，不能在网上撤回、签署委托书、变更送达、确认解决，0 不限制",
		Unit: limit.Hours, Default: 24, Least: 0, Most: 168, Basis: "建议值：原来的手机收到更正的通知，来得及提出不是本人办的",
	})
	WindowDays = limit.Declare(limit.Limit{
		Key: "identity.window_days", Words: "窗口核验手机号以后多久以内，第一台用它登录的设备算窗口核验，0 不算",
		Unit: limit.Days, Default: 3, Least: 0, Most: 30, Basis: "建议值：从窗口回家用自己的手机登录；以后换设备要核验手机号是本人的，或再到窗口",
	})
)
