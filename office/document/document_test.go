package document_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/document"
)

type office struct {
	*document.Desk
	db  *db.DB
	now time.Time
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	o := &office{}
	clock := func() time.Time { return o.now }
	dbtest.Each(t, clock, []db.Migrations{document.Schema()}, func(t *testing.T, d *db.DB) {
		keys, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
		if err != nil {
			t.Fatal(err)
		}
		o.now, o.db, o.Desk = time.Date(2026, 12, 31, 23, 30, 0, 0, calendar.Zone), d, document.New(d, clock, keys)
		for _, tpl := range []document.Template{
			{Code: "accept", Version: 1, Title: "受理通知书", Mark: "受", Body: "{name}：\n您的申请已受理。\n邮寄到{street}，{person}收。\n\n附：{list}", ValidFrom: 20260101},
			{Code: "accept", Version: 2, Title: "受理通知书", Mark: "受", Body: "新的一版：{name}", ValidFrom: 20270101},
			{Code: "receipt", Version: 1, Title: "收件凭证", Body: "{name}", ValidFrom: 20260101},
			{Code: "refuse", Version: 1, Title: "不予受理决定书", Mark: "不受", Body: "{name}", ValidFrom: 20260101},
		} {
			if err := document.PutTemplate(t.Context(), d, tpl); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		test(t, o)
	})
}

func (o *office) write(t *testing.T, caseID int64, code, organ, organCode string, words map[string]string) document.Document {
	t.Helper()
	var d document.Document
	err := o.db.Tx(t.Context(), func(tx *db.DB) (err error) {
		d, err = o.Write(t.Context(), tx, document.Of{Case: caseID}, code, document.Organ{Name: organ, Code: organCode, Short: document.Short(organ)}, "周敏", words)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Who has opened a case knows the number of its first paper; those after it are counted.
func TestTheNumberOfAPaperInItsCase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			for _, c := range []struct{ given, want int64 }{{1, 1}, {2, 2}, {0, 3}} {
				d, err := o.Write(t.Context(), tx, document.Of{Case: 7, No: c.given}, "accept", document.Organ{Name: "东坡区人社局", Code: "511402-01"}, "周敏", nil)
				if err != nil || d.No != c.want {
					t.Errorf("given %d: %d, %v", c.given, d.No, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Each organ counts its papers by mark and year, from 1, without gaps.
func TestNumbers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for i, c := range []struct {
			code, organ, organCode, want string
			later                        time.Duration
		}{
			{"accept", "东坡区人社局", "511402-01", "东坡人社受〔2026〕1号", 0},
			{"accept", "东坡区人社局", "511402-01", "东坡人社受〔2026〕2号", 0},
			{"refuse", "东坡区人社局", "511402-01", "东坡人社不受〔2026〕1号", 0},
			{"accept", "彭山区人社局", "511403-01", "彭山人社受〔2026〕1号", 0},
			{"accept", "眉州市政务服务和数据局", "511400-01", "眉州政务服务和数据受〔2026〕1号", 0},
			{"accept", "洪雅县不动产登记中心", "511423-02", "洪雅不动产登记受〔2026〕1号", 0},
			{"accept", "东坡区人社局", "511402-01", "东坡人社受〔2027〕1号", time.Hour}, // a new year in China
			{"refuse", "东坡区人社局", "511402-01", "东坡人社不受〔2027〕1号", 0},
		} {
			o.now = o.now.Add(c.later)
			if d := o.write(t, int64(100+i), c.code, c.organ, c.organCode, nil); d.Number != c.want || d.No != 1 {
				t.Errorf("%s, want %s; the %d. of the case", d.Number, c.want, d.No)
			}
		}
	})
}

// A paper without a mark takes no number from the organ: it bears that of its case.
func TestReceiptsAreNotCounted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for no, code := range []string{"receipt", "accept", "receipt"} {
			d := o.write(t, 7, code, "东坡区人社局", "511402-01", map[string]string{"number": "5114 02 7"})
			want := map[string]string{"receipt": "5114 02 7", "accept": "东坡人社受〔2026〕1号"}[code]
			if _, err := o.Text(d); err != nil || d.Number != want || d.No != int64(no+1) {
				t.Errorf("%d. %s, want %s, %v", d.No, d.Number, want, err)
			}
		}
	})
}

// Papers written at the same moment have different numbers, and one that was undone leaves no gap.
func TestNumbersHaveNoGaps(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var mu sync.Mutex
		var got []string
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				err := o.db.Tx(t.Context(), func(tx *db.DB) error {
					d, err := o.Write(t.Context(), tx, document.Of{Case: int64(i + 1)}, "accept", document.Organ{Name: "东坡区人社局", Code: "511402-01", Short: "东坡人社"}, "周敏", nil)
					if err != nil {
						return err
					}
					if i%4 == 0 {
						return fail.Conflict("undone")
					}
					mu.Lock()
					defer mu.Unlock()
					got = append(got, d.Number)
					return nil
				})
				if err != nil && !fail.Is(err, fail.KindConflict) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for n := 1; n <= 15; n++ {
			if want := fmt.Sprintf("东坡人社受〔2026〕%d号", n); !slices.Contains(got, want) {
				t.Errorf("%s is missing in %v", want, got)
			}
		}
		if len(got) != 15 {
			t.Errorf("%v", got)
		}
	})
}

