package gm

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm4"
)

// Shared are the two secrets that two platforms share: an SM4 key for what they say, and a key of
// HMAC-SM3 for who says it. They are agreed on outside of the program and have nothing to do with Keys.
type Shared struct {
	aead cipher.AEAD
	mac  *mac
}

// signLeast is the least length of the signing secret in bytes.
const signLeast = 16

// NewShared reads the secrets: the SM4 key as 32 hexadecimal digits, and the signing secret of at least
// 32. Errors never quote them.
func NewShared(cipherKey, signKey string) (*Shared, error) {
	key, err := hex.DecodeString(strings.TrimSpace(cipherKey))
	if err != nil || len(key) != 16 {
		return nil, errors.New("gm: the SM4 key is not 32 hexadecimal digits")
	}
	secret, err := hex.DecodeString(strings.TrimSpace(signKey))
	if err != nil || len(secret) < signLeast {
		return nil, errors.New("gm: the signing secret is not at least 32 hexadecimal digits")
	}
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Shared{aead, newMAC(secret)}, err
}

// Encrypt encrypts with SM4-GCM: base64 of nonce and ciphertext. Nothing stays nothing.
func (s *Shared) Encrypt(plain []byte) string {
	if len(plain) == 0 {
		return ""
	}
	raw := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	rand.Read(raw)
	return base64.StdEncoding.EncodeToString(s.aead.Seal(raw, raw, plain, nil))
}

// Decrypt opens what Encrypt made under the same key.
func (s *Shared) Decrypt(text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	size := s.aead.NonceSize()
	if err != nil || len(raw) < size {
		return nil, errors.New("gm: not an encrypted value")
	}
	plain, err := s.aead.Open(nil, raw[:size], raw[size:], nil)
	if err != nil {
		return nil, errors.New("gm: encrypted under another key, or changed")
	}
	return plain, nil
}

// Letter is a message between two platforms: its content is encrypted, the whole is signed.
type Letter struct {
	Source  string `json:"source"`  // the system it comes from
	Version string `json:"version"` // of the protocol
	Serial  string `json:"serial"`  // of the exchange; an answer bears that of its question
	Time    int64  `json:"time"`    // milliseconds
	Payload string `json:"payload"` // JSON under SM4-GCM: base64 of nonce, ciphertext and tag
	Sign    string `json:"sign"`    // HMAC-SM3 of the other fields, one a line, in hexadecimal digits
}

// Write puts a value into a letter and signs it.
func (s *Shared) Write(l Letter, v any) (Letter, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return l, err
	}
	l.Payload = s.Encrypt(b)
	l.Sign = s.sum(l)
	return l, nil
}

func (s *Shared) sum(l Letter) string {
	sum := s.mac.sum(l.Source, "\n", l.Version, "\n", l.Serial, "\n", strconv.FormatInt(l.Time, 10), "\n", l.Payload)
	return hex.EncodeToString(sum[:])
}

// ErrUnsigned is a letter whose signature is not that of the other platform.
var ErrUnsigned = errors.New("gm: the signature is wrong")

// Read checks the signature of a letter and decrypts its content.
func (s *Shared) Read(l Letter) ([]byte, error) {
	if !hmac.Equal([]byte(strings.ToLower(l.Sign)), []byte(s.sum(l))) {
		return nil, ErrUnsigned
	}
	b, err := s.Decrypt(l.Payload)
	if err == nil && len(b) == 0 {
		err = errors.New("gm: the letter is empty")
	}
	return b, err
}
