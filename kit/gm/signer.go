package gm

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/emmansun/gmsm/sm2"
)

// Signer is the SM2 key of one device. It stays on the device; others have its public key. Made by NewSigner or SignerOf.
type Signer struct{ key *sm2.PrivateKey }

// NewSigner draws a key.
func NewSigner() Signer {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // only a broken source of randomness
	}
	return Signer{key}
}

// SignerOf is the key with a secret that Secret wrote.
func SignerOf(secret string) (Signer, error) {
	b, err := hex.DecodeString(secret)
	if err != nil {
		return Signer{}, errors.New("gm: the secret of a signer is not hexadecimal")
	}
	key, err := sm2.NewPrivateKey(b)
	return Signer{key}, err
}

// Secret is the key as 64 hexadecimal digits, for a file that nobody else reads.
func (s Signer) Secret() string { return hex.EncodeToString(s.key.D.FillBytes(make([]byte, 32))) }

// Public is the public key as GB/T 35276 writes it (Keys.PublicKey).
func (s Signer) Public() string { return publicKey(&s.key.PublicKey) }

// Sign signs b as Keys.Sign does.
func (s Signer) Sign(b []byte) string { return sign(s.key, b) }

// Signed reports whether sig was made over b by the device with the public key. What is no key has signed nothing.
func Signed(public string, b []byte, sig string) bool {
	point, err := hex.DecodeString(public)
	if err != nil {
		return false
	}
	key, err := sm2.NewPublicKey(point)
	if err != nil {
		return false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sig)
	return err == nil && sm2.VerifyASN1WithSM2(key, nil, b, raw)
}

// PublicKeyFits reports whether a text is a public key: a point of the curve.
func PublicKeyFits(public string) bool {
	point, err := hex.DecodeString(public)
	if err != nil || len(point) != 65 {
		return false
	}
	_, err = sm2.NewPublicKey(point)
	return err == nil
}
