package file

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"wuyou/kit/sheet"
)

// A kind of file that is taken. One list says what is offered before an upload, found out of a content and told.
type kind struct {
	media string
	group string   // in words, what people call it
	name  string   // in words, within the group
	exts  []string // the first is given to a name that has none
	shown bool     // browsers show it; others are downloaded
	is    func(head []byte) bool
}

// kinds are those that are taken, in the order in which they are told. Of those in one wrapping the name decides.
var kinds = []kind{
	{"image/jpeg", "照片", "JPG", []string{".jpg", ".jpeg", ".jfif"}, true, begins("\xff\xd8\xff")},
	{"image/png", "照片", "PNG", []string{".png"}, true, begins("\x89PNG\r\n\x1a\n")},
	{"image/webp", "照片", "WebP", []string{".webp"}, true, func(h []byte) bool { return begins("RIFF")(h) && len(h) > 12 && string(h[8:12]) == "WEBP" }},
	{"image/gif", "照片", "GIF", []string{".gif"}, true, begins("GIF87a", "GIF89a")},
	{"image/bmp", "照片", "BMP", []string{".bmp"}, true, func(h []byte) bool {
		return begins("BM")(h) && len(h) > 18 && string(h[6:10]) == "\x00\x00\x00\x00" && string(h[15:18]) == "\x00\x00\x00"
	}},
	{"application/pdf", "扫描件", "PDF", []string{".pdf"}, true, func(h []byte) bool {
		return bytes.Contains(h[:min(len(h), 1024)], []byte("%PDF-")) // scanners put bytes before it (ISO 32000-1, annex H)
	}},
	{"image/tiff", "扫描件", "TIFF", []string{".tif", ".tiff"}, false, begins("II*\x00", "MM\x00*")},
	{"application/ofd", "文件", "OFD", []string{".ofd"}, false, begins(zipped)},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "文件", "Word", []string{".docx"}, false, begins(zipped)},
	{sheet.Type, "文件", "Excel", []string{".xlsx"}, false, begins(zipped)},
	{"application/msword", "文件", "Word", []string{".doc"}, false, begins(compound)},
	{"application/vnd.ms-excel", "文件", "Excel", []string{".xls"}, false, begins(compound)},
}

// The wrappings of several kinds.
const (
	zipped   = "PK\x03\x04"
	compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // of older Office files, and of all that have a password
)

func begins(with ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(with, func(w string) bool { return bytes.HasPrefix(head, []byte(w)) })
	}
}

// refusals are kinds that people have and that are not taken, with what to do instead.
var refusals = []struct {
	exts  []string
	words string
	is    func(head []byte) bool
}{
	{[]string{".heic", ".heif"}, "这是 HEIC 照片，窗口的电脑打不开。请在手机相机设置里改成“兼容性最佳”再拍（iPhone：设置→相机→格式；安卓：关掉“高效格式”）；已经拍好的，截一张图上传", func(h []byte) bool {
		return len(h) > 12 && string(h[4:8]) == "ftyp" &&
			slices.Contains([]string{"heic", "heix", "heim", "heis", "hevc", "heif", "mif1", "msf1"}, string(h[8:12]))
	}},
	{[]string{".zip", ".rar", ".7z"}, "压缩包请先解开，把里面的文件一份一份上传", begins("Rar!", "7z\xbc\xaf")},
	{[]string{".mp4", ".mov", ".avi", ".mp3", ".m4a", ".amr"}, "不收录像和录音，请交照片、扫描件或文字材料", begins("ID3", "#!AMR")},
}

// Accept is the value of a file input's accept attribute. It names kinds of pictures one by one: then a phone that keeps its
// photos in another kind hands them over as one of these.
func Accept() string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.exts...)
		if strings.HasPrefix(k.media, "image/") {
			list = append(list, k.media)
		}
	}
	return strings.Join(list, ",")
}

// Taken are the kinds that are taken, in words.
func Taken() string {
	var words []string
	for i := 0; i < len(kinds); {
		var names []string
		group := kinds[i].group
		for ; i < len(kinds) && kinds[i].group == group; i++ {
			if !slices.Contains(names, kinds[i].name) {
				names = append(names, kinds[i].name)
			}
		}
		words = append(words, group+"（"+strings.Join(names, "、")+"）")
	}
	return strings.Join(words, "、")
}

// Unfit says by the end of a name why a file is not taken, for a page that looks before it sends; "" has the words for all
// that Accept does not name.
func Unfit() map[string]string {
	m := map[string]string{"": "只收" + Taken()}
	for _, r := range refusals {
		for _, ext := range r.exts {
			m[ext] = r.words
		}
	}
	return m
}

// Inline reports whether a browser may show the kind itself.
func Inline(media string) bool {
	return slices.ContainsFunc(kinds, func(k kind) bool { return k.media == media && k.shown })
}

// sniff finds out a kind by the first bytes, and where several begin so by the name; false is one that is not taken.
func sniff(head []byte, name string) (kind, bool) {
	ext := strings.ToLower(filepath.Ext(name))
	for _, k := range kinds {
		if k.is(head) && (k.group != "文件" || slices.Contains(k.exts, ext)) {
			return k, true
		}
	}
	return kind{}, false
}

// refused says why a file of no kind that is taken is not, in words that tell what to do.
func refused(head []byte, name string) string {
	ext := strings.ToLower(filepath.Ext(name))
	known := slices.ContainsFunc(kinds, func(k kind) bool { return slices.Contains(k.exts, ext) })
	switch {
	case len(head) == 0:
		return "文件是空的，请重新选一份"
	case (ext == ".docx" || ext == ".xlsx") && begins(compound)(head):
		return locked
	}
	for _, r := range refusals {
		if r.is(head) && !known || slices.Contains(r.exts, ext) {
			return r.words
		}
	}
	if known {
		return "文件打不开，可能坏了，或者只是改了扩展名；请重新拍照或另存一份再传"
	}
	return Unfit()[""]
}

// titled is a name with the ending of its kind: one with another's would not open.
func (k kind) titled(name string) string {
	ext := filepath.Ext(name)
	switch low := strings.ToLower(ext); {
	case slices.Contains(k.exts, low):
		return name
	case slices.ContainsFunc(kinds, func(o kind) bool { return slices.Contains(o.exts, low) }), Unfit()[low] != "" && low != "":
		name = strings.TrimSuffix(name, ext)
	}
	return name + k.exts[0]
}
