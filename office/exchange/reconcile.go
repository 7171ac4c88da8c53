package exchange

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// nights is of how many days the nightly work asks what the platform has, and mends is for how many it sends again what was
// refused: by then the catalogue or a code may be mended.
const (
	nights = 7
	mends  = 30
)

// nightJob is the job of a channel's nightly work.
func (c *Channel) nightJob() string { return c.Name + " exchange" }

// Tonight (补报) has everything sent that waits or was refused of all channels, and asks for the lists of the last days. It is for
// once a day.
func (e *Exchange) Tonight(ctx context.Context, tx *db.DB) error {
	if !e.Platform.On() {
		return nil
	}
	now := e.Now()
	for _, c := range e.channels {
		if err := resendDue(ctx, tx, c.Name, calendar.DayOf(now).AddDays(-mends), now.UnixMilli()); err != nil {
			return err
		}
		if _, err := c.Jobs.Add(ctx, tx, c.nightJob(), "", 0); err != nil {
			return err
		}
	}
	return nil
}

// night compares the last days with the platform's lists and has sent again what these lack.
func (c *Channel) night(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	today, n := calendar.DayOf(c.Now()), int64(0)
	if _, err := c.Send(ctx); err != nil {
		return "", "", err
	}
	for i := nights; i > 0; i-- {
		day := today.AddDays(-i)
		if err := c.Reconcile(ctx, day, people.TheOffice.Name); err != nil {
			return "", "", err
		}
		err := c.DB.Tx(ctx, func(tx *db.DB) error {
			again, err := resendDay(ctx, tx, c.Name, day, people.TheOffice.Name, c.Now().UnixMilli())
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

// Reconcile (对账) asks what the platform has of a day and keeps it, with what the comparison found. It is fail.Conflict
// without a platform, and fail.Busy with the reason where the list could not be fetched.
func (c *Channel) Reconcile(ctx context.Context, day calendar.Day, who string) error {
	if !c.Platform.On() {
		return fail.Conflict("还没有配置和省平台的对接")
	}
	list, err := c.listThere(ctx, day)
	var f failure
	if errors.As(err, &f) {
		return fail.Busy(f.wait, "没有取到省平台的清单：%s", f.words)
	}
	if err != nil {
		return err
	}
	return c.DB.Tx(ctx, func(tx *db.DB) error { return putThere(ctx, tx, c.Name, day, list, who, c.Now().UnixMilli()) })
}

// ResendDay (补报) has all of a day sent again that the platform has not, and logs who wanted it. It returns how many lines.
func (c *Channel) ResendDay(ctx context.Context, v people.Visitor, day calendar.Day) (n int64, err error) {
	err = c.DB.Tx(ctx, func(tx *db.DB) error {
		if n, err = resendDay(ctx, tx, c.Name, day, v.Actor.Name, c.Now().UnixMilli()); err != nil {
			return err
		}
		return c.Audit.Log(ctx, tx, v.Actor, v.IP, "补报"+c.Title, day.String(), fmt.Sprintf("%d 条", n))
	})
	c.far.waited()
	return n, err
}

// Resend has one line sent again by hand, after what it was refused for is mended. It is fail.NotFound without such a line.
func (c *Channel) Resend(ctx context.Context, v people.Visitor, key string) error {
	err := c.DB.Tx(ctx, func(tx *db.DB) error {
		found, err := resendOne(ctx, tx, c.Name, key, v.Actor.Name, c.Now().UnixMilli())
		if err != nil {
			return err
		}
		if !found {
			return fail.NotFound("没有这条记录")
		}
		return c.Audit.Log(ctx, tx, v.Actor, v.IP, "重新报送"+c.Title, key, "")
	})
	c.far.waited()
	return err
}
