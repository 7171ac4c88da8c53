// Package gm holds the national cryptography the program needs: sealing of personal data, blind
// indexes to find sealed data by, short codes, hashes, signatures and passwords.
//
// The algorithms are SM2 (GB/T 32918), SM3 (GB/T 32905) and SM4 in GCM mode (GB/T 32907, GB/T 36624),
// as GB/T 39786 asks of information systems, from github.com/emmansun/gmsm; passwords use argon2id.
// The operator keeps one secret of 32 bytes. Every key is derived from it by HKDF over SM3 with a
// label of its own, so that no key is used for two purposes.
//
// Read this file first; sign.go has hashes, the Merkle root and signatures, password.go passwords,
// random.go what is drawn by chance.
package gm

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"math/bits"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// MasterSize is the length of a master secret in bytes.
const MasterSize = 32

// Keys are all keys of one installation. They may be used from many goroutines at once.
//
// The master secret is rotated by putting a new one before the old. From then on the new one seals
// and signs; the older ones still open and verify. Indexes and codes stay tied to the oldest master
// loaded, because they are stored in tables and printed on receipts: before that master is dropped,
// everything must be sealed (see Stale) and indexed anew.
type Keys struct {
	masters     []master // current first
	index, code *mac
	outside     []byte // of which receivers outside have keys
}

// master is what is derived from one master secret.
type master struct {
	id     string
	aead   cipher.AEAD
	signer *sm2.PrivateKey
}

// NewKeys derives the keys from the current master secret and the older ones that are still needed,
// newest first. It fails if a secret is not 32 bytes or is given twice.
func NewKeys(current []byte, older ...[]byte) (*Keys, error) {
	k := new(Keys)
	for i, secret := range append([][]byte{current}, older...) {
		if len(secret) != MasterSize {
			return nil, fmt.Errorf("gm: master secret %d has %d bytes, want %d", i+1, len(secret), MasterSize)
		}
		m, err := newMaster(secret)
		if err != nil {
			return nil, err
		}
		if k.find(m.id) != nil {
			return nil, fmt.Errorf("gm: master secret %d has the same id, %s, as an earlier one", i+1, m.id)
		}
		k.masters = append(k.masters, m)
		k.index, k.code = newMAC(derive(secret, "index", 32)), newMAC(derive(secret, "code", 32))
		k.outside = derive(secret, "outside", 32)
	}
	return k, nil
}

// ParseKeys reads the master secrets from the text of a key file or an environment variable: each is
// 64 hexadecimal digits, current first, separated by white space or commas. Errors never quote it.
func ParseKeys(text string) (*Keys, error) {
	var secrets [][]byte
	for i, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) }) {
		b, err := hex.DecodeString(word)
		if err != nil {
			return nil, fmt.Errorf("gm: master secret %d is not hexadecimal", i+1)
		}
		secrets = append(secrets, b)
	}
	if len(secrets) == 0 {
		return nil, errors.New("gm: no master secret")
	}
	return NewKeys(secrets[0], secrets[1:]...)
}

func newMaster(secret []byte) (master, error) {
	block, err := sm4.NewCipher(derive(secret, "seal", 16))
	if err != nil {
		return master{}, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return master{}, err
	}
	// 40 bytes reduced to 1 … n-2: uniform but for 2^-64.
	d := new(big.Int).SetBytes(derive(secret, "sign", 40))
	one := big.NewInt(1)
	d.Mod(d, new(big.Int).Sub(sm2.P256().Params().N, big.NewInt(2))).Add(d, one)
	signer, err := sm2.NewPrivateKeyFromInt(d)
	return master{id: "k" + hex.EncodeToString(derive(secret, "id", 2)), aead: aead, signer: signer}, err
}

// derive makes the key for one purpose. HKDF fails only for lengths that no caller here asks for.
func derive(secret []byte, purpose string, n int) []byte {
	key, err := hkdf.Key(sm3.New, secret, nil, "wuyou "+purpose, n)
	if err != nil {
		panic(err)
	}
	return key
}

