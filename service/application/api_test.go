package application_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/check"
	"wuyou/kit/gm"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

const applications = "/api/v1/applications"

// receipt is what a program gets.
type receipt struct {
	Number, State string
	Due           string `json:"due_at"`
	Seq           int64
	Again         bool
}

func answer[T any](s officetest.Seen) (v T) {
	s.T.Helper()
	if err := json.Unmarshal([]byte(s.Body), &v); err != nil {
		s.T.Fatalf("%s: %v: %.300s", s.At, err, s.Body)
	}
	return v
}

// petition is what a program asks for the n-th person, with other values of some of its keys; nil leaves one out.
func petition(n int, changes ...any) map[string]any {
	m := map[string]any{
		"item": cardCode, "region": string(officetest.County), "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(n),
			"phone": phone(n)},
		"form": map[string]string{"request": "卡丢了"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if changes[i+1] == nil {
			delete(m, changes[i].(string))
			continue
		}
		m[changes[i].(string)] = changes[i+1]
	}
	return m
}

// A key makes a repeated request the same case, also when it is repeated at once; another request under it is refused, and keys of
// different programs have nothing to do with each other. Without a key each request is a case.
func TestARequestIsOneCase(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		client, other := c.Program("人社系统", officetest.Whole, people.ScopeApply), c.Program("另一系统", officetest.Whole, people.ScopeApply)
		send := func(by *officetest.Somebody, key string, n int) officetest.Seen {
			return by.Call("POST", applications, petition(n), "Idempotency-Key", key)
		}
		made := send(client, "k1", 1).Is(http.StatusCreated)
		first := answer[receipt](made)
		k, err := c.Engine.ByNumber(t.Context(), first.Number)
		if err != nil {
			t.Fatal(err)
		}
		if made.Header.Get("Location") != "/api/v1/cases/"+first.Number || first.State != course.Received || first.Again ||
			first.Seq != 1 || !strings.HasPrefix(first.Due, "2026-04-27") || k.Channel != flow.ByAPI {
			t.Errorf("%+v at %s", first, made.Header.Get("Location"))
		}
		if got := answer[receipt](send(client, " k1 ", 1).Is(http.StatusOK)); !got.Again || got.Number != first.Number {
			t.Errorf("again it is %+v", got)
		}
		if got := answer[receipt](send(client, "K1", 1).Is(http.StatusCreated)); got.Number == first.Number {
			t.Error("another key is the same")
		}
		send(client, "k1", 2).Is(http.StatusConflict)
		send(client, strings.Repeat("k", 201), 1).Is(http.StatusUnprocessableEntity)
		if got := answer[receipt](send(other, "k1", 1).Is(http.StatusCreated)); got.Number == first.Number {
			t.Error("another program's key is the same")
		}
		for range 2 {
			send(client, "", 1).Is(http.StatusCreated)
		}
		var all sync.WaitGroup
		got := make([]officetest.Seen, 4)
		for i := range got {
			all.Go(func() { got[i] = send(client, "k2", 3) })
		}
		all.Wait()
		numbers, created := map[string]bool{}, 0
		for _, s := range got {
			numbers[answer[receipt](s).Number] = true
			if s.Status == http.StatusCreated {
				created++
			}
		}
		if len(numbers) != 1 || created != 1 {
			t.Errorf("%d cases, %d times made", len(numbers), created)
		}
		if n := len(h.Cases(course.Kind)); n != 6 {
			t.Errorf("%d cases", n)
		}
		c.Tick()
		if text := strings.Join(c.Texts(phone(1)), " "); !strings.Contains(text, "查询密码") || strings.Contains(made.Body, "code") {
			t.Errorf("the code is for the person alone: %s %s", text, made.Body)
		}
		c.Sound()
	})
}

// uploads has a program hand a file in, and is its number.
func (h *hall) uploads(by *officetest.Somebody, name string, content []byte) string {
	h.T.Helper()
	got := answer[struct {
		ID, Name, Kind, Hash string
		Size                 int64
	}](by.Send("/api/v1/files", "file", name, content).Is(http.StatusCreated))
	if got.Name != name || got.Size != int64(len(content)) || got.Hash != gm.Hash(content) || got.Kind == "" {
		h.T.Errorf("%+v", got)
	}
	return got.ID
}

