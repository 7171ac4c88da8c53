package gm

import (
	"bytes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A sealed file is a head of HeadSize bytes and pieces of pieceSize bytes under SM4-GCM, each with its tag. The
// head names the file's own key, wrapped by whoever keeps it. The nonce of a piece is its number and whether it
// is the last, as in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a piece that is cut off,
// moved, doubled or changed does not open. A key seals one file only, so no nonce comes twice.
//
// Reader and writer hold one piece in memory, and the reader may begin anywhere.

const (
	pieceSize  = 64 << 10
	tagSize    = 16
	HeadSize   = 128
	headMark   = "wuyou sealed 1\n"
	streamSize = 16 // of a file's key
)

// StreamKey draws the key of one file.
func StreamKey() []byte {
	b := make([]byte, streamSize)
	rand.Read(b)
	return b
}

// Head is the head of a sealed file with its wrapped key.
func Head(wrapped string) ([]byte, error) {
	if len(headMark)+len(wrapped) >= HeadSize {
		return nil, fmt.Errorf("gm: a wrapped key of %d bytes does not fit a head", len(wrapped))
	}
	head := make([]byte, HeadSize)
	copy(head[copy(head, headMark):], wrapped)
	return head, nil
}

// ReadHead returns the wrapped key of a sealed file; of a plain one sealed is false.
func ReadHead(r io.ReaderAt) (wrapped string, sealed bool, err error) {
	head := make([]byte, HeadSize)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	rest, sealed := bytes.CutPrefix(head[:n], []byte(headMark))
	return string(bytes.TrimRight(rest, "\x00")), sealed, nil
}

// StreamWriter seals what is written to it; Close writes the last piece.
type StreamWriter struct {
	w     io.Writer
	aead  cipher.AEAD
	piece []byte // not yet written
	n     uint64
}

// SealStream seals to w, which stands behind the head.
func SealStream(w io.Writer, key []byte) (*StreamWriter, error) {
	s, err := newSealer("", key)
	return &StreamWriter{w: w, aead: s.aead, piece: make([]byte, 0, pieceSize+tagSize)}, err
}

func (s *StreamWriter) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		if len(s.piece) == pieceSize { // more follows: it is not the last
			if err := s.put(false); err != nil {
				return n, err
			}
		}
		took := copy(s.piece[len(s.piece):pieceSize], b)
		s.piece, b, n = s.piece[:len(s.piece)+took], b[took:], n+took
	}
	return n, nil
}

// Close seals the last piece. It does not close w.
func (s *StreamWriter) Close() error { return s.put(true) }

func (s *StreamWriter) put(last bool) error {
	_, err := s.w.Write(s.aead.Seal(s.piece[:0], nonce(s.n, last), s.piece, nil))
	s.piece, s.n = s.piece[:0], s.n+1
	return err
}

func nonce(n uint64, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b[3:], n)
	if last {
		b[11] = 1
	}
	return b
}

// Stream reads a sealed file.
type Stream struct {
	r      io.ReaderAt
	aead   cipher.AEAD
	size   int64 // of the content
	pieces int64
	at     int64
	piece  []byte // that which was opened
	n      int64  // its number, -1 for none
}

// ErrStream is a piece that was changed, moved or cut off.
var ErrStream = errors.New("gm: the sealed file is damaged or was changed")

// OpenStream reads what SealStream wrote: all of r, which ends after size bytes, behind the head.
func OpenStream(r io.ReaderAt, size int64, key []byte) (*Stream, error) {
	s, err := newSealer("", key)
	if err != nil {
		return nil, err
	}
	body := size - HeadSize
	pieces := (body + pieceSize + tagSize - 1) / (pieceSize + tagSize)
	if body < tagSize || body-(pieces-1)*(pieceSize+tagSize) < tagSize {
		return nil, ErrStream
	}
	return &Stream{r: r, aead: s.aead, size: body - pieces*tagSize, pieces: pieces, n: -1}, nil
}

// Size is the length of the content.
func (s *Stream) Size() int64 { return s.size }

func (s *Stream) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if s.at >= s.size {
		if s.size == 0 { // there is a piece, which says so
			if err := s.load(0); err != nil {
				return 0, err
			}
		}
		return 0, io.EOF
	}
	if err := s.load(s.at / pieceSize); err != nil {
		return 0, err
	}
	n := copy(b, s.piece[s.at%pieceSize:])
	s.at += int64(n)
	return n, nil
}

// load opens a piece.
func (s *Stream) load(n int64) error {
	if n == s.n {
		return nil
	}
	if s.piece == nil {
		s.piece = make([]byte, 0, pieceSize+tagSize)
	}
	raw := s.piece[:min(pieceSize+tagSize, s.size+s.pieces*tagSize-n*(pieceSize+tagSize))]
	s.n = -1
	if _, err := s.r.ReadAt(raw, HeadSize+n*(pieceSize+tagSize)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	plain, err := s.aead.Open(raw[:0], nonce(uint64(n), n == s.pieces-1), raw, nil)
	if err != nil {
		return ErrStream
	}
	s.piece, s.n = plain, n
	return nil
}

// Seek moves to a place of the content.
func (s *Stream) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 {
		return 0, errors.New("gm: seek before the beginning")
	}
	s.at = offset
	return offset, nil
}
