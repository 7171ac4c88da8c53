// Package gm holds the national cryptography the program needs: sealing of personal data and files, blind
// indexes to find sealed data by, short codes, hashes, signatures and passwords.
//
// The algorithms are SM2 (GB/T 32918), SM3 (GB/T 32905) and SM4 in GCM mode (GB/T 32907, GB/T 36624),
// as GB/T 39786 asks of information systems, from github.com/emmansun/gmsm; passwords use argon2id.
//
// There are two floors of keys. The operator keeps a master secret (master.go), which opens nothing but the
// data keys. A data key serves one purpose, lies in the database wrapped by the master, and outlives it: when
// the master is changed the data keys are wrapped anew and nothing that they sealed, indexed, signed or printed
// is touched.
//
// Read this file first; master.go has the operator's secrets, stream.go the sealing of files, sign.go hashes,
// the Merkle root and signatures, password.go passwords, random.go what is drawn by chance.
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
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Purpose is what a data key is for. No key serves two.
type Purpose string

// The purposes of data keys. Several keys for sealing and signing may be in use, the newest for what is new; of
// the others there is one.
const (
	ForSealing Purpose = "seal"    // values, and the keys of files
	ForSigning Purpose = "sign"    // the seals of the ledger
	ForIndex   Purpose = "index"   // blind indexes
	ForCodes   Purpose = "code"    // printed on papers: query codes, links
	ForGateway Purpose = "gateway" // the signature of messages to the gateway
)

// sizes are the lengths of the keys in bytes. A signing key is 40 bytes reduced to 1 … n-2: uniform but for 2^-64.
var sizes = map[Purpose]int{ForSealing: 16, ForSigning: 40, ForIndex: 32, ForCodes: 32, ForGateway: 32}

// DataKey is one key of the installation.
type DataKey struct {
	ID      string // what it sealed bears this
	Purpose Purpose
	Secret  []byte
}

// Fresh draws a data key for each of the purposes.
func Fresh(purposes ...Purpose) (list []DataKey) {
	for _, p := range purposes {
		id := make([]byte, 5)
		rand.Read(id)
		key := DataKey{"d" + hex.EncodeToString(id), p, make([]byte, sizes[p])}
		rand.Read(key.Secret)
		list = append(list, key)
	}
	return list
}

// AllPurposes are those of a whole set.
func AllPurposes() []Purpose {
	return []Purpose{ForSealing, ForSigning, ForIndex, ForCodes, ForGateway}
}

// Derived are the data keys of an installation that was made before there were data keys: all were derived from
// the master secrets, newest first, by HKDF over SM3. Indexes and codes hung on the oldest.
func Derived(secrets ...[]byte) (list []DataKey) {
	for i, s := range secrets {
		id := "k" + hex.EncodeToString(derive(s, "id", 2))
		list = append(list, DataKey{id, ForSealing, derive(s, "seal", 16)}, DataKey{id + "s", ForSigning, derive(s, "sign", 40)})
		if i == len(secrets)-1 {
			list = append(list, DataKey{id + "i", ForIndex, derive(s, "index", 32)}, DataKey{id + "c", ForCodes, derive(s, "code", 32)},
				DataKey{id + "g", ForGateway, derive(s, "gateway", 32)})
		}
	}
	return list
}

// derive makes the key for one purpose. HKDF fails only for lengths that no caller here asks for.
func derive(secret []byte, purpose string, n int) []byte {
	key, err := hkdf.Key(sm3.New, secret, nil, "wuyou "+purpose, n)
	if err != nil {
		panic(err)
	}
	return key
}

// Keys are all data keys of one installation, ready for use from many goroutines at once. The zero value has
// none; nothing may be sealed or opened before Use.
type Keys struct {
	// Lost, where it is set before Use, is told once of each value that Show could not open.
	Lost func(context string, id int64, err error)

	ring atomic.Pointer[ring]
	lost sync.Map // what was told
}

type ring struct {
	sealers              []sealer // current first
	signers              []*sm2.PrivateKey
	index, code, gateway *mac
}

// NewKeys derives a set from master secrets, newest first, as Derived does.
func NewKeys(current []byte, older ...[]byte) (*Keys, error) {
	k := new(Keys)
	return k, k.Use(Derived(append([][]byte{current}, older...)...))
}

// ErrNotWhole is a set of data keys in which a purpose has none.
var ErrNotWhole = errors.New("gm: the set of data keys is not whole")

