package course

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Making and handing over the result.

func (s *Applications) askResult(c *flow.Change, a *Application) form.Form {
	hint := ""
	if valid := a.result().Valid; valid != "" {
		hint = "事项登记的有效期：" + valid
	}
	return ask(
		form.Field{Name: "number", Label: a.Result.Name + "编号", Type: form.Text, Required: true, Max: 60},
		form.Field{Name: "valid_from", Label: "有效期起", Type: form.Date},
		form.Field{Name: "valid_to", Label: "有效期止", Type: form.Date, Hint: hint},
		form.Field{Name: "open_end", Label: "没有截止日期的", Type: form.Choice, Options: openEnds, Hint: "证照须填有效期止或者选一项"},
		form.Field{Name: "files", Label: "电子文件", Type: form.File, Required: a.Delivery == "electronic", Hint: "电子送达的必须上传"})
}

// The words of a validity without a last day. Nothing is said of one that nobody has stated.
var openEnds = options("forever", "长期有效", "printed", "以证照载明的为准")

// result is the result of the item that an application yields; none where it yields a decision only.
func (a *Application) result() (r catalog.Result) {
	if i := slices.IndexFunc(a.item.Results, func(r catalog.Result) bool { return r.Name == a.Result.Name }); i >= 0 {
		r = a.item.Results[i]
	}
	return r
}

// checkValidity refuses a licence of which nobody has said until when it holds, and two answers to that.
func checkValidity(in form.Values, licence bool) error {
	switch to, open := in["valid_to"], in["open_end"]; {
	case to != "" && to < in["valid_from"]:
		return fail.Invalid("有效期不对", fail.Field{Name: "valid_to", Message: "不能早于有效期起"})
	case to != "" && open != "":
		return fail.Invalid("有效期不对", fail.Field{Name: "open_end", Message: "已经填了有效期止，不再选这一项"})
	case licence && to == "" && open == "":
		return fail.Invalid("还没有写明有效期", fail.Field{Name: "valid_to", Message: "填有效期止；没有截止日期的，在下面选一项"})
	}
	return nil
}

// makeResult enters the licence or approval that was made.
func (s *Applications) makeResult(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	in := c.Input
	if err := checkValidity(in, a.result().Kind == catalog.Licence); err != nil {
		return err
	}
	a.Result.Number, a.Result.ValidFrom, a.Result.ValidTo, a.Result.OpenEnd, a.Result.Files = in["number"],
		in["valid_from"],
		in["valid_to"], in["open_end"], in["files"]
	c.Words["result"], c.Words["number_of_result"] = a.Result.Name, in["number"]
	c.Words["valid"] = a.Result.validity()
	return s.toHand(ctx, tx, c, a)
}

// validity are the days from and until which a result is valid, as far as somebody has stated them; "" says nothing.
func (r Result) validity() string {
	day := form.Field{Type: form.Date}
	from, to := day.Show(r.ValidFrom), day.Show(r.ValidTo)
	if to != "" {
		return from + "至" + to
	}
	open := (&form.Field{Type: form.Choice, Options: openEnds}).Show(r.OpenEnd)
	switch {
	case from == "":
		return open
	case open == "":
		return from + "起"
	}
	return from + "起，" + open
}

// fetches say in a message how the result comes, by the way of delivery.
var fetches = map[string]string{"courier": "将免费寄递至您登记的地址", "electronic": "结果将发送至“我的办件”"}

// Ways are the turns of the output desk, by the way of delivery; onWay is that of a parcel sent.
var Ways = map[string]string{"pickup": "窗口领取", "courier": "待邮寄", "electronic": "电子送达"}

const OnWay = "邮寄在途"

// toHand makes the result ready for its way: a code and sixty days for who fetches it; otherwise the
// time for issuing runs until it is on its way.
func (s *Applications) toHand(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	c.Words["way"], c.Words["fetch"] = Deliveries[a.Delivery], fetches[a.Delivery]
	c.SetTurns(flow.At(people.Output, c.Case.Region, Ways[a.Delivery]))
	if a.Delivery != "pickup" {
		if _, running := c.Running("issue"); running {
			return nil
		}
		return s.begin(c, "issue")
	}
	how, err := s.announces(ctx, tx, c.Case, a)
	if err != nil {
		return err
	}
	c.Words["pickup"] = how
	hall, err := s.outputHall(ctx, tx, c.Case.Region)
	if err != nil {
		return err
	}
	c.Words["hall"], c.Words["fetch"] = hall, "请到"+hall+"领取"
	if c.Words["open"] = s.House.City.Hours; utf8.RuneCountInString(c.Case.Title+hall+s.House.City.Hours) > openMost {
		c.Words["open"] = ""
	}
	if err := c.End("issue"); err != nil {
		return err
	}
	return s.begin(c, "pickup")
}

