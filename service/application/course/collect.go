package course

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/slip"
)

// With what a result is collected: a code goes to the telephone of the party, and counts as long as that stays its telephone
// and everybody who could read it acts for it. Else the result gets another code once there is a telephone that counts
// (recode); until then the query code collects, if it was given since.

// tooNew stands for the telephone to which the code of a result went, where it went to none because a window has just moved it
// (persons.SettledIn).
const tooNew = "-"

// reached is the telephone to which the code of a result may go now; "" none is proven.
func (s *Applications) reached(ctx context.Context, d *db.DB, k flow.Case) (string, error) {
	phone, proven, err := s.Persons.ReachIn(ctx, d, k.ID, k.Applicant)
	if err != nil || !proven || check.Mobile(phone) != nil { // no message goes to another kind
		return "", err
	}
	err = s.Persons.SettledIn(ctx, d, k.ID, k.Applicant)
	if fail.Is(err, fail.KindForbidden) {
		return tooNew, nil
	}
	return phone, err
}

// announces gives a result a code, notes to which telephone it goes, and says how it is collected.
func (s *Applications) announces(ctx context.Context, tx *db.DB, k flow.Case, a *Application) (how string, err error) {
	if a.Pickup, err = newPickup(ctx, tx); err != nil {
		return "", err
	}
	a.PickupAt = s.Now().UnixMilli()
	if a.PickupTo, err = s.reached(ctx, tx, k); a.PickupTo == tooNew {
		return "手机号刚更正，急着领的请带身份证到窗口换查询单", err
	}
	return "取件码 " + a.Pickup, err
}

// announced reports whether the code of a result went to the telephone that is on the case now, and whether it is void: it went
// to another, the telephone has changed since, or somebody who could read it acts for the firm no longer.
func (s *Applications) announced(ctx context.Context, d *db.DB, k flow.Case, a *Application) (there, void bool, err error) {
	phone, proven, err := s.Persons.ReachIn(ctx, d, k.ID, k.Applicant)
	if err != nil {
		return false, false, err
	}
	reached := proven && check.Mobile(phone) == nil
	if a.Pickup != "" && a.PickupTo == "" &&
		a.PickupAt == 0 { // by an older program, which did not note where: it sent the code where the case then had a telephone
		there = reached
	} else if there = reached && phone == a.PickupTo; !there && a.PickupTo != "" {
		return false, true, nil
	}
	since := a.announcedAt(k)
	moved, err := s.Persons.ReachedSince(ctx, d, k.ID, k.Applicant, a.PickupTo)
	if err != nil || moved > since {
		return there, true, err
	}
	void, err = s.House.Slips.Left(ctx, d, k, since)
	return there, void, err
}

// announcedAt is when a result got its code: by an older program, when it was ready.
func (a *Application) announcedAt(k flow.Case) int64 {
	if a.PickupAt != 0 {
		return a.PickupAt
	}
	for _, clock := range k.Running() {
		if clock.Name == "pickup" {
			return clock.Start
		}
	}
	return k.OpenedAt
}

// fresh reports whether the query code of a case collects its result: it was given since its party is reached as now, for one
// of before may lie with who has the telephone of before; and since the code was sent, where that holds.
func (s *Applications) fresh(ctx context.Context, d *db.DB, k flow.Case, a *Application) (bool, error) {
	there, void, err := s.announced(ctx, d, k, a)
	if err != nil {
		return false, err
	}
	since, err := s.Persons.ReachedSince(ctx, d, k.ID, k.Applicant, a.PickupTo)
	if err != nil {
		return false, err
	}
	if there && !void {
		since = max(since, a.announcedAt(k))
	}
	given, err := s.House.Slips.Given(ctx, d, k)
	return given > since, err
}

// collects says by which code a result is collected, and refuses any other: the one that was sent, where it is not void; or the
// query code of the slip, if it was given since the party is reached as now and since that code was sent, or that is void, went
// nowhere, or another way was chosen.
func (s *Applications) collects(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) (by string, err error) {
	const renew = "手机号更换以前的查询密码也不能用来领取。请核对办事人的身份证件，换一张查询单，凭新的查询密码交付"
	there, void, err := s.announced(ctx, tx, c.Case, a)
	if err != nil {
		return "", err
	}
	waits := a.Delivery == "pickup"
	if waits && !void && check.Bare(c.Input["code"]) == a.Pickup {
		return "取件码", nil
	}
	message := "取件码没有发到这一件现在的手机号，请输入办事人查询单上的查询密码；没有查询单的，核对身份证件后换一张"
	switch {
	case !waits:
		message = "这件选了“" + Deliveries[a.Delivery] + "”；改为当面领取的，请输入办事人的查询密码。" + renew
	case void:
		message = "这一件的手机号已经更换，取件码不能再用；" + renew
		left, err := s.House.Slips.Left(ctx, tx, c.Case, a.announcedAt(c.Case))
		if err != nil {
			return "", err
		}
		if left {
			message = "有人已不再替这家单位经办，他看到过的取件码、查询密码不能再用。请单位在“我的办件”里看这一件现在的查询密码，或者核对营业执照、授权委托书和身份证件后换一张查询单"
		}
	case there:
		message = "取件码不对，请核对领取人的短信；短信没有了的，核对办事人的身份证件，换一张查询单，凭新的查询密码交付"
	}
	right, err := s.House.Slips.Right(ctx, tx, c.Case, c.Input["code"])
	switch {
	case err != nil || !right:
	case slip.Old(c.Input["code"]):
		right, message = false, "六位数字的查询密码只能查进度。请核对办事人的身份证件，换一张查询单，凭新的查询密码交付"
	default:
		right, err = s.fresh(ctx, tx, c.Case, a)
	}
	if err == nil && !right {
		err = fail.Invalid("取件码不对", fail.Field{Name: "code", Message: message})
	}
	return "查询密码", err
}

