package app

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkCreateAPI is what a case costs that a program files, the seal, the counts and the message among it, without the network:
// 32 at once, so that commits are shared. Quote the time of the processor (-cpuprofile), not that of the clock.
func BenchmarkCreateAPI(b *testing.B) {
	w := newWorld(b, "")
	token := w.clientToken("apply read")
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			w.Notices.Deliver(ctx)
			w.Ledger.SealDue(ctx)
			time.Sleep(100 * time.Millisecond)
		}
	}()
	var n atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for {
				i := n.Add(1)
				if i > int64(b.N) {
					return
				}
				body, _ := json.Marshal(map[string]any{
					"item": simple, "region": "511402000000",
					"applicant": map[string]any{"name": "张晓梅", "id_no": idNo(int(i)), "phone": "13800138000"},
					"form":      map[string]string{"applicant_name": "张晓梅", "phone": "13800138000", "request": "社保卡丢了，要挂失"},
				})
				r := httptest.NewRequest("POST", "/api/v1/applications", bytes.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("Authorization", "Bearer "+token)
				rec := httptest.NewRecorder()
				w.Server.ServeHTTP(rec, r)
				if rec.Code != http.StatusCreated {
					b.Error(rec.Code, rec.Body)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	stop()
	<-done
}
