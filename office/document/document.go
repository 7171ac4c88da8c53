// Package document makes the papers of a case (文书): notices of receipt and acceptance, of what is to
// be corrected, decisions, promises. A paper is made once, in the transaction of the event it belongs
// to, from the template that is valid that day; what stands on it does not change afterwards. It has a
// number of its own: organ, mark, year and serial. One that is not counted — a receipt — has no mark
// and bears the number of its case.
//
// Rules: 行政许可法 arts. 32 and 38 (acceptance and refusal are in writing, sealed and dated; a refusal
// gives reasons and the remedies).
package document

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/notice"
)

// Template is one version of a paper's text. Each line of the body is a paragraph; {names} are filled
// in; a paragraph whose {names} are all empty is left out.
type Template struct {
	Code      string
	Version   int64
	Title     string
	Mark      string // in the number: 受, 补, 决; none: the papers are not counted
	Body      string
	ValidFrom calendar.Day
	Editor    string
}

// Document is a paper of a case.
type Document struct {
	CaseID     int64
	No         int64
	Code       string
	Version    int64
	Number     string // 东坡人社受〔2026〕12号, or that of the case
	Title      string
	Organ      string
	BodySealed string
	Hash       string // of the text
	ByName     string
	At         int64
}

// Is reports whether the paper was made from the template of a code, or from that of one of its branches (approval.service).
func (d Document) Is(code string) bool { return d.Code == code || strings.HasPrefix(d.Code, code+".") }

// Desk makes and shows papers.
type Desk struct {
	Hole func(code string, names []string) // told of a paper that is written with an empty place; nil: nobody

	db    *db.DB
	now   func() time.Time
	keys  *gm.Keys
	texts atomic.Pointer[map[string][]Template]
}

// New makes a desk; Load reads its templates.
func New(d *db.DB, now func() time.Time, keys *gm.Keys) *Desk {
	return &Desk{db: d, now: now, keys: keys}
}

// Load reads the templates, again after a change.
func (k *Desk) Load(ctx context.Context) error {
	list, err := templates(ctx, k.db)
	m := map[string][]Template{}
	for _, t := range list {
		m[t.Code] = append(m[t.Code], t)
	}
	k.texts.Store(&m)
	return err
}

const sealBody = "document body"

// Organ is who signs a paper.
type Organ struct {
	Name   string // in full, as the law knows it: 某市某区人力资源和社会保障局
	Code   string // by which its papers are counted
	Short  string // how numbers call it: 东坡人社
	Review string // who hears a reconsideration against its decisions
	Court  string // who hears a suit
}

// Of says of which case a paper is. No is its number there where the caller knows that it is the next, as when he has just opened
// the case; 0 is the next.
type Of struct{ Case, No int64 }

// Write makes a paper of a case and returns it, signed by an organ. Where there is a template of the code for the
// word "branch" (denial.service), it is made from that. The word "number" is the number of the case; with the word
// "party_signs" a party signs and not the organ.
func (k *Desk) Write(ctx context.Context, tx *db.DB, of Of, code string, o Organ, by string, words map[string]string) (Document, error) {
	now := k.now()
	words = maps.Clone(words)
	if words == nil {
		words = map[string]string{}
	}
	words["organ"], words["review_organ"], words["court"] = o.Name, o.Review, o.Court
	if b := code + "." + words["branch"]; len((*k.texts.Load())[b]) > 0 {
		code = b
	}
	t, err := k.template(code, calendar.DayOf(now))
	if err != nil {
		return Document{}, err
	}
	if of.No == 0 {
		if of.No, err = nextNo(ctx, tx, of.Case); err != nil {
			return Document{}, err
		}
	}
	t.Title, t.Mark = notice.Fill(t.Title, words), notice.Fill(t.Mark, words)
	body, holes := fill(t.Body, words)
	if len(holes) > 0 && k.Hole != nil {
		k.Hole(code, holes)
	}
	d := Document{
		CaseID: of.Case, No: of.No, Code: code, Version: t.Version, Title: t.Title, Organ: o.Name, Number: words["number"],
		BodySealed: k.keys.Seal(body, sealBody), ByName: by, At: now.UnixMilli(),
	}
	if t.Mark != "" {
		year := now.In(calendar.Zone).Year()
		serial, err := nextSerial(ctx, tx, o.Code, t.Mark, year)
		if err != nil {
			return d, err
		}
		d.Number = fmt.Sprintf("%s%s〔%d〕%d号", o.Short, t.Mark, year, serial)
	}
	if words["party_signs"] != "" {
		d.Organ = "" // it is signed by a party, and bears no seal
	}
	d.Hash = sum(d, body)
	return d, insert(ctx, tx, d)
}

