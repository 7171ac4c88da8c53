package catalog

import (
	"slices"
	"strings"

	"wuyou/kit/fail"
)

// Answers are the answers to an item's situation questions by key; several are joined by commas.
type Answers map[string]string

// Checklist is what one person must bring (一次性告知单): the item seen through the person's answers.
type Checklist struct {
	Materials []Material
	Promise   *Limit
	Notes     []string
	Block     string // why the item is not the right one
	Instead   string // code of the right one
	Open      *Situation
	Answered  []Answered
}

// Answered is one question with its answers in words.
type Answered struct{ Key, Ask, Said string }

// Guide follows the answers in the order of the questions. Materials that are always needed are on
// the list unless an answer drops them; one that is needed in some situations (Need 2) is on it when
// an answer adds it. Later answers win over earlier ones. Open is the next question that has no
// answer yet, nil when all that are asked have one.
func (it *Item) Guide(a Answers) (Checklist, error) {
	c := Checklist{Promise: it.Promised}
	on := map[string]bool{}
	for _, m := range it.Materials {
		on[m.Key] = m.Need != "2"
	}
	for i := range it.Situations {
		s := &it.Situations[i]
		if !s.asked(a) {
			continue
		}
		said := a[s.Key]
		if said == "" {
			c.Open = s
			break
		}
		var words []string
		for value := range strings.SplitSeq(said, ",") {
			if len(words) > len(s.Answers) {
				break
			}
			j := slices.IndexFunc(s.Answers, func(x Answer) bool { return x.Value == value })
			if j < 0 {
				return c, fail.Invalid("请在给出的选项里选", fail.Field{Name: s.Key, Message: "请在给出的选项里选"})
			}
			c.take(s.Answers[j], on)
			words = append(words, s.Answers[j].Label)
		}
		if s.Multi && len(words) > len(s.Answers) {
			return c, fail.Invalid("每项只选一次", fail.Field{Name: s.Key, Message: "每项只选一次"})
		}
		if !s.Multi && len(words) > 1 {
			return c, fail.Invalid("只能选一项", fail.Field{Name: s.Key, Message: "只能选一项"})
		}
		c.Answered = append(c.Answered, Answered{s.Key, s.Ask, strings.Join(words, "、")})
		if c.Block != "" {
			return c, nil
		}
	}
	for _, m := range it.Materials {
		if on[m.Key] {
			c.Materials = append(c.Materials, m)
		}
	}
	return c, nil
}

func (c *Checklist) take(x Answer, on map[string]bool) {
	for _, k := range x.Add {
		on[k] = true
	}
	for _, k := range x.Drop {
		on[k] = false
	}
	if x.Promise != nil {
		c.Promise = x.Promise
	}
	if x.Note != "" {
		c.Notes = append(c.Notes, x.Note)
	}
	c.Block, c.Instead = x.Block, x.Instead
}

func (s *Situation) asked(a Answers) bool {
	if s.When == "" {
		return true
	}
	return a.has(s.When)
}