func (k *Keys) find(id string) *master {
	for i := range k.masters {
		if k.masters[i].id == id {
			return &k.masters[i]
		}
	}
	return nil
}

// Seal encrypts plain with SM4-GCM. The context (table, column, row) is not stored but must be the
// same when it is opened, so a sealed value cannot be moved elsewhere. The result is text: the key's
// id, a dot, and base64url of nonce and ciphertext. The empty string stays empty.
func (k *Keys) Seal(plain, context string) string {
	if plain == "" {
		return ""
	}
	m := &k.masters[0]
	size := m.aead.NonceSize()
	raw := make([]byte, size, size+len(plain)+m.aead.Overhead())
	rand.Read(raw)
	raw = m.aead.Seal(raw, raw, []byte(plain), []byte(context))
	out := make([]byte, 0, len(m.id)+1+base64.RawURLEncoding.EncodedLen(len(raw)))
	out = append(append(out, m.id...), '.')
	return string(base64.RawURLEncoding.AppendEncode(out, raw))
}

// Open decrypts what Seal returned. It fails if the value was changed, belongs to another context or
// was sealed under a master that is not loaded; the error does not quote the value.
func (k *Keys) Open(sealed, context string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, text, _ := strings.Cut(sealed, ".")
	m := k.find(id)
	if m == nil {
		return "", errors.New("gm: not sealed under any key that is loaded")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	size := m.aead.NonceSize()
	if err != nil || len(raw) < size {
		return "", errors.New("gm: sealed value is damaged")
	}
	plain, err := m.aead.Open(raw[size:size], raw[:size], raw[size:], []byte(context))
	if err != nil {
		return "", errors.New("gm: sealed value was changed or belongs to another place")
	}
	return string(plain), nil
}

// Stale reports whether sealed is under an older master and should be sealed anew.
func (k *Keys) Stale(sealed string) bool {
	id, _, _ := strings.Cut(sealed, ".")
	return sealed != "" && id != k.masters[0].id
}

// Index returns the blind index of a value: equal values of one kind have equal indexes, and without
// the key nobody can tell the value. It is HMAC-SM3 cut to 128 bits, 22 characters of base64url. The
// caller normalises the value (case, spaces, country code).
func (k *Keys) Index(kind, value string) string {
	sum := k.index.sum(kind, "\x00", value)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// Code returns the code of so many digits, 1 to 18, that belongs to an id: always the same, and not
// to be guessed without the key. The label keeps codes of different use apart.
func (k *Keys) Code(label string, id int64, digits int) string {
	n := uint64(1)
	for range digits {
		n *= 10
	}
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], uint64(id))
	sum := k.code.sum(label, "\x00", string(number[:]))
	rest := bits.Rem64(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16]), n)
	return fmt.Sprintf("%0*d", digits, rest)
}

// ReceiverKey is the key that signs for one receiver outside; it is handed to the receiver, who learns nothing else by it.
func (k *Keys) ReceiverKey(receiver string) []byte {
	return derive(k.outside, "receiver "+receiver, 32)
}

// Signature signs a text for a receiver outside: HMAC-SM3 under his own key, in base64url.
func (k *Keys) Signature(receiver, text string) string {
	h := hmac.New(sm3.New, k.ReceiverKey(receiver))
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// mac is HMAC-SM3 under one key. Used instances are kept: they hold the key's two blocks already
// hashed, which is half of the work on a short value.
type mac struct{ pool sync.Pool }

func newMAC(key []byte) *mac {
	return &mac{sync.Pool{New: func() any { return hmac.New(sm3.New, key) }}}
}

func (m *mac) sum(parts ...string) [sm3.Size]byte {
	h := m.pool.Get().(hash.Hash)
	defer m.pool.Put(h)
	h.Reset()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	var out [sm3.Size]byte
	h.Sum(out[:0])
	return out
}
