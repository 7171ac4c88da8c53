package session_test

import (
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/session"
)

// A session ends after a time without use, after a time in any case, and at both limits exactly.
func TestSessionsEnd(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		staff, citizen := b.Limits.Time(session.StaffIdle), b.Limits.Time(session.CitizenIdle)
		for _, c := range []struct {
			name   string
			staff  bool
			steps  []time.Duration // between requests
			stands bool
		}{
			{"staff, just before the idle limit", true, []time.Duration{staff - time.Second}, true},
			{"staff, idle", true, []time.Duration{staff}, false},
			{"staff, in use", true, []time.Duration{29 * time.Minute, 29 * time.Minute, 29 * time.Minute}, true},
			{"citizen, just before the idle limit", false, []time.Duration{citizen - time.Second}, true},
			{"citizen, idle", false, []time.Duration{citizen}, false},
		} {
			var token string
			if c.staff {
				token = b.SignIn(t, "zhoumin")
			} else {
				var err error
				if token, err = b.Persons.SignInCitizen(t.Context(), peopletest.Phone, b.Code(t, peopletest.Phone), session.From{IP: peopletest.Address}); err != nil {
					t.Fatal(err)
				}
			}
			var v people.Visitor
			for _, s := range c.steps {
				b.Later(s)
				v = b.Visit(t, token)
			}
			if stands := v.Session.ID != 0; stands != c.stands {
				t.Errorf("%s: stands: %v", c.name, stands)
			}
		}
	})
}

func TestASessionInUseEndsAtItsWholeLength(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		token := b.SignIn(t, "zhoumin")
		end := b.Now.Add(b.Limits.Time(session.StaffWhole))
		for b.Now.Add(20 * time.Minute).Before(end) {
			b.Later(20 * time.Minute)
			if b.Visit(t, token).Kind != people.Staff {
				t.Fatal("ended early, at", b.Now)
			}
		}
		b.Now = end
		if v := b.Visit(t, token); v.Kind != people.Nobody {
			t.Error("still stands")
		}
		b.Now = end.Add(-time.Second)
		if v := b.Visit(t, token); v.Kind != people.Nobody {
			t.Error("an ended session has come back")
		}
	})
}

// Everybody sees and ends his own sessions only.
func TestOwnSessions(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		b.Member(t, "wanglei")
		here, there := b.SignIn(t, "zhoumin"), b.SignIn(t, "zhoumin")
		mine, other := b.Visit(t, here), b.Visit(t, b.SignIn(t, "wanglei"))
		list, err := b.Sessions.Own(t.Context(), mine)
		if err != nil || len(list) != 2 {
			t.Fatalf("%v %v", list, err)
		}
		if err := b.Sessions.End(t.Context(), mine, other.Session.ID); err != nil {
			t.Error(err)
		}
		if list, err := b.Sessions.Own(t.Context(), other); err != nil || len(list) != 1 {
			t.Errorf("another's session was ended: %v %v", list, err)
		}
		if err := b.Sessions.End(t.Context(), mine, b.Visit(t, there).Session.ID); err != nil {
			t.Error(err)
		}
		if b.Visit(t, there).Kind != people.Nobody || b.Visit(t, here).Kind != people.Staff {
			t.Error("not the session that was meant")
		}
		for _, s := range list {
			if s.Hash == here || s.Hash == there {
				t.Error("the database holds what the cookie holds")
			}
		}
	})
}

// Somebody is signed in with so many browsers; one more ends the one that was not used for longest.
func TestSessionsAreFew(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		var tokens []string
		for range session.StaffSessions.Default + 2 {
			tokens = append(tokens, b.SignIn(t, "zhoumin"))
			b.Later(time.Minute)
		}
		for i, token := range tokens {
			if stands := b.Visit(t, token).Kind == people.Staff; stands != (i >= 2) {
				t.Errorf("session %d: %v", i, stands)
			}
		}
		first := b.Code(t, peopletest.Phone)
		token, err := b.Persons.SignInCitizen(t.Context(), peopletest.Phone, first, session.From{IP: peopletest.Address})
		if err != nil {
			t.Fatal(err)
		}
		b.Limit(t, session.CitizenSessions, 1)
		b.Later(time.Minute)
		if _, err := b.Persons.SignInCitizen(t.Context(), peopletest.Phone, b.Code(t, peopletest.Phone), session.From{IP: peopletest.Address}); err != nil {
			t.Fatal(err)
		}
		if b.Visit(t, token).Kind != people.Nobody {
			t.Error("a citizen's first session still stands")
		}
	})
}

// Where the database takes no writes, a full disk say, who is signed in still reads.
func TestSessionsOutliveAFullDisk(t *testing.T) {
	b := peopletest.On(t, dbtest.SQLite(t))
	b.Member(t, "zhoumin")
	token := b.SignIn(t, "zhoumin")
	if err := b.DB.Exec(t.Context(), `PRAGMA query_only = ON`); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.Later(2 * time.Minute)
		if v, err := b.Sessions.Visit(t.Context(), token, peopletest.Address); err != nil || v.Kind != people.Staff {
			t.Fatal(v.Kind, err)
		}
	}
	if _, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", peopletest.Address, ""); !fail.Is(err, fail.KindDown) {
		t.Errorf("a write: %v", err)
	}
}
