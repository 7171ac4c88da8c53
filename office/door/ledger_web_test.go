package door

import (
	"encoding/json"
	"reflect"
	"testing"

	"wuyou/kit/page"
)

// TestLedgerSchema compares what the description says of a row with what a row says: a number is a number, a rate is words,
// and no column of the description is ever left out.
func TestLedgerSchema(t *testing.T) {
	t.Parallel()
	type line struct {
		name    string
		n, most int64
	}
	l := Ledger[line]{Columns: []Column[line]{
		Words("名称", "name", 0, func(l line) string { return l.name }),
		{Name: "件数", Key: "n", Num: true, Value: func(l line) any { return l.n }},
		{Name: "占比", Key: "share", Num: true, Value: func(l line) any { return page.Rate(l.n, l.most) }},
		{Name: "级别", Key: "level", Num: true, Cell: func(line) page.Cell { return page.Cell{Text: "1"} }},
		{Name: "只在页面上", Cell: func(line) page.Cell { return page.Cell{} }},
	}}
	b, err := json.Marshal(l.schema())
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Properties struct {
			Items struct {
				Items struct {
					Required   []string
					Properties map[string]struct{ Type string }
				}
			}
		}
	}
	if err := json.Unmarshal(b, &said); err != nil {
		t.Fatal(err)
	}
	row := said.Properties.Items.Items
	if want := []string{"name", "n", "share", "level"}; !reflect.DeepEqual(row.Required, want) {
		t.Errorf("required: %v, want %v", row.Required, want)
	}
	got := map[string]string{}
	for key, p := range row.Properties {
		got[key] = p.Type
	}
	if want := map[string]string{"name": "string", "n": "integer", "share": "string", "level": "string"}; !reflect.DeepEqual(got, want) {
		t.Errorf("types: %v, want %v", got, want)
	}
}
