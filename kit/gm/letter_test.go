package gm

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func shared(t *testing.T, digit string) *Shared {
	t.Helper()
	s, err := NewShared(strings.Repeat(digit, 32), strings.Repeat(digit+"0", 16))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A letter is read by who shares the secrets, as it was written; by nobody else, and in no other form.
func TestLettersAreReadByTheOtherPlatformOnly(t *testing.T) {
	ours, theirs := shared(t, "a"), shared(t, "b")
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.String().Draw(t, "said")
		l, err := ours.Write(Letter{Source: "s", Version: "1.0", Serial: rapid.String().Draw(t, "serial"), Time: rapid.Int64().Draw(t, "time")}, said)
		if err != nil {
			t.Fatal(err)
		}
		if said != "" && len(said) > 3 && strings.Contains(l.Payload, said) {
			t.Fatal("the payload is in the clear")
		}
		b, err := ours.Read(l)
		if err != nil || len(b) == 0 {
			t.Fatal(err)
		}
		if _, err := theirs.Read(l); !errors.Is(err, ErrUnsigned) {
			t.Fatalf("read under other secrets: %v", err)
		}
		for i, change := range []func(*Letter){
			func(l *Letter) { l.Source += "x" }, func(l *Letter) { l.Version += "x" }, func(l *Letter) { l.Serial += "x" }, func(l *Letter) { l.Time++ },
			func(l *Letter) { l.Payload = ours.Encrypt([]byte(`"x"`)) }, func(l *Letter) { l.Sign = "" }, func(l *Letter) { l.Sign = l.Sign[1:] },
		} {
			other := l
			change(&other)
			if _, err := ours.Read(other); !errors.Is(err, ErrUnsigned) {
				t.Fatalf("change %d: %v", i, err)
			}
		}
	})
}

func TestSharedSecretsAreChecked(t *testing.T) {
	good := strings.Repeat("0f", 16)
	for _, pair := range [][2]string{{"", good}, {good, ""}, {good[1:], good}, {good, good[2:]}, {"x" + good[1:], good}, {good + "00", good}} {
		if _, err := NewShared(pair[0], pair[1]); err == nil || strings.Contains(err.Error(), "0f0f") {
			t.Errorf("%q: %v", pair, err)
		}
	}
	s := shared(t, "a")
	for _, text := range []string{"x", "AAAA", s.Encrypt([]byte("y"))[2:], shared(t, "b").Encrypt([]byte("y"))} {
		if _, err := s.Decrypt(text); err == nil {
			t.Errorf("%q opens", text)
		}
	}
	if b, err := s.Decrypt(s.Encrypt(nil)); err != nil || b != nil {
		t.Error("nothing does not stay nothing", b, err)
	}
}
