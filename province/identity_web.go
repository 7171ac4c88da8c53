package province

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"wuyou/kit/gm"
)

// Registered is somebody whom the identity check knows: with a telephone registered to him, and perhaps a firm whose legal
// representative he is.
type Registered struct {
	Name, Number, Phone string
	Firm, Code          string
}

// checked answers whether name and number belong together, whether the telephone is this person's, and with a firm whether he is its
// legal representative (docs/identity.md). It says no more: neither who holds a number nor why not.
func (p *Platform) checked(w http.ResponseWriter, r *http.Request) {
	if p.struck("identity") != "" {
		broken(w)
		return
	}
	var l gm.Letter
	var q struct {
		Name, Kind, Number, Phone, Firm, Code string
	}
	b, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(b, &l)
	}
	if err != nil || l.Version != version {
		p.problem(w, http.StatusBadRequest, l.Source, "LETTER", "报文无法识别，或版本不对")
		return
	}
	if b, err = p.set.Shared.Read(l); err != nil || json.Unmarshal(b, &q) != nil {
		p.problem(w, http.StatusBadRequest, l.Source, "SIGN", "签名不对，或内容解不开")
		return
	}
	if age := p.set.Now().UnixMilli() - l.Time; age > late.Milliseconds() || age < -late.Milliseconds() {
		p.problem(w, http.StatusBadRequest, l.Source, "CLOCK", "报文的时间和平台相差太多")
		return
	}
	answer := map[string]bool{"paired": false, "phone": false, "face": false}
	p.mu.Lock()
	known := p.set.Register
	p.mu.Unlock()
	for _, one := range known {
		if one.Name == strings.TrimSpace(q.Name) && one.Number == q.Number && (q.Code == "" || one.Code == q.Code && one.Firm == q.Firm) {
			answer["paired"] = true
			answer["phone"] = answer["phone"] || one.Phone != "" && one.Phone == q.Phone
		}
	}
	l, err = p.set.Shared.Write(gm.Letter{Source: "province", Version: version, Serial: l.Serial, Time: p.set.Now().UnixMilli()}, answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	say(w, http.StatusOK, l)
}

// register has the identity check know somebody more: for who tests.
func (p *Platform) register(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.set.Register = append(p.set.Register, Registered{
		Name: r.PostFormValue("name"), Number: r.PostFormValue("number"), Phone: r.PostFormValue("phone"), Firm: r.PostFormValue("firm"),
		Code: r.PostFormValue("code"),
	})
	say(w, http.StatusOK, map[string]int{"people": len(p.set.Register)})
}
