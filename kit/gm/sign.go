package gm

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"math/bits"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
)

// Hash returns the SM3 hash of the parts, one after another, as 64 hexadecimal digits. Where the
// border between parts matters, the caller marks it.
func Hash(parts ...[]byte) string {
	h := sm3.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// HashString is Hash of one text.
func HashString(s string) string {
	sum := sm3.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Root returns the Merkle root of the leaves in their order, as 64 hexadecimal digits. The tree is
// that of RFC 9162 over SM3: leaves and nodes are hashed with different prefixes, so neither can pass
// for the other, and the left part of n leaves is the largest power of two below n. No leaves give
// the hash of nothing.
func Root(leaves []string) string {
	if len(leaves) == 0 {
		return HashString("")
	}
	sum := root(leaves)
	return hex.EncodeToString(sum[:])
}

func root(leaves []string) [sm3.Size]byte {
	if len(leaves) == 1 {
		return sm3.Sum([]byte("\x00" + leaves[0]))
	}
	half := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	left, right := root(leaves[:half]), root(leaves[half:])
	return sm3.Sum(append(append([]byte{1}, left[:]...), right[:]...))
}

// Sign signs b with SM2 and SM3 under the newest signing key and the standard's default user id. The
// signature is ASN.1 in base64url.
func (k *Keys) Sign(b []byte) string {
	return sign(k.ring.Load().signers[0], b)
}

func sign(key *sm2.PrivateKey, b []byte) string {
	sig, err := key.Sign(rand.Reader, b, sm2.DefaultSM2SignerOpts)
	if err != nil {
		panic(err) // only a broken source of randomness
	}
	return base64.RawURLEncoding.EncodeToString(sig)
}

// Verify reports whether sig was made over b under one of the keys of the set.
func (k *Keys) Verify(b []byte, sig string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sig)
	if err != nil {
		return false
	}
	for _, signer := range k.ring.Load().signers {
		if sm2.VerifyASN1WithSM2(&signer.PublicKey, nil, b, raw) {
			return true
		}
	}
	return false
}

// PublicKey returns the current public key as GB/T 35276 writes it: the uncompressed point, 04, x and
// y, as 130 hexadecimal digits. With it anybody can check a signature.
func (k *Keys) PublicKey() string {
	return publicKey(&k.ring.Load().signers[0].PublicKey)
}

func publicKey(key *ecdsa.PublicKey) string {
	point, err := sm2.PublicKeyToECDH(key)
	if err != nil {
		panic(err) // the key was made here
	}
	return hex.EncodeToString(point.Bytes())
}
