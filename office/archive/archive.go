// Package archive puts a case away as one package (一事一档): its papers as pages that print by
// themselves, what was handed in, its data, its ledger, and those of the cases that arose from it. The
// manifest has the SM3 of every entry, and one over all, and what the archive's catalogue (归档文件目录) says of it; the first page
// (index.html) says it to people. The archive reads all of it without this program: the answers given to the case's
// own steps stand in the clear in its ledger's page, while events.jsonl holds them sealed, as they were hashed. A service that keeps
// from the reader whose a case is has it veiled in all texts of the package (Veiled), also in events.jsonl: what was hashed is then
// with this program alone. No query code is in any paper.
//
// Rules: DA/T 22-2015 (归档文件整理规则), DA/T 85-2019 (政务服务事项电子文件归档规范). Papers are pages until there is a licence for OFD.
package archive

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
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Room is what packages are made from.
type Room struct {
	DB        *db.DB
	Now       func() time.Time
	Engine    *flow.Engine
	Files     *file.Store
	Documents *document.Desk
	Fonds     func(k flow.Case) Fonds // of the organ that puts a case away
	Kinds     []string                // of the cases that are put away; each service adds its own when it is made

	veil *form.Veil
}

// Veiled is the room for a package in whose texts names and numbers stand as given: pairs of one and what stands for it. Files stay as
// they are.
func (r *Room) Veiled(pairs map[string]string) *Room {
	veiled := *r
	veiled.veil = form.NewVeil(pairs, false)
	return &veiled
}

// Part is data of a service for a package, written as JSON.
type Part struct {
	Name  string // data/item.json
	Value any
}

// Pack writes the package of a case. A closed case gets its number in the archive with its first package; matters are what its
// term of keeping may be found under, the closest first.
func (r *Room) Pack(ctx context.Context, w io.Writer, k flow.Case, matters []string, parts ...Part) error {
	p := &packer{zip: zip.NewWriter(w), at: r.Now(), veil: r.veil}
	c := card{Number: k.Number(), Title: k.Title, Organ: r.Fonds(k).Name, Secrecy: "非密", Category: Category, Veiled: r.veil != nil}
	c.Fonds = r.Fonds(k).Number
	if k.ClosedAt != 0 {
		i, err := r.enter(ctx, k, matters)
		if err != nil {
			return err
		}
		c.Archive, c.Fonds, c.Year, c.Term, c.Class, c.N, c.Basis = i.Number(), i.Fonds, i.Year, i.Term, i.Class, i.N, i.Basis
		c.TermName, c.Date = termField.Show(i.Term), dayOf(k.ClosedAt)
	}
	for _, part := range parts {
		if err := p.json(part.Name, part.Value); err != nil {
			return err
		}
	}
	if err := r.packCase(ctx, p, "", k, true); err != nil {
		return err
	}
	links, err := r.Engine.Links(ctx, r.DB, k.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Kind != flow.GaveWay {
			continue
		}
		other, err := r.Engine.Find(ctx, r.DB, l.Other)
		if err != nil {
			return err
		}
		if t, ok := r.Engine.Table(other.Kind); !ok || !t.Inner { // what somebody complained of has a file of its own, with readers of its own
			continue
		}
		if err := r.packCase(ctx, p, "related/"+other.Kind+"-"+other.Number()+"/", other, false); err != nil {
			return err
		}
	}
	c.Rows = p.rows
	if err := p.page("index.html", "index", c); err != nil {
		return err
	}
	return p.close(manifest{card: c, MadeAt: p.at.In(calendar.Zone).Format(time.RFC3339), Head: k.Head})
}

