package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What a window only answers is a service too: the pad wakes, a bad rating of somebody whom nobody knows
// opens its rectification, and who left a number is asked by a message. What was pressed twice is one.
func TestAConsultationIsRated(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const path = "/desk/consultations"
		clerk := w.staff("zhoumin")
		key := clerk.get(path).is(http.StatusOK, "还没有记过咨询").find(`name="key"[^>]*value="([^"]+)"`)
		for range 2 {
			clerk.post(path, "at", "consultation", "key", key, "about", "教师资格认定", "answer", "告知条件和材料").is(http.StatusOK, "评价器已弹出评价邀请", "教师资格认定")
		}
		w.later(5 * time.Second)
		pad := w.pad("综合窗口 3 号")
		act := pad.get("/pad").is(http.StatusOK, "咨询：教师资格认定").find(`name="act"[^>]*value="(\d+)"`)
		pad.post("/pad", "act", act, "level", "dissatisfied", "tags_dissatisfied", "213").is(http.StatusOK, "谢谢您的评价")
		county := w.actor("zhoumin").Posts[0].Region
		if got := w.figures(county); got != "acts 1 valid 1 good 0 bad 1 fixed 0 in time 0 more 0 better 0" {
			t.Error(got)
		}
		if k := w.rectification("教师资格认定"); k.Applicant != 0 || k.Party != "" {
			t.Errorf("somebody is named: %+v", k)
		}
		w.sound()
		w.sms = nil
		key = clerk.get(path).find(`name="key"[^>]*value="([^"]+)"`)
		clerk.post(path, "at", "consultation", "key", key, "about", "怎么补社保", "name", "李桂兰", "phone", "13900000001").is(http.StatusOK, "怎么补社保", "李*兰")
		w.later(time.Minute)
		w.tick()
		if len(w.sms) != 1 || !strings.Contains(fmt.Sprint(w.sms), "请您评价：") {
			t.Errorf("who left a number is told %v", w.sms)
		}
	})
}
