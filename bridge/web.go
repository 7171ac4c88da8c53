package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"

	"wuyou/kit/web"
	"wuyou/office/device"
)

// attachment is a device in the answer to GET /v1/.
type attachment struct {
	Kind  string `json:"kind"` // id_card_reader
	Name  string `json:"name"`
	Ready bool   `json:"ready"`
	Fault *Fault `json:"fault,omitempty"`
}

type standing struct {
	Protocol int          `json:"protocol"`
	Device   string       `json:"device"`
	Title    string       `json:"title"`
	Attached []attachment `json:"attached"`
}

type question struct {
	Nonce string `json:"nonce"`
	Photo bool   `json:"photo"`
}

// Serve answers on the listener until ctx ends.
func (b *Bridge) Serve(ctx context.Context, l net.Listener) error {
	return web.Serve(ctx, l, b.Handler())
}

// most bounds a question.
const most = 4 << 10

// Handler answers the site, and nobody else: a page of another one, a program that names none, and who reached the PC by another name (a name that was
// made to lead here) get 403 without a word.
func (b *Bridge) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/{$}", b.shown)
	mux.HandleFunc("POST /v1/read", b.asked)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { say(w, noKey) })
	return http.MaxBytesHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Vary", "Origin")
		if r.Header.Get("Origin") != b.Key.Site || r.Host != device.BridgeAt {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		h.Set("Access-Control-Allow-Origin", b.Key.Site)
		if r.Method == http.MethodOptions {
			h.Set("Access-Control-Allow-Methods", "GET, POST")
			h.Set("Access-Control-Allow-Headers", "Content-Type")
			h.Set("Access-Control-Allow-Private-Network", "true")
			h.Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		mux.ServeHTTP(w, r)
	}), most)
}

// shown says what is attached.
func (b *Bridge) shown(w http.ResponseWriter, r *http.Request) {
	if !b.one.TryLock() { // while it reads, it is attached, but not to be asked
		say(w, Busy)
		return
	}
	defer b.one.Unlock()
	s := standing{Protocol: 1, Device: b.Key.Device, Title: b.Key.Title}
	for _, one := range b.Readers {
		a := attachment{Kind: "id_card_reader", Name: one.Name(), Ready: true}
		if err := one.Attached(r.Context()); err != nil {
			a.Ready, a.Fault = false, faultOf(err)
		}
		s.Attached = append(s.Attached, a)
	}
	web.JSON(w, http.StatusOK, s)
}

// asked reads a card for a page. A content type that a form of any page could send is none of ours.
func (b *Bridge) asked(w http.ResponseWriter, r *http.Request) {
	var q question
	if r.Header.Get("Content-Type") != "application/json" || json.NewDecoder(r.Body).Decode(&q) != nil || q.Nonce == "" {
		say(w, badQuestion)
		return
	}
	signed, err := b.read(r.Context(), q.Nonce, q.Photo)
	if err != nil {
		say(w, faultOf(err))
		return
	}
	web.JSON(w, http.StatusOK, signed)
}

func say(w http.ResponseWriter, f *Fault) { web.JSON(w, f.status, f) }

// faultOf is a failure as it is told: what took too long is silence.
func faultOf(err error) *Fault {
	f, known := errors.AsType[*Fault](err)
	switch {
	case known:
		return f
	case errors.Is(err, context.DeadlineExceeded):
		return Silent
	}
	return Unreadable
}
