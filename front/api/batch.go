package api

import (
	"context"
	"encoding/json"
	"regexp"

	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/limit"
)

// callsMost is how many calls a batch has at most.
var callsMost = limit.Declare(limit.Limit{
	Key: "batch.calls", Words: "一次批量请求最多几个调用", Unit: limit.Many, Default: 200, Least: 1, Most: 2000,
	Basis: "建议值：一批在几秒内做完，断线以后再试也不多",
})

// Call is one of a batch: what a program would post by itself.
type Call struct {
	ID   string          `json:"id,omitempty" maxLength:"64" doc:"后面的调用在路径里用 {id} 指这个调用得到的办件编号"`
	Key  string          `json:"key,omitempty" maxLength:"200" doc:"这个调用的 Idempotency-Key"`
	Path string          `json:"path" doc:"/api/v1/applications、/api/v1/openings/…、/api/v1/cases/{id}/events/…"`
	Body json.RawMessage `json:"body" doc:"单独提交时的请求正文"`
}

// Batch does calls one after the other and knows the cases that came of them.
type Batch struct {
	API     *web.API
	numbers map[string]string // by the id of the call; "" of one that failed
}

var reference = regexp.MustCompile(`\{([^{}/]+)\}`)

// Do does the next call, by who asks in the context. One that names a case of a call that failed is not tried.
func (b *Batch) Do(ctx context.Context, c Call) web.Result {
	at, err := b.Resolve(c.Path)
	if err != nil {
		b.note(c, "")
		return web.ResultOf(err)
	}
	if reference.MatchString(at) {
		b.note(c, "")
		return web.CallDepends("没有做：它要办的件没有登记成")
	}
	r := b.API.Call(ctx, at, c.Key, c.Body)
	if c.ID != "" && !r.Failed() {
		var got struct{ Number string }
		json.Unmarshal(r.Body, &got) // what has no number cannot be referred to
		b.note(c, got.Number)
	} else {
		b.note(c, "")
	}
	return r
}

// Resolve puts the numbers of cases into a path; references to calls that failed stay. Returns fail.Invalid for one to no earlier call.
func (b *Batch) Resolve(path string) (string, error) {
	var err error
	at := reference.ReplaceAllStringFunc(path, func(ref string) string {
		id := ref[1 : len(ref)-1]
		number, known := b.numbers[id]
		switch {
		case !known:
			err = fail.Invalid("前面没有标识为 "+id+" 的调用", fail.Field{Name: "path", Message: "只能指前面的调用"})
		case number != "":
			return number
		}
		return ref
	})
	return at, err
}

// Undone says that calls came to nothing after all.
func (b *Batch) Undone(calls ...Call) {
	for _, c := range calls {
		b.note(c, "")
	}
}

func (b *Batch) note(c Call, number string) {
	if c.ID == "" {
		return
	}
	if b.numbers == nil {
		b.numbers = map[string]string{}
	}
	b.numbers[c.ID] = number
}
