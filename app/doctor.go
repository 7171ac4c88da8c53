package app

import (
	"context"
	"fmt"

	"wuyou/app/doctor"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/ledger"
)

// diagnose is the command that looks at a set-up.
func diagnose(ctx context.Context, c *cli, args []string) error {
	asJSON := c.flags.Bool("json", false, "结果写成 JSON")
	backups := c.flags.String("backups", "", "放备份的目录，每份备份是其中一个子目录；看最近一份是什么时候做的")
	if _, err := c.parse(args); err != nil && len(c.cfg.faults()) == 0 { // else doctor tells them
		return err
	}
	s := c.setup()
	s.Backups = *backups
	n, err := doctor.Look(ctx, s, stdout, *asJSON)
	if err == nil && n > 0 {
		err = fmt.Errorf("有 %d 处要改好", n)
	}
	return err
}

// setup is what there is to look at.
func (c *cli) setup() doctor.Setup {
	cfg := &c.cfg
	s := doctor.Setup{
		Faults: cfg.faults(), From: cfg.File, Demo: cfg.Demo, NoSMS: cfg.NoSMS, NoCheck: cfg.AtWindow && cfg.IdentityURL == "",
		NoFar: cfg.ExchangeURL == "" && !cfg.Demo, Data: cfg.Data, Files: cfg.Files, Place: cfg.place(), Anchors: cfg.Anchors, Skew: cfg.Skew,
		Now: c.out.Now, Ours: onlyOurs, Choose: cfg.choose,
		Masters: func() ([]gm.Master, error) {
			text, err := cfg.masterText()
			if err != nil {
				return nil, err
			}
			return parseMasters(text)
		},
		Kept:  func() ([]ledger.Anchor, []string, error) { return anchorsOf(cfg.Anchors) },
		There: func(ctx context.Context) (bool, error) { return cfg.hasDatabase(ctx, c.out.Now) },
		Open: func(ctx context.Context) (doctor.Open, error) {
			a, err := open(ctx, *cfg, c.out, office.Reads)
			if err != nil {
				return doctor.Open{}, err
			}
			return doctor.Open{Office: a.Office, Close: a.Close, DemoStaff: a.noDemoStaff, Skewed: a.skewed}, nil
		},
	}
	if cfg.DB == "" {
		s.SQLite = cfg.database()
	}
	if len(s.Faults) == 0 { // else what was given is not what holds
		s.Unfit, s.Remarks, s.Reaches = cfg.unfit(), cfg.remarks(), cfg.reaches()
	}
	return s
}
