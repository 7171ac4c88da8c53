// Package archive puts a case away as one package (一事一档): its papers as pages that print by
// themselves, what was handed in, its data, its ledger, and those of the cases that arose from it. The
// manifest has the SM3 of every entry, and one over all. Personal answers stay sealed in the ledger;
// what else is put in is for the service to mask.
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
)

// Room is what packages are made from.
type Room struct {
	DB        *db.DB
	Now       func() time.Time
	Engine    *flow.Engine
	Files     *file.Store
	Documents *document.Desk
}

// Part is data of a service for a package, written as JSON.
type Part struct {
	Name  string // data/item.json
	Value any
}

// Pack writes the package of a case.
func (r Room) Pack(ctx context.Context, w io.Writer, k flow.Case, parts ...Part) error {
	p := &packer{zip: zip.NewWriter(w), at: r.Now()}
	for _, part := range parts {
		if err := p.json(part.Name, part.Value); err != nil {
			return err
		}
	}
	if err := r.packCase(ctx, p, "", k); err != nil {
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
		if err := r.packCase(ctx, p, "related/"+other.Kind+"-"+other.Number()+"/", other); err != nil {
			return err
		}
	}
	return p.close(manifest{Number: k.Number(), Title: k.Title, MadeAt: p.at.In(calendar.Zone).Format(time.RFC3339), Head: k.Head})
}

// packCase adds the ledger, the papers and the files of a case under a folder.
func (r Room) packCase(ctx context.Context, p *packer, folder string, k flow.Case) error {
	events, err := r.Engine.Events(ctx, r.DB, k.ID)
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
	if err := p.add(folder+"ledger/events.jsonl", &lines); err != nil {
		return err
	}
	papers, err := r.Documents.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	for _, d := range papers {
		text, err := r.Documents.Text(d)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := paperFile.Execute(&b, paper{d, text, time.UnixMilli(d.At).In(calendar.Zone).Format("2006年1月2日")}); err != nil {
			return err
		}
		if err := p.add(fmt.Sprintf("%sdocuments/%02d-%s.html", folder, d.No, d.Title), &b); err != nil {
			return err
		}
	}
	return r.packFiles(ctx, p, folder, k.ID)
}

func (r Room) packFiles(ctx context.Context, p *packer, folder string, id int64) error {
	files, err := r.Files.OfCase(ctx, id)
	if err != nil {
		return err
	}
	for _, f := range files {
		content, err := r.Files.Open(f)
		if err != nil {
			return err
		}
		err = p.add(folder+path.Join("files", fmt.Sprintf("%d-%s", f.ID, f.Name)), content)
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
