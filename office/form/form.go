// Package form holds the forms that citizens and staff fill in: an item's application form (data in
// the catalogue) and the questions of a flow row (declared in Go). One description serves the HTML
// form, the check on the server, the JSON Schema of the API and the masked display.
//
// Read this file first; check.go has the rules for each type of field.
package form

import (
	"regexp"
	"strings"
	"time"
)

// Type is what a field holds; it decides the input's keyboard, its check and its mask.
type Type string

const (
	Text    Type = "text"    // one line
	Area    Type = "area"    // several lines
	Number  Type = "number"  // whole number, or with decimals as Places says
	Money   Type = "money"   // yuan with at most two decimals
	Date    Type = "date"    // 2026-11-23
	Choice  Type = "choice"  // one of Options
	Choices Type = "choices" // any of Options, comma separated
	Bool    Type = "bool"    // "1" or ""
	Phone   Type = "phone"   // mainland mobile or landline
	IDNo    Type = "id_no"   // number of a document of a person, of whichever kind (kit/check)
	Credit  Type = "credit"  // unified social credit code, GB 32100
	Account Type = "account" // bank account
	Address Type = "address" // postal address
	Region  Type = "region"  // 12-digit region code
	File    Type = "file"    // ids of uploaded files, comma separated
)

// Form is a list of fields in the order they are asked.
type Form struct {
	Fields []Field `json:"fields"`
	Today  int32   `json:"-"` // yyyymmdd, after which nobody can be born, and what Earliest counts from; 0: not looked at
}

// Field is one question.
type Field struct {
	Name     string   `json:"name"`
	Label    string   `json:"label"`
	Type     Type     `json:"type"`
	Required bool     `json:"required,omitempty"`
	Max      int      `json:"max,omitempty"` // most characters; 0 is the type's own limit
	Low      int64    `json:"low,omitempty"` // least value of a number, with High
	High     int64    `json:"high,omitempty"`
	Places   int      `json:"places,omitempty"` // decimals that a number may have
	Earliest Earliest `json:"-"`                // of a date
	Like     *Pattern `json:"-"`                // of a text: how it is written
	Options  []Option `json:"options,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	Section  string   `json:"section,omitempty"`
	Prefill  string   `json:"prefill,omitempty"` // what is known of the applicant: name, id_no, phone, address, firm_name, firm_code, legal_person
	When     string   `json:"when,omitempty"`    // "field=value": asked only then
	Follows  string   `json:"follows,omitempty"` // of a tick of an item's form: "situation=answer", which makes it
	Search   string   `json:"-"`                 // an address of the program that proposes answers while somebody types
	Spent    bool     `json:"spent,omitempty"`   // a code that opens or collects something: it is checked, and not kept
	// Personal: sealed in the ledger and masked at the desk, but not in a table to which a service copies it; implied by phone, id_no,
	// account, address.
	Personal bool `json:"personal,omitempty"`
}

// Earliest is the first day that a date may be; the zero value is any.
type Earliest int

const (
	AnyDay Earliest = iota
	FromToday
	FromTomorrow
)

// Pattern is how a text must be written, and what is said of one that is not.
type Pattern struct {
	*regexp.Regexp

	Says string
}

// How the codes of rules and the times of a day are written.
var (
	LowerCode = &Pattern{regexp.MustCompile(`^[a-z][a-z_]*$`), "代号是小写字母"}
	UpperCode = &Pattern{regexp.MustCompile(`^[A-Z][A-Z0-9]*$`), "代号是大写字母和数字，以字母开头"}
	DayTime   = &Pattern{regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`), "时间应为 08:30 这样的形式"}
)

// Option is one answer of a choice.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Hint  string `json:"hint,omitempty"`
	When  string `json:"when,omitempty"` // in an item's form: "situation=answer", offered only then
}

// Values are a form's answers by field name. A field that was not asked is absent.
type Values map[string]string

// Field finds a field by name, or nil.
func (f Form) Field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

// Asked reports whether the field is asked given the other answers.
func (f *Field) Asked(v Values) bool {
	if f.When == "" {
		return true
	}
	name, want, _ := strings.Cut(f.When, "=")
	for _, got := range strings.Split(v[name], ",") {
		if got == want {
			return true
		}
	}
	return false
}

// Sensitive reports whether the answer is personal data that is stored encrypted and shown masked.
func (f *Field) Sensitive() bool {
	switch f.Type {
	case Phone, IDNo, Account, Address:
		return true
	}
	return f.Personal
}

// Show is the answer in words: the label of a choice, a day as people say it, the text of anything else.
func (f *Field) Show(value string) string {
	switch f.Type {
	case Bool:
		if value == "1" {
			return "是"
		}
		return "否"
	case Date:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return day.Format("2006年1月2日")
		}
	case Choice, Choices:
		var words []string
		for _, v := range strings.Split(value, ",") {
			for _, o := range f.Options {
				if o.Value == v {
					words = append(words, o.Label)
				}
			}
		}
		return strings.Join(words, "、")
	}
	return value
}