func (k *Desk) template(code string, on calendar.Day) (Template, error) {
	var best Template
	for _, t := range (*k.texts.Load())[code] {
		if t.ValidFrom <= on && t.Version > best.Version {
			best = t
		}
	}
	if best.Version == 0 {
		return best, fmt.Errorf("no document template %q", code)
	}
	return best, nil
}

// fill fills the body in and leaves out the paragraphs that came to nothing; holes are the names that lack in
// those that did not.
func fill(body string, words map[string]string) (text string, holes []string) {
	var out []string
	for _, p := range strings.Split(strings.TrimSpace(body), "\n") {
		if strings.Contains(p, "{") && notice.Empty(p, words) {
			continue
		}
		holes = append(holes, notice.Missing(p, words)...)
		out = append(out, notice.Fill(p, words))
	}
	return strings.Join(out, "\n"), holes
}

// Short is a department's name as it stands in numbers: without 市, 县, 区 and 局 at their places.
func Short(organ string) string {
	for _, cut := range []string{"局", "中心"} {
		organ = strings.TrimSuffix(organ, cut)
	}
	for _, cut := range []string{"市", "县", "区"} {
		if head, tail, ok := strings.Cut(organ, cut); ok && head != "" && tail != "" {
			return head + tail
		}
	}
	return organ
}

func sum(d Document, body string) string {
	return gm.HashString(fmt.Sprintf("%d|%d|%s|%d|%s|%s|%s", d.CaseID, d.No, d.Code, d.Version, d.Number, d.Title, body))
}

// OfCase lists the papers of a case in the order in which they were made.
func (k *Desk) OfCase(ctx context.Context, id int64) ([]Document, error) {
	return ofCase(ctx, k.db, id)
}

// Latest is the number of the newest paper of a code, or of a branch of it, in a case; "" if there is none.
func (k *Desk) Latest(ctx context.Context, tx *db.DB, caseID int64, code string) (string, error) {
	list, err := ofCase(ctx, tx, caseID)
	for _, d := range slices.Backward(list) {
		if d.Is(code) {
			return d.Number, err
		}
	}
	return "", err
}

// Find returns a paper.
func (k *Desk) Find(ctx context.Context, caseID, no int64) (Document, error) {
	d, err := find(ctx, k.db, caseID, no)
	if errors.Is(err, db.ErrNone) {
		return d, fail.NotFound("没有这份文书")
	}
	return d, err
}

// printedCode is a query code on a paper of an older program. Papers lie with the case, and the code is its holder's alone.
var printedCode = regexp.MustCompile(`(查询密码 ?)[0-9]{6}`)

// Text opens a paper's paragraphs. One whose text no longer fits its hash is an error.
func (k *Desk) Text(d Document) ([]string, error) {
	body, err := k.keys.Open(d.BodySealed, sealBody)
	if err != nil {
		return nil, err
	}
	if sum(d, body) != d.Hash {
		return nil, fmt.Errorf("document %d/%d: the text has changed", d.CaseID, d.No)
	}
	return strings.Split(printedCode.ReplaceAllString(body, "${1}见短信或查询单"), "\n"), nil
}

// Templates lists all templates with all versions.
func (k *Desk) Templates(ctx context.Context) ([]Template, error) { return templates(ctx, k.db) }

// Preview is a template's paragraphs with the words filled in.
func Preview(t Template, words map[string]string) []string {
	text, _ := fill(t.Body, words)
	return strings.Split(text, "\n")
}

// AddTemplate stores a template as the next version of its code, unless it says what the newest says or somebody else
// has edited that.
func AddTemplate(ctx context.Context, tx *db.DB, t Template) error {
	list, err := versions(ctx, tx, t.Code)
	if err != nil {
		return err
	}
	if n := len(list); n > 0 {
		newest := list[n-1]
		if newest.Editor != t.Editor || newest.Title == t.Title && newest.Mark == t.Mark && newest.Body == t.Body {
			return nil
		}
		t.Version = newest.Version + 1
	}
	return putTemplate(ctx, tx, t)
}

// PutTemplate stores a version of a template.
func PutTemplate(ctx context.Context, tx *db.DB, t Template) error { return putTemplate(ctx, tx, t) }
