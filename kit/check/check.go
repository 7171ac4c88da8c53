// Package check knows the check characters by which a mistyped number gives itself away, and the
// numbers of people, firms and licences that carry one.
//
// The characters follow ISO/IEC 7064 (MOD 37,36 and MOD 11-2) and GB 32100-2015 (unified social credit
// code). A number that passes is well formed; whether it was ever issued only its register can say.
//
// Read this file first; number.go has the numbers that people type, with words for what is wrong.
package check

import (
	"fmt"
	"strings"
)

const (
	digits    = "0123456789"
	base36    = digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	creditSet = digits + "ABCDEFGHJKLMNPQRTUWXY" // no I O S V Z
)

var (
	creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
)

// Mod3736 returns the check character of s by ISO/IEC 7064 MOD 37,36, as electronic licence
// identifiers and case numbers use it. It fails on an empty s and on anything but 0–9 and A–Z.
func Mod3736(s string) (byte, error) {
	if s == "" {
		return 0, fmt.Errorf("check: nothing to compute a check character of")
	}
	p := 36
	for i := 0; i < len(s); i++ {
		a := strings.IndexByte(base36, s[i])
		if a < 0 {
			return 0, foreign(s, i)
		}
		sum := (p + a) % 36
		if sum == 0 {
			sum = 36
		}
		p = 2 * sum % 37
	}
	return base36[(37-p)%36], nil
}

// Mod112 returns the check character, 0–9 or X, of the digits s by ISO/IEC 7064 MOD 11-2, as citizen
// identity numbers use it. It fails on an empty s and on anything but digits.
func Mod112(s string) (byte, error) {
	if s == "" {
		return 0, fmt.Errorf("check: nothing to compute a check character of")
	}
	sum := 0
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return 0, foreign(s, i)
		}
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return (digits + "X")[(12-sum)%11], nil
}

// Credit returns the check character of the first 17 characters of a unified social credit code
// (GB 32100-2015). It fails on another length and on a character that is not in the code's alphabet.
func Credit(s string) (byte, error) {
	sum, err := weigh(s, creditSet, creditWeights[:])
	if err != nil {
		return 0, err
	}
	return creditSet[(31-sum%31)%31], nil
}

// weigh adds up the values of s in the alphabet set, each times its weight.
func weigh(s, set string, weights []int) (int, error) {
	if len(s) != len(weights) {
		return 0, fmt.Errorf("check: %d characters, want %d", len(s), len(weights))
	}
	sum := 0
	for i, w := range weights {
		v := strings.IndexByte(set, s[i])
		if v < 0 {
			return 0, foreign(s, i)
		}
		sum += v * w
	}
	return sum, nil
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func foreign(s string, i int) error {
	return fmt.Errorf("check: character %d, %q, does not belong here", i+1, s[i])
}
