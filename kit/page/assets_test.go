package page

import (
	"encoding/xml"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestAssetsAreKeptForAYear(t *testing.T) {
	tag := httptest.NewRecorder()
	Assets().ServeHTTP(tag, httptest.NewRequest(http.MethodGet, "http://x"+asset("wuyou.css"), nil))
	for _, c := range []struct {
		path, etag string
		code       int
		cache      string
		kind       string
	}{
		{asset("wuyou.css"), "", 200, "immutable", "text/css"},
		{asset("page.js"), "", 200, "immutable", "text/javascript"},
		{asset("mark.svg"), "", 200, "immutable", "image/svg+xml"},
		{asset("wuyou.css"), tag.Header().Get("ETag"), 304, "immutable", ""},
		{"/assets/000000000000/wuyou.css", "", 200, "no-cache", "text/css"},
		{asset("none.css"), "", 404, "", ""},
		{asset("../page.go"), "", 404, "", ""},
		{"/assets/wuyou.css", "", 404, "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://x"+c.path, nil)
		r.Header.Set("If-None-Match", c.etag)
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, r)
		if w.Code != c.code || !strings.Contains(w.Header().Get("Cache-Control"), c.cache) || !strings.Contains(w.Header().Get("Content-Type"), c.kind) {
			t.Errorf("%s: %d, %v", c.path, w.Code, w.Header())
		}
	}
}

func TestAssetsComeFromNowhereElse(t *testing.T) {
	outside := regexp.MustCompile(`(https?:)?//[a-z]+\.|@import|\beval\(|innerHTML|\.style\b`)
	fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".svg") {
			return err
		}
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(body), "http://www.w3.org/2000/svg", "")
		if hit := outside.FindString(text); hit != "" {
			t.Errorf("%s has %q, against the content security policy", name, hit)
		}
		return nil
	})
}

func TestIconsAreWellFormed(t *testing.T) {
	for name := range icons {
		svg, err := icon(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("icon %s: %v", name, err)
		}
	}
	if _, err := icon("serch"); err == nil {
		t.Error("an unknown icon was drawn")
	}
	for _, colour := range []string{"green", "yellow", "red", "grey", "blue"} {
		if _, err := icon((Lamp{Colour: colour}).Icon()); err != nil {
			t.Error(err)
		}
	}
}

// TestTokensHaveContrast computes WCAG 2.2 contrast (1.4.3: 4.5 for text, 1.4.11: 3 for controls)
// from the tokens of the stylesheet.
func TestTokensHaveContrast(t *testing.T) {
	css, err := assetFiles.ReadFile("assets/wuyou.css")
	if err != nil {
		t.Fatal(err)
	}
	root, _, _ := strings.Cut(string(css), "/* ── 2.")
	token := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(root, -1) {
		token[m[1]] = m[2]
	}
	for _, c := range []struct {
		fore, back string
		least      float64
	}{
		{"ink", "paper", 7}, {"ink", "ground", 7}, {"soft", "paper", 4.5}, {"soft", "ground", 4.5}, {"soft", "blue-wash", 4.5}, {"soft", "warm-wash", 4.5},
		{"blue", "paper", 4.5}, {"blue", "ground", 4.5}, {"blue", "blue-wash", 4.5}, {"blue", "warm-wash", 4.5}, {"blue", "red-wash", 4.5},
		{"blue-deep", "blue-wash", 4.5}, {"ink", "blue-mid", 4.5}, {"paper", "blue-deep", 4.5}, {"warm", "paper", 4.5}, {"warm", "warm-wash", 4.5},
		{"red", "paper", 4.5}, {"red", "red-wash", 4.5}, {"green", "paper", 4.5}, {"green", "green-wash", 4.5}, {"grey", "paper", 4.5}, {"grey", "ground", 4.5},
		{"edge", "paper", 3}, {"edge", "ground", 3}, {"warm-mark", "paper", 2.9}, {"blue", "line", 3},
	} {
		if token[c.fore] == "" || token[c.back] == "" {
			t.Fatalf("no token %s or %s", c.fore, c.back)
		}
		if got := contrast(token[c.fore], token[c.back]); got < c.least {
			t.Errorf("%s on %s: %.2f, want %.1f", c.fore, c.back, got, c.least)
		}
	}
}

func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(hex string) float64 {
	if len(hex) == 3 {
		hex = strings.Join([]string{hex[:1], hex[:1], hex[1:2], hex[1:2], hex[2:], hex[2:]}, "")
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
