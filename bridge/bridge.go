// Package bridge is the small program on the PC of a window (`wuyou bridge`) to which the devices of the window are attached: now the reader of
// identity cards. It speaks the makers' dialects on one side and one protocol on the other (docs/bridge.md), and signs what was read with a key
// that never leaves the PC, so that the server can tell that it was read there, now (office/device).
//
// Guarantees. It listens on the PC itself only and answers one site, the one at which it was set up; whoever else asks, a page or a program,
// is told nothing. It keeps nothing of what it read.
//
// Failures. A Fault has a code for programs and words for the clerk; each reason is one of its own.
//
// Read bridge.go first, then web.go (protocol), key.go (set-up), and the readers: xinzhongxin.go, huashi.go, fake.go.
package bridge

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/device"
)

// Reader reads identity cards in the dialect of a maker.
type Reader interface {
	// Name is the maker's, as people know it.
	Name() string
	// Attached fails with a Fault where no reader can be asked.
	Attached(ctx context.Context) error
	// Read waits for a card until ctx ends. sam is the number of the security module, "" where the reader does not say.
	Read(ctx context.Context, photo bool) (c device.Card, sam string, err error)
}

// Fault is why nothing was read.
type Fault struct {
	Code    string `json:"code"`
	Message string `json:"message"` // for the clerk: what to do
	status  int
}

func (f *Fault) Error() string { return f.Code }

// The faults.
var (
	NoCard      = &Fault{"no_card", "读卡器上没有身份证。请把身份证平放在读卡器上，再读一次", 409}
	Unreadable  = &Fault{"unreadable", "身份证读不出来。请拿起来重新平放再读；几次都读不出的，核对证件后手工填写", 422}
	Busy        = &Fault{"busy", "正在读卡，请等这一次读完", 429}
	NotAttached = &Fault{"not_attached", "没有接上读卡器。请检查连接线和电源，再读一次", 503}
	NoService   = &Fault{"no_service", "读卡器厂家的服务程序没有运行。请启动它，再读一次", 503}
	Silent      = &Fault{"timeout", "读卡器没有反应。请拔下重新插上，再读一次", 504}
	badQuestion = &Fault{"bad_request", "请求的写法不对，见 docs/bridge.md", 400}
	noKey       = &Fault{"not_found", "没有这个地址，见 docs/bridge.md", 404}
)

// Bridge answers the pages of one site.
type Bridge struct {
	Key      Key
	Readers  []Reader // the first that is attached is asked
	Now      func() time.Time
	Patience time.Duration // how long a card is waited for

	one sync.Mutex // asking a reader: the makers' programs bear one question at a time
}

// attached is the reader to ask. Where there is none, the failure is the one that says most.
func (b *Bridge) attached(ctx context.Context) (Reader, error) {
	var why error = NotAttached
	for i, r := range b.Readers {
		err := r.Attached(ctx)
		if err == nil {
			return r, nil
		}
		if i == 0 || !errors.Is(err, NoService) { // a program that runs and misses its reader tells more than one that does not run
			why = err
		}
	}
	return nil, why
}

// read reads a card for a page that asked with a nonce, and signs it.
func (b *Bridge) read(ctx context.Context, nonce string, photo bool) (device.Signed, error) {
	if !b.one.TryLock() {
		return device.Signed{}, Busy
	}
	defer b.one.Unlock()
	ctx, cancel := context.WithTimeout(ctx, b.Patience)
	defer cancel()
	r, err := b.attached(ctx)
	if err != nil {
		return device.Signed{}, err
	}
	card, sam, err := r.Read(ctx, photo)
	if err != nil {
		return device.Signed{}, err
	}
	if !photo {
		card.Photo = ""
	}
	reading := device.Reading{Nonce: nonce, At: b.Now().UnixMilli(), Reader: r.Name(), SAM: sam, Card: card}
	key, err := gm.SignerOf(b.Key.Secret)
	if err != nil {
		return device.Signed{}, err
	}
	return device.Sign(b.Key.Device, key, reading)
}

// dayOf is a day as a reader writes it: 19881118, 1988-11-18, 1988.11.18, 1988年11月18日. What is none, such as 长期, is 0.
func dayOf(s string) calendar.Day {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(digits) != 8 {
		return 0
	}
	day, _ := calendar.ParseDay(digits[:4] + "-" + digits[4:6] + "-" + digits[6:])
	return day
}

// sexOf is a sex as a reader writes it: in words, or as the code of GB/T 2261.1.
func sexOf(s string) string {
	switch strings.TrimSpace(s) {
	case "1", "男":
		return "男"
	case "2", "女":
		return "女"
	}
	return ""
}
