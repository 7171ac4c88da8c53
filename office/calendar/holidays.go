package calendar

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// RowError is what is wrong with one row of an imported table, in words for the person who imports it.
type RowError struct {
	Row     int // line of the file, from 1
	Message string
}

func (e RowError) Error() string { return fmt.Sprintf("第 %d 行：%s", e.Row, e.Message) }

// ParseHolidays reads the national arrangement from CSV: date, name, and 1 for a day off or 0 for a
// make-up working day, under a heading that may be missing. It returns the good rows and what is wrong
// with the others; whoever imports decides whether to take the good ones alone. The text is UTF-8,
// with or without a byte order mark.
func ParseHolidays(r io.Reader) ([]Exception, []RowError) {
	var (
		days []Exception
		bad  []RowError
		seen = map[Day]int{}
		text = bufio.NewReader(r)
		rows = csv.NewReader(text)
	)
	if mark, err := text.Peek(3); err == nil && string(mark) == "\ufeff" {
		text.Discard(3)
	}
	rows.FieldsPerRecord = -1
	for first := true; ; first = false {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return days, bad
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			bad = append(bad, RowError{wrong.StartLine, "引号不成对，不是正确的 CSV"})
			continue
		}
		if err != nil {
			return days, append(bad, RowError{len(days) + len(bad) + 1, "文件没有读完：" + err.Error()})
		}
		line, _ := rows.FieldPos(0)
		if first && strings.EqualFold(strings.TrimSpace(fields[0]), "date") {
			continue
		}
		e, message := parseException(fields)
		if before, twice := seen[e.Day]; message == "" && twice {
			message = fmt.Sprintf("%s 与第 %d 行重复", e.Day, before)
		}
		if message != "" {
			bad = append(bad, RowError{line, message})
			continue
		}
		seen[e.Day] = line
		days = append(days, e)
	}
}

// parseException reads one row; the message says what is wrong with it.
func parseException(fields []string) (e Exception, message string) {
	if len(fields) != 3 {
		return e, fmt.Sprintf("应有 3 列（日期、名称、是否休息），实有 %d 列", len(fields))
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	day, err := ParseDay(fields[0])
	name := fields[1]
	switch {
	case !utf8.ValidString(fields[0]) || !utf8.ValidString(name):
		return e, "文字不是 UTF-8 编码，请另存为“CSV UTF-8”"
	case err != nil:
		return e, err.Error()
	case name == "" || utf8.RuneCountInString(name) > 50:
		return e, "名称应为 1 至 50 个字"
	case fields[2] != "0" && fields[2] != "1":
		return e, "第 3 列应为 1（休息）或 0（上班）"
	}
	return Exception{Day: day, Name: name, Off: fields[2] == "1", Layer: National}, ""
}
