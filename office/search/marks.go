package search

// marks finds what to highlight of a name: the longest stretches of the variant's elements, from the
// left of the query.
func marks(name string, v *variant, sp *speech) []Span {
	folded := fold(name)
	sounds := sp.say(folded)
	marked := make([]bool, len(folded))
	alone := map[int]bool{}
	for _, t := range v.terms() {
		alone[t.from] = t.to-t.from == 1
	}
	for j := 0; j < len(v.elements); {
		at, n := 0, 0
		for i := range folded {
			k := 0
			for i+k < len(folded) && j+k < len(v.elements) &&
				v.elements[j+k].level(newLetter(folded[i+k].r, sounds[i+k])) != none {
				k++
			}
			if k > n {
				at, n = i, k
			}
		}
		if n > 1 || n == 1 && (alone[j] || folded[at].r == v.elements[j].r) {
			for k := range n {
				marked[at+k] = true
			}
		}
		j += max(n, 1)
	}
	var out []Span
	for i, g := range folded {
		switch {
		case !marked[i]:
		case i > 0 && marked[i-1]:
			out[len(out)-1].To = g.at + 1
		default:
			out = append(out, Span{g.at, g.at + 1})
		}
	}
	return out
}
