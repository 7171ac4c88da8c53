package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Version is one text of an item: a draft, one that waits for its second person, the published one,
// or one that was followed by another.
type Version struct {
	ItemID      int64
	Version     int64
	State       string
	Body        string
	Why         string // what changed and why; or why it was sent back
	EditorID    int64
	Editor      string
	Publisher   string
	Seq         int64 // counts the changes, so that two editors do not overwrite each other
	EditedAt    int64
	PublishedAt int64
}

// Item decodes the version's text.
func (v Version) Item() (*Item, error) {
	it := &Item{}
	if err := json.Unmarshal([]byte(v.Body), it); err != nil {
		return nil, fmt.Errorf("item %d version %d: %w", v.ItemID, v.Version, err)
	}
	return it, nil
}

// Versions lists the versions of an item, the newest first.
func (c *Catalog) Versions(ctx context.Context, item int64) ([]Version, error) {
	return versionsOf(ctx, c.db, item)
}

// Open lists the drafts and what waits for publication.
func (c *Catalog) Open(ctx context.Context) ([]Version, error) { return openVersions(ctx, c.db) }

// Stored finds an item in whatever state, also one that was never published or is repealed.
func (c *Catalog) Stored(ctx context.Context, item int64) (Entry, error) {
	e, err := itemByID(ctx, c.db, item)
	if errors.Is(err, db.ErrNone) {
		return e, fail.NotFound("没有这个事项")
	}
	return e, err
}

// Repealed lists the items that are no longer handled.
func (c *Catalog) Repealed(ctx context.Context) ([]Entry, error) { return repealed(ctx, c.db) }

// VersionRow reads a version with its history.
func (c *Catalog) VersionRow(ctx context.Context, item, version int64) (Version, error) {
	v, err := versionRow(ctx, c.db, item, version)
	if errors.Is(err, db.ErrNone) {
		return v, fail.NotFound("没有这个版本")
	}
	return v, err
}

// Edit begins a draft from the published version; a draft that already stands is returned instead.
func (c *Catalog) Edit(ctx context.Context, by people.Actor, item int64) (v Version, err error) {
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		all, err := versionsOf(ctx, tx, item)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fail.NotFound("没有这个事项")
		}
		for _, o := range all {
			if o.State == Draft || o.State == Submitted {
				v = o
				return nil
			}
		}
		body := all[0].Body
		for _, o := range all {
			if o.State == Published {
				body = o.Body
			}
		}
		v = Version{ItemID: item, Version: all[0].Version + 1, State: Draft, Body: body, EditorID: by.ID, Editor: by.Name, EditedAt: c.now().UnixMilli()}
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		return c.note(ctx, tx, by, "编辑事项", v, "")
	})
	if errors.Is(err, db.ErrTaken) {
		err = fail.Conflict("刚刚有人开始编辑这个事项，请打开草稿看看")
	}
	return v, err
}

// Create begins a new item as a draft.
func (c *Catalog) Create(ctx context.Context, by people.Actor, it Item) (v Version, err error) {
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := itemByCode(ctx, tx, it.Code); err == nil {
			return errCode
		}
		e := entryOf(it)
		e.ID, e.State = tx.NewID(), Draft
		if err := insertItem(ctx, tx, e); err != nil {
			return err
		}
		body, err := json.Marshal(it)
		if err != nil {
			return err
		}
		v = Version{ItemID: e.ID, Version: 1, State: Draft, Body: string(body), EditorID: by.ID, Editor: by.Name, EditedAt: c.now().UnixMilli()}
		if err := insertVersion(ctx, tx, v); err != nil {
			return err
		}
		return c.note(ctx, tx, by, "新建事项", v, "")
	})
	if errors.Is(err, db.ErrTaken) { // by another at the same moment
		err = errCode
	}
	return v, err
}

var errCode = fail.Invalid("编码已经有了", fail.Field{Name: "code", Message: "这个编码已经有事项在用"})

// Save stores the text of a draft. seq is the one the editor has seen.
func (c *Catalog) Save(ctx context.Context, by people.Actor, item, version, seq int64, it Item) error {
	body, err := json.Marshal(it)
	if err != nil {
		return err
	}
	return c.move(ctx, by, "修改事项", item, version, seq, Draft, func(v *Version) error {
		v.Body, v.EditorID, v.Editor, v.EditedAt = string(body), by.ID, by.Name, c.now().UnixMilli()
		return nil
	})
}

// Submit hands a draft without faults to the second person.
func (c *Catalog) Submit(ctx context.Context, by people.Actor, item, version, seq int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return fail.Invalid("请写明改了什么、为什么改", fail.Field{Name: "why", Message: "请写明改了什么、为什么改"})
	}
	return c.move(ctx, by, "提交发布", item, version, seq, Draft, func(v *Version) error {
		it, err := v.Item()
		if err != nil {
			return err
		}
		if faults := it.Lint(); len(faults) > 0 {
			return fail.Invalid("还有 " + fmt.Sprint(len(faults)) + " 处问题，改好才能送审：" + strings.Join(faults, "；"))
		}
		v.State, v.Why, v.EditorID, v.Editor = Submitted, why, by.ID, by.Name
		return nil
	})
}

// Reject gives a submitted version back to its editor.
func (c *Catalog) Reject(ctx context.Context, by people.Actor, item, version, seq int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return fail.Invalid("请写明退回理由", fail.Field{Name: "why", Message: "请写明退回理由"})
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		var now Version
		err := c.moveIn(ctx, tx, by, "退回事项", item, version, seq, Submitted, func(v *Version) error {
			v.State, v.Why = Draft, by.Name+" 退回："+why
			if v.EditorID == by.ID {
				v.Why = by.Name + " 撤回：" + why
			}
			now = *v
			return nil
		})
		if err != nil || now.EditorID == by.ID {
			return err
		}
		return c.Decided(ctx, tx, by, now, why)
	})
}

