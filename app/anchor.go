package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/ledger"
)

// printAnchor prints the newest seal, to be kept outside of the database: on paper, by mail, on another machine.
func printAnchor(ctx context.Context, c *cli, args []string) error {
	if _, err := c.parse(args); err != nil {
		return err
	}
	a, err := open(ctx, c.cfg, c.out, office.Reads)
	if err != nil {
		return err
	}
	defer a.Close()
	newest, err := a.Ledger.Anchor(ctx)
	if err != nil {
		return err
	}
	if newest.N == 0 {
		return errors.New("还没有封存")
	}
	fmt.Fprintln(stdout, newest)
	return nil
}

// keepAnchor adds the newest seal to the file of --anchors, when there is a new one.
func (a *App) keepAnchor(ctx context.Context) error {
	if a.Config.Anchors == "" {
		return nil
	}
	newest, err := a.Ledger.Anchor(ctx)
	if err != nil || newest.N <= a.anchored {
		return err
	}
	f, err := a.Config.openAnchors()
	if err != nil {
		return err
	}
	begin := ""
	if !endsLine(a.Config.Anchors) { // the disk was full, or a program was killed
		begin = "\n"
	}
	// One write: another node may append to the same file.
	_, err = fmt.Fprintf(f, "%s%s %s\n", begin, newest, a.Now().In(calendar.Zone).Format("2006-01-02 15:04:05"))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		a.anchored = newest.N
	}
	return err
}

// openAnchors opens the file of --anchors, to add to it.
func (c *Config) openAnchors() (*os.File, error) {
	f, err := os.OpenFile(c.Anchors, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--anchors 的文件 %s 不能写：%w", c.Anchors, err)
	}
	return f, nil
}

// endsLine reports whether a file is empty or ends with a whole line; one that cannot be read may not.
func endsLine(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	last := make([]byte, 1)
	if _, err := f.Seek(-1, io.SeekEnd); err != nil {
		return true // nothing stands in it
	}
	_, err = f.Read(last)
	return err == nil && last[0] == '\n'
}

// anchorsOf reads what --anchor names: anchors themselves, or a file with one at the beginning of each line. A line of the file
// that is none, of a disk that was full, is named in torn; where no line is one, that is fail.Invalid.
func anchorsOf(value string) (list []ledger.Anchor, torn []string, err error) {
	if value == "" {
		return nil, nil, nil
	}
	file := !strings.Contains(value, ":")
	lines := strings.Split(value, ",")
	if file {
		b, err := os.ReadFile(value)
		if err != nil {
			return nil, nil, err
		}
		lines = strings.Split(string(b), "\n")
	}
	for i, line := range lines {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		word, _, _ := strings.Cut(line, " ")
		one, err := ledger.ParseAnchor(word)
		switch {
		case err == nil:
			list = append(list, one)
		case file:
			torn = append(torn, fmt.Sprintf("留存文件第 %d 行不完整，没有用它核对：%.80s", i+1, line))
		default:
			return nil, nil, err
		}
	}
	if len(list) == 0 {
		return nil, nil, fail.Invalid(fmt.Sprintf("%s 里没有一行是留存的封存", value))
	}
	return list, torn, nil
}
