package rating

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

const (
	exchangeJob = "rating exchange"

	// nights is of how many days the nightly work asks what the platform has, and mends is for how many it
	// sends again what was refused: by then the catalogue or a code may be mended.
	nights = 7
	mends  = 30
)

// Tonight (补报) has everything sent that waits or was refused, and asks for the lists of the last days.
func (s *Service) Tonight(ctx context.Context, tx *db.DB) error {
	if !s.Exchange.On() {
		return nil
	}
	now := s.Now()
	if err := resendDue(ctx, tx, calendar.DayOf(now).AddDays(-mends), now.UnixMilli()); err != nil {
		return err
	}
	_, err := s.Jobs.Add(ctx, tx, exchangeJob, "", 0)
	return err
}

// nightly compares the last days with the platform's lists and sends again what it lacks.
func (s *Service) nightly(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	if _, err := s.Send(ctx); err != nil {
		return "", "", err
	}
	today, n := calendar.DayOf(s.Now()), int64(0)
	for i := nights; i > 0; i-- {
		day := today.AddDays(-i)
		if err := s.Reconcile(ctx, day, people.TheOffice.Name); err != nil {
			return "", "", err
		}
		err := s.DB.Tx(ctx, func(tx *db.DB) error {
			again, err := resendDay(ctx, tx, day, people.TheOffice.Name, s.Now().UnixMilli())
			n += again
			return err
		})
		if err != nil {
			return "", "", err
		}
		progress(nights-i+1, nights)
	}
	return fmt.Sprintf("补报 %d 条", n), "", nil
}

var errOff = fail.Conflict("还没有配置和省平台的对接")

// Reconcile (对账) asks what the platform has of a day and keeps it.
func (s *Service) Reconcile(ctx context.Context, day calendar.Day, who string) error {
	if !s.Exchange.On() {
		return errOff
	}
	list, err := s.listThere(ctx, day)
	var f farFailure
	if errors.As(err, &f) {
		return fail.Busy(f.wait, "没有取到省平台的清单：%s", f.words)
	}
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.DB) error { return putThere(ctx, tx, day, list, who, s.Now().UnixMilli()) })
}

// ResendDay (补报) has all of a day sent again that the platform has not, and logs who wanted it.
func (s *Service) ResendDay(ctx context.Context, v people.Visitor, day calendar.Day) (n int64, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if n, err = resendDay(ctx, tx, day, v.Actor.Name, s.Now().UnixMilli()); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, v.Actor, v.IP, "补报好差评", day.String(), fmt.Sprintf("%d 条", n))
	})
	s.sender.waited()
	return n, err
}

// Resend has one line sent again by hand, after what it was refused for is mended.
func (s *Service) Resend(ctx context.Context, v people.Visitor, key string) error {
	err := s.DB.Tx(ctx, func(tx *db.DB) error {
		found, err := resendOne(ctx, tx, key, v.Actor.Name, s.Now().UnixMilli())
		if err != nil {
			return err
		}
		if !found {
			return fail.NotFound("没有这条记录")
		}
		return s.People.Log(ctx, tx, v.Actor, v.IP, "重新报送好差评", key, "")
	})
	s.sender.waited()
	return err
}

// PutOrganCode notes the credit code of an organ, by which the platform knows it.
func (s *Service) PutOrganCode(ctx context.Context, tx *db.DB, organ, code string) error {
	code = check.Plain(code)
	if err := check.CreditCode(code); err != nil {
		return fail.Invalid("请核对代码", fail.Field{Name: "theirs", Message: err.Error()})
	}
	return putCode(ctx, tx, codeRow{Kind: "organ", Ours: organ, Theirs: code, Basis: "统一社会信用代码"})
}

// putLevels sets in which direction the platform counts: best is the code of the best level.
func putLevels(ctx context.Context, tx *db.DB, best string) error {
	for _, l := range Levels {
		level := Level(l.Value)
		row := codeRow{Kind: "level", Ours: l.Value, Theirs: itoa(level.Points()), Basis: "国家政务服务平台：5 为非常满意"}
		if best == "1" {
			row.Theirs, row.Basis = itoa(level.Standard()), "GB/T 39046-2020 表 A.8：1 为非常满意"
		}
		if err := putCode(ctx, tx, row); err != nil {
			return err
		}
	}
	return nil
}
