package gm

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math/big"
)

// Token returns a fresh secret of 32 random bytes, 43 characters of base64url, for a session or a link.
func Token() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// TokenHash is what is stored of a token, so that a stolen table opens no session.
func TokenHash(token string) string { return HashString(token) }

// Digits returns n random decimal digits, each number equally likely, for a one-time password.
func Digits(n int) string {
	number, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return fmt.Sprintf("%0*d", n, number)
}
