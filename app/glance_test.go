package app

import (
	"context"
	"testing"
	"time"

	"wuyou/kit/db"
)

// A disk that hangs, as a frozen or a far one does, is told of and holds no answer, however often somebody asks; a balancer takes no node away
// for the folder of files.
func TestHealthWhileADiskHangs(t *testing.T) {
	w := newWorld(t, "sqlite")
	thaw, asked := make(chan struct{}), make(chan bool, 99)
	w.checkup.disk = func(dir string) error {
		if dir == w.Config.filesDir() {
			asked <- true
			<-thaw
		}
		return nil
	}
	for range 3 {
		w.citizen().get("/readyz").is(200)
		w.citizen().get("/healthz").is(503, "磁盘 3s 没有回答").not("数据库", "短信")
		w.later(time.Minute)
	}
	if len(asked) != 1 {
		t.Errorf("%d looks hang", len(asked))
	}
	close(thaw)
	for ; ; time.Sleep(time.Millisecond) { // until the look that hung has ended
		w.checkup.files.mu.Lock()
		ended := w.checkup.files.run == nil
		w.checkup.files.mu.Unlock()
		if ended {
			break
		}
	}
	w.later(time.Minute)
	w.citizen().get("/healthz").is(200)
}

// Whoever writes and does not end holds the database, and nothing else is blamed for it.
func TestHealthWhileTheDatabaseHangs(t *testing.T) {
	w := newWorld(t, "sqlite")
	begun, end, ended := make(chan bool), make(chan bool), make(chan error)
	go func() {
		ended <- w.DB.Tx(context.Background(), func(tx *db.DB) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	w.citizen().get("/readyz").is(503, "数据库 3s 没有回答")
	w.citizen().get("/healthz").is(503, "数据库 3s 没有回答").not("磁盘", "短信")
	close(end)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	w.citizen().get("/healthz").is(200)
}

// A look that panics is not well, and is made again.
func TestAGlanceThatPanics(t *testing.T) {
	var g glance
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	if f := g.ask(clock, "late", func(context.Context) finding { panic("broken") }); f.words != "late" || f.err == nil {
		t.Errorf("%+v", f)
	}
	now = now.Add(lookEvery)
	if f := g.ask(clock, "late", func(context.Context) finding { return finding{} }); f.words != "" || f.err != nil {
		t.Errorf("%+v", f)
	}
}
