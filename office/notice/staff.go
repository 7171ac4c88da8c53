package notice

import (
	"cmp"
	"context"
	"errors"
	"math"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// Type is what sort of message to staff a template makes.
type Type string

// The types of messages to staff. What says none is of the system.
const (
	Todo     Type = "todo"
	Late     Type = "late"
	Assist   Type = "assist"
	Result   Type = "result"
	Bulletin Type = "bulletin"
	System   Type = ""
)

// Types are all types, in the order in which pages show them.
var Types = []Type{Todo, Late, Assist, Result, Bulletin, System}

// Name is what people call a type; "" of one that there is not.
func (t Type) Name() string {
	switch t {
	case Todo:
		return "待办提醒"
	case Late:
		return "到期和超期"
	case Assist:
		return "转办和协助"
	case Result:
		return "结果告知"
	case Bulletin:
		return "通报"
	case System:
		return "系统"
	}
	return ""
}

// Asked narrows the messages of a member of staff. Its zero value narrows nothing.
type Asked struct {
	Typed  bool // only those of Type
	Type   Type
	Unread bool // only those that he has not read
}

// OfStaff lists the latest n notices to a member of staff whose numbers are below before; 0: of all.
func (p *Post) OfStaff(ctx context.Context, id int64, a Asked, before int64, n int) ([]Shown, error) {
	var w db.Where
	w.And("staff_id = ? AND staff_id <> 0 AND id < ?", id, cmp.Or(before, math.MaxInt64))
	if a.Typed {
		db.OneOf(&w, "template", p.codes(a.Type))
	}
	if a.Unread {
		w.And("read_at = 0")
	}
	return p.show(ofStaff(ctx, p.db, w, n))
}

// codes are the templates of a type.
func (p *Post) codes(t Type) (list []string) {
	for code, one := range *p.texts.Load() {
		if one.Type == t {
			list = append(list, code)
		}
	}
	return list
}

// Unread counts the notices a member of staff has not read.
func (p *Post) Unread(ctx context.Context, staff int64) (int64, error) {
	return unread(ctx, p.db, staff)
}

// UnreadBy is Unread by type.
func (p *Post) UnreadBy(ctx context.Context, staff int64) (map[Type]int64, error) {
	list, err := unreadBy(ctx, p.db, staff)
	texts, by := *p.texts.Load(), map[Type]int64{}
	for _, c := range list {
		by[texts[c.Template].Type] += c.N
	}
	return by, err
}

// Read notes that a member of staff has read one of his notices, and returns it. Another's is fail.NotFound.
func (p *Post) Read(ctx context.Context, staff, id int64) (Notice, error) {
	n, err := toStaff(ctx, p.db, staff, id)
	if errors.Is(err, db.ErrNone) {
		return n, fail.NotFound("没有找到这条消息")
	}
	if err != nil || n.ReadAt != 0 {
		return n, err
	}
	return n, markRead(ctx, p.db, staff, id, id, p.now().UnixMilli())
}

// ReadTo notes that a member of staff has read all of his notices up to one: those that came since stay unread.
func (p *Post) ReadTo(ctx context.Context, staff, last int64) error {
	return markRead(ctx, p.db, staff, 0, last, p.now().UnixMilli())
}
