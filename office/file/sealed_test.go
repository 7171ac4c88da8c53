package file_test

import (
	"bytes"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office/file"
	"wuyou/office/people"
)

func put(t testing.TB, s *file.Store, content string) file.File {
	t.Helper()
	f, err := s.Put(t.Context(), strings.NewReader(content), "身份证正面.png", people.Citizen, 7)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(s *file.Store, f file.File) (string, error) {
	r, err := s.Open(f)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func onDisk(dir string, f file.File) string { return filepath.Join(dir, f.Hash[:2], f.Hash[2:]) }

// fromBefore makes of a stored file what an older program stored.
func fromBefore(t testing.TB, d *db.DB, dir string, f file.File, content string) {
	t.Helper()
	if err := os.WriteFile(onDisk(dir, f), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.Exec(t.Context(), `UPDATE files SET sealed = FALSE, name = $2 WHERE id = $1`, f.ID, f.Name); err != nil {
		t.Fatal(err)
	}
}

func everything(t testing.TB, dir string) (all string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all += path + string(b)
		if i, err := e.Info(); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, i.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNothingLiesInTheClear(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{file.Schema()}, func(t *testing.T, d *db.DB) {
		s, dir := store(t, d)
		f := put(t, s, png+"51140219900307001X")
		if strings.Contains(everything(t, dir), "51140219900307001X") {
			t.Error("the content lies in the clear on disk")
		}
		name, err := db.One[string](t.Context(), d, `SELECT name FROM files WHERE id = $1`, f.ID)
		if err != nil || strings.Contains(name, "身份证") {
			t.Errorf("the name lies in the clear: %s %v", name, err)
		}
		if got, err := s.Find(t.Context(), f.ID); err != nil || got != f {
			t.Errorf("%+v %v", got, err)
		}
		if got, err := db.Collect(s.All(t.Context())); err != nil || len(got) != 1 || got[0] != f {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// Whoever can write to the disk cannot make the program show anything but what was handed in.
func TestAFileThatWasExchangedIsNotShown(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, dir := store(t, d)
	one, two := put(t, s, png+"one"), put(t, s, png+"two")
	raw := func(f file.File) []byte {
		b, err := os.ReadFile(onDisk(dir, f))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	right := raw(one)
	for name, b := range map[string][]byte{
		"another's": raw(two), "plain": []byte(png + "one"), "cut": right[:len(right)-1], "the head alone": right[:gm.HeadSize], "empty": {},
		"changed": append(bytes.Clone(right[:len(right)-1]), right[len(right)-1]^1),
	} {
		if err := os.WriteFile(onDisk(dir, one), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := read(s, one); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	if err := os.WriteFile(onDisk(dir, one), right, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := read(s, one); err != nil || got != png+"one" {
		t.Errorf("%q %v", got, err)
	}
}

// Files of an older program are read before and after they are sealed; sealing may end anywhere.
func TestFilesFromBeforeAreSealed(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{file.Schema()}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s, dir := store(t, d)
		var files []file.File
		content := func(i int) string { return png + "secret" + strings.Repeat("x", i%100) } // the same paper comes twice
		for i := range 250 {
			f := put(t, s, content(i))
			fromBefore(t, d, dir, f, content(i))
			files = append(files, f)
		}
		gone := put(t, s, png+"gone")
		fromBefore(t, d, dir, gone, png+"gone")
		damaged := put(t, s, png+"right")
		fromBefore(t, d, dir, damaged, png+"wrong")
		if err := os.Remove(onDisk(dir, gone)); err != nil {
			t.Fatal(err)
		}
		whole := func() {
			t.Helper()
			for i, f := range files {
				found, err := s.Find(ctx, f.ID)
				if err != nil || found.Name != f.Name {
					t.Fatalf("file %d: %+v %v", i, found, err)
				}
				if got, err := read(s, found); err != nil || got != content(i) {
					t.Fatalf("file %d: %q %v", i, got, err)
				}
			}
		}
		whole()
		if left, done, err := s.SealOld(ctx); err != nil || done || left != 152 {
			t.Errorf("after the first part: %d %v", left, err)
		}
		whole()
		again := file.New(d, time.Now, keys, slog.New(slog.DiscardHandler), dir, 1<<20) // the program was ended
		for range 5 {
			if _, _, err := again.SealOld(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if again.Plain() != 2 {
			t.Errorf("%d are left, want the one that is gone and the one that was changed", again.Plain())
		}
		whole()
		if b, err := os.ReadFile(onDisk(dir, damaged)); err != nil || string(b) != png+"wrong" {
			t.Error("a damaged file was touched")
		}
		if err := os.Remove(onDisk(dir, damaged)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(everything(t, dir), "secret") {
			t.Error("something still lies in the clear")
		}
		fresh, err := s.Find(ctx, files[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(onDisk(dir, fresh), []byte(content(0)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(s, fresh); err == nil {
			t.Error("a sealed file was exchanged for a plain one, which was shown")
		}
	})
}

func TestOneUnreadableNameSpoilsNoList(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, _ := store(t, d)
	one, two := put(t, s, png+"1"), put(t, s, png+"2")
	if err := d.Exec(t.Context(), `UPDATE files SET name = 'k0000.AAAA' WHERE id = $1`, one.ID); err != nil {
		t.Fatal(err)
	}
	list, err := db.Collect(s.All(t.Context()))
	if err != nil || len(list) != 2 || list[0].Name != gm.Unreadable || list[1].Name != two.Name {
		t.Errorf("%+v %v", list, err)
	}
}

func TestPrune(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, dir := store(t, d)
	ctx := t.Context()
	age := func(path string) {
		t.Helper()
		at := time.Now().Add(-25 * time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	lose := func(f file.File) {
		t.Helper()
		if err := d.Exec(ctx, `DELETE FROM files WHERE id = $1`, f.ID); err != nil {
			t.Fatal(err)
		}
	}
	kept, fresh, orphan, aside := put(t, s, png+"kept"), put(t, s, png+"fresh"), put(t, s, png+"orphan"), put(t, s, png+"aside")
	plain := put(t, s, png+"plain")
	fromBefore(t, d, dir, plain, png+"plain")
	for _, f := range []file.File{fresh, orphan, plain} {
		lose(f)
	}
	theirs, _ := gm.NewKeys([]byte("fedcba9876543210fedcba9876543210"))
	other := file.New(d, time.Now, theirs, slog.New(slog.DiscardHandler), dir, 1<<20)
	foreign := put(t, other, png+"foreign")
	lose(foreign)
	moved := filepath.Join(dir, aside.Hash[:2], "old-"+aside.Hash[2:])
	if err := os.Rename(onDisk(dir, aside), moved); err != nil { // ended in the middle of a removal
		t.Fatal(err)
	}
	for _, name := range []string{"new-1", "new-2"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{onDisk(dir, kept), onDisk(dir, orphan), onDisk(dir, plain), onDisk(dir, foreign), moved, filepath.Join(dir, "new-1")} {
		age(path)
	}
	if n, err := s.Prune(ctx); n != 3 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
	for path, stays := range map[string]bool{
		onDisk(dir, kept): true, onDisk(dir, fresh): true, onDisk(dir, foreign): true, onDisk(dir, aside): true, filepath.Join(dir, "new-2"): true,
		onDisk(dir, orphan): false, onDisk(dir, plain): false, moved: false, filepath.Join(dir, "new-1"): false,
	} {
		if _, err := os.Stat(path); (err == nil) != stays {
			t.Errorf("%s stays: %v, want %v", path, err == nil, stays)
		}
	}
	// The folder of another database: its plain files are more than those that rows name.
	for i := range 4 {
		f := put(t, s, png+strings.Repeat("y", i+1))
		fromBefore(t, d, dir, f, png+strings.Repeat("y", i+1))
		lose(f)
		age(onDisk(dir, f))
	}
	if n, err := s.Prune(ctx); n != 0 || err != nil {
		t.Errorf("removed %d of another database's files, %v", n, err)
	}
}

// Each reader and writer takes one piece of memory, however large the file.
func TestMemoryOfAReader(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, file.Schema())
	s, _ := store(t, d)
	used := func(do func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	var f file.File
	big := io.LimitReader(rand.NewChaCha8([32]byte{}), 20<<20)
	if n := used(func() {
		var err error
		if f, err = s.Keep(t.Context(), big, "大.zip", "application/zip"); err != nil {
			t.Fatal(err)
		}
	}); n > 2<<20 {
		t.Errorf("storing took %d bytes", n)
	}
	if n := used(func() {
		if err := s.Verify(f); err != nil {
			t.Fatal(err)
		}
	}); n > 2<<20 {
		t.Errorf("reading took %d bytes", n)
	}
}

func BenchmarkFile(b *testing.B) {
	d := dbtest.Open(b, dbtest.SQLite(b), time.Now, file.Schema())
	dir := b.TempDir()
	s := file.New(d, time.Now, keys, slog.New(slog.DiscardHandler), dir, 10<<20)
	content := append([]byte(png), make([]byte, 5<<20)...)
	var f file.File
	b.Run("put", func(b *testing.B) {
		for b.Loop() {
			var err error
			if f, err = s.Put(b.Context(), bytes.NewReader(content), "a.png", people.Citizen, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			r, err := s.Open(f)
			if err != nil {
				b.Fatal(err)
			}
			io.Copy(io.Discard, r)
			r.Close()
		}
	})
}
