package bridge

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/gm"
	"wuyou/office/device"
)

const site = "https://zwfw.example.gov.cn"

// made is a bridge with readers, at a site.
func made(readers ...Reader) *Bridge {
	return &Bridge{
		Key:     Key{Site: site, Device: "7", Title: "综合窗口 3 号", Secret: gm.NewSigner().Secret()},
		Readers: readers, Patience: 2 * time.Second, Now: func() time.Time { return time.UnixMilli(1000) },
	}
}

// sent sends a request to a bridge as a page would.
func sent(b *Bridge, method, path, body string, change func(r *http.Request)) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = device.BridgeAt
	r.Header.Set("Origin", site)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w.Result()
}

// TestAnswersOneSite: a page of another site, a program that names none, and who came by another name are told nothing.
func TestAnswersOneSite(t *testing.T) {
	t.Parallel()
	b := made(Fake{})
	for name, change := range map[string]func(r *http.Request){
		"another site": func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"its child":    func(r *http.Request) { r.Header.Set("Origin", site+".evil.example") },
		"no site":      func(r *http.Request) { r.Header.Del("Origin") },
		"another name": func(r *http.Request) { r.Host = "rebound.example:17170" },
	} {
		for _, method := range []string{"GET", "POST", "OPTIONS"} {
			a := sent(b, method, "/v1/read", `{"nonce":"n"}`, change)
			if body, _ := io.ReadAll(a.Body); a.StatusCode != 403 || len(body) > 0 || a.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s: %d %s %v", name, method, a.StatusCode, body, a.Header)
			}
		}
	}
	a := sent(b, "OPTIONS", "/v1/read", "", func(r *http.Request) { r.Header.Set("Access-Control-Request-Private-Network", "true") })
	if a.StatusCode != 204 || a.Header.Get("Access-Control-Allow-Origin") != site || a.Header.Get("Access-Control-Allow-Private-Network") != "true" {
		t.Error("the site is not let in:", a.StatusCode, a.Header)
	}
	for _, one := range []struct {
		path, body string
		want       int
	}{{"/v1/read", `{}`, 400}, {"/v1/read", `nonce=n`, 400}, {"/v1/write", `{}`, 404}} {
		if a := sent(b, "POST", one.path, one.body, nil); a.StatusCode != one.want {
			t.Errorf("%s %s: %d, want %d", one.path, one.body, a.StatusCode, one.want)
		}
	}
	a = sent(b, "POST", "/v1/read", `{"nonce":"n"}`, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })
	if a.StatusCode != 400 { // which a form of any page can send without asking first
		t.Error("plain text is read:", a.StatusCode)
	}
}

// TestReads: what is read comes with the nonce of the page, under the key of the PC.
func TestReads(t *testing.T) {
	t.Parallel()
	b := made(Fake{})
	a := sent(b, "POST", "/v1/read", `{"nonce":"n1","photo":true}`, nil)
	var s device.Signed
	if err := json.NewDecoder(a.Body).Decode(&s); err != nil || a.StatusCode != 200 {
		t.Fatal(a.StatusCode, err)
	}
	raw, err := base64.RawURLEncoding.DecodeString(s.Reading)
	var r device.Reading
	if err != nil || json.Unmarshal(raw, &r) != nil {
		t.Fatal(err, string(raw))
	}
	if _, err := check.CitizenID(r.Card.Number); err != nil || r.Nonce != "n1" || r.At != 1000 || r.Card.Name == "" || r.SAM == "" || s.Device != "7" {
		t.Errorf("%+v, %v", r, err)
	}
	key, _ := gm.SignerOf(b.Key.Secret)
	if !gm.Signed(key.Public(), []byte("wuyou-reading-1\n7\n"+s.Reading+"\n"), s.Sign) {
		t.Error("the signature does not hold as docs/bridge.md says it is made")
	}
	var shown standing
	if err := json.NewDecoder(sent(b, "GET", "/v1/", "", nil).Body).Decode(&shown); err != nil || shown.Protocol != 1 || len(shown.Attached) != 1 ||
		!shown.Attached[0].Ready {
		t.Errorf("%+v, %v", shown, err)
	}
}

// TestOneAtATime: who asks while a card is read is told to wait.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	b := made(Fake{})
	b.one.Lock()
	for _, a := range []*http.Response{sent(b, "POST", "/v1/read", `{"nonce":"n"}`, nil), sent(b, "GET", "/v1/", "", nil)} {
		if faultIn(t, a) != Busy.Code || a.StatusCode != 429 {
			t.Error(a.StatusCode)
		}
	}
}

