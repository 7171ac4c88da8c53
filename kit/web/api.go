package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/validation"

	"wuyou/kit/fail"
)

// API is the part of the server that programs use: typed operations with an OpenAPI 3.1 description
// of themselves. Failures are problem+json (RFC 9457) in the words of people.
type API struct {
	server *Server
	huma   huma.API
	mux    *http.ServeMux
	batch  map[string]Route // operations that may stand in a batch, by pattern (Call)
}

// Problem is a failure as a program gets it.
type Problem struct {
	Type   string       `json:"type" doc:"about:blank，或问题的种类"`
	Title  string       `json:"title" doc:"给人看的一句话"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty" doc:"内部错误的编号"`
	Errors []fail.Field `json:"errors,omitempty" doc:"逐个字段的问题"`
}

func (p *Problem) Error() string             { return p.Title }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Write answers with the problem.
func (p *Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	w.Write(p.result().Body)
}

func (p *Problem) result() Result {
	b, _ := json.Marshal(p) // plain data
	return Result{p.Status, b}
}

// speakChinese makes the library's own messages those of this program.
func speakChinese() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &Problem{Type: "about:blank", Title: "请求不合要求", Status: status}
		switch {
		case status == http.StatusRequestEntityTooLarge:
			p.Title = "内容太大"
		case status == http.StatusUnsupportedMediaType:
			p.Title = "不接受这种格式的内容，请用 application/json"
		case chinese(message):
			p.Title = message
		}
		for _, err := range errs {
			var d huma.ErrorDetailer
			if errors.As(err, &d) {
				p.Errors = append(p.Errors, fail.Field{Name: strings.TrimPrefix(d.ErrorDetail().Location, "body."), Message: spoken(d.ErrorDetail().Message)})
			} else if err != nil {
				p.Errors = append(p.Errors, fail.Field{Message: spoken(err.Error())})
			}
		}
		return p
	}
	validation.MsgUnexpectedProperty = "没有这个字段"
	validation.MsgExpectedBoolean = "应为 true 或 false"
	validation.MsgExpectedNumber = "应为数字"
	validation.MsgExpectedInteger = "应为整数"
	validation.MsgExpectedString = "应为文字"
	validation.MsgExpectedArray = "应为数组"
	validation.MsgExpectedObject = "应为对象"
	validation.MsgExpectedOneOf = "应为以下之一：\"%s\""
	validation.MsgExpectedMinimumNumber = "不能小于 %v"
	validation.MsgExpectedMaximumNumber = "不能大于 %v"
	validation.MsgExpectedMinLength = "至少 %d 个字"
	validation.MsgExpectedMaxLength = "最多 %d 个字"
	validation.MsgExpectedBePattern = "应为 %s"
	validation.MsgExpectedMatchPattern = "应符合 %s"
	validation.MsgExpectedMinItems = "至少 %d 项"
	validation.MsgExpectedMaxItems = "最多 %d 项"
	validation.MsgExpectedRequiredProperty = "缺少字段 %s"
}

func chinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// spoken puts those of the library's messages that are not its variables into words.
func spoken(message string) string {
	if chinese(message) {
		return message
	}
	for _, known := range []struct{ begins, words string }{
		{"invalid integer", "应为整数"}, {"invalid float", "应为数字"}, {"invalid boolean", "应为 true 或 false"},
		{"required ", "缺少这个参数"}, {"request body is required", "缺少请求正文"}, {"unmarshal", "不是合格的 JSON"}, {"invalid character", "不是合格的 JSON"},
	} {
		if strings.HasPrefix(message, known.begins) {
			return known.words
		}
	}
	return "无法识别：" + message
}

// NewAPI begins the API of the server.
func (s *Server) NewAPI(title, version, about string) *API {
	speakChinese()
	cfg := huma.DefaultConfig(title, version)
	cfg.Info.Description = about
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", "", nil
	cfg.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.Servers = []*huma.Server{{URL: "/", Description: "提供这份说明的网站"}} // relative: the build does not know the site's address
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	a := &API{server: s, mux: http.NewServeMux(), batch: map[string]Route{}}
	a.huma = humago.New(a.mux, cfg)
	return a
}

// schemaName keeps types of the same name in different packages apart.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" || strings.Contains(t.Name(), "[") {
		return name
	}
	pkg := path.Base(t.PkgPath())
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

