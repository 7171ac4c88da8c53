package application_test

import (
	"net/http"
	"strings"
	"testing"

	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/persons"
	"wuyou/service/application/course"
)

const oldCode = "TEST-OLD"

// forTheOld is an item whose first question is one of age. The clock of the tests stands in 2026.
func forTheOld() catalog.Item {
	it := permit()
	it.Code, it.Name = oldCode, "青云敬老证"
	it.Situations = append([]catalog.Situation{{Key: "age", Ask: "满八十岁了吗？", Answers: []catalog.Answer{
		{Value: "yes", Label: "已满 80 周岁", Ages: &catalog.Ages{From: 80}},
		{Value: "no", Label: "还不到 80 周岁", Ages: &catalog.Ages{Below: 80}, Block: "敬老证从 80 周岁办起。", Instead: cardCode}}}}, it.Situations...)
	return it
}

// What the number of an applicant says is not asked at the window and holds against what is answered; who is too young is told so at once,
// with what he may apply for. Where the number says no age it is asked.
func TestTheWindowAsksNoAge(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.Offer(forTheOld())
	look := func(id string) officetest.Seen {
		t.Helper()
		return h.clerk.Post(counter, with(self, "do", "look", "item", h.item(oldCode), "id_no", id)...).Is(http.StatusOK)
	}
	const asked = `name="s_age"`
	look("").Is(http.StatusOK, asked)
	look("H12345678").Is(http.StatusOK, asked)
	look(born(19400101, 1)).Is(http.StatusOK, "满八十岁了吗？", "已满 80 周岁", "情形还没有问完").Not(asked, "敬老证从 80 周岁办起")
	look(born(19600101, 1)).Is(http.StatusOK, "还不到 80 周岁", "不适用这个事项", "敬老证从 80 周岁办起。", "改办这一项", cardName).Not(asked)

	h.concludes(h.clerk, oldCode, "accept", wholly, "s_age", "yes", "id_no", born(19600101, 1)).
		Is(http.StatusUnprocessableEntity, "不适用这个事项：敬老证从 80 周岁办起。", `href="#f-s_age"`, `id="f-s_age"`)
	k := h.at(h.concludes(h.clerk, oldCode, "accept", wholly, "s_age", "no", "id_no", born(19400101, 1)).Is(http.StatusOK, "已受理"))
	if a := h.kept(k); a.Answers["age"] != "yes" || k.State != course.Reviewing {
		t.Errorf("%+v", a)
	}
}

// A program cannot say another age than the number does.
func TestTheNumberHoldsAgainstAProgram(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	it := forTheOld()
	for day, refused := range map[int]bool{19400101: false, 19600101: true} {
		_, err := h.service().Prepare(&it, course.Submission{Applicant: persons.Identity{IDNo: born(day, 1)}, Channel: flow.ByAPI,
			Answers: catalog.Answers{"age": "yes", "who": "self", "lost": "no", "size": "small"}})
		if got := err != nil && strings.Contains(err.Error(), "敬老证从 80 周岁办起"); got != refused {
			t.Errorf("born %d: %v", day, err)
		}
	}
}

// A citizen is not asked his age either; of a relative it goes by the relative's number, and where that says none it is asked.
func TestACitizenIsNotAskedHisAge(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.Offer(forTheOld())
	z := h.citizen(1, "张晓梅")
	at := "/apply/" + h.item(oldCode)
	const asked = "满八十岁了吗？"
	z.Get(at).Is(http.StatusOK, "按证件号：还不到 80 周岁", "敬老证从 80 周岁办起。", "替亲友办", `type="hidden" name="s_age" value="no"`).Not(asked)
	told := with(situation, "s_age", "yes", "told", "age")
	z.Post(at, told...).Is(http.StatusUnprocessableEntity, "这件事不适用您的情形").Not(asked)
	other := with(told, "for", "other", "other_name", "李老", "other_phone", "", "relation", "relative", "consent", "1")
	z.Post(at, with(other, "other_id_no", "H12345678")...).Is(http.StatusUnprocessableEntity, asked).Not(`value="yes" checked`)
	draft := z.Post(at, with(other, "other_id_no", born(19400101, 7))...).Is(http.StatusOK)
	if got := draft.At; got == at {
		t.Errorf("it stays at %s", got)
	}
}
