package rate

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// A rating is given by who holds the link that came with the notice of finishing. The link names the
// case and a code made with the program's key; once the service is rated it only shows what became of it.

// Codes of links are so long that nobody hits one; those of before have ten digits.
const (
	linkDigits   = 18
	formerDigits = 10
)

// How often who tries links of before may be wrong.
var (
	linkAddress = limit.Declare(limit.Limit{Key: "rating.link_address_day", Words: "一个网络地址最多输错几次旧版的评价链接", Unit: limit.ADay,
		Default: 200, Least: 50, Most: 2000, Basis: "建议值：防止挨个试"})
	linkCase = limit.Declare(limit.Limit{Key: "rating.link_case_day", Words: "一件的旧版评价链接最多输错几次，不分地址", Unit: limit.ADay,
		Default: 10, Least: 5, Most: 20, Basis: "建议值：换着地址、挨件试也猜不中；满了只是这一件的旧链接当天不能用，登录后照常评价"})
)

// Path leads to the rating of a case.
func (b *Book) Path(id int64) string {
	return "/rate/" + strconv.FormatInt(id, 36) + "-" + b.Keys.Code("rating link", id, linkDigits)
}

// Link is the address of Path in a message.
func (b *Book) Link(id int64) string { return b.House.Site + b.Path(id) + "?via=sms" }

// coded splits a token into its id and its code.
func coded(token string) (id int64, code string, ok bool) {
	head, code, ok := strings.Cut(token, "-")
	id, err := strconv.ParseInt(head, 36, 64)
	return id, code, ok && err == nil
}

// Held is the case of a link. Returns fail.NotFound for one that is wrong; those of before are bounded, because they can be
// guessed.
func (b *Book) Held(ctx context.Context, token string) (flow.Case, error) {
	missing := fail.NotFound("这个评价链接不对，请用短信里的链接，或者登录后在“我的”里评价")
	id, code, ok := coded(token)
	if !ok {
		return flow.Case{}, missing
	}
	right := code == b.Keys.Code("rating link", id, linkDigits)
	if len(code) == formerDigits {
		who := people.VisitorOf(ctx).IP
		err := b.Sessions.Guess(ctx, code == b.Keys.Code("rating link", id, formerDigits), missing,
			b.Sessions.Bound(linkCase, strconv.FormatInt(id, 36), ""), b.Sessions.Bound(linkAddress, who, ""))
		if err != nil {
			return flow.Case{}, err
		}
		right = true
	}
	if !right {
		return flow.Case{}, missing
	}
	return b.Engine.Find(ctx, b.DB, id)
}
