package gm

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
	"pgregory.net/rapid"
)

var (
	first  = bytes.Repeat([]byte{1}, MasterSize)
	second = bytes.Repeat([]byte{2}, MasterSize)
)

func keys(t testing.TB, current []byte, older ...[]byte) *Keys {
	t.Helper()
	k, err := NewKeys(current, older...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestPublishedVectors(t *testing.T) {
	const abc = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" // GB/T 32905, example 1
	if got := HashString("abc"); got != abc {
		t.Errorf("SM3(abc) = %s", got)
	}
	if got := Hash([]byte("a"), nil, []byte("bc")); got != abc {
		t.Errorf("SM3 of abc in parts = %s", got)
	}
	key, _ := hex.DecodeString("0123456789abcdeffedcba9876543210") // GB/T 32907, example 1
	block, err := sm4.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 16)
	block.Encrypt(out, key)
	if got := hex.EncodeToString(out); got != "681edf34d206965e86b3e94f536e4246" {
		t.Errorf("SM4 = %s", got)
	}
	// RFC 8998, appendix A.1
	nonce, _ := hex.DecodeString("00001234567800000000abcd")
	aad, _ := hex.DecodeString("feedfacedeadbeeffeedfacedeadbeefabaddad2")
	plain, _ := hex.DecodeString("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")
	want := "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(gcm.Seal(nil, nonce, plain, aad)); got != want {
		t.Errorf("SM4-GCM = %s", got)
	}
}

// What is stored must still open after an upgrade: the derivation may never change.
func TestDerivedKeysStayTheSame(t *testing.T) {
	k := keys(t, first)
	for got, want := range map[string]string{ // computed independently
		k.ring.Load().sealers[0].id:            "k2b6a",
		k.Index("id_no", "51140219900307001X"): "QvT42nTdyeVv1Iwmdklatg",
		k.Code("query", 42, 6):                 "009588",
		k.PublicKey(): "04e51fadad5e34f0c8e00e9678b261ad413bc6b01ec2443669e24dafbcf469b7" +
			"8a4530ec05070e5b31725f5c720f9bf64eba573fcd1a8d5176445a27b94ec78b53",
	} {
		if got != want {
			t.Errorf("derived %s, want %s", got, want)
		}
	}
	const sealed = "k2b6a.liLqbkiXhxCJLjSu55IWx9882FqDB63EyBZGDPJaZyTHkSEWsOaa2rFOYDsmnw"
	if got, err := k.Open(sealed, "people/id_no"); err != nil || got != "51140219900307001X" {
		t.Errorf("a value sealed long ago: %q, %v", got, err)
	}
}

func TestSealedValuesOpenInTheirPlaceOnly(t *testing.T) {
	k := keys(t, first)
	rapid.Check(t, func(t *rapid.T) {
		plain, context := rapid.String().Draw(t, "plain"), rapid.String().Draw(t, "context")
		sealed := k.Seal(plain, context)
		if got, err := k.Open(sealed, context); err != nil || got != plain {
			t.Fatalf("opened %q, %v", got, err)
		}
		if plain == "" {
			if sealed != "" {
				t.Fatalf("empty became %q", sealed)
			}
			return
		}
		if sealed == k.Seal(plain, context) {
			t.Fatal("sealed twice alike")
		}
		if got, err := k.Open(sealed, context+"x"); err == nil {
			t.Fatalf("opened elsewhere: %q", got)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "position")
		c := rapid.SampledFrom([]byte("AZaz09-_.=!")).Filter(func(c byte) bool { return c != sealed[i] }).Draw(t, "character")
		if got, err := k.Open(sealed[:i]+string(c)+sealed[i+1:], context); err == nil {
			t.Fatalf("opened although changed: %q", got)
		}
		if got, err := k.Open(sealed[:i], context); err == nil && i > 0 {
			t.Fatalf("opened although cut: %q", got)
		}
	})
}

// Keys that were derived from masters before there were data keys stay in use under a later master.
func TestDerivedSetsOfAnOlderProgram(t *testing.T) {
	before, after := keys(t, first), keys(t, second, first)
	sealed, sig := before.Seal("13890361234", "people/phone"), before.Sign([]byte("batch"))
	if got, err := after.Open(sealed, "people/phone"); err != nil || got != "13890361234" {
		t.Errorf("after rotation: %q, %v", got, err)
	}
	if !after.Verify([]byte("batch"), sig) {
		t.Error("an old signature no longer verifies")
	}
	if before.Index("phone", "1") != after.Index("phone", "1") || before.Code("query", 7, 6) != after.Code("query", 7, 6) {
		t.Error("rotation changed indexes or codes")
	}
	if _, err := before.Open(after.Seal("x", ""), ""); err == nil {
		t.Error("opened under a key that is not in the set")
	}
	if before.Verify([]byte("batch"), after.Sign([]byte("batch"))) {
		t.Error("verified under a key that is not in the set")
	}
}

