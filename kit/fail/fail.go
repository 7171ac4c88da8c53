// Package fail names the ways a request can go wrong that a person can do something about.
//
// Everything below the web layer returns one of these, or a plain error, which is an internal
// fault: it is logged with an identifier and its text never reaches a person. Only kit/web turns
// a Kind into an HTTP status.
package fail

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kind says what the reader of the message can do about it.
type Kind int

const (
	Internal    Kind = iota // nothing: our fault, logged
	KindInvalid             // correct the fields and send again
	KindSignIn              // sign in first
	KindForbidden
	KindNotFound
	KindConflict // somebody else was faster, or the case has moved on
	KindBusy     // try again later
	KindDown     // what the program stands on is away: try again later
)

// Field is what is wrong with one input; Name is the input's name in the form or the JSON body.
type Field struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// Error is a failure with words for the person who caused it, in their language.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field
	Wait    time.Duration // after which it is worth another try; 0 where nobody knows
	First   string        // page on which the person can do what is missing; what he wrote is kept meanwhile
	Cause   error         // for the log: what lies behind KindDown
	Unsure  bool          // nobody knows whether it was done
}

func (e *Error) Unwrap() error { return e.Cause }

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Message + ": " + e.Cause.Error()
	}
	if len(e.Fields) == 0 || e.Fields[0].Message == e.Message {
		return e.Message
	}
	return fmt.Sprintf("%s（%s：%s）", e.Message, e.Fields[0].Name, e.Fields[0].Message)
}

// Invalid reports input that must be corrected, field by field.
func Invalid(message string, fields ...Field) error {
	return &Error{Kind: KindInvalid, Message: message, Fields: fields}
}

// At reports one input that must be corrected.
func At(field, message string) error { return Invalid(message, Field{Name: field, Message: message}) }

// SignIn reports that the page is only for those who have signed in.
func SignIn(message string) error { return &Error{Kind: KindSignIn, Message: message} }

// Forbidden reports that the person may not do this, and says who may.
func Forbidden(format string, args ...any) error {
	return &Error{Kind: KindForbidden, Message: fmt.Sprintf(format, args...)}
}

// First reports that the person may not do this yet, and on which page he does what comes before it.
func First(page, message string) error {
	return &Error{Kind: KindForbidden, Message: message, First: page}
}

// NotFound reports that there is no such thing, or none this person may know of.
func NotFound(format string, args ...any) error {
	return &Error{Kind: KindNotFound, Message: fmt.Sprintf(format, args...)}
}

// Conflict reports that the thing has moved on since the person looked at it, and says who moved it.
func Conflict(format string, args ...any) error {
	return &Error{Kind: KindConflict, Message: fmt.Sprintf(format, args...)}
}

// Busy reports that there is too much to do now, or that this person tries too often, and after how
// long it is worth another try.
func Busy(wait time.Duration, format string, args ...any) error {
	return &Error{Kind: KindBusy, Message: fmt.Sprintf(format, args...), Wait: wait}
}

// downWait is after which time another try is worth while when the database is away.
const downWait = 10 * time.Second

// Down reports that the database is away, or cannot write.
func Down(cause error) error {
	return &Error{Kind: KindDown, Message: "系统正在恢复，请稍等片刻", Wait: downWait, Cause: cause}
}

// Unsure reports that the database went away before it said whether it had done what was asked.
func Unsure(cause error) error {
	return &Error{Kind: KindDown, Message: "系统正在恢复，刚才这一步不知道办成没有", Wait: downWait, Cause: cause, Unsure: true}
}

// As finds the *Error in err's chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is reports whether err is a failure of kind k. An error that is no *Error is Internal.
func Is(err error, k Kind) bool {
	e, ok := As(err)
	if !ok {
		return err != nil && k == Internal
	}
	return e.Kind == k
}

// Under makes the fields of a failure those of a part of a form, whose names begin with the prefix. What is no failure for a person
// stays as it is.
func Under(prefix string, err error) error {
	e, ok := As(err)
	if !ok {
		return err
	}
	fields := slices.Clone(e.Fields)
	for i := range fields {
		fields[i].Name = prefix + fields[i].Name
	}
	return Invalid(e.Message, fields...)
}
