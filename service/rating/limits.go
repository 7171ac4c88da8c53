package rating

import "wuyou/office/limit"

// What strangers may say and try.
var (
	standHour = limit.Declare(limit.Limit{Key: "rating.stand_hour", Words: "一个网络地址在窗口、自助终端的评价码上最多评几次", Unit: limit.AnHour, Default: 300, Least: 30,
		Most: 5000, Basis: "建议值：一个大厅的窗口和终端共用一个地址；评得异常的另有核查规则"})
	remarksHour = limit.Declare(limit.Limit{Key: "rating.remarks_hour", Words: "一个网络地址最多写几条综合点评", Unit: limit.AnHour, Default: 30, Least: 5,
		Most: 500, Basis: "建议值：防止刷评"})
	linkAddress = limit.Declare(limit.Limit{Key: "rating.link_address_day", Words: "一个网络地址最多输错几次旧版的评价链接", Unit: limit.ADay, Default: 200, Least: 50,
		Most: 2000, Basis: "建议值：防止挨个试"})
	linkCase = limit.Declare(limit.Limit{Key: "rating.link_case_day", Words: "一件的旧版评价链接最多输错几次，不分地址", Unit: limit.ADay, Default: 10, Least: 5,
		Most: 20, Basis: "建议值：换着地址、挨件试也猜不中；满了只是这一件的旧链接当天不能用，登录后照常评价"})
)
