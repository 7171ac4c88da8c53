package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// grouped is how many calls of a batch share one transaction, and its commit. What they lock waits for all of them.
const grouped = 50

const batchPath = root + "/batch"

type batchIn struct {
	Body struct {
		Calls []Call `json:"calls" minItems:"1" doc:"按顺序做；最多几个见限度 batch.calls"`
	}
}

// outcome is the answer to one call of a batch.
type outcome struct {
	ID     string          `json:"id,omitempty"`
	Status int             `json:"status" doc:"单独提交时的状态码；424 是没有做，因为它指的调用没有成"`
	Body   json.RawMessage `json:"body" doc:"单独提交时的应答正文"`
}

type batchOut struct {
	Results []outcome `json:"results" doc:"与 calls 一一对应"`
}

// batch does many calls in order, each with an answer of its own: one that fails undoes nothing of another.
func (f *Front) batch(a *web.API) func(ctx context.Context, in *batchIn) (*body[batchOut], error) {
	return func(ctx context.Context, in *batchIn) (*body[batchOut], error) {
		calls := in.Body.Calls
		if most := f.Limits.Of(callsMost); int64(len(calls)) > most {
			return nil, fail.Invalid(fmt.Sprintf("一次最多 %d 个调用", most), fail.Field{Name: "calls", Message: fmt.Sprintf("有 %d 个", len(calls))})
		}
		if err := distinct(calls); err != nil {
			return nil, err
		}
		b := &Batch{API: a}
		var out batchOut
		for group := range slices.Chunk(calls, grouped) {
			var done []outcome
			err := f.DB.Tx(ctx, func(tx *db.DB) error {
				done = done[:0]
				for _, c := range group {
					r := b.Do(db.Within(ctx, tx), c)
					done = append(done, outcome{c.ID, r.Status, r.Body})
				}
				return nil
			})
			if err != nil {
				b.Undone(group...)
				done = done[:0]
				for _, c := range group {
					r := a.CallFailed(ctx, batchPath, err)
					done = append(done, outcome{c.ID, r.Status, r.Body})
				}
			}
			out.Results = append(out.Results, done...)
		}
		return &body[batchOut]{out}, nil
	}
}

// distinct returns fail.Invalid where two calls have one id.
func distinct(calls []Call) error {
	known := map[string]bool{}
	for i, c := range calls {
		if c.ID != "" && known[c.ID] {
			return fail.Invalid("标识重复", fail.Field{Name: fmt.Sprintf("calls[%d].id", i), Message: "前面已有标识为 " + c.ID + " 的调用"})
		}
		known[c.ID] = true
	}
	return nil
}

func (f *Front) batchOp(a *web.API) {
	web.Handle(a, web.Op{
		ID: "batch", Method: http.MethodPost, Path: batchPath, Access: people.Scope(people.ScopeStaff, people.ScopeApply),
		Title: "一次做许多", Tag: "办件", Body: 8 << 20, Long: true,
		About: "按顺序提交许多申请、登记和动作，每个的权限、要求和应答都与单独提交的一样，一个不成不影响别的。" +
			"同一批的 Idempotency-Key 不变，断线以后可以整批再交一次。",
	}, f.batch(a))
}
