package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// printAnchor prints the newest seal, to be kept outside of the database: on paper, by mail, on another machine.
func printAnchor(ctx context.Context, c *cli, args []string) error {
	if _, err := c.parse(args); err != nil {
		return err
	}
	a, err := open(ctx, c.cfg, c.out, reads)
	if err != nil {
		return err
	}
	defer a.Close()
	newest, err := a.Engine.Anchor(ctx)
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
	newest, err := a.Engine.Anchor(ctx)
	if err != nil || newest.N <= a.anchored {
		return err
	}
	f, err := os.OpenFile(a.Config.Anchors, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s %s\n", newest, a.Now().In(calendar.Zone).Format("2006-01-02 15:04:05"))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		a.anchored = newest.N
	}
	return err
}

// anchorsOf reads what --anchor names: anchors themselves, or a file with one at the beginning of each line.
func anchorsOf(value string) (list []flow.Anchor, err error) {
	if value == "" {
		return nil, nil
	}
	lines := strings.Split(value, ",")
	if !strings.Contains(value, ":") {
		b, err := os.ReadFile(value)
		if err != nil {
			return nil, err
		}
		lines = strings.Split(strings.TrimSpace(string(b)), "\n")
	}
	for _, line := range lines {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		one, err := flow.ParseAnchor(word)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}
