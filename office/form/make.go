package form

import "wuyou/kit/check"

// Of is a form of the fields.
func Of(fields ...Field) Form { return Form{Fields: fields} }

// Lines is a question that is answered in several lines.
func Lines(name, label string, required bool, hint string) Field {
	return Field{Name: name, Label: label, Type: Area, Required: required, Hint: hint}
}

// Why is the form of a step that asks for its reason alone.
func Why(label, hint string) Form { return Of(Lines("reason", label, true, hint)) }

// Reason asks why somebody does something; others read it, in lists and in messages.
func Reason(name, label string, required bool, hint string) Field {
	return Field{Name: name, Label: label, Type: Area, Required: required, Max: 500, Hint: hint}
}

// Stated is a reason, wherever it comes from, by the limits of Reason. It may be empty: what is to be said then, who asked for it says.
func Stated(name, label, text string) (string, error) {
	in, err := Of(Reason(name, label, false, "")).Check(Values{name: text})
	return in[name], err
}

// Pairs are answers: a value and its label, and so on.
func Pairs(pairs ...string) []Option {
	var list []Option
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return list
}

// DocumentKind asks for the kind of a document whose number is asked too.
func DocumentKind(name, when string) Field {
	f := Field{Name: name, Label: "证件种类", Type: Choice, When: when, Hint: "不选就按号码识别"}
	for _, k := range check.Kinds {
		f.Options = append(f.Options, Option{Value: string(k.Kind), Label: k.Name})
	}
	return f
}

// Label is an answer in words; "" for one that is none of the options.
func Label(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return ""
}