// Discard throws a draft away. The first version of an item that was never published stays as it is.
func (c *Catalog) Discard(ctx context.Context, by people.Actor, item, version, seq int64) error {
	if version == 1 {
		return fail.Conflict("新事项的第一稿不能删除，可以改成需要的内容")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		err := c.moveIn(ctx, tx, by, "放弃草稿", item, version, seq, Draft, func(*Version) error { return nil })
		if err != nil {
			return err
		}
		return dropVersion(ctx, tx, item, version)
	})
}

// Publish makes a submitted version the one in force. The publisher is not the editor (two-person
// rule). Cases that are on their way keep the version they were accepted under.
func (c *Catalog) Publish(ctx context.Context, by people.Actor, item, version, seq int64) error {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		var text Item
		var now Version
		err := c.moveIn(ctx, tx, by, "发布事项", item, version, seq, Submitted, func(v *Version) error {
			if v.EditorID == by.ID {
				return fail.Forbidden("自己编辑的版本要由另一人发布")
			}
			it, err := v.Item()
			if err != nil {
				return err
			}
			text = *it
			v.State, v.Publisher, v.PublishedAt = Published, by.Name, c.now().UnixMilli()
			now = *v
			return nil
		})
		if err != nil {
			return err
		}
		old, err := itemByID(ctx, tx, item)
		if err != nil {
			return err
		}
		if old.Version > 0 {
			if err := retireVersion(ctx, tx, item, old.Version); err != nil {
				return err
			}
		}
		e := entryOf(text)
		e.ID, e.Version, e.State, e.Boost = item, version, Published, old.Boost
		if err := updateItem(ctx, tx, e); err != nil {
			return err
		}
		if err := c.Decided(ctx, tx, by, now, ""); err != nil {
			return err
		}
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	return c.Load(ctx)
}

// Turns are the states into which a published item may be put, by the one it is in, with what that is
// called.
var Turns = map[string]map[string]string{
	Published: {Suspended: "暂停办理", Repealed: "取消事项"},
	Suspended: {Published: "恢复办理", Repealed: "取消事项"},
}

// SetState suspends, resumes or repeals an item. Any other turn is fail.Conflict.
func (c *Catalog) SetState(ctx context.Context, by people.Actor, item int64, state, why string) error {
	if strings.TrimSpace(why) == "" {
		return fail.Invalid("请写明原因", fail.Field{Name: "why", Message: "请写明原因"})
	}
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		e, err := itemByID(ctx, tx, item)
		if err != nil {
			return err
		}
		act := Turns[e.State][state]
		if act == "" || e.Version == 0 {
			return fail.Conflict("事项的状态已经变了，请刷新后再看")
		}
		e.State = state
		if err := updateItem(ctx, tx, e); err != nil {
			return err
		}
		if err := c.Log(ctx, tx, by, act, e.Name, why); err != nil {
			return err
		}
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	return c.Load(ctx)
}

// Offer has the departments of a short name handle an item in the regions, and no other department there.
func (c *Catalog) Offer(ctx context.Context, tx *db.DB, item int64, short string, at ...Place) error {
	for _, p := range at {
		dept, err := FoundDept(ctx, tx, p.Region, p.Name+short, short)
		if err != nil {
			return err
		}
		if err := putOffer(ctx, tx, offer{item, p.Region, dept}); err != nil {
			return err
		}
	}
	return tx.Changed(ctx, "catalog")
}

// Place is a region by its code and name.
type Place struct {
	Region region.Code
	Name   string
}

// Unoffer ends the handling of an item in regions. Cases that are on their way go on.
func (c *Catalog) Unoffer(ctx context.Context, tx *db.DB, item int64, at ...region.Code) error {
	for _, r := range at {
		if err := dropOffer(ctx, tx, item, r); err != nil {
			return err
		}
	}
	return tx.Changed(ctx, "catalog")
}

// note writes what was done to a version into the audit log.
func (c *Catalog) note(ctx context.Context, tx *db.DB, by people.Actor, act string, v Version, why string) error {
	it, err := v.Item()
	if err != nil {
		return err
	}
	return c.Log(ctx, tx, by, act, fmt.Sprintf("%s 第 %d 版", it.Name, v.Version), why)
}

func (c *Catalog) move(ctx context.Context, by people.Actor, act string, item, version, seq int64, from string, change func(*Version) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error { return c.moveIn(ctx, tx, by, act, item, version, seq, from, change) })
}

func (c *Catalog) moveIn(ctx context.Context, tx *db.DB, by people.Actor, act string, item, version, seq int64,
	from string, change func(*Version) error) error {
	v, err := versionRow(ctx, tx, item, version)
	if errors.Is(err, db.ErrNone) {
		return fail.NotFound("没有这个版本")
	}
	if err != nil {
		return err
	}
	moved := fail.Conflict("这一稿已由 %s 改动，请刷新后再看", v.Editor)
	if v.State != from || v.Seq != seq {
		return moved
	}
	if err := change(&v); err != nil {
		return err
	}
	if ok, err := moveVersion(ctx, tx, v); err != nil || !ok {
		return errors.Join(err, moved)
	}
	return c.note(ctx, tx, by, act, v, v.Why)
}

// entryOf is what lists need of an item.
func entryOf(it Item) Entry {
	return Entry{
		Code: it.Code, Name: it.Name, Alias: it.Alias, Main: it.Main, Kind: it.Kind, Dept: it.Dept,
		Audience: strings.Join(it.Audience, " "), Topics: strings.Join(it.Topics, " "),
		Complete: len(it.Missing()) == 0, Online: it.Online,
	}
}
