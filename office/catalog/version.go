package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
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
		v = Version{ItemID: item, Version: all[0].Version + 1, State: Draft, Body: all[0].Body, EditorID: by.ID, Editor: by.Name, EditedAt: c.now().UnixMilli()}
		return insertVersion(ctx, tx, v)
	})
	return v, err
}

// Create begins a new item as a draft.
func (c *Catalog) Create(ctx context.Context, by people.Actor, it Item) (v Version, err error) {
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := itemByCode(ctx, tx, it.Code); err == nil {
			return fail.Invalid("编码已经有了", fail.Field{Name: "code", Message: "这个编码已经有事项在用"})
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
		return insertVersion(ctx, tx, v)
	})
	return v, err
}

// Save stores the text of a draft. seq is the one the editor has seen.
func (c *Catalog) Save(ctx context.Context, by people.Actor, item, version, seq int64, it Item) error {
	body, err := json.Marshal(it)
	if err != nil {
		return err
	}
	return c.move(ctx, item, version, seq, Draft, func(v *Version) error {
		v.Body, v.EditorID, v.Editor, v.EditedAt = string(body), by.ID, by.Name, c.now().UnixMilli()
		return nil
	})
}

// Submit hands a draft without faults to the second person.
func (c *Catalog) Submit(ctx context.Context, by people.Actor, item, version, seq int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return fail.Invalid("请写明改了什么、为什么改", fail.Field{Name: "why", Message: "请写明改了什么、为什么改"})
	}
	return c.move(ctx, item, version, seq, Draft, func(v *Version) error {
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
	return c.move(ctx, item, version, seq, Submitted, func(v *Version) error {
		v.State, v.Why = Draft, by.Name+" 退回："+why
		return nil
	})
}

// Discard throws a draft away. The first version of an item that was never published stays as it is.
func (c *Catalog) Discard(ctx context.Context, item, version int64) error {
	if version == 1 {
		return fail.Conflict("新事项的第一稿不能删除，可以改成需要的内容")
	}
	return c.db.Tx(ctx, func(tx *db.DB) error { return dropVersion(ctx, tx, item, version) })
}

// Publish makes a submitted version the one in force. The publisher is not the editor (two-person
// rule). Cases that are on their way keep the version they were accepted under.
func (c *Catalog) Publish(ctx context.Context, by people.Actor, item, version, seq int64) error {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		var text Item
		err := c.moveIn(ctx, tx, item, version, seq, Submitted, func(v *Version) error {
			if v.EditorID == by.ID {
				return fail.Forbidden("自己编辑的版本要由另一人发布")
			}
			it, err := v.Item()
			if err != nil {
				return err
			}
			text = *it
			v.State, v.Publisher, v.PublishedAt = Published, by.Name, c.now().UnixMilli()
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
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	return c.Load(ctx)
}

// SetState suspends, resumes or repeals a published item.
func (c *Catalog) SetState(ctx context.Context, item int64, state string) error {
	err := c.db.Tx(ctx, func(tx *db.DB) error {
		e, err := itemByID(ctx, tx, item)
		if err != nil {
			return err
		}
		e.State = state
		if err := updateItem(ctx, tx, e); err != nil {
			return err
		}
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	return c.Load(ctx)
}

func (c *Catalog) move(ctx context.Context, item, version, seq int64, from string, change func(*Version) error) error {
	return c.db.Tx(ctx, func(tx *db.DB) error { return c.moveIn(ctx, tx, item, version, seq, from, change) })
}

func (c *Catalog) moveIn(ctx context.Context, tx *db.DB, item, version, seq int64, from string, change func(*Version) error) error {
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
	return nil
}

// entryOf is what lists need of an item.
func entryOf(it Item) Entry {
	return Entry{
		Code: it.Code, Name: it.Name, Alias: it.Alias, Main: it.Main, Kind: it.Kind, Dept: it.Dept,
		Audience: strings.Join(it.Audience, " "), Topics: strings.Join(it.Topics, " "),
		Complete: len(it.Missing()) == 0, Online: it.Online,
	}
}

// Change is one element that differs between two versions.
type Change struct{ Element, Before, After string }

// Diff lists the elements that differ, in the order of the element list.
func Diff(before, after *Item) []Change {
	var list []Change
	b, a := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for i := range b.NumField() {
		f := b.Type().Field(i)
		if reflect.DeepEqual(b.Field(i).Interface(), a.Field(i).Interface()) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		list = append(list, Change{Element: Elements[name], Before: words(b.Field(i)), After: words(a.Field(i))})
	}
	return list
}

func words(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case string:
		return x
	case bool:
		if x {
			return "是"
		}
		return "否"
	case []string:
		return strings.Join(x, "\n")
	}
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return ""
	}
	if v.Kind() == reflect.Slice {
		lines := make([]string, v.Len())
		for i := range v.Len() {
			b, _ := json.Marshal(v.Index(i).Interface())
			lines[i] = string(b)
		}
		return strings.Join(lines, "\n")
	}
	b, _ := json.MarshalIndent(v.Interface(), "", "  ")
	return string(b)
}

// Elements are the Chinese names of an item's elements by their name in JSON.
var Elements = map[string]string{
	"code": "地方编码", "catalog_code": "基本编码", "task_code": "实施编码", "name": "事项名称", "main": "主项", "alias": "俗称",
	"kind": "事项类型", "dept": "实施主体", "dept_code": "实施主体代码", "level": "行使层级", "audience": "服务对象", "topics": "主题",
	"instant": "即办件", "statutory": "法定办结时限", "promised": "承诺办结时限", "visits": "到现场次数", "visit_reason": "到现场原因",
	"online": "网上办理", "proxy": "全程代办", "sink": "下沉层级", "place": "办理地点", "hours": "办理时间", "contact": "咨询方式",
	"complain": "监督投诉", "free": "不收费", "fees": "收费", "conditions": "受理条件", "materials": "申请材料", "steps": "办理流程",
	"basis": "设定依据", "questions": "常见问题", "results": "办理结果", "form": "申请表", "situations": "情形引导", "commit": "告知承诺",
	"special": "特别程序", "delivery": "送达方式", "quota": "数量限制", "rights": "权利义务", "review": "行政复议", "lawsuit": "行政诉讼",
	"sample": "样例", "note": "说明",
}
