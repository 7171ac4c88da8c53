package web

import (
	"bytes"
	"container/list"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Kept keeps pages that are the same for everybody who has not signed in, and answers with them without making them again. A page is
// made from what Bare leaves of a request, so that nothing of the person can stand in it.
//
// A page is made anew when what it shows was loaded anew (Edition), and after KeptFor. Proxies may keep it for ProxyFor, browsers ask
// each time and are told that it is the same. Everything else, personal or with parameters that the route does not know, goes to its
// handler as if there were no Kept.
type Kept struct {
	// Bare takes from a request all that is the person's: who asks, headers, cookies. kind is what else the page depends on, beside its
	// address. It is false where the page would be a personal one.
	Bare func(r *http.Request) (bare *http.Request, kind string, ok bool)
	// Edition identifies what the pages show: it is another value, comparable by ==, when that was loaded anew.
	Edition func() any
	Now     func() time.Time
	Most    int64 // bytes of all pages; 0 keeps none

	mu      sync.Mutex
	edition any
	pages   map[string]*list.Element // by kind and address
	used    list.List                // of *keptPage, the one asked for last in front
	bytes   int64
}

// KeptFor is how long a page is kept though nothing was loaded, for what Edition does not know of; ProxyFor is how long a proxy may.
const (
	KeptFor  = time.Minute
	ProxyFor = 10 * time.Second
)

type keptPage struct {
	key  string
	made time.Time
	body *Body
}

// pageCost is what a page takes beside its bytes, about.
const pageCost = 1 << 10

// Page answers with a kept page where it may. asks are the parameters of the address that the page knows: with others it is not
// kept, so that nobody fills the memory with addresses that he makes up. Nor is a page whose handler says another status or sets a cookie.
func (k *Kept) Page(handle Handler, asks ...string) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		bare, kind, ok := k.Bare(r)
		for name := range r.URL.Query() {
			ok = ok && slices.Contains(asks, name)
		}
		if !ok || k.Most == 0 {
			return handle(w, r)
		}
		key, edition, now := kind+" "+r.URL.RequestURI(), k.Edition(), k.Now()
		if body := k.find(key, edition, now); body != nil {
			k.serve(w, r, body)
			return nil
		}
		page := &draft{header: http.Header{}, status: http.StatusOK}
		if err := handle(page, bare); err != nil {
			return err
		}
		if page.status != http.StatusOK || page.header["Set-Cookie"] != nil {
			page.send(w)
			return nil
		}
		body := NewBody(page.header.Get("Content-Type"), page.text.Bytes())
		k.put(&keptPage{key, now, body}, edition)
		k.serve(w, r, body)
		return nil
	}
}

// serve lets proxies keep the page for who sends no cookies, or the same.
func (k *Kept) serve(w http.ResponseWriter, r *http.Request, body *Body) {
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=0, must-revalidate, s-maxage=%d", int(ProxyFor.Seconds())))
	w.Header().Set("Vary", "Cookie")
	body.Serve(w, r)
}

// find is the page that is kept; nil if it is none.
func (k *Kept) find(key string, edition any, now time.Time) *Body {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.edition != edition {
		return nil
	}
	at := k.pages[key]
	if at == nil {
		return nil
	}
	p := at.Value.(*keptPage)
	if age := now.Sub(p.made); age < 0 || age >= KeptFor {
		k.drop(at)
		return nil
	}
	k.used.MoveToFront(at)
	return p.body
}

// put keeps a page that was begun when the edition stood. What was loaded while it was made, it may show in part: then it is of an
// edition that nobody asks for any more.
func (k *Kept) put(p *keptPage, edition any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.edition != edition {
		if edition != k.Edition() {
			return
		}
		k.edition, k.pages, k.bytes = edition, map[string]*list.Element{}, 0
		k.used.Init()
	}
	if at := k.pages[p.key]; at != nil {
		k.drop(at)
	}
	k.pages[p.key] = k.used.PushFront(p)
	for k.bytes += p.cost(); k.bytes > k.Most; {
		k.drop(k.used.Back())
	}
}

func (k *Kept) drop(at *list.Element) {
	p := k.used.Remove(at).(*keptPage)
	delete(k.pages, p.key)
	k.bytes -= p.cost()
}

func (p *keptPage) cost() int64 { return p.body.size() + int64(len(p.key)) + pageCost }

// draft takes an answer before it is sent.
type draft struct {
	header http.Header
	status int
	text   bytes.Buffer
}

func (d *draft) Header() http.Header         { return d.header }
func (d *draft) Write(b []byte) (int, error) { return d.text.Write(b) }
func (d *draft) WriteHeader(status int)      { d.status = status }

func (d *draft) send(w http.ResponseWriter) {
	for name, values := range d.header {
		w.Header()[name] = values
	}
	w.WriteHeader(d.status)
	w.Write(d.text.Bytes())
}
