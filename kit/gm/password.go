package gm

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is the work that one password takes; it is stored with each hash, so it may be raised.
type cost struct {
	memory, time uint32 // KiB, passes
	threads      uint8
}

// today is what OWASP's password storage guidance asks of argon2id at the least.
var today = cost{memory: 19 * 1024, time: 2, threads: 1}

// CheapPasswords has passwords that are hashed from now on cost next to nothing. It is for tests alone, which sign in
// hundreds of times (app/imports_test.go); it is called before anything is hashed.
func CheapPasswords() { today = cost{memory: 8, time: 1, threads: 1} }

// turns lets one password a processor be worked on at a time: a rush of sign-ins takes longer, but no
// more memory.
var turns = make(chan struct{}, runtime.GOMAXPROCS(0))

const (
	saltSize = 16
	keySize  = 32
)

// hashed is a stored password hash, taken apart.
type hashed struct {
	cost
	salt, key []byte
}

// HashPassword returns the argon2id hash of a password in the usual text form,
// $argon2id$v=19$m=…,t=…,p=…$salt$key. It takes about 20 ms and 19 MB.
func HashPassword(password string) string {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	key := today.key(password, salt, keySize)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		today.memory, today.time, today.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// CheckPassword reports whether encoded is the hash of password, in constant time. An empty or
// damaged hash takes as long as a good one and fails, so that the time does not tell which accounts
// exist.
func CheckPassword(encoded, password string) bool {
	h, ok := parse(encoded)
	if !ok {
		h = hashed{today, make([]byte, saltSize), make([]byte, keySize)}
	}
	same := subtle.ConstantTimeCompare(h.cost.key(password, h.salt, len(h.key)), h.key) == 1
	return same && ok
}

// NeedsRehash reports whether encoded was made with another cost than today's. Then the password is
// hashed anew when its owner next signs in.
func NeedsRehash(encoded string) bool {
	h, ok := parse(encoded)
	return !ok || h.cost != today || len(h.salt) != saltSize || len(h.key) != keySize
}

func (c cost) key(password string, salt []byte, n int) []byte {
	turns <- struct{}{}
	defer func() { <-turns }()
	return argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(n))
}

// parse takes a stored hash apart. It refuses a cost that would stop the machine.
func parse(encoded string) (h hashed, ok bool) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.threads); err != nil {
		return h, false
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	key, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	h.salt, h.key = salt, key
	return h, errSalt == nil && errKey == nil && len(salt) >= 8 && len(key) >= 16 && len(key) <= 64 &&
		1 <= h.time && h.time <= 16 && h.memory <= 256*1024 && 1 <= h.threads && h.threads <= 16
}
