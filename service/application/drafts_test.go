package application_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/officetest"
	"wuyou/service/application/course"
)

// Who goes back and forth has one draft for an item and a person. Another person is another draft; who changes the person in one keeps its
// files, and nothing that was typed of the other.
func TestOneDraftForAnItemAndAPerson(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	at := "/apply/" + h.item(permitCode)
	first := h.begun(z, situation...)
	handsIn(z, first)
	z.Post(first, with(filledIn, "made", "", "go", "later")...).Is(http.StatusOK, "没有提交的草稿", permitName, "您自己", first)
	if again := h.begun(z, with(situation, "s_size", "small")...); again != first {
		t.Errorf("begun again it is %s beside %s", again, first)
	}
	z.Get(first).Is(http.StatusOK, "请周末以外的时间来", "近照.png").Not("场地图") // the answers are the new ones
	kin := h.begun(z, forKin...)
	if other := h.begun(z, with(forKin, "other_id_no", idNo(10))...); kin == first || other == kin {
		t.Errorf("drafts %s, %s, %s", first, kin, other)
	}
	number := first[strings.LastIndex(first, "/")+1:]
	made := field(z.Get(at+"?draft="+number), "made")
	moved := h.begun(z, with(forKin, "draft", number, "made", made, "other_name", "钱老", "other_id_no", idNo(11))...)
	z.Get(moved).Is(http.StatusOK, "钱老（由您代办）", "近照.png").Not("请周末以外的时间来")
	if moved != first {
		t.Errorf("changed it is %s beside %s", moved, first)
	}
	card := "/apply/" + h.item(cardCode)
	alien := z.Post(card, "draft", number, "place", string(officetest.County), "for", "self").Is(http.StatusOK, "填表和交材料", cardName)
	if alien.At == first {
		t.Error("a draft of one item was changed by the situation of another")
	}
	z.Get(first).Is(http.StatusOK, "钱老（由您代办）", "委托书")
}

// An older page of the situation overwrites no newer one; who has seen both chooses. What says the same is no conflict.
func TestAnOlderSituationOverwritesNoNewer(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, situation...)
	at, number := "/apply/"+h.item(permitCode), draft[strings.LastIndex(draft, "/")+1:]
	older := field(z.Get(at+"?draft="+number), "made")
	z.Post(at, with(situation, "draft", number, "made", older, "s_who", "kin")...).Is(http.StatusOK, "委托书")
	z.Post(at, with(situation, "draft", number, "made", older, "s_who", "kin")...).Is(http.StatusOK, "委托书") // pressed twice
	late := with(forKin, "draft", number, "s_size", "small")
	refused := z.Post(at, with(late, "made", older)...).Is(http.StatusConflict, "另一处后来改过这份草稿的情形或申请人", "用另一处选的", at+"?draft="+number,
		"李老").Bones()
	z.Get(draft).Is(http.StatusOK, "委托书", "您自己").Not("李老")
	z.Post(at, with(late, "made", field(refused, "made"))...).Is(http.StatusOK, "李老（由您代办）")
}

// An older page of the form overwrites no newer one: both are shown, the files of both are kept, and who has seen both chooses.
func TestAnOlderFormOverwritesNoNewer(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, situation...)
	made := func(s officetest.Seen) string { t.Helper(); return s.Find(`name="made" value="([^"]*)"`) }
	older := made(z.Get(draft))
	z.Post(draft, with(filledIn, "made", older, "note", "新的话", "go", "later")...).Is(http.StatusOK)
	z.Send(draft+"/files/photo", "m_photo", "一.png", photo).Is(http.StatusOK) // a file makes no page older
	said := with(filledIn, "note", "旧的话", "size", "small", "delivery", "courier", "commit", "1", "go", "later")
	refused := z.Send(draft, "m_photo", "二.png", photo, with(said, "made", older)...).Is(http.StatusConflict, "另一处后来保存过这份草稿", "用另一处保存的",
		"一.png", "二.png",
		"“要说明的”现在存的是：新的话", "“选一种方式”现在存的是：窗口领取", "“告知承诺”现在存的是空的", "旧的话").Bones()
	z.Post(draft, said...).Is(http.StatusConflict) // a page that does not say what it was made of
	z.Get(draft).Is(http.StatusOK, "新的话", "二.png").Not("旧的话")
	z.Post(draft, with(said, "made", made(refused))...).Is(http.StatusOK, "没有提交的草稿")
	page := z.Get(draft).Is(http.StatusOK, "旧的话").Not("新的话")
	z.Post(draft, with(said, "made", older)...).Is(http.StatusOK, "没有提交的草稿") // says the same
	gone := page.Find(`formaction="(` + draft + `/files/photo/\d+/remove)"`)
	z.Post(gone, with(said, "made", older, "note", "更旧的话")...).Is(http.StatusConflict, "更旧的话")
	z.Get(draft).Is(http.StatusOK, "一.png", "二.png").Not("更旧的话")
	z.Post(gone, with(said, "made", made(page), "note", "拿掉一张")...).Is(http.StatusOK, "拿掉一张", "二.png").Not("一.png")
}

