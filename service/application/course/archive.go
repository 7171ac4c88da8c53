package course

import (
	"context"
	"io"
	"strconv"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/archive"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// A finished case is put away as one package (一事一档): see office/archive. The ledger has the SM3 of
// the package.

const archiveJob = "archive"

// queueArchive has a case put away, in the transaction in which it finishes.
func (s *Applications) queueArchive(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.Case.State != Finished || c.From == Finished {
		return nil
	}
	_, err := s.Jobs.Add(ctx, tx, archiveJob, strconv.FormatInt(c.Case.ID, 10), 0)
	return err
}

// putAway makes the package of a case. Done twice it is one package.
func (s *Applications) putAway(ctx context.Context, j job.Job, progress func(seen, total int)) (words, result string, err error) {
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
	if a.Archive != 0 || k.State != Finished {
		return "已经归档，或已不是办结", "", nil
	}
	if a.Lost {
		return "", "", fail.Conflict("这一件有内容无法读取，不能归档")
	}
	r, w := io.Pipe()
	defer r.Close()
	go func() { w.CloseWithError(s.pack(ctx, w, k, a)) }()
	f, err := s.Files.Keep(ctx, r, k.Number()+".zip", "application/zip")
	if err != nil {
		return "", "", err
	}
	_, err = s.Engine.Act(ctx, people.TheOffice, flow.Move{Case: id, Event: "archive",
		Input: form.Values{"file": strconv.FormatInt(f.ID, 10), "hash": f.Hash}})
	return "已归档", strconv.FormatInt(f.ID, 10), err
}

// archived is the Do of the event: the package belongs to the case.
func (s *Applications) archived(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	var err error
	if a.Archive, err = strconv.ParseInt(c.Input["file"], 10, 64); err != nil {
		return err
	}
	c.Event.Note = "归档包 SM3 " + c.Input["hash"]
	return nil
}

// pack writes the package.
func (s *Applications) pack(ctx context.Context, w io.Writer, k flow.Case, a *Application) error {
	it, err := s.Catalog.Item(ctx, a.ItemID, a.Version)
	if err != nil {
		return err
	}
	r, err := s.record(k, a)
	if err != nil {
		return err
	}
	return s.Archive.Pack(ctx, w, k, []string{Kind + "." + it.Kind, Kind},
		archive.Part{Name: "data/application.json", Value: r},
		archive.Part{Name: "data/item.json", Value: it})
}

// record is an application as it is put away, in the clear: the archive reads it when this program is gone. At rest here the
// package is sealed like every file; who takes it out says what for.
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
	Address   *Address           `json:"address,omitempty"`
	Signed    []Signature        `json:"signed"`
	Debts     []Debt             `json:"debts,omitempty"`
	Outcome   Result             `json:"outcome"`
}

// answer is one answer of the form.
type answer struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
}

func (s *Applications) record(k flow.Case, a *Application) (record, error) {
	list, err := a.item.Guide(a.Answers)
	if err != nil {
		return record{}, err
	}
	r := record{
		Number: k.Number(), Item: k.Title, ItemCode: a.item.Code, Version: a.Version, Organ: s.House.FullName(k.Dept),
		Region:  string(k.Region),
		Channel: k.Channel, Result: k.Result, OpenedAt: calendarTime(k.OpenedAt), ClosedAt: calendarTime(k.ClosedAt),
		Party:   k.Party,
		Answers: list.Answered, Materials: a.Materials, Delivery: a.Delivery, Signed: a.Signed, Debts: a.Debts,
		Outcome: a.Result,
	}
	if a.By != (Proxy{}) {
		r.Agent = &a.By
	}
	if a.Address != (Address{}) {
		r.Address = &a.Address
	}
	for _, q := range a.item.Form.Fields {
		if v, ok := a.Form[q.Name]; ok {
			r.Form = append(r.Form, answer{Name: q.Name, Label: q.Label, Value: q.Show(v)})
		}
	}
	return r, nil
}

func calendarTime(ms int64) string {
	return calendar.At(ms).Format(time.RFC3339)
}
