package supervision

import (
	"context"
	"embed"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Level is one step of the ladder.
type Level struct {
	No       int64
	Name     string      // 催办
	Term     string      // key of the term by which it must be answered
	Copy     people.Role // who gets a copy; "" nobody
	Evidence bool        // an answer needs files
	Basis    string
}

// Trigger says that the late event of a clock raises an order. A change is a new row: of several the
// latest that is valid counts.
type Trigger struct {
	ID        int64
	Kind      string
	Clock     string // "*": every clock of the kind that the office owes the applicant
	Level     int64  // 0: none
	Basis     string
	ValidFrom calendar.Day
	Editor    string
}

// pick is the level that the triggers raise for a clock on a day; 0 is none. A row that names the clock
// goes before one for all, which leaves out those that are apart: the office's own business, and what
// waits for the applicant.
func pick(rows []Trigger, kind, clock string, apart bool, on calendar.Day) int64 {
	var best Trigger
	for _, t := range rows {
		exact := t.Clock == clock
		switch {
		case t.Kind != kind || t.ValidFrom > on || !exact && (t.Clock != "*" || apart):
		case best.Kind == "", exact && best.Clock == "*":
			best = t
		case exact == (best.Clock != "*") && (t.ValidFrom > best.ValidFrom || t.ValidFrom == best.ValidFrom && t.ID > best.ID):
			best = t
		}
	}
	return best.Level
}

// level finds a level of the ladder.
func (s *Service) level(ctx context.Context, d *db.DB, no int64) (Level, error) {
	list, err := levels(ctx, d)
	if err != nil {
		return Level{}, err
	}
	for _, l := range list {
		if l.No == no {
			return l, nil
		}
	}
	return Level{}, fail.Invalid("没有这个督办级别", fail.Field{Name: "level", Message: "请选督办级别"})
}

// next is the level above; ok is false at the top.
func (s *Service) next(ctx context.Context, d *db.DB, no int64) (up Level, ok bool, err error) {
	list, err := levels(ctx, d)
	for _, l := range list {
		if l.No > no && (!ok || l.No < up.No) {
			up, ok = l, true
		}
	}
	return up, ok, err
}

//go:embed seed
var seeds embed.FS

// fill gives a new database the ladder.
func (s *Service) fill(ctx context.Context, tx *db.DB) error {
	return sheet.Rows(seeds, "seed/levels.csv", func(row []string) error {
		no, err := strconv.ParseInt(row[0], 10, 64)
		if err != nil {
			return err
		}
		return insertLevel(ctx, tx, Level{no, row[1], row[2], people.Role(row[3]), row[4] == "1", row[5]})
	})
}

// Trigger adds the rule that a service brings along for one of its clocks, unless there is one for it.
func (s *Service) Trigger(ctx context.Context, tx *db.DB, kind, clock string, level int64, basis string) error {
	rows, err := triggers(ctx, tx)
	if err != nil || slices.ContainsFunc(rows, func(t Trigger) bool { return t.Kind == kind && t.Clock == clock }) {
		return err
	}
	return insertTrigger(ctx, tx, Trigger{ID: tx.NewID(), Kind: kind, Clock: clock, Level: level, Basis: basis, ValidFrom: 20200101, Editor: people.TheOffice.Name})
}
