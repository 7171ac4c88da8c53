package province

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
)

// What an item of a batch may be.
const (
	evaluation = "evaluation" // a rating, first or additional
	exclusion  = "exclusion"  // it does not count: an objection was upheld
	reply      = "reply"      // the unit has answered a bad rating
	end        = "end"        // a bad rating is put right, or explained
)

// Item is one thing that is told: a rating, or what became of one. Its key makes it happen once.
type Item struct {
	Key        string  `json:"key"`
	Kind       string  `json:"kind"`
	Evaluation *Record `json:"evaluation,omitempty"`
	Change     *Change `json:"change,omitempty"`
}

// Record is a rating with what it is about. Name, number and telephone of the applicant are encrypted
// once more by themselves, so that nobody who keeps records sees them.
type Record struct {
	ProjNo                string            `json:"projNo"`
	ProjName              string            `json:"projName"`
	ServiceCode           string            `json:"serviceCode"`
	ServiceName           string            `json:"serviceName"`
	ServiceVersion        string            `json:"serviceVersion"`
	ServiceCategory       string            `json:"serviceCategory"`
	ServiceDepartment     string            `json:"serviceDepartment"`
	ServiceDepartmentCode string            `json:"serviceDepartmentCode"`
	RegionCode            string            `json:"regionCode"`
	RegionName            string            `json:"regionName"`
	ApplicantName         string            `json:"applicantName"`
	ApplicantCardNumber   string            `json:"applicantCardNumber"`
	ApplicantPhone        string            `json:"applicantPhone"`
	UserProp              string            `json:"userProp"`
	UserPageType          string            `json:"userPageType"`
	ProStatus             string            `json:"proStatus"`
	ApplyTime             string            `json:"applyTime"`
	ServiceTime           string            `json:"serviceTime"`
	EvaluateTime          string            `json:"evaluateTime"`
	PF                    string            `json:"pf"`
	Satisfaction          string            `json:"satisfaction"`
	EvalDetail            string            `json:"evalDetail"`
	WritingEvaluation     string            `json:"writingEvaluation"`
	EvaluateType          string            `json:"evaluateType"`
	AssessNumber          int               `json:"assessNumber"`
	EvaluatedPersonInfo   []Person          `json:"evaluatedPersonInfo"`
	Source                string            `json:"source"`
	Version               string            `json:"version"`
	CustomFields          map[string]string `json:"customFields,omitempty"`
}

// Person is one who was rated.
type Person struct {
	LoginName string `json:"loginName"`
	Name      string `json:"name"`
}

// Change is what became of a rating.
type Change struct {
	Of     string `json:"of"` // the key of the rating
	ProjNo string `json:"projNo"`
	Time   string `json:"time"`
	Result string `json:"result"`
	Text   string `json:"text"`
}

// Fault is what is wrong with a field.
type Fault struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// The codes of faults.
const (
	required  = "REQUIRED"  // a field that must be there is empty
	length    = "LENGTH"    // too long, or not the one length that is right
	format    = "FORMAT"    // not written as it should be
	table     = "TABLE"     // not in the code table
	order     = "ORDER"     // times out of order, or in the future
	conflict  = "CONFLICT"  // fields that contradict each other
	sealed    = "SEALED"    // a field that does not decrypt under the agreed key
	duplicate = "DUPLICATE" // the same evaluation of the same case under another key
	unknown   = "UNKNOWN"   // a change of a rating that is not here
)

// itemsMost is how many items a batch may have.
const itemsMost = 200