// handed is a material with files.
func handed(key string, files ...string) map[string]any {
	return map[string]any{"key": key, "files": files}
}

// whole makes what a program asks for the permit: by a checklist, with the files that it has handed in, and other values of some keys.
func (h *hall) whole(by *officetest.Somebody) func(changes ...any) map[string]any {
	h.T.Helper()
	e, err := h.Catalog.ByCode(permitCode)
	if err != nil {
		h.T.Fatal(err)
	}
	list, err := h.Catalog.Keep(h.T.Context(), e.ID, officetest.County, catalog.Answers{"who": "self", "lost": "no", "size": "small"})
	if err != nil {
		h.T.Fatal(err)
	}
	pic, rules := handed("photo", h.uploads(by, "近照.png", photo)), handed("rules", h.uploads(by, "制度.pdf", paper))
	pic["note"] = "白底"
	return func(changes ...any) map[string]any {
		return petition(1, append([]any{
			"item", fmt.Sprint(e.ID), "checklist", list, "materials", []any{pic, rules},
			"form", map[string]string{"who_name": "张晓梅", "phone": phone(1), "size": "small"},
		}, changes...)...)
	}
}

// What a program says is checked as what a citizen says: nothing that lacks or does not fit becomes a case.
func TestWhatAProgramMayNotSay(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	client, other := h.Program("人社系统", officetest.Whole, people.ScopeApply), h.Program("另一系统", officetest.Whole, people.ScopeApply)
	full, rules := h.whole(client), handed("rules", h.uploads(client, "制度.pdf", paper))
	for words, body := range map[string]map[string]any{
		"a file that another handed in": full("materials", []any{handed("photo", h.uploads(other, "别人的.png", photo)), rules}),
		"a file that is no number":      full("materials", []any{handed("photo", "x"), rules}),
		"a checklist that is none":      full("checklist", "12345678"),
		"no situation":                  full("checklist", nil),
		"a home that is none":           full("home", "51"),
		"another way of delivery":       full("delivery", "pigeon"),
		"a parcel to nobody":            full("delivery", "courier"),
		"materials that lack":           full("materials", nil),
		"what cannot follow later":      full("materials", []any{map[string]any{"key": "photo", "state": "later"}, rules}),
		"no telephone":                  full("form", map[string]string{"who_name": "张晓梅", "size": "small"}),
		"no promise that was signed":    full("commit", true),
	} {
		if got := client.Call("POST", applications, body); got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusNotFound {
			t.Errorf("with %s: %d %s", words, got.Status, got.Body)
		}
	}
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Fatalf("%d cases came of what was refused", n)
	}
}

// A program may say all that a page asks: the item by number or code, the situation or a checklist, files that it has handed in, an
// agent, an address, a promise.
func TestAllThatAProgramSays(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	client := h.Program("人社系统", officetest.Whole, people.ScopeApply)
	full := h.whole(client)
	made := func(body map[string]any) (flow.Case, *course.Application) {
		t.Helper()
		k, err := h.Engine.ByNumber(t.Context(), answer[receipt](client.Call("POST", applications, body).Is(http.StatusCreated)).Number)
		if err != nil {
			t.Fatal(err)
		}
		return k, h.kept(k)
	}
	agent := map[string]any{"name": "李建军", "id_no": idNo(2), "phone": phone(2), "relation": "relative", "right": "letter"}
	to := map[string]string{"name": "李建军", "phone": phone(3), "street": "滨江路 8 号"}
	k, a := made(full("home", string(officetest.Village), "delivery", "courier", "address", to, "agent", agent))
	if k.Party != "张晓梅" || k.Region != officetest.County || a.Home != officetest.Village || a.Delivery != "courier" ||
		a.Address.Street != "滨江路 8 号" || a.Answers["size"] != "small" || a.Agent == 0 ||
		a.By != (course.Proxy{Name: "李建军", Phone: phone(2), Relation: "relative", Right: "letter"}) {
		t.Errorf("%+v %+v", k, a)
	}
	if !slices.ContainsFunc(a.Materials, func(m course.Handed) bool {
		return m.Key == "photo" && m.State == course.Uploaded && m.Note == "白底"
	}) {
		t.Errorf("%+v", a.Materials)
	}
	p, err := h.Persons.Person(t.Context(), h.DB, a.Agent)
	if err != nil {
		t.Fatal(err)
	}
	known, err := h.Persons.Open(t.Context(), h.DB, p)
	if err != nil || known != (persons.Known{Name: "李建军", IDNo: idNo(2), Phone: phone(2), IDKind: check.IDCard}) {
		t.Errorf("%+v %v", known, err)
	}
	firm := map[string]any{"firm": true, "name": firmName, "id_no": firmCode, "legal": "钱老板"}
	k, a = made(petition(1, "applicant", firm, "agent", but(agent, "relation", "agent")))
	if p, err = h.Persons.Person(t.Context(), h.DB, k.Applicant); err != nil || !p.Firm || p.LegalName != "钱老板" || p.Seen ||
		k.Party != firmName || a.By.Relation != "agent" {
		t.Errorf("%+v %v", p, err)
	}
	passport := map[string]any{"name": "SMITH JOHN", "id_kind": "passport", "id_no": "E12345678", "phone": phone(4)}
	if k, _ = made(petition(1, "applicant", passport)); k.Party != "SMITH JOHN" {
		t.Errorf("%+v", k)
	}
	promise := full("commit", true, "signed", "张晓梅", "materials", []any{handed("photo", h.uploads(client, "又一张.png", photo))})
	if _, a = made(promise); !a.CommitTo {
		t.Errorf("%+v", a)
	}
}

