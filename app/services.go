package app

import (
	"wuyou/office/door"
	"wuyou/service/application"
	"wuyou/service/grievance"
	"wuyou/service/supervision"
	"wuyou/service/visit"
)

// services is THE list: a new system of the city is a folder under service/ and a line here.
func (a *App) services() []door.Service {
	a.Applications = application.New(application.Office{
		DB: a.DB, Now: a.Now, Keys: a.Keys, Engine: a.Engine, People: a.People, Regions: a.Regions, Catalog: a.Catalog,
		Files: a.Files, Documents: a.Documents, Rules: a.Rules, Jobs: a.Jobs, House: a.House, City: a.Profile.Region, Tries: a.Profile.Tries, Defaults: a.Profile.Defaults,
	})
	a.Visits = visit.New(visit.Office{
		DB: a.DB, Now: a.Now, Engine: a.Engine, People: a.People, Regions: a.Regions, Catalog: a.Catalog, Rules: a.Rules, House: a.House, City: a.Profile.Region,
	})
	a.Grievances = grievance.New(grievance.Office{
		DB: a.DB, Now: a.Now, Keys: a.Keys, Engine: a.Engine, People: a.People, Regions: a.Regions, Catalog: a.Catalog,
		Files: a.Files, Documents: a.Documents, Rules: a.Rules, House: a.House, City: a.Profile.Region,
		Visit: a.Visits.Request,
	})
	a.Supervision = supervision.New(supervision.Office{
		DB: a.DB, Now: a.Now, Engine: a.Engine, People: a.People, Regions: a.Regions, Catalog: a.Catalog, Files: a.Files, Documents: a.Documents,
		Rules: a.Rules, House: a.House, City: a.Profile.Region, Org: a.Profile.Org,
	})
	return []door.Service{
		a.Applications.Service(),
		a.Grievances.Service(),
		a.Supervision.Service(),
		a.Visits.Service(),
	}
}
