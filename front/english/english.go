// Package english is the portal for who reads no Chinese: five pages that find a service, show the skeleton of its guide, say how to
// apply, follow a case and sign in. All that they say stands in words.txt; what they say of a service comes from its optional English
// elements (catalog.English). The forms of the services stay Chinese, and so does the guide that counts.
package english

import (
	"bufio"
	"context"
	"embed"
	"fmt"
	"strings"
	"sync/atomic"

	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
)

//go:embed *.html words.txt
var files embed.FS

// Front is what the English pages stand on.
type Front struct {
	*office.Office

	known atomic.Pointer[known]
}

// known are the services that have an English guide, as the catalogue stands.
type known struct {
	edition any
	items   []service
}

// service is one of them.
type service struct {
	catalog.Entry

	Item *catalog.Item
}

// words are the texts of words.txt by name.
var words = func() map[string]string {
	m := map[string]string{}
	file, err := files.Open("words.txt")
	if err != nil {
		panic(err) // it is part of the program
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if name, text, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
			m[name] = text
		}
	}
	return m
}()

// sheet is what every English page has.
type sheet struct {
	page.Frame
}

// T is a text by its name, with what differs filled in; a name that is not there is shown as it is.
func (sheet) T(name string, with ...any) string { return say(name, with...) }

func say(name string, with ...any) string {
	text, ok := words[name]
	if !ok {
		return name
	}
	if len(with) == 0 {
		return text
	}
	return fmt.Sprintf(text, with...)
}

// services are those with an English guide that are published, in the order of the catalogue.
func (f *Front) services(ctx context.Context) ([]service, error) {
	edition := f.Catalog.Edition()
	if k := f.known.Load(); k != nil && k.edition == edition {
		return k.items, nil
	}
	k := &known{edition: edition}
	for _, e := range f.Catalog.Complete() {
		it, err := f.Catalog.Item(ctx, e.ID, e.Version)
		if err != nil {
			return nil, err
		}
		if it.English != nil {
			k.items = append(k.items, service{e, it})
		}
	}
	f.known.Store(k)
	return k.items, nil
}

// day is a day as it is written in English.
func day(ms int64) string { return calendar.At(ms).Format("2 January 2006") }