// packCase adds the ledger, the papers and the files of a case under a folder; clear has its ledger's page say what was answered.
func (r *Room) packCase(ctx context.Context, p *packer, folder string, k flow.Case, clear bool) error {
	events, err := r.Engine.Events(ctx, r.DB, k.ID)
	if err != nil {
		return err
	}
	story := ledger{Number: flow.Grouped(k.Number()), Title: k.Title}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, v := range events {
		if err := enc.Encode(v); err != nil {
			return err
		}
		line := told{
			At: calendar.At(v.At).Format("2006-01-02 15:04"), Name: r.Engine.EventName(k, v),
			Who: r.Engine.Doer(k, v.ActorKind, v.ActorName), Post: v.Post, Note: v.Note, Public: v.Public,
		}
		if clear {
			line.Who = v.ActorName
			if line.Answers, err = r.Engine.Answers(k, v); err != nil {
				return err
			}
		}
		story.Lines = append(story.Lines, line)
	}
	if err := p.text(folder+"ledger/events.jsonl", lines.String()); err != nil {
		return err
	}
	if err := p.page(folder+"ledger/index.html", "ledger", story); err != nil {
		return err
	}
	p.row("办理过程", r.Fonds(k).Name, "", dayOf(max(k.ClosedAt, k.OpenedAt)), folder+"ledger/index.html", "")
	papers, err := r.Documents.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, d := range papers {
		text, err := r.Documents.Text(d)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%sdocuments/%02d-%s.html", folder, d.No, d.Title)
		if err := p.page(name, "paper", paper{d, text, calendar.At(d.At).Format("2006年1月2日")}); err != nil {
			return err
		}
		p.row(d.Title, d.Organ, d.Number, dayOf(d.At), name, "")
	}
	return r.packFiles(ctx, p, folder, k)
}

func (r *Room) packFiles(ctx context.Context, p *packer, folder string, k flow.Case) error {
	files, err := r.Files.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		content, err := r.Files.Open(f)
		if err != nil {
			return err
		}
		name := folder + path.Join("files", fmt.Sprintf("%d-%s", f.ID, f.Name))
		name = r.veil.Text(name) // as the catalogue names it
		from, pages := r.Fonds(k).Name, ""
		if f.OwnerKind == people.Citizen || f.OwnerKind == people.Client {
			from = k.Party
		}
		if strings.HasPrefix(f.Kind, "image/") {
			pages = "1"
		}
		p.row(f.Name, from, "", dayOf(f.At), name, pages)
		err = p.add(name, content)
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
	veil    *form.Veil
	entries []entry
	rows    []row
}

// row is one line of the catalogue of a package (DA/T 22-2015, 归档文件目录).
type row struct {
	No     int    `json:"no"`
	Title  string `json:"title"`
	By     string `json:"responsible"`
	Number string `json:"number,omitempty"` // 文号
	Date   string `json:"date"`
	Pages  string `json:"pages,omitempty"` // "" where only printing tells
	File   string `json:"file"`
}

// card is what the catalogue of the archive says of a package.
type card struct {
	Archive  string `json:"archive_number,omitempty"` // 档号
	Fonds    string `json:"fonds"`
	Organ    string `json:"organ"` // 责任者
	Category string `json:"category"`
	Year     int64  `json:"year,omitempty"`
	Term     string `json:"retention,omitempty"`
	TermName string `json:"retention_name,omitempty"`
	Basis    string `json:"retention_basis,omitempty"`
	Class    string `json:"class,omitempty"`
	N        int64  `json:"item,omitempty"`
	Number   string `json:"number"`
	Title    string `json:"title"`
	Date     string `json:"date,omitempty"`
	Secrecy  string `json:"secrecy"`
	Veiled   bool   `json:"veiled,omitempty"` // names and numbers of persons (Room.Veiled)
	Rows     []row  `json:"catalogue"`
}

// ledger is the course of a case as a page.
type ledger struct {
	Number, Title string
	Lines         []told
}

type told struct {
	At, Name, Who, Post, Note, Public string
	Answers                           []flow.Answer
}

func dayOf(ms int64) string { return calendar.At(ms).Format("2006-01-02") }

func (p *packer) row(title, by, number, date, file, pages string) {
	p.rows = append(p.rows, row{len(p.rows) + 1, title, by, number, date, pages, file})
}

func (p *packer) page(name, template string, data any) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, template+".html", data); err != nil {
		return err
	}
	return p.text(name, b.String())
}

type entry struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	SM3  string `json:"sm3"`
}

// manifest is the last entry of a package.
type manifest struct {
	card
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
	return p.text(name, string(b))
}

// text adds a text, veiled where the package is.
func (p *packer) text(name, text string) error {
	return p.add(p.veil.Text(name), strings.NewReader(p.veil.Text(text)))
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

//go:embed *.html
var files embed.FS

var pages = template.Must(template.ParseFS(files, "*.html"))
