package bridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"wuyou/kit/durable"
	"wuyou/kit/gm"
	"wuyou/kit/web"
)

// Key is what a PC is known by, and the site that it answers. It is kept in a file that nobody else reads.
type Key struct {
	Site   string `json:"site"`   // https://…, without a slash at the end
	Device string `json:"device"` // the id at the server
	Title  string `json:"title"`
	Secret string `json:"secret"` // of the SM2 key
}

// SetUpPath is where a site takes set-up codes.
const SetUpPath = "/bridge/setup"

// SetUp draws a key, has the site know it by the code that an administrator was shown, and keeps it in a new file. Where the file is
// there already it fails before it asks.
func SetUp(ctx context.Context, site, code, file string) (k Key, err error) {
	site = strings.TrimSuffix(site, "/")
	if site == "" {
		return k, errors.New("要用 --url 给出政务服务网站的网址")
	}
	if _, err := os.Stat(file); err == nil {
		return k, fmt.Errorf("这台电脑已经设置过：%s。要重新设置，先把它移走", file)
	}
	signer := gm.NewSigner()
	form := url.Values{"code": {code}, "key": {signer.Public()}}.Encode()
	a, err := web.Call(ctx, "POST", site+SetUpPath, map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
	}, []byte(form))
	if err != nil {
		return k, fmt.Errorf("%s 没有回答：%w", site, err)
	}
	var said struct{ Device, Title string } // the title of the PC, or of what went wrong
	switch err := json.Unmarshal(a.Body, &said); {
	case err == nil && a.Status >= 400 && said.Title != "":
		return k, errors.New(said.Title)
	case err != nil || a.Status != 200 || said.Device == "":
		return k, fmt.Errorf("%s 没有接受（%d），请核对网址", site, a.Status)
	}
	k = Key{Site: site, Device: said.Device, Title: said.Title, Secret: signer.Secret()}
	return k, durable.New(file, func(w io.Writer) error { return json.NewEncoder(w).Encode(k) })
}

// Load reads the key of this PC.
func Load(file string) (k Key, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return k, errors.New("这台电脑还没有设置。请系统管理员在“窗口电脑”里登记，再运行 wuyou bridge --setup 设置码 --url 网址")
	}
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("%s 读不懂：%w", file, err)
	}
	if _, err := gm.SignerOf(k.Secret); err != nil {
		return k, fmt.Errorf("%s 里的密钥不对：%w", file, err)
	}
	return k, nil
}
