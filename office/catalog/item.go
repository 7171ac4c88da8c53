package catalog

import "wuyou/office/form"

// Item is one entry of the implementation list (实施清单): everything a person must know to get the
// matter done, and everything the office must know to do it. The names of the elements follow the
// 65 elements of the national list (GB/T 39046, 实施清单要素); an element that is not known is left
// empty, and Missing names it.
//
// An Item is stored as one JSON document a version: a version that was published never changes.
type Item struct {
	Code        string `json:"code"`                   // the local code, as imported; never parsed for meaning
	CatalogCode string `json:"catalog_code,omitempty"` // 基本编码, 12
	TaskCode    string `json:"task_code,omitempty"`    // 实施编码, 31
	Name        string `json:"name"`
	Main        string `json:"main,omitempty"`  // 主项
	Alias       string `json:"alias,omitempty"` // other words people use for it, space separated
	Kind        string `json:"kind"`            // 事项类型, two digits: 01 行政许可 … 20 公共服务
	Dept        string `json:"dept"`            // the organ's short name without its place: 人社局
	DeptCode    string `json:"dept_code,omitempty"`
	Level       string `json:"level,omitempty"` // 行使层级: 3 市级, 4 县级, 5 乡级, 6 村级

	Audience []string `json:"audience,omitempty"` // 服务对象: 1 自然人, 2 企业法人, 3 事业法人, 4 社会组织法人, 5 非法人企业, 6 行政机关, 9 其他组织
	Topics   []string `json:"topics,omitempty"`   // themes of the portal, by name

	Instant   bool   `json:"instant,omitempty"`   // 即办件; otherwise 承诺件
	Statutory *Limit `json:"statutory,omitempty"` // 法定办结时限
	Promised  *Limit `json:"promised,omitempty"`  // 承诺办结时限

	Visits      *int   `json:"visits,omitempty"` // 到办事现场次数
	VisitReason string `json:"visit_reason,omitempty"`
	Online      bool   `json:"online,omitempty"`   // 是否网办
	Proxy       bool   `json:"proxy,omitempty"`    // full proxy is available (帮办代办)
	Sink        string `json:"sink,omitempty"`     // lowest level that receives it in person: county, township, village
	Place       string `json:"place,omitempty"`    // 办理地点
	Hours       string `json:"hours,omitempty"`    // 办理时间
	Contact     string `json:"contact,omitempty"`  // 咨询方式
	Complain    string `json:"complain,omitempty"` // 监督投诉方式
	Free        bool   `json:"free,omitempty"`     // charges nothing, said explicitly
	Fees        []Fee  `json:"fees,omitempty"`

	Conditions []string    `json:"conditions,omitempty"` // 受理条件
	Materials  []Material  `json:"materials,omitempty"`
	Steps      []Step      `json:"steps,omitempty"` // 办理流程 after acceptance, in order
	Basis      []Basis     `json:"basis,omitempty"` // 设定依据
	Questions  []QA        `json:"questions,omitempty"`
	Results    []Result    `json:"results,omitempty"`
	Form       form.Form   `json:"form,omitzero"`
	Situations []Situation `json:"situations,omitempty"`

	Commit   *Commit  `json:"commit,omitempty"`   // 告知承诺, where allowed
	Special  []string `json:"special,omitempty"`  // special procedures that may stop the clock: 听证 检验 检测 检疫 鉴定 专家评审 招标 拍卖
	Delivery []string `json:"delivery,omitempty"` // pickup, courier, electronic
	Quota    string   `json:"quota,omitempty"`    // 数量限制
	Rights   string   `json:"rights,omitempty"`
	Review   string   `json:"review,omitempty"` // where to ask for administrative reconsideration
	Lawsuit  string   `json:"lawsuit,omitempty"`

	English *English `json:"english,omitempty"` // what the English pages say; nil: the item is not among them

	Sample bool   `json:"sample,omitempty"` // made up or borrowed; to be replaced by the city's own import
	Note   string `json:"note,omitempty"`   // shown beside a sample: where it comes from
}

// English are the optional elements of an item in English.
type English struct {
	Name       string            `json:"name"`
	Summary    string            `json:"summary,omitempty"` // what it is for, in a sentence
	Conditions []string          `json:"conditions,omitempty"`
	Materials  map[string]string `json:"materials,omitempty"` // names by Material.Key; one that lacks is shown in Chinese
	Results    []string          `json:"results,omitempty"`
}

// Limit is a time limit: N of Unit, with the text of its legal basis.
type Limit struct {
	N     int    `json:"n"`
	Unit  string `json:"unit"` // workday or day
	Basis string `json:"basis,omitempty"`
}

