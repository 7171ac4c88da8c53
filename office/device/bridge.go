package device

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
)

// BridgeAt is where a bridge listens, on its own PC and nowhere else: what pages ask and every bridge answers at.
const BridgeAt = "127.0.0.1:17170"

// Bridge is a PC at a window on which `wuyou bridge` runs, to which devices are attached. An administrator starts its set-up, which is
// logged; the code is typed there once, and from then on the PC is known by the public key of a pair that it drew itself.
type Bridge struct {
	ID        int64
	Region    region.Code
	Title     string // 综合窗口 3 号
	PublicKey string // "" until it is set up
	Hash      string // of the code
	GoodUntil int64  // until when the code is; 0 it is set up
	AddedAt   int64
	AddedBy   string
	EndedAt   int64
}

// InUse reports whether it is set up and has not ended: then what it signs counts.
func (b Bridge) InUse() bool { return b.EndedAt == 0 && b.GoodUntil == 0 }

var (
	bridgeTries = limit.Declare(limit.Limit{
		Key: "device.code_day", Words: "一个网络地址最多输错几次窗口电脑的设置码", Unit: limit.ADay, Default: 10, Least: 5, Most: 100,
		Basis: "建议值：设置码 12 位、几分钟有效，换着地址试也猜不中",
	})
	bridgeSetup = limit.Declare(limit.Limit{
		Key: "device.code_time", Words: "窗口电脑的设置码多久内有效", Unit: limit.Minutes, Default: 15, Least: 2, Most: 120,
		Basis: "建议值：够在窗口电脑上输入一次",
	})
)

// Bridges are those at a place and below it that have not ended, set up or waiting for their code.
func (b *Book) Bridges(ctx context.Context, place region.Code) ([]Bridge, error) {
	return bridgesIn(ctx, b.DB, place)
}

// Bridge is one of them. One that ended or never was is fail.NotFound.
func (b *Book) Bridge(ctx context.Context, id int64) (Bridge, error) {
	one, err := bridgeByID(ctx, b.DB, id)
	if errors.Is(err, db.ErrNone) || err == nil && one.EndedAt != 0 {
		return Bridge{}, fail.NotFound("没有登记这台窗口电脑，或已经停用")
	}
	return one, err
}

// StartBridge registers a PC, logs by whom, and returns the code with which it is set up and for how long that is good.
func (b *Book) StartBridge(ctx context.Context, by people.Actor, ip string, at region.Code, title string) (code string, good time.Duration, err error) {
	code, good = gm.Digits(padCode), b.Limits.Time(bridgeSetup)
	one := Bridge{
		ID: b.DB.NewID(), Region: at, Title: title, Hash: gm.TokenHash(code), GoodUntil: b.Now().Add(good).UnixMilli(),
		AddedAt: b.Now().UnixMilli(), AddedBy: by.Name,
	}
	return code, good, b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := insertBridge(ctx, tx, one); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, by, ip, "登记窗口电脑", title, "")
	})
}

// SetUpBridge gives the PC on which the code was typed the public key of its pair. A code that is wrong, used or too old is fail.Invalid,
// too many of them from an address fail.Busy.
func (b *Book) SetUpBridge(ctx context.Context, v people.Visitor, typed, public string) (Bridge, error) {
	typed = check.Bare(typed)
	wrong := fail.Invalid("设置码不对或已过期，系统管理员可以在“窗口电脑”里重新登记")
	if len(typed) != padCode {
		return Bridge{}, wrong
	}
	one, err := bridgeByHash(ctx, b.DB, gm.TokenHash(typed))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return Bridge{}, err
	}
	right := err == nil && one.GoodUntil >= b.Now().UnixMilli() && one.EndedAt == 0
	if err := b.Sessions.Guess(ctx, right, wrong, b.Sessions.Bound(bridgeTries, v.IP, "")); err != nil {
		return Bridge{}, err
	}
	if !gm.PublicKeyFits(public) {
		return Bridge{}, fail.Invalid("公钥不对：应为 SM2 公钥，130 位十六进制")
	}
	one.PublicKey, one.GoodUntil = public, 0
	return one, b.DB.Tx(ctx, func(tx *db.DB) error {
		fresh, err := setUpBridge(ctx, tx, one.ID, public)
		if err == nil && !fresh {
			err = wrong
		}
		if err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, people.TheOffice, v.IP, "窗口电脑已启用", one.Title, one.AddedBy+"登记")
	})
}

// EndBridge takes a PC out of use, and logs by whom: what it signs counts no more from now on.
func (b *Book) EndBridge(ctx context.Context, by people.Actor, ip string, one Bridge) error {
	return b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := endBridge(ctx, tx, one.ID, b.Now().UnixMilli()); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, by, ip, "停用窗口电脑", one.Title, "")
	})
}
