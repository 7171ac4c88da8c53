package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// seed gives an empty database what every city starts from, and each table of rules that has no row yet what its
// service brings along (door.Service.Rules). Everything can be edited and imported anew afterwards; what was seeded
// once is left alone. The texts of notices and documents and the rules of clocks (door.Service.Seed) are looked at
// again whenever there are others, so that a database that already serves gets those that are new to it.
func (a *App) seed(ctx context.Context) error {
	texts := func(of string, files fs.FS) seeding {
		name := "texts " + of + " " + digest(files, "notices.csv", "documents/*.txt")
		return seeding{name, func(ctx context.Context, tx *db.DB) error { return seedTexts(ctx, tx, files) }}
	}
	steps := []seeding{{"regions", seedRegions}, {"rules", a.seedRules}, texts("office", data.Files)}
	rows := func(files fs.FS, tables []rule.Table) {
		for _, t := range tables {
			if t.Seed != "" {
				steps = append(steps, seeding{"rows " + t.Name, func(ctx context.Context, tx *db.DB) error {
					return t.Fill(ctx, tx, files, people.TheOffice.Name)
				}})
			}
		}
	}
	rows(data.Files, a.House.Rules)
	for _, s := range a.Services {
		if s.Seed == nil {
			continue
		}
		rows(s.Seed, s.Rules)
		clocks := "clocks " + s.Name() + " " + digest(s.Seed, "terms.csv", "alarms.csv", "triggers.csv")
		steps = append(steps, texts(s.Name(), s.Seed), seeding{clocks, func(ctx context.Context, tx *db.DB) error {
			return a.seedClocks(ctx, tx, s)
		}})
	}
	done, err := a.DB.Changes(ctx)
	if err != nil {
		return err
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error {
		if err := a.Limits.Table().Add(ctx, tx, limit.Fresh(people.TheOffice.Name)); err != nil {
			return err
		}
		for _, step := range steps {
			if done[step.name] > 0 {
				continue
			}
			if err := step.do(ctx, tx); err != nil {
				return fmt.Errorf("%s: %w", step.name, err)
			}
			for _, name := range []string{step.name, "rules", "notices", "documents"} {
				if err := tx.Changed(ctx, name); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// seeding is one part of what a database starts from, known by its name for ever.
type seeding struct {
	name string
	do   func(context.Context, *db.DB) error
}

// seedTexts reads the texts of a seed folder: notices.csv, documents/*.txt, of which any may be missing. A
// text that the office has edited stays as it is; one that it has not gets the new words.
func seedTexts(ctx context.Context, tx *db.DB, files fs.FS) error {
	if err := seedNotices(ctx, tx, files); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return seedDocuments(ctx, tx, files)
}

// seedClocks reads what a service says of its clocks: how long they run (terms.csv), who is reminded
// (alarms.csv), and which of them raises a supervision order when it runs out (triggers.csv). A clock
// that is known already keeps what the office has made of it.
func (a *App) seedClocks(ctx context.Context, tx *db.DB, s door.Service) error {
	terms, err := calendar.TermKeys(ctx, tx)
	if err != nil {
		return err
	}
	alarms, err := calendar.AlarmKeys(ctx, tx)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return seedTerms(ctx, tx, s.Seed, terms) },
		func() error { return seedAlarms(ctx, tx, s.Seed, append(alarms, terms...)) },
		func() error { return a.seedTriggers(ctx, tx, s) },
	} {
		if err := step(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (a *App) seedTriggers(ctx context.Context, tx *db.DB, s door.Service) error {
	rows, err := tableIn(s.Seed, "triggers.csv")
	if err != nil {
		return err
	}
	for _, row := range rows.Rows {
		level, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil {
			return fmt.Errorf("%s: %w", row[0], err)
		}
		if err := a.Supervision.Trigger(ctx, tx, s.Table.Kind, row[0], level, row[2]); err != nil {
			return err
		}
	}
	return nil
}

// digest tells the contents of the files of some patterns apart from those of other times.
func digest(files fs.FS, patterns ...string) string {
	h := sha256.New()
	for _, pattern := range patterns {
		names, _ := fs.Glob(files, pattern) // patterns are ours
		for _, name := range names {
			b, _ := fs.ReadFile(files, name) // one that cannot be read fails where it is seeded
			fmt.Fprintf(h, "%s %d ", name, len(b))
			h.Write(b)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

func table(name string, layout ...sheet.Column) (sheet.Sheet, error) {
	return tableIn(data.Files, name, layout...)
}

func tableIn(files fs.FS, name string, layout ...sheet.Column) (sheet.Sheet, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return sheet.Sheet{}, err
	}
	return sheet.Read(bytes.NewReader(b), layout...)
}

func ignore(int, int) {}

func seedRegions(ctx context.Context, tx *db.DB) error {
	s, err := table("regions.csv", region.Columns()...)
	if err != nil {
		return err
	}
	_, err = region.Import(ctx, tx, s, ignore)
	return firstFault(err, s.Wrong)
}

// firstFault makes an error of the faults that embedded data must not have.
func firstFault(err error, wrong sheet.Wrong) error {
	for row := range wrong {
		return fmt.Errorf("row %d: %s", row+2, wrong.Words(row))
	}
	return err
}

func (a *App) seedRules(ctx context.Context, tx *db.DB) error {
	b, err := fs.ReadFile(data.Files, "holidays.csv")
	if err != nil {
		return err
	}
	days, bad := calendar.ParseHolidays(bytes.NewReader(b))
	if len(bad) > 0 {
		return fmt.Errorf("holidays.csv: %v", bad[0])
	}
	for _, d := range days {
		if err := calendar.PutDay(ctx, tx, d); err != nil {
			return err
		}
	}
	if err := calendar.SetHours(ctx, tx, a.Profile.Office); err != nil {
		return err
	}
	return calendar.SetLamp(ctx, tx, a.Profile.Lamp)
}

func seedTerms(ctx context.Context, tx *db.DB, files fs.FS, known []string) error {
	terms, err := tableIn(files, "terms.csv")
	if err != nil {
		return err
	}
	for _, row := range terms.Rows {
		if slices.Contains(known, row[0]) {
			continue
		}
		n, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		from, to := calendar.Day(20200101), calendar.Day(0)
		if len(row) > 7 { // a rule that was changed has a row for each time
			if from, to, err = validity(row[6], row[7]); err != nil {
				return fmt.Errorf("%s: %w", row[0], err)
			}
		}
		if err := calendar.InsertTerm(ctx, tx, calendar.TermRow{
			ID: tx.NewID(), Key: row[0], Name: row[1], N: n, Unit: calendar.Unit(row[3]), Basis: row[4], Proposal: row[5] == "1",
			ValidFrom: from, ValidTo: to, Editor: people.TheOffice.Name,
		}); err != nil {
			return fmt.Errorf("%s: %w", row[0], err)
		}
	}
	return nil
}

// validity reads the first and the last day of a rule; an empty last day is none.
func validity(from, to string) (first, last calendar.Day, err error) {
	if first, err = calendar.ParseDay(from); err != nil || to == "" {
		return first, 0, err
	}
	last, err = calendar.ParseDay(to)
	return first, last, err
}

func seedAlarms(ctx context.Context, tx *db.DB, files fs.FS, known []string) error {
	alarms, err := tableIn(files, "alarms.csv")
	if err != nil {
		return err
	}
	for i, row := range alarms.Rows {
		if slices.Contains(known, row[0]) {
			continue
		}
		if err := calendar.InsertAlarm(ctx, tx, row[0], i+1, calendar.Alarm{Before: row[1], Role: row[2], Template: row[3]}); err != nil {
			return fmt.Errorf("%s: %w", row[0], err)
		}
	}
	return nil
}

func seedNotices(ctx context.Context, tx *db.DB, files fs.FS) error {
	s, err := tableIn(files, "notices.csv")
	if err != nil {
		return err
	}
	for _, row := range s.Rows {
		if err := notice.AddTemplate(ctx, tx, notice.Template{Code: row[0], Title: row[1], Text: row[2], Editor: people.TheOffice.Name}); err != nil {
			return err
		}
	}
	return nil
}

func seedDocuments(ctx context.Context, tx *db.DB, from fs.FS) error {
	files, err := fs.Glob(from, "documents/*.txt")
	if err != nil {
		return err
	}
	for _, f := range files {
		b, err := fs.ReadFile(from, f)
		if err != nil {
			return err
		}
		t := document.Template{Code: strings.TrimSuffix(path.Base(f), ".txt"), Version: 1, ValidFrom: 20200101, Editor: people.TheOffice.Name}
		head, body, _ := strings.Cut(string(b), "\n\n")
		for lines := bufio.NewScanner(strings.NewReader(head)); lines.Scan(); {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); name {
			case "title":
				t.Title = value
			case "mark":
				t.Mark = value
			}
		}
		t.Body = strings.TrimSpace(body)
		if err := document.AddTemplate(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// fullItems are the sample items that have all elements.
func fullItems() ([]catalog.Item, error) {
	files, err := fs.Glob(data.Files, "items_full/*.json")
	var items []catalog.Item
	for _, f := range files {
		b, err := fs.ReadFile(data.Files, f)
		if err != nil {
			return nil, err
		}
		var it catalog.Item
		if err := json.Unmarshal(b, &it); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		items = append(items, it)
	}
	return items, err
}
