package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"wuyou/office/people"
	"wuyou/office/roster"
)

// but is a request with some fields changed.
func but(body map[string]any, changes ...any) map[string]any {
	body = maps.Clone(body)
	for i := 0; i+1 < len(changes); i += 2 {
		body[changes[i].(string)] = changes[i+1]
	}
	return body
}

// problem checks that an answer is a failure in the words of people: status, title, and the fields at fault.
func (w *world) problem(answer map[string]any, status, want int, fields ...string) {
	w.t.Helper()
	title, _ := answer["title"].(string)
	if status != want || answer["status"] != float64(want) || answer["type"] != "about:blank" || !strings.ContainsFunc(title, func(r rune) bool { return r >= 0x4e00 }) {
		w.t.Errorf("%d, want %d: %v", status, want, answer)
	}
	var got []string
	list, _ := answer["errors"].([]any)
	for _, e := range list {
		e := e.(map[string]any)
		message, _ := e["message"].(string)
		if !strings.ContainsFunc(message, func(r rune) bool { return r >= 0x4e00 }) {
			w.t.Errorf("not in the words of people: %v", e)
		}
		name, _ := e["name"].(string)
		got = append(got, name)
	}
	for _, f := range fields {
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+f+" ") {
			w.t.Errorf("%q is not named in %v", f, answer)
		}
	}
}

// A move names the event it has seen, by seq or If-Match; when the case has moved on it is refused and
// told by whom.
func TestMovesOfACaseThatHasMovedOn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 5)
		clerk, second := w.staffToken("zhoumin"), w.staffToken("wanglei")
		_, seen := w.call(clerk, "GET", "/api/v1/cases/"+number, nil)
		seq := seen["seq"].(float64)
		tag := fmt.Sprintf("%q", fmt.Sprint(seq))
		if status, r := w.call(clerk, "POST", "/api/v1/cases/"+number+"/events/accept", map[string]any{"seq": seq}); status != http.StatusOK || r["seq"] != seq+1 {
			w.t.Fatal(status, r)
		}
		stale := func(body map[string]any, headers ...string) {
			w.t.Helper()
			status, r := w.call(second, "POST", "/api/v1/cases/"+number+"/events/accept", body, headers...)
			w.problem(r, status, http.StatusConflict)
			if !strings.Contains(r["title"].(string), "周敏") {
				w.t.Error("not told who was faster:", r["title"])
			}
		}
		stale(map[string]any{"seq": seq})
		stale(map[string]any{}, "If-Match", tag)
		stale(map[string]any{}, "If-Match", "W/"+tag)
		status, r := w.call(second, "POST", "/api/v1/cases/"+number+"/events/accept", map[string]any{}, "If-Match", "yesterday's")
		w.problem(r, status, http.StatusUnprocessableEntity, "If-Match")

		res, err := http.NewRequest("GET", w.url+"/api/v1/cases/"+number, nil)
		if err != nil {
			w.t.Fatal(err)
		}
		res.Header.Set("Authorization", "Bearer "+clerk)
		answer, err := http.DefaultClient.Do(res)
		if err != nil {
			w.t.Fatal(err)
		}
		answer.Body.Close()
		if got := answer.Header.Get("ETag"); got != fmt.Sprintf("%q", fmt.Sprint(seq+1)) {
			w.t.Error("ETag", got)
		}
	})
}

// Who signs what another has done says what he has read: by seq or If-Match, and not what has changed since.
func TestASecondSignatureSaysWhatWasRead(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		complaint := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", complaint, "contact", "how", "phone", "reached", "yes", "text", "说明情况")
		w.do("zhuanxi1", complaint, "cannot", "aim", "none", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		refusal := w.apply(w.clientToken("apply read"), 3)
		w.do("zhoumin", refusal, "propose_refusal", "ground", "not_ours", "reason", "不归这里管", "basis", "《中华人民共和国行政许可法》第三十二条", "go_to", "税务局")
		for _, one := range []struct{ number, event, login, comments string }{
			{complaint, "agree", "zhuanxi2", "jianguan"}, {refusal, "refuse", "wanglei", "zhoumin"},
		} {
			token, path := w.staffToken(one.login), "/api/v1/cases/"+one.number
			act := func(body map[string]any, headers ...string) (int, map[string]any) {
				return w.call(token, "POST", path+"/events/"+one.event, body, headers...)
			}
			_, seen := w.call(token, "GET", path, nil)
			status, r := act(map[string]any{"input": map[string]string{}})
			w.problem(r, status, http.StatusUnprocessableEntity, "seq")
			w.do(one.comments, one.number, "comment", "text", "又补了一条")
			status, r = act(map[string]any{"seq": seen["seq"]})
			w.problem(r, status, http.StatusConflict)
			if status, r = act(map[string]any{}, "If-Match", fmt.Sprintf("%q", fmt.Sprint(seen["seq"].(float64)+1))); status != http.StatusOK {
				w.t.Errorf("%s, of what he has read: %d %v", one.event, status, r)
			}
		}
	})
}

