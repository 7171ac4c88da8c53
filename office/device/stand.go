package device

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Stand is a place of a hall that has a code of its own: a window, or a terminal where people serve themselves.
type Stand struct {
	ID       int64 // of the post or the terminal
	Region   region.Code
	Title    string // the door plate: 综合窗口 3 号
	Person   string // who is on duty; "" at a terminal and where nobody is
	Terminal bool
}

// Use is what a code that hangs somewhere is for. Each use has codes of its own, so that the one on a wall opens no screen.
type Use struct {
	Label    string // of the key that makes its codes, for ever: they hang on walls
	Terminal bool   // it is of a terminal, not of a window
}

// digits is how long the code of a token is.
const digits = 10

// Token names a window (a post) or a terminal, for a use.
func (b *Book) Token(of Use, id int64) string {
	return strconv.FormatInt(id, 36) + "-" + b.Keys.Code(of.Label, id, digits)
}

// At is where the token of one of the uses hangs. It is fail.NotFound for a token of none of them.
func (b *Book) At(ctx context.Context, token string, uses ...Use) (Stand, error) {
	head, code, _ := strings.Cut(token, "-")
	id, err := strconv.ParseInt(head, 36, 64)
	for _, of := range uses {
		switch {
		case err != nil || code != b.Keys.Code(of.Label, id, digits):
		case of.Terminal:
			return b.Terminal(ctx, id)
		default:
			return b.Window(ctx, id)
		}
	}
	return Stand{}, fail.NotFound("这个评价码不对，请告诉窗口工作人员")
}

// Window is the window of a post, with who is on duty there.
func (b *Book) Window(ctx context.Context, post int64) (Stand, error) {
	p, err := b.Roster.PostByID(ctx, post)
	if err != nil {
		return Stand{}, err
	}
	st := Stand{ID: p.ID, Region: p.Region, Title: p.Title}
	st.Person, err = b.onDuty(ctx, p)
	return st, err
}

// onDuty is who sits at a window: who served there last today, else who holds it.
func (b *Book) onDuty(ctx context.Context, p people.Post) (string, error) {
	name, err := b.Serving(ctx, p.Title, p.Region)
	if err != nil || name != "" {
		return name, err
	}
	list, err := b.Roster.Held(ctx, b.DB, p.Region, p.Region, Windows...)
	var names []string
	for _, h := range list {
		if h.Title == p.Title {
			names = append(names, h.Name)
		}
	}
	return strings.Join(names, "、"), err
}

// Terminal is where a terminal stands. One that ended is fail.NotFound.
func (b *Book) Terminal(ctx context.Context, id int64) (Stand, error) {
	t, err := terminalByID(ctx, b.DB, id)
	if errors.Is(err, db.ErrNone) || err == nil && t.EndedAt != 0 {
		return Stand{}, fail.NotFound("这台自助终端已经停用")
	}
	return Stand{ID: t.ID, Region: t.Region, Title: t.Title, Terminal: true}, err
}

// Terminal is a device where people serve themselves.
type Terminal struct {
	ID      int64
	Region  region.Code
	Title   string
	AddedAt int64
	EndedAt int64
}

// Terminals are those in use at a place and below it.
func (b *Book) Terminals(ctx context.Context, place region.Code) ([]Terminal, error) {
	return terminalsIn(ctx, b.DB, place)
}

// AddTerminal registers a device, and logs by whom; it gets its codes from its id.
func (b *Book) AddTerminal(ctx context.Context, by people.Actor, ip string, t Terminal) (Terminal, error) {
	t.ID, t.AddedAt = b.DB.NewID(), b.Now().UnixMilli()
	return t, b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := insertTerminal(ctx, tx, t); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, by, ip, "登记自助终端", t.Title, "")
	})
}

// EndTerminal takes a device out of use, and logs by whom: its codes lead nowhere from now on.
func (b *Book) EndTerminal(ctx context.Context, by people.Actor, ip string, t Stand) error {
	return b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := endTerminal(ctx, tx, t.ID, b.Now().UnixMilli()); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, by, ip, "停用自助终端", t.Title, "")
	})
}
