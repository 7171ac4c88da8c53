package rating

import "wuyou/office/limit"

// How much strangers may say.
var (
	standHour = limit.Declare(limit.Limit{Key: "rating.stand_hour", Words: "一个网络地址在窗口、自助终端的评价码上最多评几次", Unit: limit.AnHour,
		Default: 300, Least: 30, Most: 5000, Basis: "建议值：一个大厅的窗口和终端共用一个地址；评得异常的另有核查规则"})
	remarksHour = limit.Declare(limit.Limit{Key: "rating.remarks_hour", Words: "一个网络地址最多写几条综合点评", Unit: limit.AnHour, Default: 30, Least: 5,
		Most: 500, Basis: "建议值：防止刷评"})
)
