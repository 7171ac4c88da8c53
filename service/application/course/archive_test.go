package course_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// pack is the package of a case, by the names of its entries.
func (h *hall) pack(k flow.Case) map[string]string {
	h.T.Helper()
	f, err := h.Files.Find(h.T.Context(), h.load(k).Archive)
	if err != nil {
		h.T.Fatal(err)
	}
	r, err := h.Files.Open(f)
	if err != nil {
		h.T.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		h.T.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		h.T.Fatal(err)
	}
	of := map[string]string{}
	for _, entry := range z.File {
		in, err := entry.Open()
		if err != nil {
			h.T.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			h.T.Fatal(err)
		}
		of[entry.Name] = string(text)
	}
	return of
}

// A finished case is put away by itself, once, in a package whose hash stands in the ledger.
func TestPutAway(t *testing.T) {
	each(t, func(h *hall) {
		k := h.finished()
		if h.load(k).Archive != 0 {
			h.T.Error("it is put away before its transaction is over")
		}
		h.Tick()
		h.Tick()
		if n := h.happened(k, "archive"); n != 1 {
			h.T.Fatalf("put away %d times", n)
		}
		f, err := h.Files.Find(h.T.Context(), h.load(k).Archive)
		if err != nil || h.event(k, "archive").Note != "归档包 SM3 "+f.Hash || f.Name != k.Number()+".zip" {
			h.T.Errorf("%q %+v %v", h.event(k, "archive").Note, f, err)
		}
		waits := func() int64 {
			n, err := db.One[int64](h.T.Context(), h.DB, `SELECT COUNT(*) FROM jobs WHERE kind = 'archive'`)
			if err != nil {
				h.T.Fatal(err)
			}
			return n
		}
		before := waits()
		h.clerk.Do(k, "comment", "text", "已归档")
		if n := waits(); n != before { // nothing that happens to it afterwards asks for it again
			h.T.Errorf("%d jobs more", n-before)
		}
		h.Sound()
	})
}

// The package has all that the applicant said in the clear and how the matter was handled, by itself readable; what did not come to its end
// has none.
func TestWhatIsPutAway(t *testing.T) {
	h := lite(t)
	k := h.accepted(by("courier"), throughProxy, later, func(sub *course.Submission) { sub.Form["stall"] = "甲 3 号" })
	h.clerk.Do(k, "settle_debt", "debt", "1")
	h.reviewer.Do(k, "sign", yes...)
	h.head.Do(k, "approve")
	h.issuer.Do(k, "make", made...)
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM1")
	h.output.Do(k, "signed", "receiver", party)
	if _, err := h.Try(people.TheOffice, h.accepted(), "archive", "file", "1", "hash", "x"); err == nil {
		t.Error("an open case is put away")
	}
	h.Tick()
	pack := h.pack(k)
	var r struct {
		Number, Item, Organ, Region, Channel, Result, Applicant, Delivery string
		ItemCode                                                          string `json:"item_code"`
		Version                                                           int64  `json:"item_version"`
		OpenedAt                                                          string `json:"opened_at"`
		ClosedAt                                                          string `json:"closed_at"`
		Agent                                                             *course.Proxy
		Address                                                           *course.Address
		Form                                                              []struct{ Name, Label, Value string }
		Materials                                                         []course.Handed
		Signed                                                            []course.Signature
		Debts                                                             []course.Debt
		Outcome                                                           course.Result
	}
	if err := json.Unmarshal([]byte(pack["data/application.json"]), &r); err != nil {
		t.Fatal(err)
	}
	if r.Number != k.Number() || r.Item != k.Title || r.ItemCode != "LICENCE" || r.Version == 0 ||
		r.Organ != "云和市东岸区人力资源和社会保障局" || r.Region != "519902000000" || r.Channel != flow.ByAPI ||
		r.Result != course.Approved || r.Applicant != party || r.Delivery != "courier" ||
		r.OpenedAt != "2026-04-20T09:30:00+08:00" || r.ClosedAt != "2026-04-20T09:30:00+08:00" {
		t.Errorf("%+v", r)
	}
	if r.Agent == nil || r.Agent.Name != proxy || r.Address == nil || r.Address.Street != "东岸区红星路 8 号" ||
		len(r.Form) != 2 || r.Form[0].Value != phone || r.Form[1].Label != "摊位" ||
		r.Form[1].Value != "甲 3 号" || len(r.Materials) != 3 || len(r.Signed) != 1 || len(r.Debts) != 1 ||
		r.Debts[0].Settled == 0 || r.Outcome.Number != "云河〔2026〕18号" {
		t.Errorf("%+v", r)
	}
	says(t, pack["data/item.json"], "LICENCE", "住所使用证明")
	says(t, pack["manifest.json"], `"retention": "D30"`) // as a permission, not as other applications
	says(t, h.staffPage(h.output, k), "下载归档包 /desk/archive/"+k.Number())
	silent(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "归档包")

	bare := h.finished()
	h.Tick()
	text := h.pack(bare)["data/application.json"]
	silent(t, text, `"agent"`, `"address"`, `"debts"`)
	refused := h.owner(h.filed(), "withdraw")
	card := h.fetched(h.waits())
	h.Tick()
	if h.load(refused).Archive != 0 {
		t.Error("what was withdrawn is put away")
	}
	says(t, h.pack(card)["manifest.json"], `"retention": "D10"`)

	h.senior.Do(k, "propose_revocation", forged...) // put away once, whatever becomes of it
	h.head.Do(h.owner(k, "defend", "text", "x"), "uphold", "reason", "属实")
	h.Tick()
	if n := h.happened(k, "archive"); n != 1 {
		t.Errorf("put away %d times", n)
	}
	h.Sound()
}

// What cannot be read is not put away.
func TestWhatCannotBeReadIsNotPutAway(t *testing.T) {
	h := lite(t)
	k := h.finished()
	if err := h.DB.Exec(t.Context(), `UPDATE applications SET form_sealed = 'k0000.AAAA' WHERE case_id = $1`, k.ID); err != nil {
		t.Fatal(err)
	}
	h.Tick()
	if h.load(k).Archive != 0 || h.happened(k, "archive") != 0 {
		t.Error("a package without what the applicant said was made")
	}
	for f, err := range h.Files.All(t.Context()) {
		if err != nil || strings.HasSuffix(f.Name, ".zip") {
			t.Errorf("it lies there all the same: %+v %v", f, err)
		}
	}
	if _, err := h.Try(people.TheOffice, k, "archive", "file", "1", "hash", "x"); !fail.Is(err, fail.KindConflict) ||
		!strings.Contains(err.Error(), "无法读取") {
		t.Errorf("%v", err)
	}
}

// What has no term of its own is kept as applications are, so that theirs stays whatever else is taken away.
func TestTheTermOfAllApplicationsStays(t *testing.T) {
	h := lite(t)
	rows := []form.Values{{"matter": course.Kind + ".01"}}
	check := h.Archive.Terms().Check
	if err := check(t.Context(), h.DB, rows, 20260420); !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), course.Kind) {
		t.Errorf("without it: %v", err)
	}
	if err := check(t.Context(), h.DB, append(rows, form.Values{"matter": course.Kind}), 20260420); err != nil {
		t.Errorf("with it: %v", err)
	}
}
