package api

import (
	"context"

	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/outlet"
)

type outletsIn struct {
	Region string `query:"region" doc:"只看这个地方和它下面的，12 位代码；不填列出全市"`
	Open   bool   `query:"open" doc:"只看现在开着的"`
}

// Outlet is a place where people are served, and how it stands now.
type Outlet struct {
	Code       string   `json:"code"`
	Name       string   `json:"name"`
	Region     string   `json:"region"`
	Address    string   `json:"address"`
	Phone      string   `json:"phone,omitempty"`
	Hours      string   `json:"hours" doc:"一周的开放时间"`
	Way        string   `json:"way,omitempty" doc:"怎么走"`
	Parking    bool     `json:"parking" doc:"好停车"`
	Wheelchair bool     `json:"wheelchair" doc:"轮椅进得去"`
	Saturday   bool     `json:"saturday" doc:"星期六也开"`
	Closure    *Closure `json:"closure,omitempty" doc:"暂停开放的通知"`
	Open       bool     `json:"open" doc:"现在开着"`
	Until      string   `json:"until,omitempty" doc:"开着的，到什么时候；没有的不关门"`
	Next       string   `json:"next,omitempty" doc:"下一次什么时候开"`
	Words      string   `json:"words" doc:"怎么对群众说"`
	Sample     bool     `json:"sample,omitempty" doc:"示例，不是真的"`
}

// Closure is a notice that an outlet is closed.
type Closure struct {
	From    string `json:"from"`
	Until   string `json:"until,omitempty" doc:"最后一天；没有的另行通知"`
	Why     string `json:"why"`
	Instead string `json:"instead,omitempty" doc:"到哪里办"`
}

// outlets are the outlets of a place and below it, those of the city where none is named.
func (f *Front) outlets(_ context.Context, in *outletsIn) (*body[door.Envelope[Outlet]], error) {
	at, err := f.placeOf(in.Region, f.City)
	if err != nil {
		return nil, err
	}
	now, items := f.Now(), []Outlet{}
	for _, o := range f.Outlets.On(calendar.DayOf(now)) {
		if s := o.At(f.Rules.Calendar(), now); at.Covers(o.Region) && (s.Open() || !in.Open) {
			items = append(items, outletOf(o, s))
		}
	}
	out := door.Enveloped(items, int64(len(items)), "")
	out.Total, out.More = int64(len(items)), false
	return &body[door.Envelope[Outlet]]{out}, nil
}

func outletOf(o outlet.Outlet, s outlet.State) Outlet {
	one := Outlet{
		Code: o.Code, Name: o.Name, Region: string(o.Region), Address: o.Address, Phone: o.Phone, Hours: o.Hours, Way: o.Way,
		Parking: o.Parking, Wheelchair: o.Wheelchair, Saturday: o.Saturday(), Open: s.Open(), Words: s.Words(), Sample: o.IsSample,
	}
	if o.ClosedFrom != 0 {
		one.Closure = &Closure{o.ClosedFrom.String(), o.ClosedUntil.String(), o.ClosedWhy, o.Instead}
	}
	if !s.Until.IsZero() {
		one.Until = stamp(s.Until.UnixMilli())
	}
	if !s.Next.IsZero() {
		one.Next = stamp(s.Next.UnixMilli())
	}
	return one
}
