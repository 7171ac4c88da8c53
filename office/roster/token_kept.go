package roster

import (
	"sync"
)

// tokenKept is how long a token is taken for what it was when it was read, in milliseconds: one that another node revokes opens things
// for so long. Where it is revoked it ends at once.
const tokenKept = 2000

// tokensMost is how many tokens are kept in memory.
const tokensMost = 10_000

// keptTokens are the tokens of programs that were shown lately, by hash.
type keptTokens struct {
	mu     sync.Mutex
	byHash map[string]keptToken
	ends   int64 // how often tokens were forgotten: what was read before is not kept after
}

type keptToken struct {
	Token
	read int64 // Unix milliseconds
}

// find is a token that was read lately; ends is to be given to keep.
func (k *keptTokens) find(hash string, now int64) (t Token, ends int64, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kept, ok := k.byHash[hash]
	age := now - kept.read
	return kept.Token, k.ends, ok && age >= 0 && age < tokenKept
}

// keep keeps a token that was read after find, unless tokens were forgotten meanwhile.
func (k *keptTokens) keep(t Token, now, ends int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if ends != k.ends {
		return
	}
	if k.byHash == nil || len(k.byHash) >= tokensMost {
		k.byHash = map[string]keptToken{}
	}
	k.byHash[t.Hash] = keptToken{t, now}
}

// forget is called when a token has ended.
func (k *keptTokens) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.byHash, k.ends = nil, k.ends+1
}
