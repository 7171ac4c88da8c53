package door

import "wuyou/office/flow"

// Envelope is how every list of the API comes.
type Envelope[T any] struct {
	Total int64  `json:"total" doc:"总数，最多数到 1000"`
	More  bool   `json:"more,omitempty" doc:"还有更多，没有数下去"`
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"下一页的位置，放在 ?after= 里"`
}

// Enveloped makes an envelope; counted is up to one more than flow.CountMost.
func Enveloped[T any](items []T, counted int64, next string) Envelope[T] {
	if items == nil {
		items = []T{}
	}
	return Envelope[T]{Total: min(counted, flow.CountMost), More: counted > flow.CountMost, Items: items, Next: next}
}

// Receipt is what a program gets that opened a case: enough to print a receipt.
type Receipt struct {
	Number string `json:"number"`
	State  string `json:"state"`
	DueAt  string `json:"due_at,omitempty"`
	Seq    int64  `json:"seq"`
	Again  bool   `json:"again,omitempty" doc:"重复的请求，返回的是第一次的办件"`
}

// Receipt is that of a case.
func (h *House) Receipt(k flow.Case, again bool) Receipt {
	return Receipt{Number: k.Number(), State: k.State, DueAt: h.Promised(k), Seq: k.Seq, Again: again}
}