func faultIn(t *testing.T, a *http.Response) string {
	t.Helper()
	var f Fault
	if err := json.NewDecoder(a.Body).Decode(&f); err != nil {
		t.Fatal(err)
	}
	return f.Code
}

// maker is the program of a maker that gives canned answers by path; "" never answers.
func maker(t *testing.T, answers map[string]string) string {
	ended := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, known := answers[r.URL.Path]
		switch {
		case !known:
			http.NotFound(w, r)
		case a == "":
			select {
			case <-ended:
			case <-r.Context().Done():
			}
		default:
			io.WriteString(w, a)
		}
	}))
	t.Cleanup(func() { close(ended); s.Close() })
	return s.URL
}

const (
	xzxSAM = `{"retcode":"0","retmsg":"05.03-20230101-0000123456-1234567890","errmsg":""}`
	xzxRed = `{"code":"0","retcode":"0x90 0x1","retmsg":"操作成功||相片解码解码正确","errmsg":"","name":"张红叶","sex":"女","nation":"汉","born":"19881118",
		"address":"样例市样例路 25 号","cardno":"130423198811184328","userlifeb":"20110330","userlifee":"20210330","police":"样例县公安局","photobase64":"","CardType":"0"}`
	xzxForeign = `{"code":"0","retcode":"0x90 0x1","retmsg":"操作成功","name":"证件样本","sex":"女","nation":"加拿大/CAN","born":"19810803","cardno":"CAN110081080319",
		"userlifeb":"20151025","userlifee":"20251024","police":"1500","CardType":"1","EngName":"ZHENGJIAN,YANGBEN"}`
	huashiRed = `{"resultFlag":0,"errorMsg":"","partyName":"张红叶","gender":"女","nation":"汉","nationCode":"01","bornDay":"1988年11月18日",
		"certAddress":"样例市样例路 25 号","certNumber":"130423198811184328","certOrg":"样例县公安局","effDate":"2011.03.30","expDate":"长期","identityPic":"","certType":" "}`
	opened = `{"resultFlag":0,"errorMsg":""}`
)

// TestXinzhongxin: the dialect of 新中新, as its paper writes it.
func TestXinzhongxin(t *testing.T) {
	t.Parallel()
	at := func(sam, read string) Xinzhongxin {
		return Xinzhongxin{maker(t, map[string]string{"/api/GetSAMID": sam, "/api/ReadMsg": read})}
	}
	c, sam, err := at(xzxSAM, xzxRed).Read(t.Context(), false)
	want := device.Card{Kind: check.IDCard, Name: "张红叶", Number: "130423198811184328", Sex: "女", Nation: "汉", Birth: 19881118, Address: "样例市样例路 25 号",
		Organ: "样例县公安局", From: 20110330, Until: 20210330}
	if err != nil || c != want || sam != "05.03-20230101-0000123456-1234567890" {
		t.Errorf("%+v, %s, %v", c, sam, err)
	}
	if c, _, err := at(xzxSAM, xzxForeign).Read(t.Context(), false); err != nil || c.Kind != check.Permanent || c.Number != "CAN110081080319" {
		t.Errorf("%+v, %v", c, err)
	}
	for name, one := range map[string]struct {
		reader Xinzhongxin
		want   *Fault
	}{
		"no card":      {at(xzxSAM, `{"code":"1","retcode":"0x80","retmsg":"找卡失败，请重新放卡"}`), NoCard},
		"unreadable":   {at(xzxSAM, `{"code":"1","retcode":"0x41","retmsg":"读卡失败"}`), Unreadable},
		"busy":         {at(xzxSAM, `{"code":"1","retcode":"","retmsg":"读卡器正忙"}`), Busy},
		"not attached": {at(`{"retcode":"0x1","retmsg":"端口打开失败"}`, xzxRed), NotAttached},
		"no service":   {Xinzhongxin{"http://127.0.0.1:1"}, NoService},
		"rubbish":      {at(xzxSAM, `<html>`), Unreadable},
		"silent":       {at(xzxSAM, ""), Silent},
	} {
		b := made(one.reader)
		b.Patience = 300 * time.Millisecond
		a := sent(b, "POST", "/v1/read", `{"nonce":"n"}`, nil)
		if got := faultIn(t, a); got != one.want.Code || a.StatusCode != one.want.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, got)
		}
	}
}

