package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"

	"wuyou/kit/web"
)

//go:embed assets
var assetFiles embed.FS

// AssetVersion changes whenever an asset does. It is part of every asset's address, so that a
// browser keeps an asset for a year and never mixes the files of two versions.
var AssetVersion = hashAssets()

// Assets serves the stylesheet, the modules and the mark at /assets/<version>/<name>. An address of
// another version, from a page that was opened before an upgrade, gets today's file and no cache.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/assets/"), "/")
		body := bodies()[name]
		if body == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		if version == AssetVersion {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		body.Serve(w, r)
	})
}

// bodies are the assets by name.
var bodies = sync.OnceValue(func() map[string]*web.Body {
	all := map[string]*web.Body{}
	eachAsset(func(name string, text []byte) { all[name] = web.NewBody(contentTypes[path.Ext(name)], text) })
	return all
})

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func asset(name string) string { return "/assets/" + AssetVersion + "/" + name }

func hashAssets() string {
	sum := sha256.New()
	eachAsset(func(name string, text []byte) {
		sum.Write([]byte(name))
		sum.Write(text)
	})
	return hex.EncodeToString(sum.Sum(nil))[:12]
}

// eachAsset goes through the assets by name.
func eachAsset(do func(name string, text []byte)) {
	files, _ := assetFiles.ReadDir("assets") // they are part of the program
	for _, f := range files {
		text, _ := assetFiles.ReadFile("assets/" + f.Name())
		do(f.Name(), text)
	}
}
