package consultation_test

import (
	"net/http"
	"testing"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/consultation"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service { return []door.Service{consultation.New(o)} }}

func TestMain(m *testing.M) { town.Main(m) }

const path = "/desk/consultations"

// What a window answers is written down once, however often it is sent; only who wrote it sees it, and what is wrong is said beside
// the field.
func TestWhatAWindowAnswers(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		window := people.Post{Role: people.Window, Region: officetest.Township}
		clerk, other := c.Staff("周敏", window), c.Staff("何雪", window)
		key := clerk.Get(path).Is(http.StatusOK, "还没有记过咨询").Key()
		clerk.Post(path, "at", "consultation", "key", key, "about", "").Is(http.StatusUnprocessableEntity, "咨询什么")
		clerk.Post(path, "at", "consultation", "key", key, "about", "残疾人证", "phone", "13900000001").Is(http.StatusUnprocessableEntity, "姓名")
		for range 2 {
			clerk.Post(path, "at", "consultation", "key", key, "about", "教师资格认定", "answer", "告知条件和材料").Is(http.StatusOK, "咨询：教师资格认定")
		}
		other.Get(path).Is(http.StatusOK, "还没有记过咨询")
		c.Staff("监管", people.Post{Role: people.Supervisor, Region: officetest.Whole}).Get(path).Is(http.StatusForbidden)
		n, err := db.One[int64](t.Context(), c.DB, `SELECT COUNT(*) FROM cases WHERE kind = $1 AND closed_at > 0`, consultation.Kind)
		if err != nil || n != 1 {
			t.Errorf("%d consultations: %v", n, err)
		}
		c.Sound()
	})
}