// slipSays is how a result is collected by who has the slip.
func (s *Applications) slipSays(ctx context.Context, k flow.Case) (string, error) {
	if k.Kind != Kind {
		return "", nil
	}
	a, err := s.Load(ctx, s.DB, k.ID)
	switch {
	case err != nil || k.ClosedAt != 0 || a.Delivery != "pickup":
		return "", err
	case k.State == Delivery:
		fresh, err := s.fresh(ctx, s.DB, k, a)
		if err != nil {
			return "", err
		}
		if fresh {
			return "结果已经可以领取，带身份证件，凭本单的查询密码领取。", nil
		}
		return "结果已经可以领取，凭发到登记手机的取件码领取；没有收到的，带身份证件到窗口换一张查询单。", nil
	}
	return "结果出来后，凭发到登记手机的取件码领取；没有登记手机的，带身份证件和本单领取；没有收到取件码的，带身份证件到窗口换一张查询单。", nil
}

// owed is the code of a result that waits, where the message of the result left it out.
func (s *Applications) owed(ctx context.Context, tx *db.DB, k flow.Case) (map[string]string, error) {
	if k.Kind != Kind {
		return nil, nil
	}
	a, err := s.Load(ctx, tx, k.ID)
	if err != nil || a.Pickup == "" {
		return nil, err
	}
	how, err := s.announces(ctx, tx, k, a)
	if err != nil {
		return nil, err
	}
	r, err := s.closed(a)
	if err != nil {
		return nil, err
	}
	return map[string]string{"pickup": how}, rows.Update(ctx, tx, r)
}

// recodeJob looks every day for results that wait whose code is void, and for which another can be sent.
const recodeJob = "recode"

// daily has the codes of results that wait looked through.
func (s *Applications) daily(ctx context.Context, tx *db.DB, _ calendar.Day) error {
	_, err := s.Jobs.Add(ctx, tx, recodeJob, "", 0)
	return err
}

func (s *Applications) recodeAll(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	ids, err := casesWithPickup(ctx, s.DB)
	if err != nil {
		return "", "", err
	}
	n := 0
	for i, id := range ids {
		sent, one := s.recodeOne(ctx, id)
		if err = errors.Join(err, one); sent {
			n++
		}
		progress(i+1, len(ids))
	}
	return fmt.Sprintf("换发 %d 个取件码", n), "", err
}

func (s *Applications) recodeOne(ctx context.Context, id int64) (sent bool, err error) {
	k, err := s.Engine.Find(ctx, s.DB, id)
	if err != nil || k.State != Delivery {
		return false, err
	}
	a, err := s.Load(ctx, s.DB, id)
	if err != nil || a.Lost {
		return false, err
	}
	if due, err := s.recodes(ctx, s.DB, k, a); err != nil || !due {
		return false, err
	}
	_, err = s.Engine.Act(ctx, people.TheOffice, flow.Move{Case: id, Event: "recode"})
	return err == nil, err
}

// recodes reports whether the code of a result is void, and there is a telephone that counts to which another may go.
func (s *Applications) recodes(ctx context.Context, d *db.DB, k flow.Case, a *Application) (bool, error) {
	_, void, err := s.announced(ctx, d, k, a)
	if err != nil || !void {
		return false, err
	}
	to, err := s.reached(ctx, d, k)
	return to != "" && to != tooNew, err
}

// recode gives a result that waits another code, for the telephone that is on the case now.
func (s *Applications) recode(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	due, err := s.recodes(ctx, tx, c.Case, a)
	if err == nil && !due {
		err = fail.Conflict("取件码不用换发")
	}
	if err != nil {
		return err
	}
	if c.Words["pickup"], err = s.announces(ctx, tx, c.Case, a); err != nil {
		return err
	}
	return nil
}

// newPickup is a code that collects no other result.
func newPickup(ctx context.Context, tx *db.DB) (string, error) {
	for {
		code := gm.Digits(6)
		if taken, err := pickupTaken(ctx, tx, code); err != nil || !taken {
			return code, err
		}
	}
}
