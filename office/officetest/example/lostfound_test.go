package lostfound_test

import (
	"net/http"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	lostfound "wuyou/office/officetest/example"
	"wuyou/office/people"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service { return []door.Service{lostfound.New(o)} }}

// TestMain fails when a row of the flow table was fired by no test.
func TestMain(m *testing.M) { town.Main(m) }

const path = "/desk/lostfound"

// umbrella has somebody at a window write down an umbrella, and is its case.
func umbrella(c *officetest.City, clerk *officetest.Somebody) flow.Case {
	c.T.Helper()
	key := clerk.Get(path).Key()
	clerk.Post(path, "at", lostfound.Kind, "key", key, "what", "黑色雨伞", "place", "三楼等候区", "day", "2026-04-20", "marks", "伞柄刻着“周”").Is(http.StatusOK, "黑色雨伞")
	return c.Newest(lostfound.Kind)
}

var (
	here  = people.Post{Role: people.Window, Region: officetest.Township}
	there = people.Post{Role: people.Window, Region: officetest.OtherTownship}
)

// Who says what the thing looks like gets it; the list does not tell how it is known, and another hall sees nothing.
func TestAThingIsGivenBack(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk := c.Staff("周敏", here)
		clerk.Get(path).Is(http.StatusOK, "没有失物")
		clerk.Post(path, "at", lostfound.Kind, "key", "k", "what", "伞", "place", "门口", "day", "2026-04-21", "marks", "黑").Is(http.StatusUnprocessableEntity, "这一天还没有到")
		k := umbrella(c, clerk)
		clerk.Get(path).Is(http.StatusOK, "黑色雨伞", "三楼等候区", "待认领").Not("伞柄")
		c.Staff("何雪", there).Get(path).Is(http.StatusOK, "没有失物")
		if _, err := c.Staff("何雨", there).Try(k, "return", "owner", "周先生", "proof", "说对了"); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("another hall gives it back: %v", err)
		}
		if k = clerk.Do(k, "return", "owner", "周先生", "proof", "说出了伞柄上的字"); k.State != "returned" {
			t.Error(k.State)
		}
		if _, err := clerk.Try(k, "return", "owner", "吴先生", "proof", "也说对了"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("given back twice: %v", err)
		}
		c.Sound()
	})
}

// A year is a year: to the last day it is kept, then somebody else than who wrote it down hands it in.
func TestWhatNobodyClaimsIsHandedIn(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, second := c.Staff("周敏", here), c.Staff("何雪", here)
		k := umbrella(c, clerk)
		for _, then := range []struct{ at, state string }{{"2027-04-20 17:59", "kept"}, {"2027-04-20 18:00", "unclaimed"}} {
			c.At(then.at)
			c.Tick()
			if got := c.Case(k).State; got != then.state {
				t.Errorf("at %s it is %s", then.at, got)
			}
		}
		if _, err := clerk.Try(k, "hand_in", "where", "区财政局，收据 12 号"); err == nil {
			t.Error("who wrote it down hands it in")
		}
		if k = second.Do(k, "hand_in", "where", "区财政局，收据 12 号"); k.State != "forfeited" {
			t.Error(k.State)
		}
		c.Sound()
	})
}