// Files come one by one or with the form. What is refused is told by its name and keeps no other from being stored; each is shown to whom
// it is of alone.
func TestFilesOfADraft(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z, other := h.citizen(1, "张晓梅"), h.citizen(2, "王小明")
	draft := h.begun(z, situation...)
	z.Send(draft+"/files/photo", "m_photo", "照片.exe", []byte("MZ")).Is(http.StatusUnprocessableEntity, "“照片.exe”没有收下", `href="#f-m_photo"`)
	z.Send(draft+"/files/letter", "m_letter", "委托书.png", photo).Is(http.StatusNotFound, "没有这份材料") // it is not asked for
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK, "近照.png", "已上传")
	file := func(field, name, content string) officetest.Upload {
		return officetest.Upload{Field: field, Name: name, Content: []byte(content)}
	}
	page := z.SendAll(draft, []officetest.Upload{file("m_photo", "甲.exe", "MZ"), file("m_photo", "甲.png", string(photo)), file("m_rules",
		"乙.pdf", string(paper)), file("m_rules", "乙.exe", "MZ")},
		with(filledIn, "made", "")...).Is(http.StatusUnprocessableEntity, "“甲.exe”没有收下", "“乙.exe”没有收下", "近照.png", "甲.png", "乙.pdf")
	z.Get(draft).Is(http.StatusOK, "请周末以外的时间来", "甲.png", "乙.pdf") // what is right of the page is saved
	href := page.Find(`href="(` + draft + `/files/\d+)"`)
	got := z.Get(href).Is(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Content-Disposition": "inline; filename*=UTF-8''%E8%BF%91%E7%85%A7.png",
		"Cache-Control":  "private, no-store",
		"Content-Length": fmt.Sprint(len(photo)),
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q", name, got.Header.Get(name))
		}
	}
	if got.Body != string(photo) {
		t.Error("it is another file")
	}
	theirs := h.begun(other, situation...)
	number := href[strings.LastIndex(href, "/")+1:]
	for _, path := range []string{href, draft, draft + "/check", theirs + "/files/" + number, theirs + "/files/x", theirs + "/files/0"} {
		other.Get(path).Is(http.StatusNotFound).Not("近照")
	}
	other.Post(draft, filledIn...).Is(http.StatusNotFound)
	other.Post(draft+"/submit", "true", "1").Is(http.StatusNotFound)
	other.Send(draft+"/files/photo", "m_photo", "别人的.png", photo).Is(http.StatusNotFound)
	other.Post(draft + "/files/photo/" + number + "/remove").Is(http.StatusNotFound)
	other.Post(draft + "/delete")
	z.Get(draft).Is(http.StatusOK, "近照.png").Not("别人的.png")
	z.Post(draft+"/files/photo/x/remove", filledIn...).Is(http.StatusNotFound)
	for range 2 { // pressed twice it is gone, too
		z.Post(draft + "/delete").Is(http.StatusOK).Not("没有提交的草稿")
	}
	z.Get(draft).Is(http.StatusNotFound, "没有这份草稿，可能已经删除")
	z.Get(href).Is(http.StatusNotFound)
}

