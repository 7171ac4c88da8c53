package office

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"wuyou/data"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/region"
)

// Profile is the city that the program serves. Nothing in the code names a city: everything that
// differs between cities is here or in the database.
type Profile struct {
	Region      region.Code      `json:"region"`
	Name        string           `json:"name"`        // 某某市
	Site        string           `json:"site"`        // the portal's name, also at the head of messages
	Brand       string           `json:"brand"`       // a short line under it
	Org         string           `json:"org"`         // who runs it
	Short       string           `json:"short"`       // how that is called in the numbers of its papers: 眉政服
	Organs      []door.Organ     `json:"organs"`      // the bureaus below it that issue papers in their own name
	Authorities []door.Authority `json:"authorities"` // how departments are called in full, and who hears complaints against them
	// Topics are the themes of the portal in the order in which they come in a life: by who asks, 1 for persons, 2 for firms.
	// Where few of them have items, others follow, those with most items first.
	Topics map[string][]Topic `json:"topics"`
	// Questions are examples of what may be asked of the portal in plain speech, by who asks.
	Questions map[string][]string `json:"questions"`
	// Fonds are the 全宗号, as the archives gave them: by region and short name of a department, with a space
	// between, or by the region of a bureau.
	Fonds    map[string]string      `json:"fonds"`
	Courts   map[region.Code]string `json:"courts"`       // where the court of a place is not called as the place
	Hotline  string                 `json:"hotline"`      // telephone number
	Rivers   []page.River           `json:"rivers"`       // on the schematic map of the outlets; their places are as those of the outlets
	Mark     string                 `json:"mark"`         // address of the emblem; "" draws a neutral one
	Office   calendar.Hours         `json:"office_hours"` // by which terms are counted and which the halls announce
	Break    []calendar.TimeOfDay   `json:"break"`        // from and to when the halls rest at noon; they are counted as open then
	Lamp     calendar.LampRule      `json:"lamp"`
	Tries    int64                  `json:"courier_tries"` // how often a parcel is sent before its result waits at the window; our proposal
	Defaults catalog.Item           `json:"defaults"`      // elements that items of the catalogue may lack
}

// Topic is a theme of the portal as people call it.
type Topic struct {
	Of   string `json:"of"`   // as the catalogue names it
	Name string `json:"name"` // 出生
	Hint string `json:"hint"` // a few of the matters it holds
}

// triesMost bounds how often a parcel is sent.
const triesMost = 20

// LoadProfile reads a profile: the name of an embedded one, or a file; "" is the first embedded one.
func LoadProfile(name string) (Profile, error) {
	var p Profile
	if name == "" {
		name = Cities()[0]
	}
	b, err := fs.ReadFile(data.Files, path.Join("cities", name+".json"))
	if err != nil {
		if b, err = os.ReadFile(name); err != nil {
			return p, fmt.Errorf("没有内置这个城市，也读不到这个文件：%w", err)
		}
	}
	return ParseProfile(name, b)
}

// ParseProfile reads a profile that is called so in messages. One that lacks what a city needs is refused.
func ParseProfile(name string, b []byte) (p Profile, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("城市配置 %s 读不懂：%w", name, err)
	}
	if _, err := region.Parse(string(p.Region)); err != nil {
		return p, fmt.Errorf("城市配置 %s 读不懂：%w", name, err)
	}
	for what, empty := range map[string]bool{
		"name": p.Name == "", "site": p.Site == "", "org": p.Org == "", "hotline": p.Hotline == "",
		"defaults.statutory": p.Defaults.Statutory == nil, "defaults.steps": len(p.Defaults.Steps) == 0, "defaults.delivery": len(p.Defaults.Delivery) == 0,
	} {
		if empty {
			return p, fmt.Errorf("城市配置 %s 缺 %s", name, what)
		}
	}
	if p.Tries < 1 || p.Tries > triesMost {
		return p, fmt.Errorf("城市配置 %s 的 courier_tries 应为 1 到 %d，现在是 %d", name, triesMost, p.Tries)
	}
	if err := cmp.Or(p.Office.Check(), p.Lamp.Check()); err != nil {
		return p, fmt.Errorf("城市配置 %s：%w", name, err)
	}
	shorts := map[string]bool{p.Short: true}
	for _, o := range p.Organs {
		if o.Region.Level() <= p.Region.Level() || !p.Region.Covers(o.Region) || o.Name == "" || o.Short == "" || shorts[o.Short] {
			return p, fmt.Errorf("城市配置 %s 的 organs：%s“%s”应当是本市下面的地方，有名称，有别处没有用过的简称", name, o.Region, o.Name)
		}
		shorts[o.Short] = true
	}
	if len(p.Break) != 0 && (len(p.Break) != 2 || p.Break[0] <= p.Office.Open || p.Break[1] <= p.Break[0] || p.Office.Close <= p.Break[1]) {
		return p, fmt.Errorf("城市配置 %s 的 break 应当是上班时间以内的两个时刻", name)
	}
	return p, nil
}

// hours are those of the halls in words: 工作日 9:00–12:00，13:00–18:00.
func (p Profile) hours() string {
	var spans []string
	times := slices.Concat([]calendar.TimeOfDay{p.Office.Open}, p.Break, []calendar.TimeOfDay{p.Office.Close})
	for i := 0; i < len(times); i += 2 {
		spans = append(spans, strings.TrimPrefix(times[i].String(), "0")+"–"+times[i+1].String())
	}
	return "工作日 " + strings.Join(spans, "，")
}

// organs are all bureaus, that of the city first.
func (p Profile) organs() []door.Organ {
	return append([]door.Organ{{Region: p.Region, Name: p.Org, Short: p.Short}}, p.Organs...)
}

// Cities are the names of the embedded profiles.
func Cities() []string {
	files, _ := fs.Glob(data.Files, "cities/*.json")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".json")
	}
	return files
}
