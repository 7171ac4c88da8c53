package gm

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// MasterSize is the length of a master secret in bytes.
const MasterSize = 32

// Master is a secret that the operator keeps. It wraps the data keys, and seals and signs backups, by keys of
// its own for each.
type Master struct {
	ID      string // says which it is and tells nothing of it: 12 hexadecimal digits
	secret  []byte
	wrapper sealer
	mac     *mac
}

// NewMaster takes a secret of MasterSize bytes.
func NewMaster(secret []byte) (m Master, err error) {
	if len(secret) != MasterSize {
		return m, fmt.Errorf("gm: a master secret of %d bytes, want %d", len(secret), MasterSize)
	}
	m = Master{ID: hex.EncodeToString(derive(secret, "check", 6)), secret: secret, mac: newMAC(derive(secret, "backup", 32))}
	m.wrapper, err = newSealer(m.ID, derive(secret, "wrap", 16))
	return m, err
}

// FreshMaster draws a master secret, as it stands in a key file.
func FreshMaster() string {
	b := make([]byte, MasterSize)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// ErrWeak is a master secret that nobody drew by chance.
var ErrWeak = errors.New("gm: a master secret that was not drawn by chance")

// ParseMasters reads the master secrets from the text of a key file or a setting: each is 64 hexadecimal digits,
// current first, separated by white space or commas. Errors never quote it.
func ParseMasters(text string) (list []Master, err error) {
	seen := map[string]bool{}
	for i, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) }) {
		b, err := hex.DecodeString(word)
		if err != nil {
			return nil, fmt.Errorf("gm: master secret %d is not hexadecimal", i+1)
		}
		if weak(strings.ToLower(word)) {
			return nil, ErrWeak
		}
		m, err := NewMaster(b)
		if err != nil {
			return nil, err
		}
		if seen[m.ID] {
			return nil, fmt.Errorf("gm: master secret %d stands there twice", i+1)
		}
		seen[m.ID] = true
		list = append(list, m)
	}
	if len(list) == 0 {
		return nil, errors.New("gm: no master secret")
	}
	return list, nil
}

// weak notices a secret that nobody drew by chance: few different digits, a part repeated, digits in order.
func weak(key string) bool {
	digits := map[rune]bool{}
	for _, r := range key {
		digits[r] = true
	}
	return len(digits) < 8 || strings.Contains((key + key)[1:2*len(key)-1], key) || strings.Contains(key, "0123456789abcdef")
}

// DerivedOf are the data keys that a program without data keys derived from the masters, newest first.
func DerivedOf(masters []Master) []DataKey {
	secrets := make([][]byte, len(masters))
	for i, m := range masters {
		secrets[i] = m.secret
	}
	return Derived(secrets...)
}

// Wrap seals a data key for keeping in the database.
func (m Master) Wrap(k DataKey) string { return m.Seal(string(k.Secret), wrapContext(k)) }

// Unwrap opens what Wrap made of the key of this id and purpose.
func (m Master) Unwrap(k DataKey, wrapped string) (DataKey, error) {
	secret, err := m.Open(wrapped, wrapContext(k))
	k.Secret = []byte(secret)
	return k, err
}

func wrapContext(k DataKey) string { return "data key " + k.ID + " " + string(k.Purpose) }

// Seal and Open are those of Keys under the master itself, for what must be read without the database.
func (m Master) Seal(plain, context string) string { return m.wrapper.seal(plain, context) }

// Open opens what Seal made under this master.
func (m Master) Open(sealed, context string) (string, error) {
	id, text, _ := strings.Cut(sealed, ".")
	if id != m.ID {
		return "", errors.New("gm: not sealed under this master")
	}
	return m.wrapper.open(text, context)
}

// MAC is HMAC-SM3 over a text, in hexadecimal digits: that of the list of a backup.
func (m Master) MAC(text string) string {
	sum := m.mac.sum(text)
	return hex.EncodeToString(sum[:])
}

// Made reports whether mac was made over the text under this master.
func (m Master) Made(text, mac string) bool { return hmac.Equal([]byte(mac), []byte(m.MAC(text))) }
