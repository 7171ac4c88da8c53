package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"wuyou/office"
	"wuyou/office/door"
)

// importTable imports a table, or with --dry-run says what that would do; with --template it writes the workbook to fill in.
// The last line of the output is for scripts: name=number, separated by tabs. How the table was read and what is wrong with
// its rows goes to the error output, FILE:LINE: words, and the rows into a workbook beside the file.
func importTable(ctx context.Context, c *cli, args []string) error {
	dry := c.flags.Bool("dry-run", false, "只检查，不改任何数据")
	template := c.flags.Bool("template", false, "不导入，把这种表的模板写到文件里")
	why := c.flags.String("why", "", "为什么导入，记入审计日志")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	a, err := open(ctx, c.cfg, c.out, office.Founds)
	if err != nil {
		return err
	}
	defer a.Close()
	t, ok := a.House.ImportNamed(rest[0])
	if !ok {
		var names []string
		for _, one := range a.House.Imports() {
			names = append(names, one.Name)
		}
		fmt.Fprintf(os.Stderr, "wuyou: 没有“%s”这种表，可以是 %s\n", rest[0], strings.Join(names, "、"))
		return errUsage
	}
	if *template {
		out, err := os.OpenFile(rest[1], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // never over what somebody has filled in
		if err != nil {
			return err
		}
		return errors.Join(t.Template(ctx, out), out.Close())
	}
	return importFile(ctx, a.House, t, rest[1], door.Importing{By: actor, Dry: *dry, Why: *why, Progress: func(int, int) {}})
}

func importFile(ctx context.Context, house *door.House, t door.Import, name string, in door.Importing) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := t.Read(ctx, file)
	if err != nil {
		return err
	}
	in.Sheet = s
	r, err := house.Import(ctx, t, in)
	if err != nil {
		return err
	}
	for _, n := range s.Notes {
		fmt.Fprintf(os.Stderr, "%s: %s\n", name, n)
	}
	for _, i := range slices.Sorted(maps.Keys(s.Wrong)) {
		for _, f := range s.Wrong[i] {
			fmt.Fprintf(os.Stderr, "%s:%d: %s\n", name, s.Line(i), f)
		}
	}
	fmt.Fprintf(stdout, "rows=%d\tnew=%d\tchanged=%d\tsame=%d\twrong=%d\timported=%t\n", len(s.Rows), r.New,
		r.Changed, r.Same, len(s.Wrong), !in.Dry && len(s.Wrong) == 0)
	if len(s.Wrong) == 0 {
		return nil
	}
	errorsName := name + ".errors.xlsx"
	out, err := os.Create(errorsName)
	if err != nil {
		return err
	}
	if err := errors.Join(s.WriteErrors(out), out.Close()); err != nil {
		return err
	}
	return fmt.Errorf("%d 行里有 %d 行不对，没有导入；改好“%s”里的再导入", len(s.Rows), len(s.Wrong), errorsName)
}