// openMost is how many characters item, hall and hours may have in the message of the result, which is to take no more than two
// messages of the telephone network; above, it does without the hours.
const openMost = 55

// outputHall is where the result of a case waits: at its place, or at the next above it where somebody hands out results.
func (s *Applications) outputHall(ctx context.Context, tx *db.DB, place region.Code) (string, error) {
	for l := place.Level(); l > region.City; l-- {
		at := place.At(l)
		posts, err := s.Roster.Held(ctx, tx, at, at, people.Output)
		if err != nil {
			return "", err
		}
		if len(posts) > 0 {
			return s.Regions.Hall(at), nil
		}
	}
	return s.Regions.Hall(place.At(region.City)), nil
}

// begin starts a clock by its term.
func (s *Applications) begin(c *flow.Change, clock string) error {
	t, err := s.Rules.Term(Kind+"."+clock, c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	return c.Begin(clock, t, time.Time{})
}

// hall is the place at which an official hands something out.
func (s *Applications) hall(c *flow.Change) string {
	if hall, _, ok := strings.Cut(c.Post.Title, " "); ok {
		return hall
	}
	return s.Regions.Path(c.Case.Region, region.County) + "政务服务窗口"
}

// handOut gives the result to who shows the code.
func (s *Applications) handOut(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	by, err := s.collects(ctx, tx, c, a)
	if err != nil {
		return err
	}
	firm, agent, err := s.takes(ctx, tx, c, a)
	if err != nil {
		return err
	}
	others := !sameName(c.Input["receiver"], c.Case.Party) && (!firm ||
		sameName(c.Input["receiver"], a.By.Name)) // a firm's legal representative needs no letter
	if l := a.letter(proxyLetter); l != nil && l.Way == "open" && others {
		return fail.Invalid("授权委托书还没有签署", fail.Field{Name: "receiver",
			Message: "委托人还没有签署授权委托书，不能由他人代领；请委托人在网上以核验过的身份签署，或者核对签名的委托书后登记"})
	}
	a.Pickup, a.PickupTo, a.PickupAt = "", "", 0
	c.Event.Note = "领取人 " + form.MaskName(c.Input["receiver"]) + "，凭" + by
	if !sameName(c.Input["receiver"], c.Case.Party) {
		relation := strings.TrimRight(c.Input["relation"], "。；，")
		switch {
		case agent:
			relation = "经办人"
		case relation == "" && firm:
			return fail.Invalid("代领的要写明", fail.Field{Name: "relation",
				Message: "领取人不是这家单位现在登记的经办人，请核对单位的授权委托书和领取人的身份证件（法定代表人核对营业执照），并写明"})
		case relation == "":
			return fail.Invalid("代领的要写明", fail.Field{Name: "relation", Message: "领取人不是申请人，请写明两人的关系和核对的证件"})
		}
		c.Words["receiver_note"] = "代受送达人领取（" + relation + "）"
	}
	s.byAnother(c, firm, agent, "由他人代领")
	c.Words["sign"] = blank
	return s.delivered(ctx, tx, c, a, "直接送达", s.hall(c), c.Input["receiver"])
}

// takes reports whether a firm's result is handed out, and whether who takes it is the agent who filed: of a firm as long as he
// acts for it.
func (s *Applications) takes(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) (firm, agent bool, err error) {
	p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return false, false, err
	}
	if !sameName(c.Input["receiver"], a.By.Name) {
		return p.Firm, false, nil
	}
	if !p.Firm {
		return false, true, nil
	}
	agent, err = s.Persons.StillActs(ctx, tx, p.ID, a.Agent)
	return true, agent, err
}

// byAnother has the message that a result was delivered say so where somebody else than its holder took it; for a firm that is
// nobody but who filed for it and still acts for it.
func (s *Applications) byAnother(c *flow.Change, firm, agent bool, how string) {
	if receiver := c.Input["receiver"]; !sameName(receiver, c.Case.Party) && !(firm && agent) {
		c.Words["taken"] = how + "（" + form.MaskName(receiver) + "），不是托人办的请拨打 " + s.House.City.Hotline
	}
}

func (s *Applications) canDispatch(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	switch {
	case a.Delivery != "courier":
		return fail.Conflict("申请人选的是%s", Deliveries[a.Delivery])
	case a.Courier.Tracking != "":
		return fail.Conflict("已经寄出，运单号 %s", a.Courier.Tracking)
	}
	return nil
}

