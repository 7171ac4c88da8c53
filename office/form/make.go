package form

// Of is a form of the fields.
func Of(fields ...Field) Form { return Form{Fields: fields} }

// Lines is a question that is answered in several lines.
func Lines(name, label string, required bool, hint string) Field {
	return Field{Name: name, Label: label, Type: Area, Required: required, Hint: hint}
}

// Pairs are answers: a value and its label, and so on.
func Pairs(pairs ...string) []Option {
	var list []Option
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Option{Value: pairs[i], Label: pairs[i+1]})
	}
	return list
}
