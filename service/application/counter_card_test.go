package application_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/kit/gm"
	"wuyou/office/device"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/region"
)

// reader is the PC of a window, as an administrator has registered it.
type reader struct {
	h      *hall
	bridge device.Bridge
	key    gm.Signer
}

func (h *hall) reader(at region.Code) *reader {
	h.T.Helper()
	r := &reader{h: h, key: gm.NewSigner()}
	code, _, err := h.service().Devices.StartBridge(h.T.Context(), people.TheOffice, "", at, "综合窗口 3 号")
	if err == nil {
		r.bridge, err = h.service().Devices.SetUpBridge(h.T.Context(), people.Visitor{IP: "192.0.2.1"}, code, r.key.Public())
	}
	if err != nil {
		h.T.Fatal(err)
	}
	return r
}

// reads is what the PC answers a page of somebody: the card of the n-th person.
func (r *reader) reads(by *officetest.Somebody, n int, change func(s *device.Signed, c *device.Reading)) string {
	r.h.T.Helper()
	var asked struct{ Nonce string }
	if err := json.Unmarshal([]byte(by.Get("/desk/counter/nonce").Is(http.StatusOK).Body), &asked); err != nil {
		r.h.T.Fatal(err)
	}
	c := device.Reading{Nonce: asked.Nonce, Reader: "模拟读卡器", SAM: "00.01", Card: device.Card{
		Kind: "id_card", Name: "张晓梅", Number: idNo(n), Address: "样例路 1 号", Until: 20400101,
	}}
	if change != nil {
		change(nil, &c)
	}
	s, err := device.Sign(fmt.Sprint(r.bridge.ID), r.key, c)
	if err != nil {
		r.h.T.Fatal(err)
	}
	if change != nil {
		change(&s, nil)
	}
	b, err := json.Marshal(s)
	if err != nil {
		r.h.T.Fatal(err)
	}
	return string(b)
}

// TestACardIsRead: what the reader says stands in the form, and the record says how the document was seen; where name or number is changed
// afterwards, it was typed.
func TestACardIsRead(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		pc := h.reader(officetest.County)
		seen := h.clerk.Post(counter, append(h.screen(h.clerk, cardCode), "party", "person", "by", "self", "do", "read", "card", pc.reads(h.clerk, 1, nil))...).
			Is(http.StatusOK, `value="张晓梅"`, idNo(1), "已读卡", "综合窗口 3 号", "安全模块 00.01")
		read := []string{"card_read", field(seen, "card_read"), "card_address", field(seen, "card_address")}
		if read[3] != "样例路 1 号" {
			t.Error("the address is not carried:", read)
		}
		k := h.at(h.concludes(h.clerk, cardCode, "keep", cardOf, read...).Is(http.StatusOK))
		h.clerk.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "窗口核对过证件，", "在综合窗口 3 号用读卡器读取（模拟读卡器，安全模块 00.01）").Not("手工录入")

		other := with(cardOf, "id_no", idNo(2), "phone", phone(2))
		k = h.at(h.concludes(h.clerk, cardCode, "keep", other, read...).Is(http.StatusOK))
		h.clerk.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "窗口核对过证件，手工录入").Not("用读卡器读取")

		h.colleague.Post(counter, with(with(cardOf, read...), append(h.screen(h.colleague, cardCode), "do", "look")...)...).
			Is(http.StatusOK).Not("已读卡") // it was read for another
	})
}

// TestTheCardOfWhoComes: of somebody who acts for another, it is his own card that is read.
func TestTheCardOfWhoComes(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	pc := h.reader(officetest.County)
	seen := h.clerk.Post(counter, append(h.screen(h.clerk, cardCode), "party", "person", "by", "proxy", "do", "read", "card", pc.reads(h.clerk, 3, nil))...).
		Is(http.StatusOK, "读代办人身份证", "已读卡")
	if n := strings.Count(seen.Body, `value="`+idNo(3)+`"`); n != 1 || seen.Find(`name="agent_id_no"[^>]* value="([^"]*)"`) != idNo(3) {
		t.Error(n, "fields have the number")
	}
}

// TestAReadingThatDoesNotCount: each reason is told, and nothing is filled in.
func TestAReadingThatDoesNotCount(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	pc, far := h.reader(officetest.County), h.reader(officetest.OtherCounty)
	used := pc.reads(h.clerk, 1, nil)
	post := func(by *officetest.Somebody, card string) officetest.Seen {
		return by.Post(counter, append(h.screen(by, cardCode), "party", "person", "by", "self", "do", "read", "card", card)...)
	}
	post(h.clerk, used).Is(http.StatusOK, "已读卡")
	old := pc.reads(h.clerk, 1, nil)
	h.Later(121 * time.Second)
	ended := h.reader(officetest.County)
	of := ended.reads(h.clerk, 1, nil)
	if err := h.service().Devices.EndBridge(t.Context(), people.TheOffice, "", ended.bridge); err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct{ card, says string }{
		"nothing":           {"", "不合格式"},
		"rubbish":           {`{"device":"x"}`, "没有登记或已经停用"},
		"used":              {used, "读卡超过了 120 秒"},
		"old":               {old, "读卡超过了 120 秒"},
		"ended":             {of, "没有登记或已经停用"},
		"elsewhere":         {far.reads(h.clerk, 1, nil), "不在您的窗口所在的地方"},
		"another's page":    {pc.reads(h.colleague, 1, nil), "读到的不是这个页面要的"},
		"made-up nonce":     {pc.reads(h.clerk, 1, func(_ *device.Signed, c *device.Reading) { set(c, func() { c.Nonce = "n" }) }), "读到的不是这个页面要的"},
		"card past its day": {pc.reads(h.clerk, 1, func(_ *device.Signed, c *device.Reading) { set(c, func() { c.Card.Until = 20200101 }) }), "已过有效期"},
		"another device": {pc.reads(h.clerk, 1, func(s *device.Signed, _ *device.Reading) {
			set(s, func() { s.Device = fmt.Sprint(h.reader(officetest.County).bridge.ID) })
		}), "签名不对"},
		"changed": {pc.reads(h.clerk, 1, func(s *device.Signed, _ *device.Reading) {
			set(s, func() { s.Reading = s.Reading[:20] + strings.ToLower(s.Reading[20:]) })
		}), "签名不对"},
	} {
		t.Run(name, func(*testing.T) {
			post(h.clerk, one.card).Is(http.StatusUnprocessableEntity, one.says, `href="#f-card"`).Not("已读卡", idNo(1))
		})
	}
	again := pc.reads(h.clerk, 1, nil)
	post(h.clerk, again).Is(http.StatusOK, "已读卡")
	post(h.clerk, again).Is(http.StatusUnprocessableEntity, "这次读卡已经用过")
}

// set changes what is there.
func set[T any](there *T, change func()) {
	if there != nil {
		change()
	}
}
