package app

import "testing"

// The discipline office opens, finds and counts what it was sent and nothing else: orders of the level that is
// copied to it, matters with an accountability file, and the cases that those are about.
func TestTheDisciplineOfficeSeesWhatItWasSent(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		client := w.clientToken("apply read")
		number, other := w.apply(client, 3), w.apply(client, 4)
		clerk := w.staffToken("zhoumin")
		w.event(clerk, number, "accept", nil)
		w.event(clerk, other, "accept", nil)
		matter, quiet := w.reportThing(client, county1), w.reportThing(client, county1)
		boss, z := w.staff("jianguan"), w.staff("jijian")
		boss.post("/desk/supervision/new?case="+number, "level", "2", "issue", "拖了很久", "need", "尽快办").is(200, "督办单已发出")
		order := w.orders(number)[0]

		opens := func(status int, numbers ...string) {
			t.Helper()
			for _, n := range numbers {
				z.get("/desk/cases/" + n).is(status)
			}
		}
		opens(404, number, other, matter, quiet, order.Number())
		z.post("/desk/cases/"+matter+"/do/comment", "seq", "", "text", "看一下").is(404)
		z.get("/desk/search?q=社会保障卡").is(200, "事项").not(number, other, matter, quiet)
		z.get("/desk/grievances").is(200).not(matter, quiet)
		z.get("/desk/supervision").is(200, "没有督办单")
		z.get("/desk/grievances/report").is(200, "这段时间没有反映")
		z.get("/desk").is(200).not(`href="/desk/ratings"`, `href="/desk/advice"`)
		z.get("/desk/ratings").is(403)
		z.get("/desk/advice").is(403)

		boss.post("/desk/cases/"+order.Number()+"/do/raise", "seq", "", "reason", "仍没有进展").is(200, "重点督办")
		w.do("zhuanxi1", matter, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "不收件", "order", "当天办好", "dept", w.organ("人社局"))
		z.get("/desk/supervision").is(200, order.Number())
		z.get("/desk/cases/"+order.Number()).is(200, "重点督办", number)
		z.get("/desk/grievances").is(200, matter).not(quiet)
		z.get("/desk/grievances/duties").is(200, matter)
		z.get("/desk/grievances/report").is(200).not("这段时间没有反映")
		z.get("/desk/search?q=社会保障卡").is(200, number, order.Number(), matter).not(other)
		opens(200, number, matter, order.Number())
		opens(404, other, quiet)
		z.post("/desk/cases/"+matter+"/do/comment", "seq", "", "text", "已阅").is(200, "已阅")
	})
}
