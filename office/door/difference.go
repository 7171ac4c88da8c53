package door

import "strings"

// Difference is one element that differs, line by line.
type Difference struct {
	Element string
	Lines   []DifferenceLine
}

// DifferenceLine is one line: Word says whether it is new or gone, "" that it stayed.
type DifferenceLine struct{ Word, Text string }

// Lines are the lines of a text that are not empty, without the space around them.
func Lines(text string) []string {
	var list []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}

// Differ lays two lists of lines over each other: what both have in the same order stays, the rest
// is gone or new.
func Differ(before, after []string) []DifferenceLine {
	// longest[i][j] is how many lines before[i:] and after[j:] have in common, in order
	longest := make([][]int, len(before)+1)
	for i := range longest {
		longest[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i] == after[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var list []DifferenceLine
	i, j := 0, 0
	for i < len(before) || j < len(after) {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			list = append(list, DifferenceLine{Word: "", Text: before[i]})
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && longest[i+1][j] >= longest[i][j+1]:
			list = append(list, DifferenceLine{Word: "删去", Text: before[i]})
			i++
		default:
			list = append(list, DifferenceLine{Word: "新增", Text: after[j]})
			j++
		}
	}
	return list
}
