package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
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
		body, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentTypes[path.Ext(name)])
		h.Set("Cache-Control", "no-cache")
		if version == AssetVersion {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("ETag", `"`+AssetVersion+`"`)
		if r.Header.Get("If-None-Match") == h.Get("ETag") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write(body)
	})
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func asset(name string) string { return "/assets/" + AssetVersion + "/" + name }

func hashAssets() string {
	sum := sha256.New()
	fs.WalkDir(assetFiles, "assets", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assetFiles.ReadFile(name)
		sum.Write([]byte(name))
		sum.Write(body)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12]
}
