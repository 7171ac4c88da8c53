package application

import (
	"archive/zip"
	"bytes"
	"context"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// A finished case is put away as one package (一事一档): its papers as pages that print by themselves,
// what was handed in, its data with the item's text of the time, and its ledger. The manifest has the
// SM3 of every entry; the ledger has that of the package. Personal answers stay sealed in it.

const archiveJob = "archive"

// queueArchive has a case put away, in the transaction in which it finishes.
func (s *Service) queueArchive(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.Case.State != finished || c.From == finished {
		return nil
	}
	_, err := s.Jobs.Add(ctx, tx, archiveJob, strconv.FormatInt(c.Case.ID, 10), 0)
	return err
}

// putAway makes the package of a case. Done twice it is one package.
func (s *Service) putAway(ctx context.Context, j job.Job, progress func(seen, total int)) (words, result string, err error) {
	id, err := strconv.ParseInt(j.Args, 10, 64)
	if err != nil {
		return "", "", err
	}
	k, err := s.Engine.Find(ctx, s.DB, id)
	if err != nil {
		return "", "", err
	}
	a, err := s.Load(ctx, s.DB, id)
	if err != nil {
		return "", "", err
	}
	if a.Archive != 0 || k.State != finished {
		return "已经归档，或已不是办结", "", nil
	}
	r, w := io.Pipe()
	defer r.Close()
	go func() { w.CloseWithError(s.pack(ctx, w, k, a)) }()
	f, err := s.Files.Keep(ctx, r, k.Number()+".zip", "application/zip")
	if err != nil {
		return "", "", err
	}
	_, err = s.Engine.Act(ctx, people.TheOffice, flow.Move{Case: id, Event: "archive", Input: form.Values{"file": strconv.FormatInt(f.ID, 10), "hash": f.Hash}})
	return "已归档", strconv.FormatInt(f.ID, 10), err
}

// archived is the Do of the event: the package belongs to the case.
func (s *Service) archived(ctx context.Context, tx *db.DB, c *flow.Change) error {
	a, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if a.Archive, err = strconv.ParseInt(c.Input["file"], 10, 64); err != nil {
		return err
	}
	if err := s.Files.Attach(ctx, tx, c.Case.ID, people.Office, 0, a.Archive); err != nil {
		return err
	}
	c.Event.Note = "归档包 SM3 " + c.Input["hash"]
	return s.save(ctx, tx, a)
}

// pack writes the package.
func (s *Service) pack(ctx context.Context, w io.Writer, k flow.Case, a *Application) error {
	p := &packer{zip: zip.NewWriter(w), at: s.Now()}
	it, err := s.Catalog.Item(ctx, a.ItemID, a.Version)
	if err != nil {
		return err
	}
	r, err := s.record(ctx, k, a)
	if err != nil {
		return err
	}
	if err := p.json("data/application.json", r); err != nil {
		return err
	}
	if err := p.json("data/item.json", it); err != nil {
		return err
	}
	events, err := s.Engine.Events(ctx, s.DB, k.ID)
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, v := range events {
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	if err := p.add("ledger/events.jsonl", &lines); err != nil {
		return err
	}
	if err := s.packPapers(ctx, p, k.ID); err != nil {
		return err
	}
	if err := s.packFiles(ctx, p, k.ID); err != nil {
		return err
	}
	return p.close(manifest{Number: k.Number(), Title: k.Title, MadeAt: calendarTime(p.at.UnixMilli()), Head: k.Head})
}

func (s *Service) packPapers(ctx context.Context, p *packer, id int64) error {
	papers, err := s.Documents.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, d := range papers {
		text, err := s.Documents.Text(d)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := paperFile.Execute(&b, paper{d, text, time.UnixMilli(d.At).In(calendar.Zone).Format("2006年1月2日")}); err != nil {
			return err
		}
		if err := p.add(fmt.Sprintf("documents/%02d-%s.html", d.No, d.Title), &b); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) packFiles(ctx context.Context, p *packer, id int64) error {
	files, err := s.Files.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range files {
		content, err := s.Files.Open(f)
		if err != nil {
			return err
		}
		err = p.add(path.Join("files", fmt.Sprintf("%d-%s", f.ID, f.Name)), content)
		content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// packer writes a zip and keeps the hash of every entry.
type packer struct {
	zip     *zip.Writer
	at      time.Time
	entries []entry
}

type entry struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	SM3  string `json:"sm3"`
}

// manifest is the last entry of a package.
type manifest struct {
	Number  string  `json:"number"`
	Title   string  `json:"title"`
	MadeAt  string  `json:"made_at"`
	Head    string  `json:"ledger_head"` // hash of the last event in the package
	Entries []entry `json:"entries"`
	SM3     string  `json:"sm3"` // of the lines “hash, two spaces, name” of all entries
}

func (p *packer) add(name string, r io.Reader) error {
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: p.at})
	if err != nil {
		return err
	}
	h := sm3.New()
	n, err := io.Copy(io.MultiWriter(w, h), r)
	p.entries = append(p.entries, entry{name, n, hex.EncodeToString(h.Sum(nil))})
	return err
}

func (p *packer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return p.add(name, bytes.NewReader(b))
}

func (p *packer) close(m manifest) error {
	var lines strings.Builder
	for _, e := range p.entries {
		lines.WriteString(e.SM3 + "  " + e.Name + "\n")
	}
	m.Entries, m.SM3 = p.entries, gm.HashString(lines.String())
	if err := p.json("manifest.json", m); err != nil {
		return err
	}
	return p.zip.Close()
}

// paper is a document as a page of its own.
type paper struct {
	document.Document
	Text []string
	Day  string
}

//go:embed paper.html
var paperFiles embed.FS

var paperFile = template.Must(template.ParseFS(paperFiles, "paper.html"))

// record is an application as it is put away.
type record struct {
	Number    string             `json:"number"`
	Item      string             `json:"item"`
	ItemCode  string             `json:"item_code"`
	Version   int64              `json:"item_version"`
	Organ     string             `json:"organ"`
	Region    string             `json:"region"`
	Channel   string             `json:"channel"`
	Result    string             `json:"result"`
	OpenedAt  string             `json:"opened_at"`
	ClosedAt  string             `json:"closed_at"`
	Party     string             `json:"applicant"`
	Agent     *Proxy             `json:"agent,omitempty"`
	Answers   []catalog.Answered `json:"answers,omitempty"`
	Form      []answer           `json:"form"`
	Materials []Handed           `json:"materials"`
	Delivery  string             `json:"delivery"`
	Address   string             `json:"address_sealed,omitempty"`
	Signed    []Signature        `json:"signed"`
	Debts     []Debt             `json:"debts,omitempty"`
	Outcome   Result             `json:"outcome"`
}

// answer is one answer of the form; a personal one is masked, and sealed beside it.
type answer struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	Sealed string `json:"sealed,omitempty"`
}

func (s *Service) record(ctx context.Context, k flow.Case, a *Application) (record, error) {
	it, err := s.Item(ctx, a)
	if err != nil {
		return record{}, err
	}
	list, err := it.Guide(a.Answers)
	if err != nil {
		return record{}, err
	}
	r := record{
		Number: k.Number(), Item: k.Title, ItemCode: it.Code, Version: a.Version, Organ: s.Catalog.DeptName(k.Dept), Region: string(k.Region),
		Channel: k.Channel, Result: k.Result, OpenedAt: calendarTime(k.OpenedAt), ClosedAt: calendarTime(k.ClosedAt), Party: k.Party,
		Answers: list.Answered, Materials: a.Materials, Delivery: a.Delivery, Signed: a.Signed, Debts: a.Debts, Outcome: a.Result,
	}
	if a.By != (Proxy{}) {
		by := a.By
		by.Phone = form.MaskPhone(by.Phone)
		r.Agent = &by
	}
	if a.Address != (Address{}) {
		b, err := json.Marshal(a.Address)
		if err != nil {
			return r, err
		}
		r.Address = s.Keys.Seal(string(b), sealAddress)
	}
	for _, q := range it.Form.Fields {
		v, ok := a.Form[q.Name]
		if !ok {
			continue
		}
		one := answer{Name: q.Name, Label: q.Label, Value: q.Show(v)}
		if q.Sensitive() {
			one.Value, one.Sealed = q.Mask(one.Value), s.Keys.Seal(v, sealForm)
		}
		r.Form = append(r.Form, one)
	}
	return r, nil
}