// ParseBatch reads the content of a batch, strictly: a field that is not known here is an error.
func ParseBatch(b []byte) ([]Item, error) {
	var batch struct {
		Records []Item `json:"records"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&batch); err != nil {
		return nil, fmt.Errorf("内容不是约定的 JSON：%w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("内容后面有多余的字符")
	}
	if len(batch.Records) == 0 || len(batch.Records) > itemsMost {
		return nil, fmt.Errorf("一批 1 至 %d 条，这批 %d 条", itemsMost, len(batch.Records))
	}
	return batch.Records, nil
}

// examiner collects what is wrong with a record.
type examiner struct {
	set    *Settings
	faults []Fault
}

func (e *examiner) say(field, code, text string, args ...any) {
	e.faults = append(e.faults, Fault{field, code, fmt.Sprintf(text, args...)})
}

// must asks for a value of at most so many characters.
func (e *examiner) must(field, v string, most int) bool {
	if v == "" {
		e.say(field, required, "必填")
		return false
	}
	return e.short(field, v, most)
}

func (e *examiner) short(field, v string, most int) bool {
	if n := utf8.RuneCountInString(v); n > most {
		e.say(field, length, "最多 %d 个字，这里 %d 个", most, n)
		return false
	}
	return true
}

func (e *examiner) oneOf(field, v string, codes ...string) {
	if v == "" {
		e.say(field, required, "必填")
	} else if !slices.Contains(codes, v) {
		e.say(field, table, "应为 %s 之一，这里是 %.20s", strings.Join(codes, "、"), v)
	}
}

func (e *examiner) like(field, v string, pattern *regexp.Regexp, words string) {
	if v == "" {
		e.say(field, required, "必填")
	} else if !pattern.MatchString(v) {
		e.say(field, format, "%s，这里是 %.40s", words, v)
	}
}

func (e *examiner) time(field, v string) (time.Time, bool) {
	if v == "" {
		e.say(field, required, "必填")
		return time.Time{}, false
	}
	t, err := time.ParseInLocation(stamp, v, e.set.Zone)
	if err != nil {
		e.say(field, format, "应为 2006-01-02 15:04:05 这样的时间，这里是 %.40s", v)
	}
	return t, err == nil
}

var (
	number   = regexp.MustCompile(`^[0-9A-Za-z-]{6,50}$`)
	task     = regexp.MustCompile(`^([0-9A-Z]{12}|[0-9A-Z]{31}|[0-9A-Z]{33}|[0-9A-Za-z._-]{1,100})$`)
	digits   = regexp.MustCompile(`^\d{1,9}$`)
	place    = regexp.MustCompile(`^\d{12}$`)
	keyForm  = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	channels = []string{"1", "2", "3", "4", "5", "6", "7"}
	kinds    = []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"}
	users    = []string{"1", "2", "3", "4", "5", "6", "9"}
)

// examine says what is wrong with an item as it stands; what it contradicts among those that are kept
// is for the platform to say.
func (set *Settings) examine(it Item, source string) []Fault {
	e := &examiner{set: set}
	e.like("key", it.Key, keyForm, "记录标识由 1 至 64 位字母、数字、横线组成")
	switch it.Kind {
	case evaluation:
		if it.Evaluation == nil || it.Change != nil {
			e.say("evaluation", required, "评价的内容应放在 evaluation")
			break
		}
		e.record(*it.Evaluation, source)
	case exclusion, reply, end:
		if it.Change == nil || it.Evaluation != nil {
			e.say("change", required, "变更的内容应放在 change")
			break
		}
		e.change(it.Kind, *it.Change)
	default:
		e.oneOf("kind", it.Kind, evaluation, exclusion, reply, end)
	}
	return e.faults
}

func (e *examiner) record(r Record, source string) {
	e.like("projNo", r.ProjNo, number, "办件编号由 6 至 50 位字母、数字组成")
	e.must("projName", r.ProjName, 200)
	e.like("serviceCode", r.ServiceCode, task, "实施编码为 12、31、33 位，或不超过 100 位的本地编码")
	e.must("serviceName", r.ServiceName, 200)
	e.like("serviceVersion", r.ServiceVersion, digits, "事项版本应为数字")
	e.oneOf("serviceCategory", r.ServiceCategory, kinds...)
	e.must("serviceDepartment", r.ServiceDepartment, 100)
	if e.must("serviceDepartmentCode", r.ServiceDepartmentCode, 18) {
		if err := check.CreditCode(r.ServiceDepartmentCode); err != nil {
			e.say("serviceDepartmentCode", format, "%v", err)
		}
	}
	e.like("regionCode", r.RegionCode, place, "区划代码应为 12 位数字")
	e.must("regionName", r.RegionName, 100)
	e.applicant(r)
	e.oneOf("proStatus", r.ProStatus, "2", "3")
	e.times(r)
	e.oneOf("pf", r.PF, channels...)
	e.opinion(r)
	for i, p := range r.EvaluatedPersonInfo {
		e.must(fmt.Sprintf("evaluatedPersonInfo[%d].name", i), p.Name, 50)
		e.must(fmt.Sprintf("evaluatedPersonInfo[%d].loginName", i), p.LoginName, 50)
	}
	if e.must("source", r.Source, 50) && r.Source != source {
		e.say("source", conflict, "和报文的来源 %.50s 不一致", source)
	}
	e.oneOf("version", r.Version, version)
	for name, v := range r.CustomFields {
		e.short("customFields", name, 30)
		e.short("customFields."+name, v, 200)
	}
}

// applicant checks who asked for the service. Of an unnamed rating nobody is told; of any other the three
// fields are encrypted, and the number may be left out together with the kind of the paper.
func (e *examiner) applicant(r Record) {
	e.oneOf("userProp", r.UserProp, users...)
	if r.CustomFields["anonymous"] == "1" {
		for field, v := range map[string]string{"applicantName": r.ApplicantName, "applicantCardNumber": r.ApplicantCardNumber,
			"applicantPhone": r.ApplicantPhone} {
			if v != "" {
				e.say(field, conflict, "匿名评价不得带申请人身份")
			}
		}
		return
	}
	if r.UserPageType != "" {
		e.oneOf("userPageType", r.UserPageType, "001", "111", "114", "117", "414", "511", "516", "553", "990")
	}
	if v, ok := e.open("applicantName", r.ApplicantName); ok {
		e.must("applicantName", v, 100)
	}
	if r.UserPageType == "" && r.ApplicantCardNumber == "" { // told by telephone, without a paper
	} else if v, ok := e.open("applicantCardNumber", r.ApplicantCardNumber); ok {
		var err error
		switch r.UserPageType {
		case "001":
			err = check.CreditCode(v)
		case "111":
			_, err = check.CitizenID(v)
		default:
			_, _, err = check.Document("", v, 0)
		}
		if err != nil {
			e.say("applicantCardNumber", format, "%v", err)
		}
	}
	if v, ok := e.open("applicantPhone", r.ApplicantPhone); ok {
		if err := check.Phone(v); err != nil {
			e.say("applicantPhone", format, "%v", err)
		}
	}
}

func (e *examiner) open(field, v string) (string, bool) {
	if v == "" {
		e.say(field, required, "必填")
		return "", false
	}
	b, err := e.set.Shared.Decrypt(v)
	if err != nil || !utf8.Valid(b) {
		e.say(field, sealed, "没有用约定的 SM4 密钥加密")
		return "", false
	}
	return string(b), true
}

// early is how far a clock may be ahead of ours.
const early = 5 * time.Minute

// times: applied for, served, rated, in this order and not in the future.
func (e *examiner) times(r Record) {
	applied, a := e.time("applyTime", r.ApplyTime)
	served, s := e.time("serviceTime", r.ServiceTime)
	rated, v := e.time("evaluateTime", r.EvaluateTime)
	if a && s && served.Before(applied) {
		e.say("serviceTime", order, "服务时间 %s 早于申请时间 %s", r.ServiceTime, r.ApplyTime)
	}
	if s && v && rated.Before(served) {
		e.say("evaluateTime", order, "评价时间 %s 早于服务时间 %s", r.EvaluateTime, r.ServiceTime)
	}
	if v && rated.After(e.set.Now().Add(early)) {
		e.say("evaluateTime", order, "评价时间 %s 在将来", r.EvaluateTime)
	}
}

// tagRanges are the tags of the national set of 2020, eight of each level, by the national level.
var tagRanges = map[int][2]int{5: {510, 517}, 4: {406, 413}, 3: {307, 314}, 2: {207, 214}, 1: {108, 115}}

// opinion checks level, tags and words, and whether they fit each other.
func (e *examiner) opinion(r Record) {
	level := e.set.level(r.Satisfaction)
	if level == 0 {
		e.oneOf("satisfaction", r.Satisfaction, "1", "2", "3", "4", "5")
	}
	seen := map[string]bool{}
	for tag := range strings.SplitSeq(r.EvalDetail, ",") {
		if tag == "" && r.EvalDetail == "" {
			break
		}
		n, err := strconv.Atoi(tag)
		of := 0
		for l, bounds := range tagRanges {
			if err == nil && n >= bounds[0] && n <= bounds[1] {
				of = l
			}
		}
		switch {
		case of == 0:
			e.say("evalDetail", table, "没有指标 %.10s", tag)
		case level != 0 && of != level:
			e.say("evalDetail", conflict, "指标 %s 不属于这个满意程度；请核对满意度编码的方向", tag)
		case seen[tag]:
			e.say("evalDetail", conflict, "指标 %s 重复", tag)
		}
		seen[tag] = true
	}
	e.short("writingEvaluation", r.WritingEvaluation, 150)
	if level != 0 && level <= 2 && r.EvalDetail == "" && r.WritingEvaluation == "" {
		e.say("evalDetail", required, "差评要有指标或文字")
	}
	e.oneOf("evaluateType", r.EvaluateType, "1", "2")
	switch {
	case r.AssessNumber < 1 || r.AssessNumber > 99:
		e.say("assessNumber", format, "第几次评价，从 1 开始")
	case r.EvaluateType == "2" && r.AssessNumber < 2:
		e.say("assessNumber", conflict, "追加评价不会是第 1 次")
	}
}

// level is the national level of a code, 5 the best; 0 is none.
func (set *Settings) level(code string) int {
	n, err := strconv.Atoi(code)
	if err != nil || len(code) != 1 || n < 1 || n > 5 {
		return 0
	}
	if set.Best == 1 {
		n = 6 - n
	}
	return n
}

func (e *examiner) change(kind string, c Change) {
	e.like("change.of", c.Of, keyForm, "记录标识由 1 至 64 位字母、数字、横线组成")
	e.like("change.projNo", c.ProjNo, number, "办件编号由 6 至 50 位字母、数字组成")
	if t, ok := e.time("change.time", c.Time); ok && t.After(e.set.Now().Add(early)) {
		e.say("change.time", order, "时间 %s 在将来", c.Time)
	}
	e.short("change.text", c.Text, 500)
	switch kind {
	case exclusion:
		e.oneOf("change.result", c.Result, "mistaken", "malicious", "not_ours")
	case end:
		e.oneOf("change.result", c.Result, "satisfied", "explained", "unreached")
	default:
		e.must("change.text", c.Text, 500)
	}
}
