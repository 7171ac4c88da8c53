package file

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"strconv"
)

const locked = "这份文件有打开密码，工作人员看不到内容；请去掉密码另存一份再传"

// needsPassword reports whether a PDF is known to open with a password only. Many official papers are encrypted so that
// nobody changes them and open without one: those are no fault. It is kept in memory only if it is encrypted.
func needsPassword(r io.ReadSeeker, most int64) (bool, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	if found, err := holds(r, []byte("/Encrypt")); err != nil || !found {
		return false, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	b, err := io.ReadAll(io.LimitReader(r, most))
	if err != nil {
		return false, err
	}
	c, ok := cipherOf(b)
	return ok && !c.opens(), nil
}

// holds looks through a content for a word.
func holds(r io.Reader, word []byte) (bool, error) {
	b, kept := make([]byte, 64<<10), 0
	for {
		n, err := r.Read(b[kept:])
		if bytes.Contains(b[:kept+n], word) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(b, b[max(0, kept+n-len(word)+1):kept+n])
	}
}

// encryption is what a PDF says of its standard security handler (ISO 32000-1, 7.6.3; revisions 5 and 6 as in ISO 32000-2).
type encryption struct {
	revision, length, permissions int
	owner, user, id               []byte
	metadata                      bool // is encrypted, too
}

var (
	encryptAt = regexp.MustCompile(`/Encrypt\s*(?:(\d+)\s+(\d+)\s+R|<<)`)
	fileID    = regexp.MustCompile(`/ID\s*\[\s*([<(])`)
	plainMeta = regexp.MustCompile(`/EncryptMetadata\s+false`)
)

// cipherOf finds the encryption of a PDF; false where it is none that is known.
func cipherOf(b []byte) (c encryption, ok bool) {
	all := encryptAt.FindAllSubmatchIndex(b, -1)
	if len(all) == 0 {
		return c, false
	}
	m := all[len(all)-1] // the newest trailer is the last
	dict := b[m[0]:]
	if m[2] >= 0 {
		object := regexp.MustCompile(`(?:^|\s)` + string(b[m[2]:m[3]]) + `\s+` + string(b[m[4]:m[5]]) + `\s+obj\b`)
		at := object.FindIndex(b)
		if at == nil {
			return c, false
		}
		dict = b[at[1]:]
	}
	if i := bytes.Index(dict, []byte("endobj")); i >= 0 {
		dict = dict[:i]
	}
	if !regexp.MustCompile(`/Filter\s*/Standard\b`).Match(dict) {
		return c, false
	}
	c.revision, c.permissions, c.length = number(dict, "R"), number(dict, "P"), number(dict, "Length")/8
	c.owner, c.user, c.metadata = text(dict, "O"), text(dict, "U"), !plainMeta.Match(dict)
	if at := fileID.FindSubmatchIndex(b); at != nil {
		c.id = literal(b[at[2]:])
	}
	if c.length < 5 || c.length > 16 {
		c.length = 16
	}
	if c.revision == 2 {
		c.length = 5
	}
	if v := number(dict, "V"); v == 1 {
		c.length = 5
	}
	return c, c.revision >= 2 && c.revision <= 6 && len(c.owner) >= 32 && len(c.user) >= 32 && (c.revision < 5 || len(c.user) >= 48)
}

func number(dict []byte, key string) int {
	m := regexp.MustCompile(`/` + key + `\s+(-?\d+)`).FindSubmatch(dict)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(m[1])) // of digits
	return n
}

func text(dict []byte, key string) []byte {
	at := regexp.MustCompile(`/` + key + `\s*([<(])`).FindSubmatchIndex(dict)
	if at == nil {
		return nil
	}
	return literal(dict[at[2]:])
}

// literal reads a string of a PDF, <hexadecimal> or (written out) (ISO 32000-1, 7.3.4).
func literal(b []byte) (out []byte) {
	if b[0] == '<' {
		end := max(0, bytes.IndexByte(b, '>'))
		digits := bytes.Join(bytes.Fields(b[min(1, end):end]), nil)
		out = make([]byte, len(digits)/2)
		n, _ := hex.Decode(out, digits[:len(digits)/2*2])
		return out[:n]
	}
	for i, deep := 1, 1; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '(':
			deep++
		case c == ')':
			if deep--; deep == 0 {
				return out
			}
		case c == '\\' && i+1 < len(b):
			i++
			if at := bytes.IndexByte([]byte("nrtbf"), b[i]); at >= 0 {
				c = "\n\r\t\b\f"[at]
			} else if c = b[i]; c >= '0' && c <= '7' {
				n := 0
				for j := 0; j < 3 && i < len(b) && b[i] >= '0' && b[i] <= '7'; i, j = i+1, j+1 {
					n = n*8 + int(b[i]-'0')
				}
				i--
				c = byte(n)
			} else if c == '\n' || c == '\r' {
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// padding stands for what a password is shorter than 32 bytes, the empty one for all of it.
var padding = []byte("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a")

// opens reports whether the empty password is the user's: algorithms 4 and 5, and 2.A and 2.B of ISO 32000-2.
func (c encryption) opens() bool {
	if c.revision >= 5 {
		salt := c.user[32:40]
		if c.revision == 5 {
			sum := sha256.Sum256(salt)
			return bytes.Equal(sum[:], c.user[:32])
		}
		return bytes.Equal(hardened(salt), c.user[:32])
	}
	seed := append(append([]byte{}, padding...), c.owner[:32]...)
	seed = append(binary.LittleEndian.AppendUint32(seed, uint32(int32(c.permissions))), c.id...)
	if c.revision >= 4 && !c.metadata {
		seed = append(seed, 0xff, 0xff, 0xff, 0xff)
	}
	sum := md5.Sum(seed)
	if c.revision == 2 {
		return bytes.Equal(rc4Of(sum[:c.length], padding), c.user[:32])
	}
	for range 50 {
		sum = md5.Sum(sum[:c.length])
	}
	check := md5.Sum(append(append([]byte{}, padding...), c.id...))
	out := check[:]
	for i := range 20 {
		key := make([]byte, c.length)
		for j := range key {
			key[j] = sum[j] ^ byte(i)
		}
		out = rc4Of(key, out)
	}
	return bytes.Equal(out, c.user[:16])
}

func rc4Of(key, in []byte) []byte {
	out := make([]byte, len(in))
	c, err := rc4.NewCipher(key)
	if err != nil {
		return out // only a key of no or of more than 256 bytes
	}
	c.XORKeyStream(out, in)
	return out
}

// hardened is the hash of the empty password (algorithm 2.B).
func hardened(salt []byte) []byte {
	first := sha256.Sum256(salt)
	k := first[:]
	for i, last := 0, 0; i < 64 || last > i-32; i++ {
		in := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil // only a key of another length
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(in, in)
		rest := 0
		for _, x := range in[:16] {
			rest += int(x)
		}
		switch rest % 3 {
		case 0:
			s := sha256.Sum256(in)
			k = s[:]
		case 1:
			s := sha512.Sum384(in)
			k = s[:]
		case 2:
			s := sha512.Sum512(in)
			k = s[:]
		}
		last = int(in[len(in)-1])
	}
	return k[:32]
}
