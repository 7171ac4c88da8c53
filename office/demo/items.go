package demo

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/people"
	"wuyou/office/region"
)

// items imports the sample catalogue. A dozen items are complete; the others have what the list
// they come from says, and a guess at whom they are for.
func items(ctx context.Context, tx *db.DB, o *office.Office) error {
	full, err := fullItems()
	if err != nil {
		return err
	}
	byCode := map[string]catalog.Item{}
	var rest []catalog.Item
	for _, it := range full {
		byCode[it.Code] = it
		if strings.HasPrefix(it.Code, "SAMPLE-") {
			rest = append(rest, it)
		}
	}
	mains, err := mainItems()
	if err != nil {
		return err
	}
	topics, err := sampleTopics()
	if err != nil {
		return err
	}
	s, err := sheet.In(data.Files, "items.csv", catalog.Columns(o.Profile.Region)...)
	if err != nil {
		return err
	}
	area, dept := s.Column("area_code"), s.Column("department")
	for _, row := range s.Rows { // they are another district's; here every county offers the items
		row[dept] = strings.TrimPrefix(row[dept], o.Regions.Name(region.Code(row[area])))
		row[dept] = cmp.Or(topics.name[strings.TrimPrefix(row[dept], "区")], row[dept])
		row[area] = ""
	}
	m := catalog.Import{By: people.TheOffice, Regions: o.Regions, City: o.Profile.Region, Offer: counties(o), Adapt: func(it *catalog.Item) {
		if f, ok := byCode[it.Code]; ok {
			f.DeptCode = it.DeptCode
			*it = f
			return
		}
		if it.Sample {
			return
		}
		it.Sample, it.Note = true, "事项目录取自四川省内另一区公开的办事指南，作为样例；办理要素以本市正式发布的为准。服务对象按事项名称推定。"
		it.Main = mains[it.Code]
		it.Audience = guessAudience(it.Name)
		it.Topics = topics.topics(it.Dept, it.Audience)
	}}
	if err := m.Table(ctx, tx, o.Catalog, s, func(int, int) {}); err != nil {
		return err
	}
	if err := m.Wrong.Err(); err != nil {
		return err
	}
	err = m.Items(ctx, tx, o.Catalog, rest)
	return cmp.Or(err, m.Wrong.Err())
}

func mainItems() (map[string]string, error) {
	s, err := sheet.In(data.Files, "item_groups.csv")
	m := map[string]string{}
	for _, row := range s.Rows {
		if row[1] != "未分类" {
			m[row[0]] = row[1]
		}
	}
	return m, err
}

// topicTable are the departments of the sample: their topics for persons and for firms, and what the sample calls them.
type topicTable struct {
	of   map[string][2][]string
	name map[string]string
}

func sampleTopics() (topicTable, error) {
	s, err := sheet.In(data.Files, "demo_topics.csv")
	t := topicTable{map[string][2][]string{}, map[string]string{}}
	for _, row := range s.Rows {
		if row[3] != "" {
			t.name[row[3]] = row[0]
		}
		t.of[row[0]] = [2][]string{strings.Fields(row[1]), strings.Fields(row[2])}
	}
	return t, err
}

func (t topicTable) topics(dept string, audience []string) []string {
	var list []string
	for _, who := range audience {
		i := 1
		if who == "1" {
			i = 0
		}
		for _, topic := range t.of[dept][i] {
			if !strings.Contains(strings.Join(list, " "), topic) {
				list = append(list, topic)
			}
		}
	}
	return list
}

// guessAudience tells by the name whom an item is for. It is a guess for the sample only.
func guessAudience(name string) []string {
	for _, w := range []string{"企业", "公司", "单位", "机构", "经营", "生产", "学校", "医院", "工程", "项目", "许可证核发", "用人", "社会团体", "合作社", "场所", "审批", "运输证", "营业"} {
		if strings.Contains(name, w) {
			for _, p := range []string{"职工", "个人", "人员", "本人", "驾驶", "退休", "失业"} {
				if strings.Contains(name, p) {
					return []string{"1", "2"}
				}
			}
			return []string{"2"}
		}
	}
	return []string{"1"}
}

// fullItems are the sample items that have all elements.
func fullItems() ([]catalog.Item, error) {
	files, err := fs.Glob(data.Files, "items_full/*.json")
	var items []catalog.Item
	for _, f := range files {
		b, err := fs.ReadFile(data.Files, f)
		if err != nil {
			return nil, err
		}
		var it catalog.Item
		if err := json.Unmarshal(b, &it); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		items = append(items, it)
	}
	return items, err
}