// but is a value with other values of some of its keys.
func but(m map[string]any, pairs ...any) map[string]any {
	m = maps.Clone(m)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// What is wrong with a request is told by the places of its values; whose token it is bounds where and what.
func TestWhatIsWrongWithARequest(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	client := h.Program("人社系统", officetest.Whole, people.ScopeApply)
	who := func(pairs ...any) map[string]any {
		return but(map[string]any{"name": "张晓梅", "id_no": idNo(1), "phone": phone(1)}, pairs...)
	}
	for _, c := range []struct {
		by   *officetest.Somebody
		body any
		want int
		says []string
	}{
		{client, map[string]any{}, 422, nil},
		{client, "not an object", 422, nil},
		{client, petition(1, "nonsense", 1), 422, []string{"nonsense"}},
		{client, petition(1, "region", "51"), 422, []string{"region"}},
		{client, petition(1, "region", "519999000000"), 422, []string{"region", "没有代码为 519999000000 的区划"}},
		{client, petition(1, "item", "none"), 404, nil},
		{client, petition(1, "item", "99999"), 404, nil},
		{client, petition(1, "region", string(officetest.Village), "item", hereCode, "form", map[string]string{}), 422,
			[]string{"who_name"}},
		{client, petition(1, "form", map[string]string{}), 422, []string{"request"}},
		{client, petition(1, "applicant", who("id_no", "511402199003070011")), 422, []string{"applicant.id_no"}},
		{client, petition(1, "applicant", who("name", "", "id_no", "1")), 422, []string{"applicant.name", "applicant.id_no"}},
		{client, petition(1, "applicant", who("id_kind", "passport")), 422, []string{"applicant.id_no"}},
		{client, petition(1, "agent", who("id_no", "1")), 422, []string{"agent.id_no"}},
		{client, petition(1, "agent", who("relation", "stranger")), 422, []string{"agent.relation"}},
		{h.Program("邻县", officetest.OtherCounty, people.ScopeApply), petition(1), 403, []string{"令牌只能在 西岭县 范围内申请"}},
		{h.Program("查询", officetest.Whole, people.ScopeRead), petition(1), 403, nil},
		{h.Nobody(), petition(1), 401, nil},
		{h.clerk, petition(1), 401, nil}, // his session is for pages
	} {
		c.by.Call("POST", applications, c.body).Is(c.want, c.says...)
	}
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Errorf("%d cases", n)
	}
	near := h.Program("本县", officetest.County, people.ScopeApply)
	near.Call("POST", applications, petition(1, "region", string(officetest.Township))).Is(http.StatusCreated)
	for by, want := range map[*officetest.Somebody]int{client: 422, h.Program("只读", officetest.Whole, people.ScopeRead): 403,
		h.Nobody(): 401} {
		by.Send("/api/v1/files", "file", "x.exe", []byte("MZ")).Is(want)
	}
	client.Call("POST", "/api/v1/files", map[string]any{}).Is(http.StatusUnprocessableEntity)
}
