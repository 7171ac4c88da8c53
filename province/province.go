// Package province is a stand-in for the provincial platform that takes ratings (好差评): it checks what
// is sent to it as strictly as the rules allow, keeps what is right, says what is wrong, and fails on
// demand. Cities test their exchange with it; other vendors use it as a conformance kit. It is no part
// of the city's services and shares no record with them: it has its own reading of the rules.
//
// Rules: 国办发〔2019〕51号; GB/T 39046-2020 table 9 (the record), table A.8 (levels); the national tag set
// of 2020. The transport is described in docs/exchange.md.
//
// Read record.go first (what a record must be), then platform.go (what is kept), failure.go and web.go.
package province

import (
	"time"

	"wuyou/kit/gm"
)

// Settings are how a platform is set up.
type Settings struct {
	ID, Secret string        // of the client that may ask for tokens
	Shared     *gm.Shared    // the secrets of letters
	Best       int           // the code of the best level: 5 (national platform) or 1 (GB/T 39046 table A.8)
	Life       time.Duration // of a token; 0 is half an hour
	Dir        string        // where what was taken is kept; "" only in memory
	Zone       *time.Location
	Now        func() time.Time
	Sleep      func(time.Duration) // how the platform is slow
	Register   []Registered        // whom the identity check knows
}

// version is the version of the protocol that is spoken here.
const version = "1.0"

// stamp is how times are written in a record.
const stamp = "2006-01-02 15:04:05"
