package application

import (
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// What an older program has noted of requests and of windows' forms still makes what is sent again the case of the first, and a key
// that is used for another request is refused as before.
func TestKeysOfAnOlderProgramStillHold(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, time.Now, limit.Schema(), people.Schema(), flow.Schema(), dbtest.Before(Schema(), "0005"))
		err := d.Exec(t.Context(), `INSERT INTO application_keys (client, key, request, case_id, at) VALUES (7, 'a b', 'hash', 70, 1), (8, 'token', '', 80, 2)`)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), Schema()); err != nil {
			t.Fatal(err)
		}
		for _, one := range []struct {
			who         people.Actor
			token, hash string
			want        int64
		}{
			{people.Actor{Kind: people.Client, ID: 7}, "a b", "hash", 70},
			{people.Actor{Kind: people.Staff, ID: 8}, "token", "", 80},
		} {
			once, err := flow.OnceOf(course.Kind, one.who, one.token, one.hash)
			if err != nil {
				t.Fatal(err)
			}
			id, err := db.One[int64](t.Context(), d, `SELECT case_id FROM case_once WHERE once = $1 AND hash = $2 AND kind = $3`, once.Key, once.Hash, course.Kind)
			if err != nil || id != one.want {
				t.Errorf("%s: case %d, %v; want %d", once.Key, id, err, one.want)
			}
		}
	})
}
