package english_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wuyou/front/english"
	"wuyou/kit/db"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/officetest"
)

var town = officetest.Town{
	Services: func(*office.Office) []door.Service { return []door.Service{officetest.Levels()} },
	Routes:   func(o *office.Office) []web.Route { return (&english.Front{Office: o}).Routes() },
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "公安局")
		one := 1
		c.Offer(catalog.Item{Code: "519900-1", Name: "居住证办理", Kind: "01", Dept: "公安局", Audience: []string{"1"}, Topics: []string{"户籍办理"}, Online: true,
			Promised: &catalog.Limit{N: 12, Unit: "workday"}, Statutory: &catalog.Limit{N: 20, Unit: "workday"}, Free: true,
			Visits: &one, VisitReason: "当面核对。", Conditions: []string{"居住半年以上。"}, Basis: []catalog.Basis{{Law: "居住证暂行条例"}},
			Steps: []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "reviewer"}}}}, Results: []catalog.Result{{Name: "居住证"}},
			Materials: []catalog.Material{{Key: "id", Name: "身份证", Need: "1", Source: "20", Exempt: true}, {Key: "live", Name: "住址证明", Need: "1", Source: "10"},
				{Key: "old", Name: "旧证", Need: "2", When: "换证", Source: "10"}},
			English: &catalog.English{Name: "Residence permit", Summary: "For who lives here", Conditions: []string{"Half a year here."},
				Materials: map[string]string{"id": "Identity card", "live": "Proof of address"}, Results: []string{"The permit"}}})
		c.Offer(catalog.Item{Code: "519900-2", Name: "生育登记", Kind: "01", Dept: "公安局", Audience: []string{"1"}})
	},
	Elsewhere: true,
}

func TestMain(m *testing.M) { town.Main(m) }

// item is the path of the item with an English guide below a page.
func item(t *testing.T, c *officetest.City, code string) string {
	t.Helper()
	e, err := c.Catalog.ByCode(code)
	if err != nil {
		t.Fatal(err)
	}
	return english.Path + "/items/" + strconv.FormatInt(e.ID, 10)
}

// What is found has an English guide, whichever language one asks in; what has none is said to be there in Chinese.
func TestAServiceIsFoundInEnglish(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Nobody()
	for _, q := range []string{"", "residence", "PERMIT%20residence", "居住证"} {
		z.Get("/en?q="+q).Is(http.StatusOK, `<html lang="en"`, "Residence permit", "居住证办理", "1 of 2 services").Not("生育登记").Bones()
	}
	z.Get("/en?q=licence").Is(http.StatusOK, "Nothing found", "12345").Not("Residence permit").Bones()
	guide := item(t, c, "519900-1")
	z.Get(guide).Is(http.StatusOK, "Within 12 working days after acceptance", "Free of charge", "You can apply online", "Half a year here.", "Identity card",
		"Not needed: we look it up", "Proof of address", "旧证", "Only in some situations", "The permit").Bones()
	z.Get(strings.Replace(guide, "/items/", "/apply/", 1)).Is(http.StatusOK, "Start the application", "我要办理“居住证办理”").Bones()
	z.Get(item(t, c, "519900-2")).Is(http.StatusNotFound)
	z.Get("/en/items/x").Is(http.StatusNotFound)
}

// Who signs in here gets the code in English, and his receipts from then on; he may have them in Chinese again.
func TestSigningInInEnglish(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Nobody()
	const phone = "13800138055"
	z.Get("/en/signin").Is(http.StatusOK, "Mobile number", "autofocus").Bones()
	z.Post("/en/signin", "phone", "1380013").Is(http.StatusUnprocessableEntity, "Please enter a mobile number of 11 digits", `value="1380013"`).Bones()
	z.Post("/en/signin", "phone", phone).Is(http.StatusOK, "A code was sent to 138****8055").Bones()
	c.Tick()
	told := c.Texts(phone)
	if len(told) != 1 || !strings.Contains(told[0], "Your code to sign in is") {
		t.Fatalf("he is told %q", told)
	}
	z.Post("/en/signin/code", "code", "000000").Is(http.StatusUnprocessableEntity, "The code is wrong").Bones()
	code := regexp.MustCompile(`is (\d+)\.`).FindStringSubmatch(told[0])[1]
	z.Post("/en/signin/code", "code", code).Is(http.StatusOK, "You are signed in").Bones()
	english := func() bool {
		on, err := db.One[bool](t.Context(), c.DB, `SELECT english FROM accounts`)
		if err != nil {
			t.Fatal(err)
		}
		return on
	}
	if !english() {
		t.Error("messages do not come in English")
	}
	if z.Post("/en/chinese"); english() {
		t.Error("messages come in English still")
	}
}

// A case is followed by number and code; who has them not learns nothing.
func TestTrackingInEnglish(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	z := c.Nobody()
	z.Get("/en/track?number=12").Is(http.StatusOK, `value="12"`, "Query code").Bones()
	z.Post("/en/track", "number", "519900261126000100000", "code", "ABCD1234").Is(http.StatusUnprocessableEntity, "do not match").Bones()
	if got := z.Get("/en/track/519900261126000100000"); !strings.HasPrefix(got.At, "/en/track?number=") {
		t.Error("a case that was not shown leads to", got.At)
	}
}

// Every text that a page asks for stands in words.txt, and every one that stands there is asked for.
func TestWords(t *testing.T) {
	b, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	used, code := map[string]bool{}, ""
	for _, pattern := range []string{"*.html", "*web.go", "english.go"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			code += string(text)
		}
	}
	for _, m := range regexp.MustCompile(`(?:\.T |say\()"([a-z0-9.]+)"`).FindAllStringSubmatch(code, -1) {
		used[m[1]] = true
		if !strings.Contains(string(b), "\n"+m[1]+": ") {
			t.Errorf("%s is not in words.txt", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z0-9.]+): `).FindAllStringSubmatch(string(b), -1) {
		if !used[m[1]] {
			t.Errorf("%s is asked for nowhere", m[1])
		}
	}
}
