package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"wuyou/kit/db"
)

// call1 is a call of a batch.
func call1(id, key, path string, body any) map[string]any {
	return map[string]any{"id": id, "key": key, "path": path, "body": body}
}

// batch sends calls and returns the status and the body of each.
func (w *world) batch(token string, calls ...map[string]any) (statuses []int, bodies []map[string]any) {
	w.t.Helper()
	status, said := w.call(token, "POST", "/api/v1/batch", map[string]any{"calls": calls})
	list, _ := said["results"].([]any)
	if status != http.StatusOK || len(list) != len(calls) {
		w.t.Fatal(status, said)
	}
	for i, one := range list {
		one := one.(map[string]any)
		if id, _ := one["id"].(string); id != calls[i]["id"] {
			w.t.Errorf("%d: %v", i, one)
		}
		b, _ := one["body"].(map[string]any)
		statuses, bodies = append(statuses, int(one["status"].(float64))), append(bodies, b)
	}
	return statuses, bodies
}

// cases is how many cases stand.
func (w *world) cases() int {
	w.t.Helper()
	n, err := db.One[int](context.Background(), w.DB, `SELECT COUNT(*) FROM cases`)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// verified fails where the ledger does not verify.
func (w *world) verified() {
	w.t.Helper()
	w.tick()
	if v, err := w.Ledger.Verify(context.Background()); err != nil || len(v.Faults) > 0 {
		w.t.Errorf("%+v %v", v.Faults, err)
	}
}

// A batch is done in order, each call with the answer, the rights and the key of a single one; what fails undoes nothing of another's.
func TestABatch(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply")
		const apply = "/api/v1/applications"
		var calls []map[string]any
		for i := range 120 { // three groups
			body := petition(i)
			if i%40 == 7 {
				body = but(body, "region", "519999000000")
			}
			calls = append(calls, call1(fmt.Sprint("c", i), fmt.Sprint("key ", i), apply, body))
		}
		calls = append(calls,
			call1("x", "key 3", apply, petition(4)), // the key of another request
			call1("y", "", "/api/v1/items", map[string]any{}), call1("", "", "/api/v1/batch", map[string]any{}),
			call1("", "", "//example.com/api/v1/applications", petition(1)), call1("", "", apply, "no object"),
			call1("", "", "/api/v1/openings/consultation", map[string]any{"input": map[string]any{"about": "社保卡补办"}})) // of staff
		want := []int{409, 404, 404, 404, 422, 403}
		statuses, first := w.batch(client, calls...)
		numbers := map[any]bool{}
		for i, status := range statuses {
			switch {
			case i >= 120 && status != want[i-120], i < 120 && i%40 == 7 && status != 422, i < 120 && i%40 != 7 && status != 201:
				t.Errorf("%d: %d %v", i, status, first[i])
			case status == 201:
				numbers[first[i]["number"]] = true
			}
		}
		if len(numbers) != 117 {
			t.Errorf("%d cases", len(numbers))
		}
		statuses, again := w.batch(client, calls...) // the whole once more
		for i := range 120 {
			if i%40 != 7 && (statuses[i] != 200 || again[i]["again"] != true || again[i]["number"] != first[i]["number"]) {
				t.Errorf("%d: %d %v", i, statuses[i], again[i])
			}
		}
		if n := w.cases(); n != 117 {
			t.Errorf("%d cases stand", n)
		}
		w.verified()
	})
}

// A call names the case of an earlier one; where that failed it is not tried. An event has a key as well.
func TestABatchRefersToItsCases(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply"), 5)
		clerk := w.staffToken("zhoumin")
		calls := []map[string]any{
			call1("a", "1", "/api/v1/openings/consultation", map[string]any{"input": map[string]any{"about": "社保卡补办"}}),
			call1("b", "2", "/api/v1/openings/consultation", map[string]any{"input": map[string]any{}}),
			call1("c", "3", "/api/v1/cases/{a}/events/nothing", map[string]any{}),
			call1("d", "4", "/api/v1/cases/{b}/events/accept", map[string]any{}),
			call1("e", "5", "/api/v1/cases/{z}/events/accept", map[string]any{}),
			call1("f", "6", "/api/v1/cases/{f}/events/accept", map[string]any{}),
			call1("g", "7", "/api/v1/cases/"+number+"/events/accept", map[string]any{"note": "收到"}),
			call1("h", "8", "/api/v1/cases/{g}/events/accept", map[string]any{}), // it has moved on
			call1("i", "", "/api/v1/applications", petition(1)),                  // a token of staff does not apply
		}
		statuses, said := w.batch(clerk, calls...)
		if got := fmt.Sprint(statuses); got != "[201 422 404 424 422 422 200 409 403]" {
			t.Errorf("%s %v", got, said)
		}
		statuses, said = w.batch(clerk, calls...)
		if got := fmt.Sprint(statuses); got != "[201 422 404 424 422 422 200 409 403]" || said[0]["again"] != true || said[6]["again"] != true {
			t.Errorf("%s %v", got, said)
		}
		status, one := w.call(clerk, "POST", "/api/v1/cases/"+number+"/events/accept", map[string]any{"note": "别的"}, "Idempotency-Key", "7")
		w.problem(one, status, http.StatusConflict)
		w.verified()
	})
}

// What is wrong with a batch as a whole is told before anything is done.
func TestABatchThatIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client := w.clientToken("apply")
	w.limit("batch.calls", 2)
	for _, c := range []struct {
		body   any
		want   int
		fields string
	}{
		{map[string]any{"calls": []any{}}, 422, "calls"},
		{map[string]any{}, 422, ""},
		{map[string]any{"calls": []any{call1("a", "", "/", 1), call1("b", "", "/", 1), call1("c", "", "/", 1)}}, 422, "calls"},
		{map[string]any{"calls": []any{call1("a", "", "/", 1), call1("a", "", "/", 1)}}, 422, "calls[1].id"},
		{map[string]any{"calls": []any{map[string]any{"id": "a"}}}, 422, ""},
	} {
		status, said := w.call(client, "POST", "/api/v1/batch", c.body)
		w.problem(said, status, c.want, strings.Fields(c.fields)...)
	}
	status, said := w.call(w.clientToken("read"), "POST", "/api/v1/batch", map[string]any{"calls": []any{call1("a", "", "/", 1)}})
	w.problem(said, status, http.StatusForbidden)
	if n := w.cases(); n != 0 {
		t.Errorf("%d cases", n)
	}
}
