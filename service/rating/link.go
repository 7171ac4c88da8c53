package rating

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// A rating is given by who holds the link that came with the notice of finishing. The link names the
// case and a code made with the program's key; once the service is rated it only shows what became of it.

// Codes of links are so long that nobody hits one; those of before have ten digits.
const (
	linkDigits   = 18
	formerDigits = 10
)

// path leads to the rating of a case.
func (s *Service) path(id int64) string {
	return "/rate/" + strconv.FormatInt(id, 36) + "-" + s.Keys.Code("rating link", id, linkDigits)
}

func (s *Service) link(id int64) string { return s.House.Site + s.path(id) + "?via=sms" }

// coded splits a token into its id and its code.
func coded(token string) (id int64, code string, ok bool) {
	head, code, ok := strings.Cut(token, "-")
	id, err := strconv.ParseInt(head, 36, 64)
	return id, code, ok && err == nil
}

// held is the case of a link.
func (s *Service) held(ctx context.Context, token string) (flow.Case, error) {
	missing := fail.NotFound("这个评价链接不对，请用短信里的链接，或者登录后在“我的”里评价")
	id, code, ok := coded(token)
	if !ok {
		return flow.Case{}, missing
	}
	right := code == s.Keys.Code("rating link", id, linkDigits)
	if len(code) == formerDigits {
		who := people.VisitorOf(ctx).IP
		err := s.People.Guess(ctx, code == s.Keys.Code("rating link", id, formerDigits), missing,
			s.People.Bound(linkCase, strconv.FormatInt(id, 36), ""), s.People.Bound(linkAddress, who, ""))
		if err != nil {
			return flow.Case{}, err
		}
		right = true
	}
	if !right {
		return flow.Case{}, missing
	}
	return s.Engine.Find(ctx, s.DB, id)
}
