package app

import (
	"context"

	"wuyou/front/admin"
	"wuyou/front/catalogue"
	"wuyou/front/desk"
	"wuyou/front/portal"
	"wuyou/front/staff"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/service/advice"
	"wuyou/service/application"
	"wuyou/service/application/course"
	"wuyou/service/consultation"
	"wuyou/service/grievance"
	"wuyou/service/identity"
	"wuyou/service/rating"
	"wuyou/service/rectification"
	"wuyou/service/supervision"
	"wuyou/service/vacancy"
	"wuyou/service/visit"
)

// services is THE list: a new system of the city is a folder under service/ and a line here. The desk, which all staff share,
// stands before them, and the three fronts by which the office sets itself up at the end: what they show is declared as that of services is.
func (a *App) services() []door.Service {
	o := a.Office
	registered := identity.New(o)
	ratings := rate.New(o)
	a.Applications = application.New(o, a.Devices, course.Options{Tries: a.Profile.Tries, Defaults: a.Profile.Defaults, Differs: registered.Differs,
		Lately: ratings.Lately})
	a.Visits = visit.New(o)
	a.Grievances = grievance.New(o, grievance.Options{Visit: a.Visits.Request, Differs: registered.Differs})
	a.Supervision = supervision.New(o)
	a.Advice = advice.New(o, a.matters)
	mended := rectification.New(o, ratings, a.Visits.Soon)
	a.Ratings = rating.New(ratings, rating.Options{Exchange: a.Exchange, Devices: a.Devices, Course: mended.Course, Version: a.version})
	return []door.Service{
		(&desk.Front{Office: o}).Service(),
		a.Applications.Service(),
		a.Grievances.Service(),
		consultation.New(o),
		a.Supervision.Service(),
		vacancy.New(o),
		a.Visits.Service(),
		a.Advice.Service(),
		a.Ratings.Service(),
		mended.Service(),
		registered.Service(),
		a.Exchange.Service(), // after those who tell by it
		catalogue.New(o, (&portal.Front{Office: o}).Preview).Service(),
		admin.New(o, a.Devices).Service(),
		staff.New(o, func() []web.Route { return a.Server.Routes() }).Service(),
	}
}

// matters are what people reported, for the analysis.
func (a *App) matters(ctx context.Context, place region.Code, from, to calendar.Day) ([]advice.Matter, error) {
	list, err := a.Grievances.Matters(ctx, place, from, to)
	matters := make([]advice.Matter, len(list))
	for i, m := range list {
		matters[i] = advice.Matter(m)
	}
	return matters, err
}

// version is the version of its item under which an application was accepted; other cases have none.
func (a *App) version(ctx context.Context, k flow.Case) (int64, error) {
	if k.Kind != course.Kind {
		return 0, nil
	}
	one, err := a.Applications.Load(ctx, a.DB, k.ID)
	if err != nil {
		return 0, err
	}
	return one.Version, nil
}
