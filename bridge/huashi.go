package bridge

import (
	"context"
	"encoding/json"
	"strings"

	"wuyou/kit/check"
	"wuyou/office/device"
)

// Huashi are readers of 华视 (and others built alike) by the program that the maker installs: GET OpenDevice, readcard, CloseDevice, answered in JSON with
// resultFlag, 0 for success, and errorMsg. No paper of the maker was at hand: the fields are those that pages in use read. It does not wait for a card and
// does not tell the number of the security module.
type Huashi struct{ At string } // the address, without a slash at the end; HuashiAt as the maker installs it

// HuashiAt is where the maker's program listens.
const HuashiAt = "http://127.0.0.1:19196"

type huashiAnswer struct {
	Flag    json.Number `json:"resultFlag"`
	Words   string      `json:"errorMsg"`
	Name    string      `json:"partyName"`
	Sex     string      `json:"gender"`
	Nation  string      `json:"nation"`
	Born    string      `json:"bornDay"`
	Address string      `json:"certAddress"`
	Number  string      `json:"certNumber"`
	Organ   string      `json:"certOrg"`
	From    string      `json:"effDate"`
	Until   string      `json:"expDate"`
	Photo   string      `json:"identityPic"`
	Type    string      `json:"certType"`
}

// huashiKinds are its kinds of cards: certType, as the module writes it.
var huashiKinds = map[string]check.Kind{"": check.IDCard, "I": check.Permanent, "J": check.Resident}

// Name is the maker's.
func (h Huashi) Name() string { return "华视读卡器" }

// Attached opens the reader and closes it again.
func (h Huashi) Attached(ctx context.Context) error {
	if err := h.open(ctx); err != nil {
		return err
	}
	h.close(ctx)
	return nil
}

func (h Huashi) open(ctx context.Context) error {
	var a huashiAnswer
	if err := ask(ctx, h.At+"/OpenDevice", &a); err != nil {
		return err
	}
	if a.Flag != "0" {
		return NotAttached
	}
	return nil
}

// close lets go of the reader; what comes of it does not matter, the next open tells.
func (h Huashi) close(ctx context.Context) { _ = ask(ctx, h.At+"/CloseDevice", new(huashiAnswer)) }

// Read asks again and again until a card lies there.
func (h Huashi) Read(ctx context.Context, _ bool) (device.Card, string, error) {
	if err := h.open(ctx); err != nil {
		return device.Card{}, "", err
	}
	defer h.close(context.WithoutCancel(ctx))
	for {
		var a huashiAnswer
		if err := ask(ctx, h.At+"/readcard", &a); err != nil {
			return device.Card{}, "", err
		}
		if a.Flag == "0" && a.Number != "" {
			c, err := a.card()
			return c, "", err
		}
		if fault := a.fault(); fault != NoCard || !pause(ctx) {
			return device.Card{}, "", fault
		}
	}
}

func (a huashiAnswer) card() (device.Card, error) {
	kind, known := huashiKinds[strings.TrimSpace(a.Type)]
	if !known {
		return device.Card{}, Unreadable
	}
	return device.Card{
		Kind: kind, Name: strings.TrimSpace(a.Name), Number: strings.TrimSpace(a.Number), Sex: sexOf(a.Sex),
		Nation: strings.TrimSpace(a.Nation), Birth: dayOf(a.Born), Address: strings.TrimSpace(a.Address), Organ: strings.TrimSpace(a.Organ),
		From: dayOf(a.From), Until: dayOf(a.Until), Photo: a.Photo,
	}, nil
}

func (a huashiAnswer) fault() *Fault {
	switch {
	case says(a.Words, "端口", "未连接", "未打开", "打开设备"):
		return NotAttached
	case a.Words == "" || says(a.Words, "找卡", "寻卡", "放卡", "无卡", "没有卡", "认证"):
		return NoCard
	}
	return Unreadable
}
