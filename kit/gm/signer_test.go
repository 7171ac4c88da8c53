package gm

import "testing"

// TestSigner: what a device signed holds by its public key, and by no other key and for no other bytes.
func TestSigner(t *testing.T) {
	t.Parallel()
	s, other := NewSigner(), NewSigner()
	again, err := SignerOf(s.Secret())
	if err != nil || again.Public() != s.Public() || !PublicKeyFits(s.Public()) {
		t.Fatal(err, again.Public(), s.Public())
	}
	sig := again.Sign([]byte("a reading"))
	if !Signed(s.Public(), []byte("a reading"), sig) {
		t.Error("its own signature does not hold")
	}
	if Signed(other.Public(), []byte("a reading"), sig) || Signed(s.Public(), []byte("another"), sig) || Signed("04", nil, sig) ||
		Signed(s.Public(), []byte("a reading"), sig+"A") {
		t.Error("a signature holds that should not")
	}
	if _, err := SignerOf("none"); err == nil {
		t.Error("none is a secret")
	}
	if PublicKeyFits("04" + s.Secret() + s.Secret()) {
		t.Error("a point off the curve fits")
	}
}
