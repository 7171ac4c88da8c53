package form

// None is the value of a choice that stands for no answer.
const None = "-"

// Optional puts "no answer", called label, before the answers of a choice.
func Optional(label string, list []Option) []Option {
	return append([]Option{{Value: None, Label: label}}, list...)
}

// OrNone is the value, or None if it is empty.
func OrNone(v string) string {
	if v == "" {
		return None
	}
	return v
}

// UnlessNone is the value, or "" if it is None.
func UnlessNone(v string) string {
	if v == None {
		return ""
	}
	return v
}

// Tick is the value of a Bool field.
func Tick(on bool) string {
	if on {
		return "1"
	}
	return ""
}
