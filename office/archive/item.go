package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// Fonds is the archive number (全宗号) of an organ, given by the archive of its place; "" while none was given.
type Fonds struct {
	Number string
	Name   string // the organ in full
}

// Term is how long a kind of matter is kept, and where it stands among the papers of its organ.
type Term struct {
	Term  string // of terms
	Class string // 机构（问题）代码
	Basis string
}

// terms are the terms of keeping (《机关文件材料归档范围和文书档案保管期限规定》, 国家档案局令第8号, art. 5; DA/T 22-2015 names them so in numbers).
var terms = form.Pairs("Y", "永久", "D30", "定期30年", "D10", "定期10年")

var termField = form.Field{Name: "term", Label: "保管期限", Type: form.Choice, Required: true, Options: terms}

// Category is the kind of archive (档案门类代码): 专业档案. Ours [D]: 机关档案管理规定 leaves to the archive of the place where business files belong.
const Category = "ZY"

// Terms are the rules of how long what is kept. A kind of item has a row of its own, or that of its kind of case.
func (r *Room) Terms() rule.Table {
	return rule.Table{
		Name: "archive_terms", Title: "归档保管期限", One: "保管期限", Keys: 1, Main: []string{"matter"}, Seed: "retention.csv",
		About: "办结的事归档后保管多久、归入哪一类。从下一件归档的起算，已经归档的不变。",
		Fields: []form.Field{
			{Name: "matter", Label: "哪一种", Type: form.Text, Required: true, Max: 40,
				Hint: "归档的是哪种办件，例如 grievance；后面加点和事项类型代码的只管那一类，例如 application.01 是行政许可。"},
			termField,
			{Name: "class", Label: "机构（问题）代码", Type: form.Text, Required: true, Max: 10, Hint: "大写字母，例如 XZXK，写进档号。"},
		},
		Check: func(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
			for _, kind := range r.Kinds {
				if !slices.ContainsFunc(rows, func(row form.Values) bool { return row["matter"] == kind }) {
					return fail.Invalid("要留一条 "+kind, fail.Field{Name: "matter", Message: "没有单独规定的都照它，不能没有"})
				}
			}
			return nil
		},
		Refuses: []string{"归档的办件少了它那一种的一条，例如没有 grievance：没有单独规定的都照它。"},
	}
}

// Item is a case as the archive counts it (件).
type Item struct {
	CaseID int64
	Fonds  string
	Year   int64
	Term   string
	Class  string
	N      int64 // 件号
	Basis  string
}

// Number is the 档号 (DA/T 22-2015, 5.6): 全宗号-门类·年度-保管期限-机构（问题）-件号.
func (i Item) Number() string {
	fonds := i.Fonds
	if fonds == "" {
		fonds = "（全宗号待定）"
	}
	return fmt.Sprintf("%s-%s·%d-%s-%s-%04d", fonds, Category, i.Year, i.Term, i.Class, i.N)
}

// enter gives a case its number in the archive, once. matters are what its term may be found under, the closest first.
func (r *Room) enter(ctx context.Context, k flow.Case, matters []string) (i Item, err error) {
	for range 20 { // two that take one number at once
		err = r.DB.Tx(ctx, func(tx *db.DB) error {
			if i, err = itemOf(ctx, tx, k.ID); err == nil || !errors.Is(err, db.ErrNone) {
				return err
			}
			t, err := termOf(ctx, tx, calendar.DayOf(time.UnixMilli(k.ClosedAt)), matters)
			if err != nil {
				return fmt.Errorf("how long %v is kept: %w", matters, err)
			}
			i = Item{
				CaseID: k.ID, Fonds: r.Fonds(k).Number,
				Year: int64(calendar.DayOf(time.UnixMilli(k.ClosedAt)) / 10000), Term: t.Term, Class: t.Class,
				Basis: t.Basis,
			}
			if i.N, err = nextItem(ctx, tx, i); err != nil {
				return err
			}
			free, err := insertItem(ctx, tx, i)
			if err == nil && !free {
				err = errTaken
			}
			return err
		})
		if !errors.Is(err, errTaken) {
			return i, err
		}
	}
	return i, err
}

var errTaken = errors.New("the number was taken at the same moment")
