package admin

import "wuyou/office/form"

// fields are a form of the fields.
func fields(list ...form.Field) form.Form { return form.Form{Fields: list} }

// reason is the question that every change is asked.
func reason(name, label, hint string) form.Form {
	return fields(form.Reason(name, label, true, hint))
}

// none is the value of a choice that stands for no answer.
const none = "-"

// optional puts “no answer” before the answers of a choice.
func optional(label string, list []form.Option) []form.Option {
	return append([]form.Option{{Value: none, Label: label}}, list...)
}

// or is the value, or none.
func or(v string) string {
	if v == "" {
		return none
	}
	return v
}

// unless is the value, or "" if it is none.
func unless(v string) string {
	if v == none {
		return ""
	}
	return v
}