// Every list has one envelope, and its pages put together are the whole.
func TestPagesMakeTheWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client := w.clientToken("apply")
	for n := range 7 {
		w.apply(client, n)
	}
	clerk := w.staffToken("zhoumin")
	pages := func(token, path string, limit int) (keys []string, total float64) {
		t.Helper()
		mark, join := "", "?"
		if strings.Contains(path, "?") {
			join = "&"
		}
		for range 2000 {
			at := fmt.Sprintf("%s%slimit=%d", path, join, limit)
			if mark != "" {
				at += "&after=" + mark
			}
			status, list := w.call(token, "GET", at, nil)
			items, ok := list["items"].([]any)
			if status != http.StatusOK || !ok || len(items) > limit {
				t.Fatal(at, status, list)
			}
			total, _ = list["total"].(float64)
			for _, it := range items {
				b, err := json.Marshal(it)
				if err != nil {
					t.Fatal(err)
				}
				keys = append(keys, string(b))
			}
			if mark, _ = list["next"].(string); mark == "" {
				return keys, total
			}
			if len(items) == 0 {
				t.Fatal("an empty page leads on:", at)
			}
		}
		t.Fatal(path, "has no end")
		return nil, 0
	}
	for _, c := range []struct {
		token, path string
		small, most int
	}{
		{"", "/api/v1/items", 50, 200},
		{"", "/api/v1/items?q=社保", 3, 200},
		{"", "/api/v1/items?kind=01&audience=1", 17, 200},
		{clerk, "/api/v1/inbox", 2, 200},
		{clerk, "/api/v1/inbox?kind=application", 3, 200},
	} {
		whole, total := pages(c.token, c.path, c.most)
		parts, _ := pages(c.token, c.path, c.small)
		seen := map[string]bool{}
		for _, k := range parts {
			if seen[k] {
				t.Errorf("%s: twice: %s", c.path, k)
			}
			seen[k] = true
		}
		if len(whole) == 0 || strings.Join(parts, "\n") != strings.Join(whole, "\n") || int(total) != len(whole) {
			t.Errorf("%s: %d in small pages, %d in large, total %v", c.path, len(parts), len(whole), total)
		}
	}
	status, regions := w.call("", "GET", "/api/v1/regions?parent=511400000000", nil)
	if items := regions["items"].([]any); status != http.StatusOK || len(items) != 6 || regions["total"] != 6.0 {
		t.Error(status, regions)
	}
	status, outlets := w.call("", "GET", "/api/v1/outlets?region=511425000000", nil)
	if items := outlets["items"].([]any); status != http.StatusOK || len(items) != 3 || items[0].(map[string]any)["open"] != true ||
		items[0].(map[string]any)["until"] != "2026-04-20T17:00:00+08:00" || !strings.Contains(fmt.Sprint(items[2]), "装修") {
		t.Error(status, outlets)
	}
	if _, open := w.call("", "GET", "/api/v1/outlets?region=511425000000&open=true", nil); open["total"] != 2.0 {
		t.Error(open)
	}
	if _, all := w.call("", "GET", "/api/v1/outlets", nil); all["total"] != 21.0 {
		t.Error(all)
	}
	if _, none := w.call("", "GET", "/api/v1/items?q=&dept=没有的局", nil); none["items"] == nil || none["total"] != 0.0 {
		t.Errorf("an empty list: %v", none)
	}
}