func master(t testing.TB, text string) Master {
	t.Helper()
	list, err := ParseMasters(text)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

func TestDataKeysAreWrapped(t *testing.T) {
	right, wrong := master(t, FreshMaster()), master(t, FreshMaster())
	k := new(Keys)
	set := Fresh(AllPurposes()...)
	if err := k.Use(set); err != nil {
		t.Fatal(err)
	}
	for i, key := range set {
		wrapped, name := right.Wrap(key), DataKey{ID: key.ID, Purpose: key.Purpose}
		if got, err := right.Unwrap(name, wrapped); err != nil || !bytes.Equal(got.Secret, key.Secret) {
			t.Errorf("%s: %v", key.Purpose, err)
		}
		if _, err := wrong.Unwrap(name, wrapped); err == nil {
			t.Errorf("%s opens under another master", key.Purpose)
		}
		name.Purpose = AllPurposes()[(i+1)%len(set)]
		if _, err := right.Unwrap(name, wrapped); err == nil {
			t.Errorf("%s serves another purpose", key.Purpose)
		}
		if err := new(Keys).Use(append(set[:i:i], set[i+1:]...)); err == nil {
			t.Errorf("a set without %s is taken", key.Purpose)
		}
	}
	if !right.Made("list", right.MAC("list")) || right.Made("list2", right.MAC("list")) || right.Made("list", wrong.MAC("list")) || right.Made("list", "") {
		t.Error("the signature of a list proves nothing")
	}
}

func TestMasterSecretsAreChecked(t *testing.T) {
	one, two := FreshMaster(), FreshMaster()
	for _, text := range []string{one, two + "\n" + one + "\n", two + ", " + one, strings.ToUpper(one)} {
		if _, err := ParseMasters(text); err != nil {
			t.Errorf("%d characters: %v", len(text), err)
		}
	}
	for _, text := range []string{"", "  ", one[:62], one + "00", one + " " + one, "g" + one[1:], "# " + one,
		strings.Repeat("01", 32), strings.Repeat("0123456789abcdef", 4), strings.Repeat(one[:32], 2)} {
		_, err := ParseMasters(text)
		if err == nil {
			t.Errorf("%q passes", text)
		} else if strings.Contains(err.Error(), one[2:12]) {
			t.Errorf("the error quotes the secret: %v", err)
		}
	}
}

func TestIndexTellsKindsAndValuesApart(t *testing.T) {
	k := keys(t, first)
	seen := map[string]string{}
	for _, p := range [][2]string{{"phone", "1"}, {"phone", "2"}, {"phon", "e1"}, {"id_no", "1"}, {"", ""}, {"phone", ""}} {
		index := k.Index(p[0], p[1])
		if len(index) != 22 || index != k.Index(p[0], p[1]) {
			t.Errorf("index of %v = %q", p, index)
		}
		if other, ok := seen[index]; ok {
			t.Errorf("%v and %s share an index", p, other)
		}
		seen[index] = p[0] + "/" + p[1]
	}
	if k.Index("phone", "1") == keys(t, second).Index("phone", "1") {
		t.Error("the index does not depend on the key")
	}
}

func TestIndexFromManyGoroutines(t *testing.T) {
	k := keys(t, first)
	want := k.Index("phone", "13890361234")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 200 {
				if got := k.Index("phone", "13890361234"); got != want {
					t.Errorf("index = %s, want %s", got, want)
				}
			}
		})
	}
	wait.Wait()
}

func TestCodesAreEven(t *testing.T) {
	k := keys(t, first)
	var count [10]int
	const n = 20_000
	for id := range int64(n) {
		code := k.Code("query", id, 1)
		count[code[0]-'0']++
	}
	chi := 0.0
	for _, c := range count {
		d := float64(c) - n/10
		chi += d * d / (n / 10)
	}
	if chi > 27.9 { // 9 degrees of freedom, 1 in 1000; the key is fixed, so this does not flicker
		t.Errorf("digits %v, chi² %.1f", count, chi)
	}
	for _, digits := range []int{1, 6, 18} {
		if code := k.Code("query", 1, digits); len(code) != digits {
			t.Errorf("%d digits: %s", digits, code)
		}
	}
	if k.Code("query", 1, 12) == k.Code("pickup", 1, 12) || k.Code("query", 1, 12) == k.Code("query", 2, 12) {
		t.Error("codes do not depend on label and id")
	}
}

func TestSignature(t *testing.T) {
	k := keys(t, first)
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		sig := k.Sign(b)
		if !k.Verify(b, sig) {
			t.Fatal("does not verify")
		}
		if k.Verify(append(b, 0), sig) || k.Verify(b, sig[1:]) || k.Verify(b, "") || k.Verify(b, "?") {
			t.Fatal("verifies what was not signed")
		}
	})
	point, err := hex.DecodeString(k.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	public, err := sm2.NewPublicKey(point)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := base64.RawURLEncoding.DecodeString(k.Sign([]byte("batch")))
	if err != nil || !sm2.VerifyASN1WithSM2(public, []byte("1234567812345678"), []byte("batch"), sig) {
		t.Errorf("a stranger with the public key cannot verify: %v", err)
	}
}

