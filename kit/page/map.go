package page

import (
	"fmt"
	"strings"
)

// Map is a schematic map, drawn as SVG on the server by the template "map". Places on it are per cent from the west and the
// north; the words keep the size of the page's text. Each spot says how it stands by its shape and in a word.
type Map struct {
	Label  string // what it shows
	Note   string // below it
	Rivers []River
	Spots  []Spot
}

// River is a line by which people find their way, with its name.
type River struct {
	Name string       `json:"name"`
	At   [2]float64   `json:"at"` // where the name begins
	Line [][2]float64 `json:"line"`
}

// Spot is a place on the map.
type Spot struct {
	Label, Words string
	Kind         string // "on", "rest" or "off"
	X, Y         int64
	Here         bool // where the reader is
}

// Summary is what the map says, for those who cannot see it.
func (m Map) Summary() string {
	var all []string
	for _, s := range m.Spots {
		all = append(all, s.Label+s.Words)
	}
	return strings.Join(all, "，")
}

// Points are the line as SVG writes it.
func (r River) Points() string {
	var all []string
	for _, p := range r.Line {
		all = append(all, fmt.Sprintf("%g,%g", p[0], p[1]))
	}
	return strings.Join(all, " ")
}

// Left and Top are where the name begins.
func (r River) Left() string { return pct(r.At[0]) }
func (r River) Top() string  { return pct(r.At[1]) }

// Left and Top are where the spot lies.
func (s Spot) Left() string { return pct(float64(s.X)) }
func (s Spot) Top() string  { return pct(float64(s.Y)) }