// What is wrong with a request is told in the words of people, field by field.
func TestProblems(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client, reader, clerk := w.clientToken("apply"), w.clientToken("read"), w.staffToken("zhoumin")
	narrow, err := w.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "邻县", Region: "511403000000", Scopes: "apply"})
	if err != nil {
		t.Fatal(err)
	}
	number := w.apply(client, 1)
	applicant := func(changes ...any) map[string]any {
		return but(petition(1)["applicant"].(map[string]any), changes...)
	}
	for _, c := range []struct {
		token, method, path string
		body                any
		want                int
		fields              string
	}{
		{client, "POST", "/api/v1/applications", map[string]any{}, 422, ""},
		{client, "POST", "/api/v1/applications", nil, 400, ""},
		{client, "POST", "/api/v1/applications", "not an object", 422, ""},
		{client, "POST", "/api/v1/applications", strings.Repeat("x", 2<<20), 413, ""},
		{client, "POST", "/api/v1/applications", but(petition(1), "nonsense", 1), 422, "nonsense"},
		{client, "POST", "/api/v1/applications", but(petition(1), "region", "51"), 422, "region"},
		{client, "POST", "/api/v1/applications", but(petition(1), "region", "519999000000"), 422, "region"},
		{client, "POST", "/api/v1/applications", but(petition(1), "delivery", "pigeon"), 422, "delivery"},
		{client, "POST", "/api/v1/applications", but(petition(1), "item", "no such"), 404, ""},
		{client, "POST", "/api/v1/applications", but(petition(1), "form", map[string]string{}), 422, "phone"},
		{client, "POST", "/api/v1/applications", but(petition(1), "applicant", applicant("id_no", "511402199003070011")), 422, "applicant.id_no"},
		{client, "POST", "/api/v1/applications", but(petition(1), "applicant", applicant("name", "", "id_no", "1")), 422, "applicant.name applicant.id_no"},
		{narrow, "POST", "/api/v1/applications", petition(1), 403, ""},
		{"", "POST", "/api/v1/applications", petition(1), 401, ""},
		{"wy_wrong", "POST", "/api/v1/applications", petition(1), 401, ""},
		{reader, "POST", "/api/v1/applications", petition(1), 403, ""},
		{client, "GET", "/api/v1/inbox", nil, 403, ""},
		{"", "GET", "/api/v1/items?limit=0", nil, 422, "query.limit"},
		{"", "GET", "/api/v1/items?limit=x", nil, 422, "query.limit"},
		{"", "GET", "/api/v1/items?after=x", nil, 422, "after"},
		{"", "GET", "/api/v1/items/none", nil, 404, ""},
		{"", "GET", "/api/v1/regions?parent=1", nil, 422, "region"},
		{"", "GET", "/api/v1/regions?parent=519999000000", nil, 404, ""},
		{"", "GET", "/api/v1/outlets?region=1", nil, 422, "region"},
		{"", "GET", "/api/v1/outlets?region=519999000000", nil, 404, ""},
		{"", "GET", "/api/v1/checklists/1", nil, 404, ""},
		{"", "GET", "/api/v1/nothing", nil, 404, ""},
		{"", "DELETE", "/api/v1/items", nil, 405, ""},
		{"", "GET", "/api/v1/cases/" + number, nil, 401, ""},
		{"", "GET", "/api/v1/cases/" + number + "?code=000000", nil, 401, ""},
		{clerk, "GET", "/api/v1/cases/1", nil, 422, "number"},
		{clerk, "GET", "/api/v1/inbox?lamp=blue", nil, 422, "query.lamp"},
		{clerk, "GET", "/api/v1/inbox?after=x", nil, 422, "after"},
		{clerk, "POST", "/api/v1/cases/" + number + "/events/correct", map[string]any{"input": map[string]string{}}, 422, "points what"},
		{clerk, "POST", "/api/v1/cases/" + number + "/events/dance", map[string]any{}, 404, ""},
	} {
		status, r := w.call(c.token, c.method, c.path, c.body)
		if status != c.want {
			t.Logf("%s %s", c.method, c.path)
		}
		w.problem(r, status, c.want, strings.Fields(c.fields)...)
	}
}

// Query codes are for people at their own browsers: to programs they open nothing, right or wrong. After too many guesses a browser is told
// when to come back.
func TestQueryCodesOpenNothingToPrograms(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 1)
		for _, code := range []string{"nothing", w.queryCode(w.caseOf(number).ID)} {
			status, r := w.call("", "GET", "/api/v1/cases/"+number+"?code="+code, nil)
			w.problem(r, status, http.StatusUnauthorized)
		}
		z := w.citizen()
		for range 10 {
			z.post("/track", "number", number, "code", "AAAA-AAAA").is(http.StatusUnprocessableEntity)
		}
		z.post("/track", "number", number, "code", "AAAA-AAAA").is(http.StatusTooManyRequests)
		if status, _ := w.call(w.clientToken("read"), "GET", "/api/v1/cases/"+number, nil); status != http.StatusOK {
			w.t.Error("a token needs no code:", status)
		}
		filer := w.clientToken("apply") // sees what it filed, and nothing else; the code goes to the person alone
		status, own := w.call(filer, "POST", "/api/v1/applications", petition(5))
		if text := fmt.Sprint(own); status != http.StatusCreated || strings.Contains(text, "query_code") || strings.Contains(text, w.queryCode(w.caseOf(own["number"].(string)).ID)) {
			w.t.Errorf("%d %s", status, text)
		}
		if status, k := w.call(filer, "GET", "/api/v1/cases/"+own["number"].(string), nil); status != http.StatusOK || k["state"] != "received" {
			w.t.Errorf("what it filed: %d %v", status, k)
		}
		if status, _ := w.call(filer, "GET", "/api/v1/cases/"+number, nil); status != http.StatusNotFound {
			w.t.Errorf("what another filed: %d", status)
		}
	})
}
