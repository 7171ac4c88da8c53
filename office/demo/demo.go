// Package demo makes the city of the demonstration: the real catalogue of another district of the province as a sample, offered in
// every county of the city, and a made-up cast of staff and citizens. Everything goes through the program's own doors; nothing here
// writes a table. What happens to cases in it, the services say (door.Service.Demo).
//
// Read demo.go for how a city is filled, items.go for what it offers, cast.go for who works in it.
package demo

import (
	"cmp"
	"context"
	"fmt"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/outlet"
	"wuyou/office/region"
	"wuyou/office/session"
)

// Password is that of every member of the demonstration's staff.
const Password = "Wuyou-2026"

// TOTP is the secret of the demonstration's administrators' authenticators.
const TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// Load fills an empty city with the demonstration, once; more is done with its staff.
func Load(ctx context.Context, o *office.Office, more func(ctx context.Context, tx *db.DB) error) error {
	n, err := o.DB.Changes(ctx)
	if err != nil || n["demo"] > 0 {
		return err
	}
	err = o.DB.Tx(ctx, func(tx *db.DB) error {
		if err := items(ctx, tx, o); err != nil {
			return fmt.Errorf("items: %w", err)
		}
		if err := outlets(ctx, tx, o); err != nil {
			return fmt.Errorf("outlets: %w", err)
		}
		if err := tx.Changed(ctx, outlet.Kept); err != nil {
			return err
		}
		return tx.Changed(ctx, "catalog")
	})
	if err != nil {
		return err
	}
	if err := o.Refresh(ctx); err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(tx *db.DB) error {
		if err := staff(ctx, tx, o); err != nil {
			return fmt.Errorf("staff: %w", err)
		}
		if err := more(ctx, tx); err != nil {
			return err
		}
		return tx.Changed(ctx, "demo")
	})
}

// outlets imports outlets that are made up, as samples; they are of one city, and another has none.
func outlets(ctx context.Context, tx *db.DB, o *office.Office) error {
	s, err := sheet.In(data.Files, "demo_outlets.csv", outlet.Columns()...)
	if err != nil {
		return err
	}
	if !o.City.Covers(region.Code(s.Cell(0, "区划代码"))) {
		return nil
	}
	_, err = outlet.Import(ctx, tx, s, o.Regions, o.City, true, func(int, int) {})
	return cmp.Or(err, s.Wrong.Err())
}

// counties are the counties of the city.
func counties(o *office.Office) []region.Code {
	var list []region.Code
	for _, p := range o.Regions.Children(o.Profile.Region) {
		list = append(list, p.Code)
	}
	return list
}

// Meet signs the demonstration's citizen up, who from then on is one of the stage.
func Meet(ctx context.Context, o *office.Office, d *door.Demo) error {
	var code string
	err := o.Sessions.SendCode(ctx, "", door.DemoPhone, session.From{}, func(_ context.Context, _ *db.DB, _, c string) error {
		code = c
		return nil
	})
	if err != nil {
		return err
	}
	token, err := o.Persons.SignInCitizen(ctx, door.DemoPhone, code, session.From{Agent: "demo"})
	if err != nil {
		return err
	}
	v, err := o.Sessions.Visit(ctx, token, "")
	if err != nil {
		return err
	}
	if _, err := o.Persons.RealName(ctx, v, door.MadeApplicant(0)); err != nil {
		return err
	}
	d.Citizen, err = o.Sessions.Visit(ctx, token, "")
	return err
}