// Use takes the keys into use, of each purpose the newest first. It fails if the set is not whole.
func (k *Keys) Use(list []DataKey) error {
	r := new(ring)
	for _, d := range list {
		if len(d.Secret) != sizes[d.Purpose] {
			return fmt.Errorf("gm: data key %s has %d bytes, want %d", d.ID, len(d.Secret), sizes[d.Purpose])
		}
		switch d.Purpose {
		case ForSealing:
			if r.find(d.ID) != nil {
				return fmt.Errorf("gm: data key %s stands twice in the set", d.ID)
			}
			s, err := newSealer(d.ID, d.Secret)
			if err != nil {
				return err
			}
			r.sealers = append(r.sealers, s)
		case ForSigning:
			n := new(big.Int).SetBytes(d.Secret)
			n.Mod(n, new(big.Int).Sub(sm2.P256().Params().N, big.NewInt(2))).Add(n, big.NewInt(1))
			signer, err := sm2.NewPrivateKeyFromInt(n)
			if err != nil {
				return err
			}
			r.signers = append(r.signers, signer)
		default:
			to := map[Purpose]**mac{ForIndex: &r.index, ForCodes: &r.code, ForGateway: &r.gateway}[d.Purpose]
			if *to == nil {
				*to = newMAC(d.Secret)
			}
		}
	}
	if len(r.sealers) == 0 || len(r.signers) == 0 || r.index == nil || r.code == nil || r.gateway == nil {
		return ErrNotWhole
	}
	k.ring.Store(r)
	return nil
}

func (r *ring) find(id string) *sealer {
	if i := slices.IndexFunc(r.sealers, func(s sealer) bool { return s.id == id }); i >= 0 {
		return &r.sealers[i]
	}
	return nil
}

// sealer seals values under one SM4 key.
type sealer struct {
	id   string
	aead cipher.AEAD
}

func newSealer(id string, key []byte) (sealer, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return sealer{}, err
	}
	aead, err := cipher.NewGCM(block)
	return sealer{id, aead}, err
}

func (s *sealer) seal(plain, context string) string {
	size := s.aead.NonceSize()
	raw := make([]byte, size, size+len(plain)+s.aead.Overhead())
	rand.Read(raw)
	raw = s.aead.Seal(raw, raw, []byte(plain), []byte(context))
	out := make([]byte, 0, len(s.id)+1+base64.RawURLEncoding.EncodedLen(len(raw)))
	out = append(append(out, s.id...), '.')
	return string(base64.RawURLEncoding.AppendEncode(out, raw))
}

func (s *sealer) open(text, context string) (string, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	size := s.aead.NonceSize()
	if err != nil || len(raw) < size {
		return "", errors.New("gm: sealed value is damaged")
	}
	plain, err := s.aead.Open(raw[size:size], raw[:size], raw[size:], []byte(context))
	if err != nil {
		return "", errors.New("gm: sealed value was changed or belongs to another place")
	}
	return string(plain), nil
}

// Seal encrypts plain with SM4-GCM. The context (table, column, row) is not stored but must be the
// same when it is opened, so a sealed value cannot be moved elsewhere. The result is text: the key's
// id, a dot, and base64url of nonce and ciphertext. The empty string stays empty.
func (k *Keys) Seal(plain, context string) string {
	if plain == "" {
		return ""
	}
	return k.ring.Load().sealers[0].seal(plain, context)
}

// Open decrypts what Seal returned. It fails if the value was changed, belongs to another context or
// was sealed under a key that is not in the set; the error does not quote the value.
func (k *Keys) Open(sealed, context string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, text, _ := strings.Cut(sealed, ".")
	s := k.ring.Load().find(id)
	if s == nil {
		return "", errors.New("gm: not sealed under any key of the set")
	}
	return s.open(text, context)
}

// IsSealed reports whether a text has the form of what Seal returns.
func IsSealed(text string) bool {
	id, sealed, ok := strings.Cut(text, ".")
	if !ok || len(sealed) < 38 || len(id) < 5 || id[0] != 'k' && id[0] != 'd' {
		return false
	}
	_, notHex := hex.DecodeString(id[1:])
	_, notText := base64.RawURLEncoding.DecodeString(sealed)
	return notHex == nil && notText == nil
}

// Unreadable stands for a value that cannot be opened.
const Unreadable = "无法读取"

// Show opens a value of the row with this id for showing among others: one that cannot be opened is Unreadable and
// spoils nothing else. What acts on the value, instead of showing it, calls Open.
func (k *Keys) Show(sealed, context string, id int64) string {
	plain, err := k.Open(sealed, context)
	if err == nil {
		return plain
	}
	k.Miss(context, id, err)
	return Unreadable
}

// Miss tells of a value that could not be opened, once.
func (k *Keys) Miss(context string, id int64, err error) {
	if _, told := k.lost.LoadOrStore(lostValue{context, id}, true); !told && k.Lost != nil {
		k.Lost(context, id, err)
	}
}

type lostValue struct {
	context string
	id      int64
}

// Index returns the blind index of a value: equal values of one kind have equal indexes, and without
// the key nobody can tell the value. It is HMAC-SM3 cut to 128 bits, 22 characters of base64url. The
// caller normalises the value (case, spaces, country code).
func (k *Keys) Index(kind, value string) string {
	sum := k.ring.Load().index.sum(kind, "\x00", value)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// GatewaySign is HMAC-SM3 over a message to the gateway, in hexadecimal digits.
func (k *Keys) GatewaySign(message string) string {
	sum := k.ring.Load().gateway.sum(message)
	return hex.EncodeToString(sum[:])
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
	sum := k.ring.Load().code.sum(label, "\x00", string(number[:]))
	rest := bits.Rem64(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16]), n)
	return fmt.Sprintf("%0*d", digits, rest)
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
