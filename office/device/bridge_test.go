package device

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
)

// TestBridgeIsSetUpOnce: the code is good once and for minutes, and for a key; what an administrator ended is in use no more, at once.
func TestBridgeIsSetUpOnce(t *testing.T) {
	t.Parallel()
	each(t, func(h *hall) {
		ctx, v, key := t.Context(), people.Visitor{IP: "192.0.2.1"}, gm.NewSigner().Public()
		start := func() string {
			code, _, err := h.StartBridge(ctx, people.TheOffice, "", county, "综合窗口 3 号")
			h.must(err)
			return code
		}
		late := start()
		h.now = h.now.Add(16 * time.Minute)
		_, err := h.SetUpBridge(ctx, v, late, key)
		h.fails(err, fail.KindInvalid)

		code := start()
		_, err = h.SetUpBridge(ctx, v, code, "04")
		h.fails(err, fail.KindInvalid)
		one, err := h.SetUpBridge(ctx, v, code[:4]+" "+code[4:], key)
		h.must(err)
		_, err = h.SetUpBridge(ctx, v, code, gm.NewSigner().Public())
		h.fails(err, fail.KindInvalid)

		list, err := h.Bridges(ctx, county)
		h.must(err)
		if len(list) != 2 || list[0].InUse() || !list[1].InUse() || list[1].PublicKey != key {
			t.Errorf("%+v", list)
		}
		h.must(h.EndBridge(ctx, people.TheOffice, "", one))
		_, err = h.Bridge(ctx, one.ID)
		h.fails(err, fail.KindNotFound)

		for range 12 { // no code is guessed
			_, err = h.SetUpBridge(ctx, v, "000000000000", key)
		}
		h.fails(err, fail.KindBusy)
	})
}

// TestReadingsAreDropped: what was read stands for a day, and its nonce is too old by then.
func TestReadingsAreDropped(t *testing.T) {
	t.Parallel()
	each(t, func(h *hall) {
		ctx, v, key := t.Context(), people.Visitor{IP: "192.0.2.1"}, gm.NewSigner()
		code, _, err := h.StartBridge(ctx, people.TheOffice, "", county, "综合窗口 3 号")
		h.must(err)
		one, err := h.SetUpBridge(ctx, v, code, key.Public())
		h.must(err)
		take := func() Seen {
			s, err := Sign(fmt.Sprint(one.ID), key, Reading{Nonce: h.Nonce(v), Reader: "模拟读卡器", Card: Card{Name: "张晓梅", Number: "511402199003070036"}})
			h.must(err)
			b, err := json.Marshal(s)
			h.must(err)
			_, seen, err := h.Take(ctx, v, county, string(b))
			h.must(err)
			return seen
		}
		first := take()
		if _, found, err := h.Of(ctx, v, first.ID, "张 晓梅", "511402199003070036"); err != nil || !found {
			t.Error("it does not stand:", err)
		}
		h.now = h.now.Add(readingKept + time.Minute)
		if _, found, err := h.Of(ctx, v, first.ID, "张晓梅", "511402199003070036"); err != nil || found {
			t.Error("it stands too long:", err)
		}
		take()
		if _, err := readingByID(ctx, h.DB, first.ID, v.ID, h.holder("张晓梅", "511402199003070036")); err == nil {
			t.Error("it was not dropped")
		}
	})
}
