package file_test

import (
	"archive/zip"
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/file"
	"wuyou/office/people"
)

const png = "\x89PNG\r\n\x1a\n"

var keys, _ = gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))

func store(t testing.TB, d *db.DB) (*file.Store, string) {
	dir := filepath.Join(t.TempDir(), "files")
	return file.New(d, time.Now, keys, slog.New(slog.DiscardHandler), dir, 1<<20), dir
}

func TestPut(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{file.Schema()}, func(t *testing.T, d *db.DB) {
		s, dir := store(t, d)
		ctx := t.Context()
		var ofd bytes.Buffer
		z := zip.NewWriter(&ofd)
		z.Create("OFD.xml")
		z.Close()
		for _, c := range []struct{ name, content, kind, stored string }{
			{"身份证.png", png + "1", "image/png", "身份证.png"},
			{"../../etc/passwd.pdf", "%PDF-1.7", "application/pdf", "passwd.pdf"},
			{"扫描.pdf", strings.Repeat("\r\n", 500) + "%PDF-1.4", "application/pdf", "扫描.pdf"},
			{`C:\a\b.jpg`, "\xff\xd8\xff\xe0", "image/jpeg", "b.jpg"},
			{"证照.ofd", ofd.String(), "application/ofd", "证照.ofd"},
			{"\x00..", png, "image/png", "文件.png"},
			{"传真.TIF", "II*\x00....", "image/tiff", "传真.TIF"},
			{"扫描仪", "MM\x00*....", "image/tiff", "扫描仪.tif"},
			{"画.bmp", "BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x01", "image/bmp", "画.bmp"},
			{"表情.gif", "GIF89a", "image/gif", "表情.gif"},
			{"IMG_0001.HEIC", "\xff\xd8\xff\xe0", "image/jpeg", "IMG_0001.jpg"}, // a phone converts it and keeps the name
			{"身份证.pdf", "\xff\xd8\xff\xe0", "image/jpeg", "身份证.jpg"},
			{"第1.2版", "%PDF-1.7", "application/pdf", "第1.2版.pdf"},
			{"👨‍👩‍👧全家福.png", png, "image/png", "👨‍👩‍👧全家福.png"},
			{"证\u202egnp.jpg", "\xff\xd8\xff\xe0", "image/jpeg", "证gnp.jpg"}, // would be shown as 证gpj.png
			{strings.Repeat("长", 251) + ".png", png, "image/png", strings.Repeat("长", 96) + ".png"},
			{"BM.bmp", "BM is no picture, only letters", "", ""},
			{"page.html", "<html><script>", "", ""},
			{"a.png", "<svg onload=alert(1)>", "", ""},
			{"a.zip", ofd.String(), "", ""},
			{"a.exe", "MZ", "", ""},
			{"empty.pdf", "", "", ""},
			{"big.png", png + strings.Repeat("x", 1<<20), "", ""},
		} {
			f, err := s.Put(ctx, strings.NewReader(c.content), c.name, people.Citizen, 7)
			if c.kind == "" {
				if !fail.Is(err, fail.KindInvalid) {
					t.Errorf("%q was taken: %v", c.name, err)
				}
				continue
			}
			if err != nil || f.Kind != c.kind || f.Name != c.stored {
				t.Errorf("%q: %+v %v", c.name, f, err)
				continue
			}
			r, err := s.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(r)
			r.Close()
			if string(b) != c.content || s.Verify(f) != nil {
				t.Errorf("%q is not what was handed in", c.name)
			}
		}
		left, _ := filepath.Glob(dir + "/new-*")
		if len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
}

func TestARefusedFileIsToldWhatToDo(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, _ := store(t, d)
	for _, c := range []struct{ name, content, words string }{
		{"照片.jpg", "", "空的"},
		{"IMG_0001.HEIC", "\x00\x00\x00\x18ftypheic\x00\x00", "设置→相机→格式"},
		{"IMG_0001", "\x00\x00\x00\x18ftypmif1\x00\x00", "HEIC"},
		{"全部.zip", "PK\x03\x04", "先解开"},
		{"现场.mp4", "\x00\x00\x00\x18ftypmp42\x00\x00", "录像"},
		{"表.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "密码"},
		{"照片.jpg", "hello", "可能坏了"},
		{"清单.txt", "hello", "只收照片（JPG、PNG、"},
		{"太后.pdf", strings.Repeat(" ", 1024) + "%PDF-1.4", "文件打不开"},
		{"无名", "hello", "扫描件（PDF、TIFF）"},
	} {
		_, err := s.Put(t.Context(), strings.NewReader(c.content), c.name, people.Citizen, 7)
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v, want %s", c.name, err, c.words)
			continue
		}
		ext := strings.ToLower(filepath.Ext(c.name))
		if told := file.Unfit()[ext]; ext != "" && told != "" && told != err.Error() {
			t.Errorf("%s is told %q before it is sent, and %q afterwards", c.name, told, err)
		}
	}
}

// The papers of testdata were made by qpdf: encrypted in every way of the standard, to be opened freely or by a password.
func TestAPaperWithAPasswordIsRefusedAndOneThatOnlyForbidsChangesIsTaken(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, _ := store(t, d)
	papers, _ := filepath.Glob("testdata/*.pdf")
	for _, p := range papers {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Put(t.Context(), bytes.NewReader(b), "a.pdf", people.Citizen, 7)
		if open := strings.HasSuffix(p, "-open.pdf"); open != (err != nil) || open && !strings.Contains(err.Error(), "打开密码") {
			t.Errorf("%s: %v", p, err)
		}
	}
	if len(papers) != 13 {
		t.Errorf("%d papers", len(papers))
	}
	for _, odd := range []string{"/Encrypt", "/Encrypt 9 0 R", "/Encrypt<</Filter/Standard/R 3/O(", "/Encrypt<</Filter/Adobe.PubSec>>", "/Encrypt<</Filter/Standard/R 6/O(" + strings.Repeat("x", 50) + ")/U<" + strings.Repeat("0", 70) + ">>>"} {
		if _, err := s.Put(t.Context(), strings.NewReader("%PDF-1.7 "+odd), "a.pdf", people.Citizen, 7); err != nil {
			t.Errorf("%q is refused, though nobody knows: %v", odd, err)
		}
	}
}

// What the page offers, what it says and what is taken are one list.
func TestOneListOfKinds(t *testing.T) {
	for _, ext := range []string{".jpg", ".pdf", ".tif", ".bmp", ".gif", ".ofd", ".docx", ".xls"} {
		if !strings.Contains(","+file.Accept()+",", ","+ext+",") {
			t.Errorf("%s is not offered", ext)
		}
	}
	if strings.Contains(file.Accept(), "heic") || strings.Contains(file.Accept(), "image/*") {
		t.Error("a phone would hand its own format over")
	}
	if want := "照片（JPG、PNG、WebP、GIF、BMP）、扫描件（PDF、TIFF）、文件（OFD、Word、Excel）"; file.Taken() != want {
		t.Error(file.Taken())
	}
	if file.Inline("image/tiff") || file.Inline("text/html") || !file.Inline("image/bmp") || !file.Inline("application/pdf") {
		t.Error("shown in place is what browsers show")
	}
}

func TestAttachAndTamper(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, dir := store(t, d)
	ctx := t.Context()
	f, err := s.Put(ctx, strings.NewReader(png), "a.png", people.Citizen, 7)
	if err != nil {
		t.Fatal(err)
	}
	attach := func(owner int64, caseID int64) error {
		return d.Tx(ctx, func(tx *db.DB) error { return s.Attach(ctx, tx, caseID, people.Citizen, owner, f.ID) })
	}
	if err := attach(8, 100); !fail.Is(err, fail.KindInvalid) {
		t.Errorf("another's file was attached: %v", err)
	}
	if err := attach(7, 100); err != nil {
		t.Error(err)
	}
	if err := attach(7, 101); !fail.Is(err, fail.KindInvalid) {
		t.Errorf("a file of one case was taken into another: %v", err)
	}
	os.WriteFile(filepath.Join(dir, f.Hash[:2], f.Hash[2:]), []byte("changed"), 0o600)
	if s.Verify(f) == nil {
		t.Error("a changed file is not noticed")
	}
}

func FuzzPut(f *testing.F) {
	f.Add("a.png", []byte(png))
	f.Add("../x", []byte("%PDF-"))
	f.Add("", []byte("PK\x03\x04"))
	d := dbtest.Open(f, dbtest.SQLite(f), time.Now, file.Schema())
	s, _ := store(f, d)
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		got, err := s.Put(t.Context(), bytes.NewReader(b), name, people.Citizen, 1)
		if err != nil && !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%q: %v", name, err)
		}
		if err == nil && (got.Name == "" || strings.ContainsAny(got.Name, "/\\\x00\n")) {
			t.Errorf("name %q", got.Name)
		}
	})
}
