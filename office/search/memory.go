package search

import "sync"

// memory keeps what texts found: one page asks for the same several times, and people ask what others
// asked before. An index never changes, so no answer grows old.
type memory struct {
	mu    sync.RWMutex
	known map[question]answer
	held  int // matches
}

type question struct {
	text   string
	within *uint64
}

type answer struct {
	within   Set // so that no other set takes its place in memory
	found    []match
	variants []variant
}

const (
	rememberedMost = 1000    // questions
	heldMost       = 200_000 // matches
)

func (m *memory) recall(q question) (answer, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a, ok := m.known[q]
	return a, ok
}

// keep remembers an answer; a full memory begins anew.
func (m *memory) keep(q question, a answer) {
	if len(q.text) > 16*most { // nobody asks that twice
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held += len(a.found)
	if m.known == nil || len(m.known) >= rememberedMost || m.held > heldMost {
		m.known, m.held = map[question]answer{}, len(a.found)
	}
	m.known[q] = a
}
