package office

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// Seed gives an empty database what every city starts from, and each table of rules that has no row yet what its
// service brings along (door.Service.Rules). Everything can be edited and imported anew afterwards; what was seeded
// once is left alone. The texts of notices and documents, the rules of clocks (door.Service.Seed) and the occasions to rate are looked at
// again whenever there are others, so that a database that already serves gets those that are new to it.
func (o *Office) Seed(ctx context.Context) error {
	texts := func(of string, files fs.FS) seeding {
		name := "texts " + of + " " + digest(files, "notices.csv", "documents/*.txt")
		return seeding{name, func(ctx context.Context, tx *db.DB) error { return seedTexts(ctx, tx, files) }}
	}
	steps := []seeding{{"regions", o.seedRegions}, {"rules", o.seedRules}, texts("office", o.start)}
	rows := func(files fs.FS, tables []rule.Table) {
		for _, t := range tables {
			if t.Seed != "" {
				steps = append(steps, seeding{"rows " + t.Name, func(ctx context.Context, tx *db.DB) error {
					return t.Fill(ctx, tx, files, people.TheOffice.Name)
				}})
			}
		}
	}
	rows(o.start, o.House.Rules)
	for _, s := range o.House.Services {
		if s.Seed == nil {
			continue
		}
		rows(s.Seed, s.Rules)
		clocks := "clocks " + s.Name() + " " + digest(s.Seed, "terms.csv", "alarms.csv", "triggers.csv")
		steps = append(steps, texts(s.Name(), s.Seed), seeding{clocks, func(ctx context.Context, tx *db.DB) error {
			return o.seedClocks(ctx, tx, s)
		}})
	}
	for _, s := range o.House.Services { // after the rows of the rules that they are of
		for _, reader := range o.House.Services {
			if len(s.Occasions) == 0 || reader.Rates == nil {
				continue
			}
			name := fmt.Sprintf("occasions %s %s", s.Name(), digestOf(fmt.Append(nil, s.Occasions)))
			steps = append(steps, seeding{name, func(ctx context.Context, tx *db.DB) error {
				return reader.Rates(ctx, tx, s.Table.Kind, s.Occasions)
			}})
		}
	}
	done, err := o.DB.Changes(ctx)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(tx *db.DB) error {
		if err := o.Limits.Table().Add(ctx, tx, limit.Fresh(people.TheOffice.Name)); err != nil {
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
// (alarms.csv), and what other services go by, such as which clock raises a supervision order when it runs out (triggers.csv). A
// clock that is known already keeps what the office has made of it.
func (o *Office) seedClocks(ctx context.Context, tx *db.DB, s door.Service) error {
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
		func() error { return o.seedOthers(ctx, tx, s) },
	} {
		if err := step(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// seedOthers reads what others read of the seed folders of all services (door.Service.Seeds).
func (o *Office) seedOthers(ctx context.Context, tx *db.DB, s door.Service) error {
	for _, reader := range o.House.Services {
		for _, name := range slices.Sorted(maps.Keys(reader.Seeds)) {
			rows, err := sheet.In(s.Seed, name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			for _, row := range rows.Rows {
				if err := reader.Seeds[name](ctx, tx, s.Table.Kind, row); err != nil {
					return fmt.Errorf("%s: %s: %w", name, row[0], err)
				}
			}
		}
	}
	return nil
}

// digest tells the contents of the files of some patterns apart from those of other times.
func digest(files fs.FS, patterns ...string) string {
	var all []byte
	for _, pattern := range patterns {
		names, _ := fs.Glob(files, pattern) // patterns are ours
		for _, name := range names {
			b, _ := fs.ReadFile(files, name) // one that cannot be read fails where it is seeded
			all = append(fmt.Appendf(all, "%s %d ", name, len(b)), b...)
		}
	}
	return digestOf(all)
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])[:12]
}

func (o *Office) seedRegions(ctx context.Context, tx *db.DB) error {
	s, err := sheet.In(o.start, "regions.csv", region.Columns()...)
	if err != nil {
		return err
	}
	_, err = region.Import(ctx, tx, s, func(int, int) {})
	return cmp.Or(err, s.Wrong.Err())
}

func (o *Office) seedRules(ctx context.Context, tx *db.DB) error {
	b, err := fs.ReadFile(o.start, "holidays.csv")
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
	if err := calendar.SetHours(ctx, tx, o.Profile.Office); err != nil {
		return err
	}
	return calendar.SetLamp(ctx, tx, o.Profile.Lamp)
}

func seedTerms(ctx context.Context, tx *db.DB, files fs.FS, known []string) error {
	terms, err := sheet.In(files, "terms.csv")
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
	alarms, err := sheet.In(files, "alarms.csv")
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
	s, err := sheet.In(files, "notices.csv")
	if err != nil {
		return err
	}
	for _, row := range s.Rows {
		t := notice.Template{Code: row[0], Title: row[1], Type: notice.Type(row[2]), Text: row[3], Editor: people.TheOffice.Name}
		if t.Type.Name() == "" {
			return fmt.Errorf("notices.csv: %s: no type %q", t.Code, t.Type)
		}
		if err := notice.AddTemplate(ctx, tx, t); err != nil {
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