// A paragraph with nothing to say is left out; the version is that of the day; what was written stays.
func TestText(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.write(t, 7, "accept", "东坡区人社局", "511402-01", map[string]string{"name": "张晓梅", "street": "三苏路", "person": ""})
		text, err := o.Text(d)
		if want := []string{"张晓梅：", "您的申请已受理。", "邮寄到三苏路，收。", ""}; err != nil || !slices.Equal(text, want) {
			t.Errorf("%q %v", text, err)
		}
		if strings.Contains(d.BodySealed, "张晓梅") {
			t.Error("the text is not sealed")
		}
		bare := o.write(t, 7, "accept", "东坡区人社局", "511402-01", nil)
		if text, err = o.Text(bare); err != nil || !slices.Equal(text, []string{"您的申请已受理。", ""}) || bare.No != 2 {
			t.Errorf("%q %v", text, err)
		}
		o.now = o.now.Add(time.Hour)
		if next := o.write(t, 7, "accept", "东坡区人社局", "511402-01", map[string]string{"name": "李"}); next.Version != 2 {
			t.Errorf("%+v", next)
		}
		kept, err := o.Find(t.Context(), 7, 1)
		if err != nil || kept != d {
			t.Errorf("%+v %v", kept, err)
		}
		if _, err := o.Find(t.Context(), 7, 9); !fail.Is(err, fail.KindNotFound) {
			t.Error(err)
		}
		err = o.db.Tx(t.Context(), func(tx *db.DB) error {
			_, err := o.Write(t.Context(), tx, document.Of{Case: 7}, "no such", document.Organ{}, "", nil)
			return err
		})
		if err == nil {
			t.Error("a paper without a template")
		}
	})
}

// Whatever is changed on a paper afterwards is noticed when it is opened.
func TestHash(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.write(t, 7, "accept", "东坡区人社局", "511402-01", map[string]string{"name": "张晓梅"})
		other := o.write(t, 8, "accept", "东坡区人社局", "511402-01", map[string]string{"name": "李小龙"})
		for name, spoil := range map[string]func(*document.Document){
			"text":    func(d *document.Document) { d.BodySealed = other.BodySealed },
			"number":  func(d *document.Document) { d.Number = other.Number },
			"title":   func(d *document.Document) { d.Title = "准予决定书" },
			"case":    func(d *document.Document) { d.CaseID = 8 },
			"version": func(d *document.Document) { d.Version = 2 },
			"hash":    func(d *document.Document) { d.Hash = other.Hash },
		} {
			spoiled := d
			spoil(&spoiled)
			if _, err := o.Text(spoiled); err == nil {
				t.Errorf("another %s is not noticed", name)
			}
		}
	})
}
