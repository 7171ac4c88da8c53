package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestLedgersAnswerAsDescribed asks every ledger of the API for its rows and compares them with the description: the
// columns, each of its type.
func TestLedgersAnswerAsDescribed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	window := w.staffToken("zhoumin")
	opening := map[string]any{"input": map[string]any{"about": "社保卡补办"}}
	if status, said := w.call(window, "POST", "/api/v1/openings/consultation", opening); status != http.StatusCreated {
		t.Fatal(status, said)
	}
	b, err := w.API.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	type kind struct {
		Type       string
		Required   []string
		Items      *kind
		Properties map[string]*kind
	}
	var spec struct {
		Paths map[string]struct {
			Get struct {
				Responses map[string]struct {
					Content map[string]struct{ Schema kind }
				}
			}
		}
	}
	if err := json.Unmarshal(b, &spec); err != nil {
		t.Fatal(err)
	}
	types := map[string]string{"string": "string", "integer": "float64"} // of JSON, as Go decodes it
	tokens := []string{window}
	for _, login := range []string{"jianguan", "fabu", "xitong", "anquan", "shenji"} { // whatever a list is for, one of them has its page
		tokens = append(tokens, w.staffToken(login))
	}
	rows := map[string]int{}
	for path, item := range spec.Paths {
		name, ok := strings.CutPrefix(path, "/api/v1/ledgers/")
		if !ok {
			continue
		}
		described := item.Get.Responses["200"].Content["application/json"].Schema.Properties["items"].Items
		status, said := 0, map[string]any{}
		for _, token := range tokens {
			if status, said = w.call(token, "GET", path, nil); status != http.StatusForbidden {
				break
			}
		}
		if name == "advice-matters" && status == http.StatusNotFound { // it is of one thing that was found, and nothing was
			continue
		}
		items, ok := said["items"].([]any)
		if status != http.StatusOK || !ok {
			t.Errorf("%s: %d %v", name, status, said)
		}
		for _, one := range items {
			row := one.(map[string]any)
			if len(row) != len(described.Required) || len(row) != len(described.Properties) {
				t.Errorf("%s: %v, described %v", name, row, described.Required)
			}
			for key, value := range row {
				p := described.Properties[key]
				if got := fmt.Sprintf("%T", value); p == nil || types[p.Type] != got {
					t.Errorf("%s: %s is %v, a %s", name, key, value, got)
				}
			}
		}
		rows[name] = len(items)
	}
	if rows["consultations"] != 1 {
		t.Errorf("rows: %v", rows)
	}
}
