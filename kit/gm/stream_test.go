package gm

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func sealedFile(t testing.TB, plain, key []byte) []byte {
	t.Helper()
	head, err := Head("wrapped")
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(head)
	w, err := SealStream(out, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, iotest.HalfReader(bytes.NewReader(plain))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func openFile(sealed, key []byte) ([]byte, error) {
	s, err := OpenStream(bytes.NewReader(sealed), int64(len(sealed)), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(s)
}

func TestStreamsOfEverySize(t *testing.T) {
	key := StreamKey()
	for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 2 * pieceSize, 3*pieceSize + 7} {
		plain := bytes.Repeat([]byte("无忧"), size)[:size]
		sealed := sealedFile(t, plain, key)
		s, err := OpenStream(bytes.NewReader(sealed), int64(len(sealed)), key)
		if err != nil || s.Size() != int64(size) {
			t.Fatalf("%d bytes: %v", size, err)
		}
		if err := iotest.TestReader(s, plain); err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
		if wrapped, ok, err := ReadHead(bytes.NewReader(sealed)); wrapped != "wrapped" || !ok || err != nil {
			t.Errorf("head %q %v %v", wrapped, ok, err)
		}
		if _, ok, err := ReadHead(bytes.NewReader(plain)); ok || err != nil {
			t.Errorf("a plain file of %d bytes passes for a sealed one: %v", size, err)
		}
	}
}

// Whatever is done to a sealed file, what is read is what was written or a failure.
func TestChangedStreamsDoNotOpen(t *testing.T) {
	const whole = pieceSize + tagSize
	key := StreamKey()
	plain := make([]byte, 3*pieceSize+100)
	for i := range plain {
		plain[i] = byte(i / 7)
	}
	sealed := sealedFile(t, plain, key)
	body := func(parts ...[]byte) []byte { return bytes.Join(append([][]byte{sealed[:HeadSize]}, parts...), nil) }
	p := [4][]byte{sealed[HeadSize:][:whole], sealed[HeadSize+whole:][:whole], sealed[HeadSize+2*whole:][:whole], sealed[HeadSize+3*whole:]}
	other := sealedFile(t, plain, StreamKey())
	for name, b := range map[string][]byte{
		"cut at a piece": body(p[0], p[1], p[2]), "cut to the head": body(), "cut within a tag": body(p[0], p[3][:5]),
		"swapped": body(p[1], p[0], p[2], p[3]), "doubled": body(p[0], p[0], p[1], p[2], p[3]), "left out": body(p[0], p[2], p[3]),
		"longer": body(p[0], p[1], p[2], p[3], p[3]), "of another file": body(other[HeadSize:]),
	} {
		if got, err := openFile(b, key); !errors.Is(err, ErrStream) || bytes.HasPrefix(got, plain) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(sealed)
		b[rapid.IntRange(HeadSize, len(b)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		if _, err := openFile(b, key); !errors.Is(err, ErrStream) {
			t.Fatalf("opened although changed: %v", err)
		}
	})
}

func BenchmarkStream(b *testing.B) {
	plain, key := make([]byte, 5<<20), StreamKey()
	sealed := sealedFile(b, plain, key)
	b.Run("seal", func(b *testing.B) {
		b.SetBytes(5 << 20)
		b.ReportAllocs()
		for b.Loop() {
			w, _ := SealStream(io.Discard, key)
			w.Write(plain)
			w.Close()
		}
	})
	b.Run("open", func(b *testing.B) {
		b.SetBytes(5 << 20)
		b.ReportAllocs()
		for b.Loop() {
			s, _ := OpenStream(bytes.NewReader(sealed), int64(len(sealed)), key)
			io.Copy(io.Discard, s)
		}
	})
}
