package app

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"wuyou/kit/db"
)

// command is one subcommand. It is handed the arguments behind its name.
type command struct {
	name  string
	args  string
	about string
	run   func(ctx context.Context, c *cli, args []string) error
	takes map[string]number // how many arguments, by the word before them; "" where there is no such word
}

// number is how many arguments there may be.
type number struct{ least, most int }

// alone is a command that takes no arguments.
var alone = map[string]number{"": {}}

// cli is what a command has to do with.
type cli struct {
	command
	cfg   Config
	flags *flag.FlagSet
	out   Outside
}

// errUsage is a wrong command line: exit code 2. Any other failure is exit code 1.
var errUsage = errors.New("命令格式不对")

// version is set when a release is made (scripts/release).
var version = ""

// printVersion prints which program this is, and of which commit.
func printVersion() error {
	from := cmp.Or(version, "unreleased")
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				from += " " + s.Value
			}
		}
	}
	_, err := fmt.Fprintln(stdout, "wuyou", from, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return err
}

var commands = []command{
	{"serve", "[选项]", "启动服务", serve, alone},
	{"import", "items|regions|holidays|staff|organ-codes 文件 [--dry-run | --template] [选项]",
		"从 CSV 或 Excel 导入事项、区划、放假安排、工作人员和岗位、报送用的机构代码；有一行错就一行也不导，退出码为 1；--template 写出要填的模板",
		importTable, map[string]number{"": {2, 2}}},
	{"load", "文件.jsonl --as 令牌名称 [--dry-run] [--silent=false] [选项]",
		"把旧系统在办的件导入台账（docs/migration.md），要在启动服务以前；没有做成的行写到 文件.jsonl.refused.jsonl，退出码为 1",
		load, map[string]number{"": {1, 1}}},
	{"demo", "--story 2021 --data 目录 [选项]", "把一年的“办不成事”重演到空的目录里，再用 serve --demo 查看", tellStory, alone},
	{"backup", "目录 [选项]", "备份到一个空目录；服务可以继续运行", makeBackup, map[string]number{"": {1, 1}}},
	{"restore", "目录 [选项]", "把备份恢复到空的地方", restore, map[string]number{"": {1, 1}}},
	{"verify", "[选项]", "核对台账、各类记录、封存和文件是否完好；有问题退出码为 1", verify, alone},
	{"anchor", "[选项]", "打印最新一批封存的编号和摘要，留在库外；verify --anchor 用它核对", printAnchor, alone},
	{"keys", "show|rotate|seal|reindex|gateway [选项]",
		"查看主密钥的核对码；更换主密钥；加密旧版程序存下的明文文件；更换索引密钥（要先停服务）；显示短信网关核对签名用的密钥。" +
			"除换索引外服务可以继续运行，都可以中断了再运行",
		keys, map[string]number{"show": {}, "rotate": {}, "seal": {}, "reindex": {}, "gateway": {}}},
	{"token", "add|list|revoke [编号] [选项]", "管理接口令牌", tokens, map[string]number{"add": {}, "list": {}, "revoke": {1, 1}}},
	{"staff", "add 用户名 姓名 | post 用户名 角色 区划 [部门] | reset 用户名 | totp 用户名 --demo [选项]",
		"登记工作人员、授予岗位、重置密码；打印演示人员的动态口令",
		members, map[string]number{"add": {2, 2}, "post": {3, 4}, "reset": {1, 1}, "totp": {1, 1}}},
	{"fake-province", "[--addr 127.0.0.1:8090] [--dir 目录] [--fail 故障[:次数]] [选项]",
		"启动模拟省平台，检查好差评报送，按要求出故障；结束时有检查出的问题则退出码为 1", fakeProvince, alone},
	{"bridge", "[--setup 设置码 --url 网址] [--reader 厂家] [--fake] [选项]",
		"在窗口的电脑上运行：接身份证读卡器，读到的签名以后交给收件页面（docs/bridge.md）；--setup 用系统管理员给的设置码登记这台电脑",
		runBridge, alone},
	{"doctor", "[--backups 目录] [--json] [选项]", "检查设置、目录、密钥、时钟、数据库、人员、备份是否就绪；只看，不改；有误的退出码为 1",
		diagnose, alone},
	{"config", "[选项]", "列出全部设置和含义；有不对的，指出来，退出码为 1", config, alone},
}

// some are the settings of a command that has not all of them.
var some = map[string][]string{
	"fake-province": {"addr", "exchange-id", "exchange-secret", "exchange-key", "exchange-sign"}, "bridge": {"data", "url"},
}

// Main is the program.
func Main() { os.Exit(program(time.Now)) }

// program runs the command line by a clock and returns the exit code.
func program(now func() time.Time) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := Command(ctx, os.Args[1:], os.Environ(), Outside{Now: now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	switch {
	case errors.Is(err, errUsage):
		return 2
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "wuyou: 按要求停下了，没有做完。可以再运行一次")
		return 1
	case err != nil:
		fmt.Fprintln(os.Stderr, "wuyou:", err)
		return 1
	}
	return 0
}

// Command runs one command line in an environment, whose entries are NAME=value.
func Command(ctx context.Context, args, environment []string, out Outside) error {
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	if i < 0 {
		if name == "--help" || name == "-h" || name == "help" {
			usage(stdout)
			return nil
		}
		if name == "--version" || name == "version" {
			return printVersion()
		}
		if name != "" {
			fmt.Fprintf(os.Stderr, "没有 %s 这个命令。\n\n", name)
		}
		usage(os.Stderr)
		return errUsage
	}
	cmd := commands[i]
	env := environ(environment)
	c := &cli{command: cmd, flags: flag.NewFlagSet("wuyou "+name, flag.ContinueOnError), out: out}
	c.flags.SetOutput(io.Discard)
	c.cfg.Register(c.flags, env.of, some[name]...)
	for _, words := range env.ignored() {
		fmt.Fprintln(os.Stderr, "wuyou: 注意："+words)
	}
	if name != "serve" { // who runs a command waits for it
		ctx = db.Patient(ctx)
	}
	err := cmd.run(ctx, c, args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.help(stdout)
		return nil
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "%v\n用法：wuyou %s %s\n详见 wuyou %s --help\n", err, cmd.name, cmd.args, cmd.name)
	}
	return inWords(err, c.cfg.place())
}

func usage(out io.Writer) {
	fmt.Fprint(out, "无忧：城市政务服务系统\n\n用法：wuyou 命令 [选项]\n\n命令：\n")
	for _, c := range commands {
		fmt.Fprintf(out, "  %-13s %s\n", c.name, c.about)
	}
	fmt.Fprintf(out, "  %-13s %s\n", "version", "打印版本")
	fmt.Fprint(out, "\n每个命令都有 --help。wuyou config 列出全部设置。\n")
}
