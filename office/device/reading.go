package device

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Card is what stands on an identity card. Days are yyyymmdd; until is 0 where the card is good for ever.
type Card struct {
	Kind    check.Kind   `json:"kind"` // of document
	Name    string       `json:"name"`
	Number  string       `json:"number"`
	Sex     string       `json:"sex,omitempty"`    // 男, 女
	Nation  string       `json:"nation,omitempty"` // 汉
	Birth   calendar.Day `json:"birth,omitempty"`
	Address string       `json:"address,omitempty"`
	Organ   string       `json:"organ,omitempty"` // which issued it
	From    calendar.Day `json:"from,omitempty"`
	Until   calendar.Day `json:"until,omitempty"`
	Photo   string       `json:"photo,omitempty"` // base64, where it was asked for
}

// Reading is one card read once, as the bridge writes it down and signs it.
type Reading struct {
	Nonce  string `json:"nonce"` // that the page asked with
	At     int64  `json:"at"`    // by the clock of the PC, Unix milliseconds
	Reader string `json:"reader"`
	SAM    string `json:"sam"` // of the security module in the reader; "" where it does not say
	Card   Card   `json:"card"`
}

// Signed is a reading under the key of its bridge. What is signed is the text wuyou-reading-1, the id of the device and Reading as it
// stands here, a line each: nothing is encoded anew before the signature is checked.
type Signed struct {
	Device  string `json:"device"`
	Reading string `json:"reading"` // its JSON in base64url
	Sign    string `json:"sign"`    // SM2 with SM3, ASN.1 in base64url
}

func (s Signed) text() []byte {
	return []byte("wuyou-reading-1\n" + s.Device + "\n" + s.Reading + "\n")
}

// Sign puts a reading under the key of a device.
func Sign(device string, key gm.Signer, r Reading) (Signed, error) {
	b, err := json.Marshal(r)
	s := Signed{Device: device, Reading: base64.RawURLEncoding.EncodeToString(b)}
	s.Sign = key.Sign(s.text())
	return s, err
}

// ReadingAge bounds how old a reading may be, by the clock of the server.
var ReadingAge = limit.Declare(limit.Limit{
	Key: "device.reading_age", Words: "窗口要求读身份证以后，多久之内读到的才算", Unit: limit.Seconds, Default: 120, Least: 20, Most: 600,
	Basis: "建议值：够办事人拿出身份证放上读卡器，又证明是当场读的",
})

const (
	sealNonce   = "device nonce"
	indexHolder = "device holder"
	readingKept = 24 * time.Hour // until when the person is received
)

// Nonce is what a page asks a bridge with: good once, for a time (ReadingAge), and in the session of the visitor only.
func (b *Book) Nonce(v people.Visitor) string {
	return b.Keys.Seal(fmt.Sprint(v.ID, " ", b.Now().UnixMilli()), sealNonce)
}

// Seen is how a card was read: where, by what, when.
type Seen struct {
	ID                 int64
	Bridge             int64
	Place, Reader, SAM string // the place is the title of the bridge
	At                 int64
}

// Take takes a reading that a bridge of the place has signed, and says how it was read. It is fail.Invalid, for the field card, where it
// was not read here, now, by a bridge in use, or was taken before; and where the card is no longer good.
func (b *Book) Take(ctx context.Context, v people.Visitor, at region.Code, carried string) (Card, Seen, error) {
	r, from, err := b.verified(ctx, v, at, carried)
	if err != nil {
		return Card{}, Seen{}, err
	}
	if today := calendar.DayOf(b.Now()); r.Card.Until != 0 && r.Card.Until < today {
		return Card{}, Seen{}, refused("这张证件已过有效期（到 %s），不能凭它核对身份", r.Card.Until.Words())
	}
	s := Seen{ID: b.DB.NewID(), Bridge: from.ID, Place: from.Title, Reader: r.Reader, SAM: r.SAM, At: b.Now().UnixMilli()}
	return r.Card, s, b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := dropReadings(ctx, tx, b.Now().Add(-readingKept).UnixMilli()); err != nil {
			return err
		}
		fresh, err := insertReading(ctx, tx, s, gm.HashString(r.Nonce), v.ID, b.holder(r.Card.Name, r.Card.Number))
		if err == nil && !fresh {
			err = refused("这次读卡已经用过，请再读一次")
		}
		return err
	})
}

// verified is the reading that was carried here, and the bridge whose key it is under.
func (b *Book) verified(ctx context.Context, v people.Visitor, at region.Code, carried string) (r Reading, from Bridge, err error) {
	var s Signed
	unread := refused("读卡器的回答不合格式，请再读一次")
	if json.Unmarshal([]byte(carried), &s) != nil {
		return r, from, unread
	}
	id, _ := strconv.ParseInt(s.Device, 10, 64)
	switch from, err = bridgeByID(ctx, b.DB, id); {
	case errors.Is(err, db.ErrNone) || err == nil && !from.InUse():
		return r, from, refused("这台窗口电脑没有登记或已经停用，读到的不算。请联系系统管理员")
	case err != nil:
		return r, from, err
	case from.Region != at:
		return r, from, refused("这台电脑登记在%s，不在您的窗口所在的地方，读到的不算", b.Regions.Name(from.Region))
	case !gm.Signed(from.PublicKey, s.text(), s.Sign):
		return r, from, refused("读卡结果的签名不对，读到的不算。请联系系统管理员")
	}
	raw, err := base64.RawURLEncoding.DecodeString(s.Reading)
	if err != nil || json.Unmarshal(raw, &r) != nil || r.Card.Name == "" || r.Card.Number == "" {
		return r, from, unread
	}
	return r, from, b.asked(v, r.Nonce)
}

// asked fails unless a page of the visitor's session has asked with the nonce, a short time ago.
func (b *Book) asked(v people.Visitor, nonce string) error {
	text, err := b.Keys.Open(nonce, sealNonce)
	var who, at int64
	if nonce == "" || err != nil {
		return refused("读到的不是这个页面要的，请再读一次")
	}
	if _, err := fmt.Sscan(text, &who, &at); err != nil || who != v.ID {
		return refused("读到的不是这个页面要的，请再读一次")
	}
	if most := b.Limits.Time(ReadingAge); b.Now().Sub(time.UnixMilli(at)) > most {
		return refused("读卡超过了 %d 秒，请再读一次", int(most.Seconds()))
	}
	return nil
}

// Of is how the card of somebody was read in the visitor's session: the reading that was taken, if name and number are still those of the card.
func (b *Book) Of(ctx context.Context, v people.Visitor, reading int64, name, number string) (s Seen, found bool, err error) {
	s, err = readingByID(ctx, b.DB, reading, v.ID, b.holder(name, number))
	if errors.Is(err, db.ErrNone) {
		return Seen{}, false, nil
	}
	return s, err == nil && s.At > b.Now().Add(-readingKept).UnixMilli(), err
}

func (b *Book) holder(name, number string) string {
	return b.Keys.Index(indexHolder, check.Plain(number)+" "+check.Name(name))
}

func refused(words string, args ...any) error {
	message := fmt.Sprintf(words, args...)
	return fail.Invalid("读身份证没有成功", fail.Field{Name: "card", Message: message})
}
