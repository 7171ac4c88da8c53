package officetest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/notice"
)

// Update has tests write anew the files with which they compare: go test ./service/application/course -run TestPapers -update.
var Update = flag.Bool("update", false, "write the files anew with which tests compare")

// Golden fails the test unless a text is what a file holds, and names the first line that differs. With -update it is from then on.
func Golden(t testing.TB, file, got string) {
	t.Helper()
	if *Update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(file)
	is, was := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range is {
		if i >= len(was) || is[i] != was[i] {
			t.Fatalf("%s, line %d: %q; write it anew with -update, and read what is different", file, i+1, is[i])
		}
	}
	if len(is) != len(was) {
		t.Fatalf("%s has %d lines more", file, len(was)-len(is))
	}
}

// chance are the codes in a text that are drawn.
var chance = regexp.MustCompile(`((?:查询密码|取件码) ?)(?:\d{6}|[0-9A-Z]{4}-[0-9A-Z]{4})|(/rate/)\S+`)

// Posted is all that a case put on paper, and what it sent to somebody of the messages that went out, each as its receiver reads it but for
// the codes that are drawn. It fails the test where a message takes more than two of the telephone network.
func Posted(t testing.TB, o *office.Office, k flow.Case, sent []notice.Message) string {
	t.Helper()
	var b strings.Builder
	list, err := o.Documents.OfCase(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		text, err := o.Documents.Text(d)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "【文书】%s\n%s\n%s\n%s\n%s\n\n", d.Title, d.Number, strings.Join(text, "\n"), d.Organ,
			calendar.DayOf(time.UnixMilli(d.At)).Long())
	}
	for _, m := range sent {
		if !strings.Contains(m.Text, flow.Grouped(k.Number())) {
			continue
		}
		if n := notice.Segments(m.Text); n > 2 {
			t.Errorf("%d messages of the network for %q", n, m.Text)
		}
		fmt.Fprintf(&b, "【短信】%s\n", m.Text)
	}
	b.WriteString("\n")
	return chance.ReplaceAllString(b.String(), "$1$2……")
}

// Posted is all that a case put on paper and sent by now.
func (c *City) Posted(k flow.Case) string {
	c.T.Helper()
	c.Tick()
	c.mu.Lock()
	defer c.mu.Unlock()
	return Posted(c.T, c.Office, k, c.sms)
}
