package roster_test

import (
	"testing"
	"time"

	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/roster"
)

// A post is held from the millisecond in which it was given to that in which it ended or its holder left.
func TestWhenAPostWasHeld(t *testing.T) {
	const place = "511402000000"
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx, hour := t.Context(), time.Hour.Milliseconds()
		b.Later(time.Hour)
		given := b.Now.UnixMilli()
		window := people.Post{Role: people.Window, Region: place}
		moved, gone := b.Member(t, "zhoumin", window), b.Member(t, "wanglei", window)
		b.Member(t, "hexue", people.Post{Role: people.Officer, Region: place})
		b.Member(t, "heyuan", people.Post{Role: people.Window, Region: "511402001000"})
		b.Later(time.Hour)
		ended := b.Now.UnixMilli()
		tenures, err := b.Roster.Tenures(ctx, b.DB, moved)
		if err != nil || len(tenures) != 1 {
			t.Fatal(tenures, err)
		}
		if err := b.Roster.EndPost(ctx, people.TheOffice, "", tenures[0].ID, "轮岗"); err != nil {
			t.Fatal(err)
		}
		if err := b.Roster.Leave(ctx, people.TheOffice, "", gone, "调走"); err != nil {
			t.Fatal(err)
		}
		b.Later(time.Hour)

		for since, want := range map[int64]int{given: 2, ended: 2, ended + 1: 0} {
			if list, err := b.Roster.HeldSince(ctx, b.DB, place, since, people.Window); err != nil || len(list) != want {
				t.Errorf("%d held since %d: %+v %v", len(list), since-given, list, err)
			}
		}
		if all, err := b.Roster.HeldSince(ctx, b.DB, place, given); err != nil || len(all) != 3 {
			t.Errorf("of all roles: %+v %v", all, err)
		}
		list, err := b.Roster.HeldSince(ctx, b.DB, place, given, people.Window)
		if err != nil {
			t.Fatal(err)
		}
		if tenures, err = b.Roster.Tenures(ctx, b.DB, moved); err != nil || len(tenures) != 1 || tenures[0].EndedAt != ended {
			t.Fatal(tenures, err)
		}
		names := map[int64]string{moved: "who was moved", gone: "who left"}
		for _, c := range []struct {
			since, until int64
			held         bool
		}{
			{given - hour, given - 1, false}, {given - hour, given, true}, {given - hour, ended + hour, true}, {given + 1, given + 2, true},
			{ended, ended + hour, true}, {ended + 1, ended + hour, false},
		} {
			for _, h := range list {
				if got := h.Between(c.since, c.until); got != c.held {
					t.Errorf("%s held from %d to %d: %v", names[h.StaffID], c.since-given, c.until-given, got)
				}
			}
			if got := roster.Between(tenures, c.since, c.until); (len(got) == 1) != c.held {
				t.Errorf("between %d and %d: %+v", c.since-given, c.until-given, got)
			}
		}
	})
}