func TestRoot(t *testing.T) {
	leaf := func(s string) string { sum := sm3.Sum([]byte("\x00" + s)); return string(sum[:]) }
	node := func(l, r string) string { sum := sm3.Sum([]byte("\x01" + l + r)); return string(sum[:]) }
	a, b, c, d, e := leaf("a"), leaf("b"), leaf("c"), leaf("d"), leaf("e")
	empty := sm3.Sum(nil)
	tests := []struct {
		leaves []string
		want   string
	}{
		{nil, string(empty[:])},
		{[]string{"a"}, a},
		{[]string{"a", "b"}, node(a, b)},
		{[]string{"a", "b", "c"}, node(node(a, b), c)},
		{[]string{"a", "b", "c", "d"}, node(node(a, b), node(c, d))},
		{[]string{"a", "b", "c", "d", "e"}, node(node(node(a, b), node(c, d)), e)},
	}
	for _, tt := range tests {
		if got := Root(tt.leaves); got != hex.EncodeToString([]byte(tt.want)) {
			t.Errorf("Root(%v) = %s", tt.leaves, got)
		}
	}
}

func TestRootNoticesEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		leaves := rapid.SliceOfNDistinct(rapid.String(), 2, 40, rapid.ID[string]).Draw(t, "leaves")
		before := Root(leaves)
		i := rapid.IntRange(0, len(leaves)-1).Draw(t, "i")
		if Root(append(leaves[:i:i], leaves[i+1:]...)) == before {
			t.Fatal("a leaf left out is not noticed")
		}
		j := rapid.IntRange(0, len(leaves)-1).Filter(func(j int) bool { return j != i }).Draw(t, "j")
		leaves[i], leaves[j] = leaves[j], leaves[i]
		if Root(leaves) == before {
			t.Fatal("two leaves swapped are not noticed")
		}
	})
}

func TestPassword(t *testing.T) {
	const password = "眉山-Wuyou-2026"
	encoded := HashPassword(password)
	if !CheckPassword(encoded, password) || CheckPassword(encoded, password+" ") || CheckPassword(encoded, "") {
		t.Errorf("%s does not tell the password from others", encoded)
	}
	if encoded == HashPassword(password) {
		t.Error("two hashes of one password are alike")
	}
	if NeedsRehash(encoded) {
		t.Errorf("%s is fresh", encoded)
	}
	// made elsewhere: the reference implementation's own test vector (version 19, t=2, m=64 MiB)
	const other = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !CheckPassword(other, "password") || CheckPassword(other, "passwore") || !NeedsRehash(other) {
		t.Error("a hash of another cost is not handled")
	}
	for _, damaged := range []string{
		"", "x", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=65536,t=2$c29tZXNhbHQ$CTFh",
	} {
		if CheckPassword(damaged, "password") || !NeedsRehash(damaged) {
			t.Errorf("%q passes", damaged)
		}
	}
}

func TestRandomStrings(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		token, code := Token(), Digits(6)
		if len(token) != 43 || seen[token] {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
		if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
			t.Fatalf("code %q", code)
		}
	}
	if len(Digits(20)) != 20 || TokenHash("abc") != HashString("abc") {
		t.Error("long code or token hash")
	}
}

func FuzzOpen(f *testing.F) {
	k := keys(f, first)
	f.Add(k.Seal("51140219900307001X", "people/id_no"))
	f.Add("k1.")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q")
	f.Fuzz(func(t *testing.T, s string) {
		if plain, err := k.Open(s, "elsewhere"); err == nil && s != "" {
			t.Errorf("%q opens as %q", s, plain)
		}
		if k.Verify([]byte("x"), s) {
			t.Errorf("%q verifies", s)
		}
		NeedsRehash(s)
	})
}

func BenchmarkSeal(b *testing.B) {
	k := keys(b, first)
	for b.Loop() {
		k.Seal("51140219900307001X", "people/id_no")
	}
}

func BenchmarkOpen(b *testing.B) {
	k := keys(b, first)
	sealed := k.Seal("51140219900307001X", "people/id_no")
	for b.Loop() {
		if _, err := k.Open(sealed, "people/id_no"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	k := keys(b, first)
	for b.Loop() {
		k.Index("id_no", "51140219900307001X")
	}
}

func BenchmarkCode(b *testing.B) {
	k := keys(b, first)
	for b.Loop() {
		k.Code("query", 1234567890123, 6)
	}
}

func BenchmarkSign(b *testing.B) {
	k := keys(b, first)
	for b.Loop() {
		k.Sign([]byte("batch"))
	}
}

func BenchmarkRoot1000(b *testing.B) {
	leaves := make([]string, 1000)
	for i := range leaves {
		leaves[i] = HashString(fmt.Sprint(i))
	}
	for b.Loop() {
		Root(leaves)
	}
}
