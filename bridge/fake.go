package bridge

import (
	"context"
	"strconv"

	"wuyou/kit/check"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
)

// Fake is a reader without a card, for tests and demonstrations: it reads a made-up resident.
type Fake struct{ Fault *Fault } // what it always says; nil: it reads

// Name says that it is none.
func (f Fake) Name() string { return "模拟读卡器" }

// Attached is as Fault says.
func (f Fake) Attached(context.Context) error {
	if f.Fault == NotAttached || f.Fault == NoService {
		return f.Fault
	}
	return nil
}

// madeUp is which of the made-up numbers the resident has.
const madeUp = 737

// Read reads the card of a made-up resident.
func (f Fake) Read(context.Context, bool) (device.Card, string, error) {
	if f.Fault != nil {
		return device.Card{}, "", f.Fault
	}
	number := door.MadeIDNo(madeUp)
	c, err := check.CitizenID(number)
	sex := "女"
	if c.Male {
		sex = "男"
	}
	return device.Card{
		Kind: check.IDCard, Name: "林月华", Number: number, Sex: sex, Nation: "汉", Birth: calendar.Day(c.Birth), Address: "样例省样例市样例区样例路 1 号",
		Organ: "样例市公安局样例区分局", From: 20200101, Until: 20400101,
	}, "00.00-00000000-0000000000-" + strconv.Itoa(madeUp), err
}
