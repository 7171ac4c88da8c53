package bridge

import (
	"cmp"
	"context"
	"strings"

	"wuyou/kit/check"
	"wuyou/office/device"
)

// Xinzhongxin are readers of 新中新 (Synjones) by the program that the maker installs: “新中新webapi读卡接口说明”, V3.3.4 (2023-11). It answers GET
// in JSON; code "0" is success, retcode the state of the reading and of the photo, retmsg and errmsg words. Its paper lists no other codes: a
// failure is told by the words, and one that says nothing known is a card that cannot be read.
type Xinzhongxin struct{ At string } // the address, without a slash at the end; XinzhongxinAt as the maker installs it

// XinzhongxinAt is where the maker's program listens.
const XinzhongxinAt = "http://127.0.0.1:8989"

type xzxAnswer struct {
	Code     string `json:"code"`
	Retcode  string `json:"retcode"`
	Retmsg   string `json:"retmsg"`
	Errmsg   string `json:"errmsg"`
	Name     string `json:"name"`
	EngName  string `json:"EngName"`
	Sex      string `json:"sex"`
	Nation   string `json:"nation"`
	Born     string `json:"born"`
	Address  string `json:"address"`
	CardNo   string `json:"cardno"`
	From     string `json:"userlifeb"`
	Until    string `json:"userlifee"`
	Police   string `json:"police"`
	Photo    string `json:"photobase64"`
	CardType string `json:"CardType"`
}

// xzxKinds are its kinds of cards: CardType.
var xzxKinds = map[string]check.Kind{"": check.IDCard, "0": check.IDCard, "1": check.Permanent, "2": check.Resident, "3": check.Permanent}

// Name is the maker's.
func (x Xinzhongxin) Name() string { return "新中新读卡器" }

// Attached asks the reader for the number of its security module.
func (x Xinzhongxin) Attached(ctx context.Context) error {
	_, err := x.sam(ctx)
	return err
}

func (x Xinzhongxin) sam(ctx context.Context) (string, error) {
	var a xzxAnswer
	if err := ask(ctx, x.At+"/api/GetSAMID", &a); err != nil {
		return "", err
	}
	if words := a.Retmsg + a.Errmsg; a.Retcode == "0x1" || says(words, "端口", "未连接", "没有连接", "打开", "设备") {
		return "", NotAttached
	}
	return strings.TrimSpace(a.Retmsg), nil
}

// Read waits for a card; it is the program that waits.
func (x Xinzhongxin) Read(ctx context.Context, photo bool) (device.Card, string, error) {
	sam, err := x.sam(ctx)
	if err != nil {
		return device.Card{}, "", err
	}
	address := x.At + "/api/ReadMsg?waitTime=5"
	if !photo {
		address += "&NoPhoto=1"
	}
	var a xzxAnswer
	if err := ask(ctx, address, &a); err != nil {
		return device.Card{}, "", err
	}
	if a.Code != "0" {
		return device.Card{}, "", a.fault()
	}
	kind, known := xzxKinds[a.CardType]
	if !known || a.CardNo == "" {
		return device.Card{}, "", Unreadable
	}
	return device.Card{
		Kind: kind, Name: cmp.Or(strings.TrimSpace(a.Name), strings.TrimSpace(a.EngName)), Number: strings.TrimSpace(a.CardNo),
		Sex: sexOf(a.Sex), Nation: strings.TrimSpace(a.Nation), Birth: dayOf(a.Born), Address: strings.TrimSpace(a.Address),
		Organ: strings.TrimSpace(a.Police), From: dayOf(a.From), Until: dayOf(a.Until), Photo: a.Photo,
	}, sam, nil
}

func (a xzxAnswer) fault() error {
	words := a.Retmsg + a.Errmsg
	switch {
	case says(words, "正忙", "读卡中"):
		return Busy
	case a.Retcode == "0x1", says(words, "端口", "未连接", "没有连接", "打开设备"):
		return NotAttached
	case says(words, "找卡", "寻卡", "放卡", "无卡", "没有卡", "超时"):
		return NoCard
	}
	return Unreadable
}
