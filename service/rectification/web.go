package rectification

import (
	"context"
	"net/http"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

func (s *Service) routes() []web.Route {
	return []web.Route{{Method: "POST", Path: "/rate/{token}/answer", Access: people.OffDesk, Title: "回复承办单位", Handle: s.answer}}
}

// askGiver is what the giver may answer the unit.
var askGiver = form.Of(form.Lines("text", "回复承办单位", true, "由系统转达，不显示您的号码"))

// Course is what who gave a bad rating sees of its rectification: how it stands, what happened, and a form by which he answers
// the unit while it is under way. token is that of his page.
func (s *Service) Course(ctx context.Context, x rate.Rectification, token string) (stands string, course page.Timeline, answer page.Form, err error) {
	v, err := s.Engine.View(ctx, people.TheOffice, x.CaseID)
	if err != nil {
		return "", course, answer, err
	}
	for i := len(v.Events) - 1; i >= 0; i-- {
		e := v.Events[i]
		if e.Public == "" {
			continue
		}
		m := page.Moment{Title: e.Public, When: s.House.Clock(e.At)}
		switch e.Event {
		case "contact", "uphold":
			m.Who = e.Note
		case "reply":
			m.Who = x.Reply
		}
		course.Items = append(course.Items, m)
	}
	if !v.State.Final && v.Case.State != appealed {
		answer = page.Form{ID: "answer", Action: "/rate/" + token + "/answer", Submit: page.Act{Label: "发送回复", Kind: "quiet"},
			Fields: append(door.Fields(askGiver, nil, nil), door.HiddenField("case", v.Case.Number()))}
	}
	return v.State.Public, course, answer, nil
}

// answer passes on what the giver of a bad rating answers.
func (s *Service) answer(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), r.PathValue("token")
	k, err := s.Ratings.Held(ctx, token)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	mending, err := s.Engine.ByNumber(ctx, posted["case"])
	if err != nil {
		return err
	}
	x, err := rate.Rectifications.Load(ctx, s.DB, mending.ID)
	if err != nil {
		return err
	}
	a, err := s.Ratings.LoadAct(ctx, s.DB, x.Act)
	if err != nil {
		return err
	}
	if a.CaseID != k.ID {
		return fail.NotFound("没有找到这条差评")
	}
	_, err = s.Engine.Act(ctx, people.TheOffice, flow.Move{Case: mending.ID, Event: "answer", Input: form.Values{"text": posted["text"]}})
	switch {
	case err == nil:
		s.House.Say(w, "done", "回复已转给承办单位。")
	case door.Mended(err):
		f, _ := fail.As(err)
		s.House.Say(w, "act", f.Message)
	default:
		return err
	}
	return web.See(w, r, "/rate/"+token+"?act="+strconv.FormatInt(a.ID, 10))
}