// Fee is one charge.
type Fee struct {
	Name  string `json:"name"`
	Price string `json:"price"`
	Basis string `json:"basis"`
	Waive string `json:"waive,omitempty"` // who pays less, and by what rule
}

// Material is one thing to hand in.
type Material struct {
	Key      string `json:"key"` // short and stable in the item: situations refer to it
	Name     string `json:"name"`
	Kind     string `json:"kind,omitempty"`   // 1 证件证书证明, 2 申请表格文书, 3 其他
	Form     string `json:"form,omitempty"`   // 1 纸质, 2 电子化, 3 纸质/电子化
	Need     string `json:"need"`             // 1 必要, 2 非必要 (When says when), 3 容缺后补
	When     string `json:"when,omitempty"`   // the situation in words, where Need is 2
	Source   string `json:"source"`           // 10 申请人自备, 20 政府部门核发, 99 其他
	From     string `json:"from,omitempty"`   // who issues it
	Exempt   bool   `json:"exempt,omitempty"` // 免提交: taken from the licence library
	Made     bool   `json:"made,omitempty"`   // 自动生成: written from the application form; online nobody hands it in
	Original int    `json:"original,omitempty"`
	Copies   int    `json:"copies,omitempty"`
	Spec     string `json:"spec,omitempty"`   // what it must look like to be accepted
	Sample   string `json:"sample,omitempty"` // text of a filled sample
	Basis    string `json:"basis,omitempty"`
	Days     int    `json:"days,omitempty"` // where Need is 3: working days in which it is to follow
}

// Step is one step of review behind the counter. Which posts sign, in what mode and by when is data:
// changing it needs a new version of the item and no code.
type Step struct {
	Name    string `json:"name"`
	Mode    string `json:"mode,omitempty"` // "": one signer; all: 会签, every signer; any: 或签, the first signer
	Signers []Post `json:"signers"`
	Inspect bool   `json:"inspect,omitempty"` // site inspection by two officers (行政许可法 第34条)
	Term    *Limit `json:"term,omitempty"`
	Rule    string `json:"rule,omitempty"` // 审查标准
}

// Post is who signs: a role of the handling organ, or of another organ where Dept names one.
type Post struct {
	Role string `json:"role"`           // reviewer, senior, inspector, head, …
	Dept string `json:"dept,omitempty"` // another organ's short name, for joint signature
}

// Basis is one legal basis.
type Basis struct {
	Law    string `json:"law"`
	Number string `json:"number,omitempty"`
	Clause string `json:"clause,omitempty"`
	Text   string `json:"text,omitempty"`
}

// QA is one common question.
type QA struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Result is what the applicant holds in the end.
type Result struct {
	Name  string `json:"name"`
	Kind  string `json:"kind,omitempty"`  // 10 证照, 20 批文, 30 其他文书
	Valid string `json:"valid,omitempty"` // validity in words
}

// Licence is the kind of a result that is a licence.
const Licence = "10"

// Commit describes the handling by notification and promise (告知承诺).
type Commit struct {
	Promise   string   `json:"promise"`             // what the applicant promises
	Materials []string `json:"materials,omitempty"` // keys that need not be handed in then
	Check     string   `json:"check,omitempty"`     // how it is checked afterwards
}

// Situation is one question of the guided situations (情形引导). Answers are followed in order; an
// answer may lead to a further question, change what is to be handed in, or end the guidance.
type Situation struct {
	Key     string   `json:"key"`
	Ask     string   `json:"ask"`
	Hint    string   `json:"hint,omitempty"`
	Multi   bool     `json:"multi,omitempty"`
	When    string   `json:"when,omitempty"` // "key=answer": asked only then
	Answers []Answer `json:"answers"`
}

// Ages are bounds of an applicant's age in full years (周岁).
type Ages struct {
	From  int `json:"from,omitempty"`  // at least so old
	Below int `json:"below,omitempty"` // not yet so old; 0: no bound
	Ahead int `json:"ahead,omitempty"` // so many months before From it holds already
}

// Answer is one answer and what it changes.
type Answer struct {
	Value   string   `json:"value"`
	Label   string   `json:"label"`
	Ages    *Ages    `json:"ages,omitempty"` // it is the applicant's age that decides: of all answers with bounds the first that fits
	Hint    string   `json:"hint,omitempty"`
	Add     []string `json:"add,omitempty"`     // material keys that this answer makes necessary
	Drop    []string `json:"drop,omitempty"`    // material keys that are not needed then
	Promise *Limit   `json:"promise,omitempty"` // a shorter promise for this case
	Block   string   `json:"block,omitempty"`   // why the item is not the right one; ends the guidance
	Instead string   `json:"instead,omitempty"` // code of the right item, with Block
	Note    string   `json:"note,omitempty"`    // advice printed on the checklist
}
