package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
)

// list is a part of an item that is a list: its things are added, edited, moved and dropped one by one.
type list struct {
	name, title, about  string
	one, unit           string // 材料, 份
	fills               []string
	parent, parentTitle string // the list that this one is a part of
	form                func(f *Front, it *catalog.Item, n int) form.Form
	size                func(it *catalog.Item) int
	read                func(it *catalog.Item, n int) form.Values
	write               func(it *catalog.Item, n int, v form.Values) error // n == size: a new one
	drop                func(it *catalog.Item, n int)
	swap                func(it *catalog.Item, n, m int)
	told                func(it *catalog.Item, n int) page.Cell
	below               string // a list within each thing: its name, and what it is called
	belowTitle          string
}

// listOf makes a list of the slice that at finds in an item.
func listOf[T any](l list, at func(*catalog.Item) *[]T, ask func(f *Front, it *catalog.Item, n int) form.Form,
	read func(it *catalog.Item, x T) form.Values, write func(it *catalog.Item, x *T, v form.Values) error, told func(it *catalog.Item, x T) page.Cell) list {
	l.form = ask
	l.size = func(it *catalog.Item) int { return len(*at(it)) }
	l.read = func(it *catalog.Item, n int) form.Values { return read(it, (*at(it))[n]) }
	l.told = func(it *catalog.Item, n int) page.Cell { return told(it, (*at(it))[n]) }
	l.write = func(it *catalog.Item, n int, v form.Values) error {
		s := at(it)
		if n == len(*s) {
			var x T
			*s = append(*s, x)
		}
		return write(it, &(*s)[n], v)
	}
	l.drop = func(it *catalog.Item, n int) { s := at(it); *s = slices.Delete(*s, n, n+1) }
	l.swap = func(it *catalog.Item, n, m int) { s := *at(it); s[n], s[m] = s[m], s[n] }
	return l
}

// listNamed finds a list; "situations.2" is the list of answers of the third situation.
func listNamed(it *catalog.Item, name string) (list, bool) {
	if outer, n, within := strings.Cut(name, "."); within {
		i, err := strconv.Atoi(n)
		if err != nil || outer != "situations" || i < 0 || i >= len(it.Situations) {
			return list{}, false
		}
		return answers(i, it.Situations[i].Ask), true
	}
	i := slices.IndexFunc(lists, func(l list) bool { return l.name == name })
	if i < 0 {
		return list{}, false
	}
	return lists[i], true
}

// listTable shows the things of a list with what can be done to each.
func (f *Front) listTable(c door.Call, v catalog.Version, it *catalog.Item, l list) door.Block {
	b := door.Block{Bare: true}
	at := door.DraftPath(v.ItemID) + "/" + l.name
	may := editable(c, v)
	if may {
		b.Post = page.Form{ID: "list", Action: at, Fields: page.Fields{door.HiddenField("version", v.Version), door.HiddenField("seq", v.Seq)}}
	}
	b.Table = page.Table{
		Caption: fmt.Sprintf("%s，%d %s", l.title, l.size(it), l.unit),
		Heads:   []page.Head{{Label: "顺序"}, {Label: l.one, Main: true}, {Label: "", Plain: true}},
		Empty:   page.Empty{Title: "还没有" + l.one, Text: l.about},
	}
	for n := range l.size(it) {
		cell := l.told(it, n)
		cell.Href = fmt.Sprintf("%s/%d", at, n)
		do := page.Cell{}
		if l.below != "" {
			do.Href, do.Text = fmt.Sprintf("%s/%s.%d", door.DraftPath(v.ItemID), l.below, n), l.belowTitle
		}
		if may {
			act := func(label, what, ask string) {
				do.Acts = append(do.Acts, page.Act{
					Label: label, Kind: "quiet", Size: "small", Form: "list", Action: at, Name: "do", Value: fmt.Sprintf("%d %s", n, what), Confirm: ask,
				})
			}
			if n > 0 {
				act("上移", "up", "")
			}
			if n < l.size(it)-1 {
				act("下移", "down", "")
			}
			act("删除", "drop", "确定删除“"+cell.Text+"”吗？")
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: strconv.Itoa(n + 1)}, cell, do}})
	}
	return b
}

// spot is where in its list a thing stands; "new" is behind the last.
func spot(l list, it *catalog.Item, n string) (int, error) {
	if n == "new" {
		return l.size(it), nil
	}
	i, err := strconv.Atoi(n)
	if err != nil || i < 0 || i >= l.size(it) {
		return 0, fail.NotFound("没有这一条，可能已经删除")
	}
	return i, nil
}

// entry is the form of one thing of a list.
func (f *Front) entry(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	f, err := f.knowing(ctx)
	if err != nil {
		return s, err
	}
	v, it, _, err := f.open(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	l, ok := listNamed(it, c.Path("part"))
	if !ok {
		return s, fail.NotFound("没有这个要素")
	}
	n, err := spot(l, it, c.Path("n"))
	if err != nil {
		return s, err
	}
	values := form.Values{}
	s.Title = "添加" + l.one
	if n < l.size(it) {
		values = l.read(it, n)
		s.Title = fmt.Sprintf("%s：第 %d %s", l.title, n+1, l.unit)
	}
	at := door.DraftPath(v.ItemID) + "/" + l.name
	s.Crumbs = []page.Link{itemsCrumb, {Href: door.DraftPath(v.ItemID), Label: it.Name}, {Href: at, Label: l.title}}
	s.Blocks = []door.Block{{Forms: []page.Form{f.editing(c, v, "one", at+"/"+c.Path("n"), l.form(f, it, n), values, at)}}}
	return s, nil
}

// entryPosted saves one thing of a list.
func (f *Front) entryPosted(ctx context.Context, c door.Call) (door.After, error) {
	f, err := f.knowing(ctx)
	if err != nil {
		return door.After{}, err
	}
	at := door.DraftPath(c.PathInt("id")) + "/" + c.Path("part")
	return door.Seen(at, "已保存。"), f.change(ctx, c, func(it *catalog.Item) error {
		l, ok := listNamed(it, c.Path("part"))
		if !ok {
			return fail.NotFound("没有这个要素")
		}
		n, err := spot(l, it, c.Path("n"))
		if err != nil {
			return err
		}
		q := l.form(f, it, n)
		in, err := q.Check(c.Only(q))
		if err != nil {
			return err
		}
		return l.write(it, n, in)
	})
}

// fresh is a short key that none of the others has.
func fresh(prefix string, taken func(string) bool) string {
	for i := 1; ; i++ {
		if k := prefix + strconv.Itoa(i); !taken(k) {
			return k
		}
	}
}
