package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"wuyou/front/admin"
	"wuyou/kit/sheet"
)

// importTable imports a table, or with --dry-run says what that would do. The last line of the output
// is for scripts: name=number, separated by tabs. What is wrong with the rows goes to the error output,
// FILE:LINE: words, and into a workbook beside the file.
func importTable(ctx context.Context, c *cli, args []string) error {
	dry := c.flags.Bool("dry-run", false, "只检查，不改任何数据")
	why := c.flags.String("why", "", "为什么导入，记入审计日志")
	rest, err := c.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		c.flags.Usage()
		return errUsage
	}
	file, err := os.Open(rest[1])
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := sheet.Read(file)
	if err != nil {
		return err
	}
	a, err := Open(ctx, c.cfg, c.out)
	if err != nil {
		return err
	}
	defer a.Close()
	desk := a.administration()
	t, ok := desk.TableNamed(rest[0])
	if !ok {
		var names []string
		for _, one := range desk.Tables() {
			names = append(names, one.Name)
		}
		fmt.Fprintf(os.Stderr, "wuyou: 没有“%s”这种表，可以是 %s\n", rest[0], strings.Join(names, "、"))
		return errUsage
	}
	r, err := desk.Import(ctx, t, admin.Importing{Sheet: s, By: actor, Dry: *dry, Why: *why, Progress: ignore})
	if err != nil {
		return err
	}
	for _, i := range slices.Sorted(maps.Keys(r.Wrong)) {
		fmt.Fprintf(os.Stderr, "%s:%d: %s\n", rest[1], i+2, r.Wrong[i])
	}
	fmt.Fprintf(stdout, "rows=%d\tnew=%d\tchanged=%d\tsame=%d\twrong=%d\timported=%t\n", len(s.Rows), r.New, r.Changed, r.Same, len(r.Wrong), !*dry && len(r.Wrong) == 0)
	if len(r.Wrong) == 0 {
		return nil
	}
	name := rest[1] + ".errors.xlsx"
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := errors.Join(s.WriteErrors(out, r.Wrong), out.Close()); err != nil {
		return err
	}
	return fmt.Errorf("%d 行里有 %d 行不对，没有导入；改好“%s”里的再导入", len(s.Rows), len(r.Wrong), name)
}