// What is sent is what was seen: a change of it elsewhere is shown and asked anew. A draft that was deleted meanwhile is no application.
func TestWhatIsSentIsWhatWasSeen(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	draft := h.begun(z, with(situation, "s_size", "small")...)
	handsIn(z, draft)
	seen := field(checked(z, draft).Not("签署《"), "shown")
	newer := field(checked(z, draft, "note", "改了主意"), "shown")
	z.Post(draft+"/submit", "shown", seen, "true", "1").Is(http.StatusConflict, "内容有变化，还没有提交", "“要说明的”",
		"改了主意").Not(`name="true" value="1" checked`).Bones()
	z.Post(draft+"/submit", "true", "1").Is(http.StatusConflict)
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Fatalf("%d cases", n)
	}
	gone := z.Get(draft).Find(`formaction="(` + draft + `/files/photo/\d+/remove)"`)
	z.Post(gone, with(filledIn, "made", z.Get(draft).Find(`name="made" value="([^"]*)"`), "note", "改了主意")...).Is(http.StatusOK)
	z.Post(draft+"/submit", "shown", newer, "true", "1").Is(http.StatusUnprocessableEntity, "请上传“近期照片”", "填表和交材料")
	z.Send(draft+"/files/photo", "m_photo", "近照.png", photo).Is(http.StatusOK)
	check := checked(z, draft)
	z.Post(draft + "/delete").Is(http.StatusOK)
	z.Post(draft+"/submit", "shown", field(check, "shown"), "true", "1").Is(http.StatusNotFound)
	if n := len(h.Cases(course.Kind)); n != 0 {
		t.Errorf("%d cases of what was deleted", n)
	}
}

// A draft is the account's for as long as it is touched: fifty at most, and one that nobody has touched for long is gone; what was sent
// stays.
func TestTheEndOfDrafts(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := h.citizen(1, "张晓梅")
		account := z.Visitor().Account.ID
		drafting := func(want bool) {
			t.Helper()
			if is, err := h.service().Drafting(t.Context(), account); err != nil || is != want {
				t.Errorf("drafting: %v %v", is, err)
			}
		}
		drafting(false)
		sent := h.begun(z, with(situation, "s_size", "small")...)
		handsIn(z, sent)
		h.filed(z, sent)
		drafting(false)
		old := h.begun(z, situation...)
		drafting(true)
		c.Later(48 * time.Hour)
		z = c.Citizen(phone(1))
		fresh := h.begun(z, forKin...)
		n, err := h.service().Prune(t.Context(), c.Now().Add(-47*time.Hour))
		if err != nil || n != 1 {
			t.Errorf("%d are forgotten, %v", n, err)
		}
		z.Get(old).Is(http.StatusNotFound)
		z.Get(fresh).Is(http.StatusOK)
		z.Get(sent).Is(http.StatusOK, "申请已提交")
		for i := range 49 {
			err := c.DB.Exec(t.Context(), `INSERT INTO application_drafts (id, account, item_id, region, body_sealed, case_id, updated_at)
				VALUES ($1, $2, 1, $3, $4, 0, 1)`, i+1, account, officetest.County, c.Keys.Seal(`{"for":"self"}`, "application draft"))
			if err != nil {
				t.Fatal(err)
			}
		}
		z.Post("/apply/"+h.item(permitCode), situation...).Is(http.StatusUnprocessableEntity, "没有提交的草稿已经有 50 份")
		h.begun(z, forKin...) // one that is there is gone on with
		z.Get("/my").Is(http.StatusOK, "已取消的事项", permitName, "李老（由您代办）")
	})
}

// A draft that cannot be read hides no other.
func TestAnUnreadableDraftHidesNoOther(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	z := h.citizen(1, "张晓梅")
	spoilt, good := h.begun(z, situation...), h.begun(z, forKin...)
	if err := h.DB.Exec(t.Context(), `UPDATE application_drafts SET body_sealed = 'x' WHERE id = $1`, spoilt[strings.LastIndex(spoilt,
		"/")+1:]); err != nil {
		t.Fatal(err)
	}
	z.Get("/my").Is(http.StatusOK, good).Not(spoilt)
	if again := h.begun(z, situation...); again == spoilt {
		t.Error("what cannot be read is gone on with")
	}
}

// What was sent or deleted meanwhile is changed no more, nor spent twice.
func TestADraftThatIsGoneIsNotChanged(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := h.citizen(1, "张晓梅")
		draft := h.begun(z, situation...)
		id, err := strconv.ParseInt(draft[strings.LastIndex(draft, "/")+1:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		z.Post(draft + "/delete").Is(http.StatusOK)
		if err := h.service().Touch(t.Context(), z.Visitor(), id); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(),
			"已经提交或者删除") {
			t.Errorf("changed: %v", err)
		}
		sub := h.submissionOf(1)
		if sub.Person = z.Actor().ID; sub.Person == 0 {
			t.Fatal("he is nobody")
		}
		if _, err := h.service().SendDraft(t.Context(), z.Actor(), id, sub); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("sent: %v", err)
		}
		if n := len(c.Cases(course.Kind)); n != 0 {
			t.Errorf("%d cases of what was deleted", n)
		}
	})
}
