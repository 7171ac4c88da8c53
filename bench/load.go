package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// result is one measured figure.
type result struct {
	n             int
	took          time.Duration
	p50, p95, p99 time.Duration
	cpu           time.Duration // of the server and its database, a thousand requests
}

func (r result) rate() float64 { return float64(r.n) / r.took.Seconds() }

func (r result) String() string {
	return fmt.Sprintf("%7.0f | %6.2f | %6.2f | %6.2f | %5.2f", r.rate(), ms(r.p50), ms(r.p95), ms(r.p99), r.cpu.Seconds())
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

const heads = "/s | p50 ms | p95 ms | p99 ms | CPU s / 1,000"

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}

// load sends requests by so many clients for the time of a figure, after a short warm-up.
func load(s *server, postgres bool, clients int, request func(i int64) *http.Request, want int) result {
	var serial atomic.Int64
	serial.Store(time.Now().UnixNano() % 1e12 * 1000)
	fire := func(until time.Time, keep bool) []time.Duration {
		var mu sync.Mutex
		var all []time.Duration
		var wg sync.WaitGroup
		for range clients {
			wg.Go(func() {
				var own []time.Duration
				for time.Now().Before(until) {
					r := request(serial.Add(1))
					began := time.Now()
					answer, err := client.Do(r)
					check(err)
					body, err := io.ReadAll(answer.Body)
					answer.Body.Close()
					check(err)
					if answer.StatusCode != want {
						check(fmt.Errorf("%s: %d %s", r.URL, answer.StatusCode, body))
					}
					own = append(own, time.Since(began))
				}
				mu.Lock()
				all = append(all, own...)
				mu.Unlock()
			})
		}
		wg.Wait()
		return all
	}
	fire(time.Now().Add(time.Second), false)
	cpu := s.cpu(postgres)
	began := time.Now()
	all := fire(began.Add(time.Duration(*seconds)*time.Second), true)
	took := time.Since(began)
	used := s.cpu(postgres) - cpu
	slices.Sort(all)
	at := func(p float64) time.Duration { return all[min(len(all)-1, int(float64(len(all))*p))] }
	return result{n: len(all), took: took, p50: at(0.5), p95: at(0.95), p99: at(0.99), cpu: used * 1000 / time.Duration(len(all))}
}

func post(url, token string, body []byte) *http.Request {
	r, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	check(err)
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

func get(url, token string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	check(err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}