// TestHuashi: the dialect of 华视, which does not wait for a card.
func TestHuashi(t *testing.T) {
	t.Parallel()
	at := func(open, read string) Huashi {
		return Huashi{maker(t, map[string]string{"/OpenDevice": open, "/readcard": read, "/CloseDevice": opened})}
	}
	c, sam, err := at(opened, huashiRed).Read(t.Context(), false)
	want := device.Card{Kind: check.IDCard, Name: "张红叶", Number: "130423198811184328", Sex: "女", Nation: "汉", Birth: 19881118, Address: "样例市样例路 25 号",
		Organ: "样例县公安局", From: 20110330}
	if err != nil || c != want || sam != "" {
		t.Errorf("%+v, %s, %v", c, sam, err)
	}
	for name, one := range map[string]struct {
		reader Huashi
		want   *Fault
	}{
		"no card":      {at(opened, `{"resultFlag":-11,"errorMsg":"","certNumber":""}`), NoCard},
		"unreadable":   {at(opened, `{"resultFlag":-2,"errorMsg":"读卡失败"}`), Unreadable},
		"not attached": {at(`{"resultFlag":-1,"errorMsg":"端口打开失败"}`, huashiRed), NotAttached},
		"no service":   {Huashi{"http://127.0.0.1:1"}, NoService},
		"silent":       {at(opened, ""), Silent},
	} {
		b := made(one.reader)
		b.Patience = 500 * time.Millisecond
		a := sent(b, "POST", "/v1/read", `{"nonce":"n"}`, nil)
		if got := faultIn(t, a); got != one.want.Code || a.StatusCode != one.want.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, got)
		}
	}
}

// TestWhichReader: the first that is attached is asked; where none is, the one that misses its reader says so.
func TestWhichReader(t *testing.T) {
	t.Parallel()
	gone := Xinzhongxin{"http://127.0.0.1:1"}
	there := Huashi{maker(t, map[string]string{"/OpenDevice": opened, "/readcard": huashiRed, "/CloseDevice": opened})}
	if a := sent(made(gone, there), "POST", "/v1/read", `{"nonce":"n"}`, nil); a.StatusCode != 200 {
		t.Error("the second is not asked:", faultIn(t, a))
	}
	if got := faultIn(t, sent(made(gone, Fake{NotAttached}), "POST", "/v1/read", `{"nonce":"n"}`, nil)); got != NotAttached.Code {
		t.Error(got)
	}
	if got := faultIn(t, sent(made(Fake{NotAttached}, gone), "POST", "/v1/read", `{"nonce":"n"}`, nil)); got != NotAttached.Code {
		t.Error(got)
	}
}

// TestChoice: one maker, or each in turn; what does not go together is told.
func TestChoice(t *testing.T) {
	t.Parallel()
	for c, want := range map[Choice]int{
		{Maker: "auto"}: 2, {Maker: "huashi"}: 1, {Maker: "huashi", At: "http://127.0.0.1:9"}: 1, {Maker: "auto", Fake: true}: 1,
		{Maker: "auto", Fake: true, Fault: "no_card"}: 1, {Maker: "auto", At: "http://127.0.0.1:9"}: 0, {Maker: "other"}: 0,
		{Maker: "auto", Fault: "no_card"}: 0, {Maker: "auto", Fake: true, Fault: "other"}: 0,
	} {
		if list, err := c.Readers(); len(list) != want || (err == nil) != (want > 0) {
			t.Errorf("%+v: %v, %v", c, list, err)
		}
	}
}

// TestSetUp: the PC draws its key, keeps it where nobody else reads it, and is not set up twice.
func TestSetUp(t *testing.T) {
	t.Parallel()
	var public string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if public = r.PostFormValue("key"); r.PostFormValue("code") != "123456789012" {
			w.WriteHeader(422)
			io.WriteString(w, `{"title":"设置码不对或已过期"}`)
			return
		}
		io.WriteString(w, `{"device":"9","title":"综合窗口 3 号"}`)
	}))
	defer s.Close()
	file := filepath.Join(t.TempDir(), "bridge.json")
	if _, err := SetUp(t.Context(), s.URL, "1", file); err == nil || !strings.Contains(err.Error(), "设置码不对") {
		t.Error(err)
	}
	if _, err := Load(file); err == nil {
		t.Error("a refused set-up left a key")
	}
	k, err := SetUp(t.Context(), s.URL, "123456789012", file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load(file)
	if signer, _ := gm.SignerOf(again.Secret); err != nil || again != k || signer.Public() != public || k.Device != "9" || k.Site != s.URL {
		t.Errorf("%+v, %+v, %v", k, again, err)
	}
	if _, err := SetUp(t.Context(), s.URL, "123456789012", file); err == nil {
		t.Error("set up twice")
	}
}
