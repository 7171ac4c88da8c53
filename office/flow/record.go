package flow

import (
	"encoding/json"
	"strconv"
	"strings"

	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// Genesis is what the first event of a case is chained to: the hash of what the case is about and whose it is, which never changes.
func (k Case) Genesis() string {
	return hashParts(k.Kind, strconv.FormatInt(k.ID, 10), string(k.Born()), strconv.FormatInt(k.Item, 10), k.Title, k.Party,
		strconv.FormatInt(k.Applicant, 10), k.Channel, strconv.FormatInt(k.OpenedAt, 10))
}

// sealInput is the context of personal answers in the ledger.
const sealInput = "event input"

// record completes the event, with the proofs of what it changed, and chains it to the last.
func (e *Engine) record(c *Change, proofs string) error {
	v := &c.Event
	v.CaseID, v.Seq, v.FromState, v.ToState = c.Case.ID, c.Case.Seq, c.From, c.Case.State
	if v.Event == "" {
		v.Event = c.Row.Event
	}
	v.ActorKind, v.ActorID, v.ActorName, v.Post = c.Actor.Kind, c.Actor.ID, c.Actor.Name, c.Post.Title
	v.Via = c.Actor.Via()
	if c.Case.Origin != "" {
		v.Region = c.Case.Region
	}
	v.Late, v.Dept = c.late || c.Case.Late && c.Case.ClosedAt != 0 && c.was.ClosedAt == 0 && v.Ended == "", c.Case.Dept
	v.At, v.Day, v.PrevHash, v.Proofs = c.At.UnixMilli(), calendar.DayOf(c.At), c.Case.Head, proofs
	stored := make(form.Values, len(c.Input))
	for name, value := range c.Input {
		f := c.Row.Ask.Field(name)
		if f != nil && f.Spent {
			continue
		}
		if f != nil && f.Sensitive() {
			value = e.keys.Seal(value, sealInput)
		}
		stored[name] = value
	}
	if err := e.inWords(c, stored); err != nil {
		return err
	}
	if len(stored) > 0 {
		b, err := json.Marshal(stored)
		if err != nil {
			return err
		}
		v.Input = string(b)
	}
	if len(c.effect) > 0 {
		b, err := json.Marshal(c.effect)
		if err != nil {
			return err
		}
		v.Effect = string(b)
	}
	v.Hash = v.Sum()
	return nil
}

// wordsOf is where an event keeps its answers in words, beside those by name.
const wordsOf = "@"

// inWords adds the answers in words where the form was made for the case: nobody can make it again later.
func (e *Engine) inWords(c *Change, stored form.Values) error {
	if c.Row.AskIn == nil {
		return nil
	}
	var words []Answer
	personal := false
	for _, f := range c.Row.Ask.Fields {
		if said := c.Input[f.Name]; said != "" && stored[f.Name] != "" && f.Type != form.File {
			words = append(words, Answer{f.Label, f.Show(said)})
			personal = personal || f.Sensitive()
		}
	}
	if len(words) == 0 {
		return nil
	}
	b, err := json.Marshal(words)
	if stored[wordsOf] = string(b); personal {
		stored[wordsOf] = e.keys.Seal(string(b), sealInput)
	}
	return err
}

// Sum is the hash of everything the event says, and of the event before it.
func (v Event) Sum() string {
	parts := []string{
		v.PrevHash, strconv.FormatInt(v.CaseID, 10), strconv.FormatInt(v.Seq, 10), v.Event, v.FromState, v.ToState,
		string(v.ActorKind), strconv.FormatInt(v.ActorID, 10), v.ActorName, v.Post, v.Input, v.Note, v.Public, v.Effect,
		strconv.FormatBool(v.Late), v.Dept, strconv.FormatInt(v.At, 10), strconv.Itoa(int(v.Day)),
	}
	if v.Proofs != "" { // events of before rows were proven have none
		parts = append(parts, v.Proofs)
	}
	if v.Via != "" {
		parts = append(parts, "via", v.Via)
	}
	if v.Region != "" {
		parts = append(parts, "region", string(v.Region))
	}
	if v.Ended != "" {
		parts = append(parts, "ended", v.Ended)
	}
	return hashParts(parts...)
}

// hashParts hashes texts with their lengths, so that none can be moved from one into the next.
func hashParts(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(strconv.Itoa(len(part)))
		b.WriteByte(':')
		b.WriteString(part)
	}
	return gm.HashString(b.String())
}