func (s *Applications) dispatch(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	tracking := check.Plain(c.Input["tracking"])
	if err := check.Waybill(tracking); err != nil {
		return fail.Invalid("运单号不对", fail.Field{Name: "tracking", Message: err.Error()})
	}
	a.Courier = Courier{Company: c.Input["company"], Tracking: tracking, SentAt: c.At.UnixMilli()}
	a.Tries++
	c.SetTurns(flow.At(people.Output, c.Case.Region, OnWay))
	c.Words["tracking"] = a.Courier.Words()
	c.Event.Note = c.Words["tracking"]
	c.Event.Public = "结果已寄出：" + c.Words["tracking"]
	return nil
}

func (s *Applications) onTheWay(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if a.Courier.Tracking == "" {
		return fail.Conflict("还没有寄出")
	}
	return nil
}

func (s *Applications) signed(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	c.Event.Note = "签收人 " + form.MaskName(c.Input["receiver"])
	firm, agent, err := s.takes(ctx, tx, c, a)
	if err != nil {
		return err
	}
	s.byAnother(c, firm, agent, "由他人代收")
	c.Words["no_sign"] = "以寄递企业的签收记录为凭证，收件人不在本回证上签名"
	return s.delivered(ctx, tx, c, a, "邮寄送达（"+a.Courier.Words()+"）", a.Address.Street, c.Input["receiver"])
}

// returned takes a parcel back. After the last try the result waits at the window.
func (s *Applications) returned(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	a.Courier = Courier{}
	c.Words["reason"] = c.Input["reason"]
	if a.Tries < s.Tries {
		return s.toHand(ctx, tx, c, a)
	}
	a.Delivery = "pickup"
	c.Event.Public = "快递多次没有送到，改为窗口领取"
	if err := s.toHand(ctx, tx, c, a); err != nil {
		return err
	}
	clock, _ := c.Running("pickup")
	due, _ := clock.Due(s.Rules.Calendar())
	c.Words["tries"], c.Words["until"] = strconv.FormatInt(a.Tries, 10), calendar.DayOf(due).Long()
	c.Row.Tell = []string{"returned_last"}
	return nil
}

func (s *Applications) wantsElectronic(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if a.Delivery != "electronic" {
		return fail.Conflict("申请人选的是%s", Deliveries[a.Delivery])
	}
	return nil
}

func (s *Applications) sendElectronic(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	c.Words["no_sign"] = "受送达人选择电子送达，送达信息到达“我的办件”即为送达，不需要签名"
	return s.delivered(ctx, tx, c, a, "电子送达", "“我的办件”", c.Case.Party)
}

func (s *Applications) notSent(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if a.Courier.Tracking != "" {
		return fail.Conflict("已经寄出，运单号 %s，退回以前不能改，也不能当面交付", a.Courier.Tracking)
	}
	return nil
}

// notDelivered: how a result is delivered is chosen until it was sent or delivered, also while its revocation is decided on.
func (s *Applications) notDelivered(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if c.Case.State == Revoking {
		if p, err := s.proposal(ctx, tx, c); err != nil {
			return err
		} else if p.FromState == Finished {
			return fail.Conflict("结果已经送达")
		}
	}
	return s.notSent(ctx, tx, c, a)
}

func (s *Applications) askDelivery(c *flow.Change, a *Application) form.Form {
	f := ask(form.Field{Name: "delivery", Label: "怎么拿结果", Type: form.Choice, Required: true,
		Options: DeliveryOptions(a.item.Delivery)})
	for _, field := range AddressForm.Fields {
		field.When = "delivery=courier"
		f.Fields = append(f.Fields, field)
	}
	return f
}

// DeliveryOptions are the item's ways of delivery as choices.
func DeliveryOptions(ways []string) []form.Option {
	hints := map[string]string{"pickup": "办好后短信告诉您取件码", "courier": "免费，办好后寄出", "electronic": "在“我的办件”里下载，和纸质的一样有效"}
	var list []form.Option
	for _, w := range ways {
		list = append(list, form.Option{Value: w, Label: Deliveries[w], Hint: hints[w]})
	}
	return list
}

func (s *Applications) changeDelivery(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	was := a.Delivery
	a.Delivery = c.Input["delivery"]
	a.Address = Address{Name: c.Input["to_name"], Phone: c.Input["to_phone"], Street: c.Input["to_street"]}
	c.Event.Public = "送达方式改为" + Deliveries[a.Delivery]
	c.Words["way"] = Deliveries[a.Delivery]
	if a.Delivery == "courier" {
		c.Words["to"] = form.MaskName(a.Address.Name)
	}
	if c.From == Delivery && was != a.Delivery {
		a.Pickup = ""
		if err := c.End("pickup"); err != nil {
			return err
		}
		return s.toHand(ctx, tx, c, a)
	}
	return nil
}
