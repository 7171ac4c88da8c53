package roster

import (
	"wuyou/office/limit"
)

const level3 = "GB/T 22239-2019 第8.1.4.1条要求限制登录失败和登录时长；数是建议值"

// Signing in and passwords. A device that is known is counted for itself, so that nobody locks its owner out; a hall
// shares one address.
var (
	SignInTries = limit.Declare(limit.Limit{
		Key: "signin.tries", Words: "一个用户名从一个网络地址（或在一台平时用的电脑上）密码输错几次后要等",
		Unit: limit.Times, Default: 5, Least: 3, Most: 20, Basis: level3,
	})
	HalfwayMinutes = limit.Declare(limit.Limit{
		Key: "signin.halfway", Words: "密码输对以后，多久之内要输动态口令，不然密码要重新输入",
		Unit: limit.Minutes, Default: 5, Least: 1, Most: 60, Basis: "建议值",
	})
	SignInWait = limit.Declare(limit.Limit{
		Key: "signin.wait", Words: "密码输错太多以后等多久；别的地址、平时用的电脑不受影响",
		Unit: limit.Minutes, Default: 15, Least: 1, Most: 1440, Basis: level3,
	})
	SignInLogin = limit.Declare(limit.Limit{
		Key: "signin.login_day", Words: "一个用户名从所有地址最多输错几次，平时用的电脑不算在内",
		Unit: limit.ADay, Default: 100, Least: 20, Most: 1000, Basis: "建议值：防止换着地址试密码",
	})
	SignInAddress = limit.Declare(limit.Limit{
		Key: "signin.address", Words: "一个网络地址在等待时间里最多输错几次，不分用户名",
		Unit: limit.Times, Default: 200, Least: 30, Most: 2000, Basis: "建议值：一个大厅共用一个地址，不能因几个人输错都登录不了",
	})
	PasswordDays = limit.Declare(limit.Limit{
		Key: "password.days", Words: "工作人员的密码用多久必须更换，0 不要求",
		Unit: limit.Days, Default: 90, Least: 0, Most: 365, Basis: "GB/T 22239-2019 第8.1.4.1条要求定期更换；天数是建议值",
	})
	FirstDays = limit.Declare(limit.Limit{
		Key: "password.first_days", Words: "初始密码多久不用就作废，0 不作废",
		Unit: limit.Days, Default: 7, Least: 0, Most: 30, Basis: "建议值：短信里的初始密码不长期有效",
	})
	PasswordsKept = limit.Declare(limit.Limit{
		Key: "password.kept", Words: "新密码不能和最近几个相同",
		Unit: limit.Many, Default: 5, Least: 1, Most: 24, Basis: "建议值：防止轮换着用旧密码",
	})
	FactorMinutes = limit.Declare(limit.Limit{
		Key: "password.factor_minutes", Words: "动态口令的二维码显示以后多久之内要绑好",
		Unit: limit.Minutes, Default: 60, Least: 5, Most: 1440, Basis: "建议值",
	})
)