// Op describes one operation.
type Op struct {
	ID     string // 申请办件: unique, part of the description
	Method string
	Path   string
	Access Access
	Title  string
	About  string
	Tag    string
	Status int   // of success; 0 is 200
	Body   int64 // most bytes of the body; 0 is 1 MiB
	File   bool  // the body is a form with one file; see Sent
	Long   bool  // as of Route
	Batch  bool  // it may stand in a batch (API.Call): it writes in transactions of the context alone, and does nothing after them

	// What the types of Handle do not tell, for the description alone: parameters of a Query, and the JSON schemas of the
	// body and the answer where they are data.
	Params  []Param
	In, Out map[string]any
}

// Param is a parameter of an address.
type Param struct {
	Name, About string
	Enum        []string
}

// Query is embedded in the input of an operation that reads its parameters by name (Op.Params).
type Query struct{ Asked Values }

// Resolve reads the parameters; the library calls it.
func (q *Query) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	q.Asked = flatten(u.Query())
	return nil
}

// Handle adds an operation. I has the parameters (path, query, header tags) and a Body; O has a Body.
func Handle[I, O any](a *API, op Op, do func(ctx context.Context, in *I) (*O, error)) {
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	if op.Body == 0 {
		op.Body = 1 << 20
	}
	spec := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Title, Description: op.About,
		Tags: []string{op.Tag}, DefaultStatus: op.Status, MaxBodyBytes: op.Body, BodyReadTimeout: -1, // the server's own bound holds
		Errors:   []int{401, 403, 404, 409, 422, 429, 503},
		Security: []map[string][]string{}, // public: said, because an operation that says nothing may as well have been forgotten
	}
	if op.Access.Name != Everyone.Name && op.Access.Name != "public" {
		spec.Security = []map[string][]string{{"token": {}}}
	}
	huma.Register(a.huma, spec, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err, op)
		}
		return out, nil
	})
	if op.File { // the library reads no body that it does not know of
		a.huma.OpenAPI().Paths[op.Path].Post.RequestBody = aFile
	}
	a.describe(op)
	route := Route{Method: op.Method, Path: op.Path, Access: op.Access, Body: op.Body, Long: op.Long, Title: op.Title}
	route.Handle = func(w http.ResponseWriter, r *http.Request) error {
		if err := plainJSON(r); err != nil {
			return err
		}
		a.mux.ServeHTTP(w, r)
		return nil
	}
	a.server.Add(route)
	if op.Batch {
		a.batch[op.Method+" "+op.Path] = route
	}
}

// describe adds to the description of an operation what the library does not see.
func (a *API) describe(op Op) {
	item := a.huma.OpenAPI().Paths[op.Path]
	one := item.Get
	if op.Method == http.MethodPost {
		one = item.Post
	}
	for _, p := range op.Params {
		s := &huma.Schema{Type: huma.TypeString}
		for _, v := range p.Enum {
			s.Enum = append(s.Enum, v)
		}
		one.Parameters = append(one.Parameters, &huma.Param{Name: p.Name, In: "query", Description: p.About, Schema: s})
	}
	if op.In != nil {
		one.RequestBody.Content["application/json"].Schema = schemaOf(op.In)
	}
	if op.Out != nil {
		one.Responses[strconv.Itoa(op.Status)].Content["application/json"].Schema = schemaOf(op.Out)
	}
}

// schemaOf makes a schema of its JSON; what is none is a mistake of the program.
func schemaOf(schema map[string]any) *huma.Schema {
	var s huma.Schema
	b, err := json.Marshal(schema)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		panic(fmt.Sprintf("schema %v: %v", schema, err))
	}
	return &s
}

// problem makes a failure an answer; what is internal is logged under an id.
func (a *API) problem(ctx context.Context, err error, op Op) error {
	err = late(ctx, a.server.missing(err, op.Method, op.Path))
	e, ok := known(err)
	if !ok {
		id := a.server.logged(err, op.Method, op.Path)
		return &Problem{Type: "about:blank", Title: "系统出了问题，已经记录", Status: 500, Detail: id}
	}
	if e.Kind == fail.KindDown {
		a.server.down(err, op.Method, op.Path)
	}
	return huma.ErrorWithHeaders(ProblemOf(e), retryAfter(e))
}

// ProblemOf is a failure as a program gets it.
func ProblemOf(e *fail.Error) *Problem {
	return &Problem{Type: "about:blank", Title: e.Message, Status: statuses[e.Kind], Errors: e.Fields}
}

// OpenAPI is the description of the API.
func (a *API) OpenAPI() ([]byte, error) {
	doc := a.huma.OpenAPI()
	slices.SortFunc(doc.Tags, func(x, y *huma.Tag) int { return strings.Compare(x.Name, y.Name) })
	b, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, err
	}
	return json.MarshalIndent(v, "", "  ")
}
