package rating

import (
	"cmp"
	"context"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/rate"
)

// What is told, as the platform reads it (domain: GB/T 39046-2020 table 9 and provincial practice). It is
// made when it is sent, and nowhere kept: only here is it opened whose the matter was.

type farItem struct {
	Key        string     `json:"key"`
	Kind       string     `json:"kind"`
	Evaluation *farRecord `json:"evaluation,omitempty"`
	Change     *farChange `json:"change,omitempty"`
}

type farRecord struct {
	Number         string            `json:"projNo"`
	Title          string            `json:"projName"`
	Task           string            `json:"serviceCode"`
	Service        string            `json:"serviceName"`
	ServiceVersion string            `json:"serviceVersion"`
	Category       string            `json:"serviceCategory"`
	Organ          string            `json:"serviceDepartment"`
	OrganCode      string            `json:"serviceDepartmentCode"`
	Region         string            `json:"regionCode"`
	RegionName     string            `json:"regionName"`
	Name           string            `json:"applicantName"`
	IDNo           string            `json:"applicantCardNumber"`
	Phone          string            `json:"applicantPhone"`
	Person         string            `json:"userProp"`
	Paper          string            `json:"userPageType"`
	Status         string            `json:"proStatus"`
	Applied        string            `json:"applyTime"`
	Served         string            `json:"serviceTime"`
	Rated          string            `json:"evaluateTime"`
	Way            string            `json:"pf"`
	Level          string            `json:"satisfaction"`
	Tags           string            `json:"evalDetail"`
	Comment        string            `json:"writingEvaluation"`
	Type           string            `json:"evaluateType"`
	Nth            int64             `json:"assessNumber"`
	Staff          []farPerson       `json:"evaluatedPersonInfo"`
	Source         string            `json:"source"`
	Version        string            `json:"version"`
	Custom         map[string]string `json:"customFields,omitempty"`
}

type farPerson struct {
	Login string `json:"loginName"`
	Name  string `json:"name"`
}

type farChange struct {
	Of     string `json:"of"`
	Number string `json:"projNo"`
	Time   string `json:"time"`
	Result string `json:"result"`
	Text   string `json:"text"`
}

// farTime is how times are written there.
func farTime(ms int64) string {
	return calendar.At(ms).Format("2006-01-02 15:04:05")
}

// item makes what is told of a line of the outbox.
func (s *Service) item(ctx context.Context, l exchange.Line) (any, error) {
	it := farItem{Key: l.Key, Kind: l.What}
	r, err := rate.Ratings.Find(ctx, s.DB, l.Record)
	if err != nil {
		return it, err
	}
	a, err := rate.Acts.Find(ctx, s.DB, r.Act)
	if err != nil {
		return it, err
	}
	k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return it, err
	}
	if l.What != ofRating {
		it.Change, err = s.farChange(ctx, l, a, k)
		return it, err
	}
	rec, unnamed, err := s.record(ctx, r, a, k)
	if err == nil && !unnamed {
		err = s.identify(ctx, &rec, k)
	}
	it.Evaluation = &rec
	return it, err
}

func (s *Service) farChange(ctx context.Context, l exchange.Line, a rate.Act, k flow.Case) (*farChange, error) {
	x, _, err := rate.RectificationOf(ctx, s.DB, a.ID)
	if err != nil {
		return nil, err
	}
	c := farChange{Of: ratingKey(l.Record), Number: k.Number(), Time: farTime(l.At)}
	switch l.What {
	case ofExclusion:
		c.Result = x.Ground
	case ofEnd:
		c.Result = x.Outcome
	default:
		c.Text = clip(x.Reply, 500)
	}
	return &c, nil
}

// record is a rating without the identity of whose matter it was, and whether its giver stays unnamed.
func (s *Service) record(ctx context.Context, r rate.Rating, a rate.Act, k flow.Case) (rec farRecord, unnamed bool, err error) {
	codes, err := s.Province.Codes(ctx)
	if err != nil {
		return rec, false, err
	}
	it, version, err := s.told(ctx, k, a)
	if err != nil {
		return rec, false, err
	}
	nth, err := nthOfCase(ctx, s.DB, k.ID, r.ID)
	if err != nil {
		return rec, false, err
	}
	organ := s.Province.OrganOf(k.Dept, a.Region)
	rec = farRecord{
		Number: k.Number(), Title: k.Title, Task: cmp.Or(it.TaskCode, it.Code), Service: it.Name,
		ServiceVersion: strconv.FormatInt(version, 10), Category: it.Kind,
		Organ: organ.Name, OrganCode: codes["organ"][organ.Code], Region: string(a.Region), RegionName: s.Regions.Name(a.Region),
		Status: "2", Applied: farTime(k.OpenedAt), Served: farTime(a.ServedAt), Rated: farTime(r.At),
		Way: codes["way"][r.Way], Level: codes["level"][string(r.Level)], Tags: r.Tags, Comment: r.Comment, Type: "1", Nth: nth,
		Staff: []farPerson{}, Source: s.Province.Platform.Source, Version: exchange.Version,
		Custom: map[string]string{"mode": a.Mode, "channel": a.Channel, "tagSet": r.TagSet},
	}
	if k.ClosedAt != 0 && k.ClosedAt <= r.At {
		rec.Status = "3"
	}
	if r.N > 1 {
		rec.Type = "2"
	}
	if a.Place != "" {
		rec.Custom["window"] = a.Place
	}
	if a.Staff != 0 {
		m, err := s.Roster.Listed(ctx, a.Staff)
		if err != nil {
			return rec, false, err
		}
		rec.Staff = append(rec.Staff, farPerson{m.Login, a.StaffName})
	}
	p, err := s.Persons.Person(ctx, s.DB, k.Applicant)
	if err != nil {
		return rec, false, err
	}
	kind := "person"
	if p.Firm {
		kind = "firm"
	}
	rec.Person, rec.Paper = codes["person"][kind], codes["paper"][kind]
	giver, err := s.GiverOf(ctx, r.ID)
	if giver.Unnamed { // then nobody outside is told whose matter it was
		rec.Custom["anonymous"], rec.Paper = "1", ""
	}
	return rec, giver.Unnamed, err
}

// told is the item as it stood when the case was accepted.
func (s *Service) told(ctx context.Context, k flow.Case, a rate.Act) (*catalog.Item, int64, error) {
	if s.Version != nil {
		if v, err := s.Version(ctx, k); err == nil && v != 0 {
			it, err := s.Catalog.Item(ctx, a.Item, v)
			return it, v, err
		} else if err != nil && !fail.Is(err, fail.KindNotFound) {
			return nil, 0, err
		}
	}
	e, it, err := s.Catalog.Current(ctx, a.Item)
	return it, e.Version, err
}

// identify opens whose matter it was and encrypts it for the platform.
func (s *Service) identify(ctx context.Context, rec *farRecord, k flow.Case) error {
	p, err := s.Persons.Person(ctx, s.DB, k.Applicant)
	if err != nil {
		return err
	}
	known, err := s.Persons.Open(ctx, s.DB, p)
	if err != nil {
		return err
	}
	phone, err := s.Persons.PhoneIn(ctx, s.DB, k.ID, k.Applicant)
	if err != nil {
		return err
	}
	seal := func(v string) string { return s.Province.Platform.Shared.Encrypt([]byte(v)) }
	rec.Name, rec.IDNo, rec.Phone = seal(known.Name), seal(known.IDNo), seal(phone)
	if rec.Paper = known.IDKind.Code(); known.IDNo == "" {
		rec.Paper = "" // told by telephone, without a paper
	}
	return nil
}

func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
