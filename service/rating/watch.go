package rating

import (
	"context"
	"fmt"

	"wuyou/office/people"
	"wuyou/office/region"
)

// Sign is a row of what looks unusual: more than so many ratings within so many minutes. It proves
// nothing; a person judges.
type Sign struct {
	Code    string
	Name    string
	Most    int64
	Minutes int64
	Basis   string
}

// suspicion is what was found, with the reason.
type suspicion struct {
	Sign   Sign
	Rating int64 // the last of them
	Why    string
	Place  string
	Region region.Code
	At     int64
}

// mark is a rating with what may give it away.
type mark struct {
	ID       int64
	At       int64
	ServedAt int64
	Way      string
	Title    string
	Place    string
	Region   region.Code
	IP       string
	Device   string
	Staff    bool
}

// suspicions looks through the ratings of a time for what the signs describe.
func (s *Service) suspicions(ctx context.Context, p period) ([]suspicion, error) {
	marks, err := marksIn(ctx, s.DB, p)
	if err != nil {
		return nil, err
	}
	signs, err := allSigns(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	return suspect(signs, marks), nil
}

// suspect finds in ratings, in the order of time, what the signs describe. A run of ratings is told once.
func suspect(signs []Sign, marks []mark) (list []suspicion) {
	for _, g := range signs {
		switch g.Code {
		case "hasty":
			for _, m := range marks {
				if took := m.At - m.ServedAt; m.Way == "pad" && took <= g.Most*1000 {
					list = append(list, suspicion{g, m.ID, fmt.Sprintf("服务登记后 %d 秒就评价", took/1000), m.Place, m.Region, m.At})
				}
			}
		case "staff":
			for _, m := range marks {
				if m.Staff {
					list = append(list, suspicion{g, m.ID, "评价人的手机号是工作人员的", m.Place, m.Region, m.At})
				}
			}
		default:
			list = append(list, runs(g, marks)...)
		}
	}
	return list
}

// runs finds more than so many ratings of one key within the sign's minutes.
func runs(g Sign, marks []mark) (list []suspicion) {
	by := map[string][]mark{}
	var keys []string
	for _, m := range marks {
		key := map[string]string{"burst": m.Place, "device": m.Device, "address": m.IP}[g.Code]
		if key == "" || g.Code != "burst" && (m.Way == "pad" || m.Way == "terminal") { // many rate on the device of the hall
			continue
		}
		if by[key] == nil {
			keys = append(keys, key)
		}
		by[key] = append(by[key], m)
	}
	for _, key := range keys {
		all := by[key]
		for from := 0; from < len(all); {
			to := from
			for to+1 < len(all) && all[to+1].At-all[from].At <= g.Minutes*60_000 {
				to++
			}
			if n := int64(to - from + 1); n > g.Most {
				last := all[to]
				list = append(list, suspicion{g, last.ID, fmt.Sprintf("%d 分钟里 %d 条", (last.At-all[from].At)/60_000+1, n), last.Place, last.Region, last.At})
				from = to
			}
			from++
		}
	}
	return list
}

// unmasked is who gave a rating, for a supervisor who says why. The look is logged.
func (s *Service) unmasked(ctx context.Context, v people.Visitor, rating int64, why string) (k people.Known, id identity, err error) {
	g, err := giverOf(ctx, s.DB, rating)
	if err != nil {
		return k, id, err
	}
	if id, err = s.openGiver(g); err != nil {
		return k, id, err
	}
	if id.Person == 0 {
		return k, id, s.People.Note(ctx, v, "查看评价人", fmt.Sprint("评价 ", rating), why)
	}
	k, err = s.People.Reveal(ctx, v, id.Person, fmt.Sprint("评价 ", rating), why)
	return k, id, err
}
