package app

import (
	"testing"
)

// Outlets are handed in as a table and changed one by one; either way a second person agrees, and the pages say so at once.
func TestOutletsAreKeptByTwoPeople(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		editor, publisher := w.staff("bianji"), w.staff("fabu")
		bad := "网点编码,名称,区划代码,地址,开放时间\nA-1,甲网点,110101000000,示例路 1 号,上班时间\n"
		w.report(editor, editor.send("/desk/admin/import", "file", "网点.csv", []byte(bad), "kind", "outlets").at).
			is(200, "不是本市现有的地方", "无法识别")
		good := "网点编码,名称,区划代码,地址,开放时间\nA-1,通惠街道便民服务中心二楼," + tonghui + ",示例路 1 号,每天 全天\n"
		at := editor.send("/desk/admin/import", "file", "网点.csv", []byte(good), "kind", "outlets").at
		w.report(editor, at).is(200, "没有错误")
		w.citizen().get("/nearby?at=" + tonghui).is(200).not("便民服务中心二楼")
		waiting := editor.post(at, "why", "局里核定").is(200, "已提交").at
		w.report(publisher, publisher.agree(waiting).at).is(200, "新增 1")
		w.citizen().get("/nearby?at="+tonghui).is(200, "通惠街道便民服务中心二楼", "全天都开")

		// One is changed: what is wrong is told beside the field; nobody confirms his own.
		page := "/desk/admin/outlets/A-1"
		editor.get("/desk/admin/outlets").is(200, "通惠街道便民服务中心二楼", "全天都开", "示例", "导入服务网点").bones()
		editor.get(page).is(200, "改这个网点").bones()
		form := func(hours, why string) []string {
			return []string{
				"name", "通惠街道便民服务中心二楼", "address", "示例路 2 号", "hours", hours, "closed_from", "2026-04-20", "closed_until", "2026-04-21",
				"closed_why", why, "instead", "东坡区政务服务中心", "why", "供电局通知", "at", "outlet",
			}
		}
		editor.post(page, form("上班时间", "停电")...).is(422, "无法识别").bones()
		editor.post(page, form("每天 9:00-17:00", "")...).is(422, "要填原因")
		waiting = editor.post(page, form("每天 9:00-17:00", "停电")...).is(200, "已提交", "示例路 2 号", "现在：示例路 1 号", "停电").at
		editor.agree(waiting).is(403)
		w.citizen().get("/nearby?at="+tonghui).is(200, "全天都开")
		publisher.agree(waiting).is(200, "已")
		w.citizen().get("/nearby?at="+tonghui).is(200, "停电，4月22日（星期三）9:00 开", "示例路 2 号", "东坡区政务服务中心")
		editor.get(page).is(200, "暂停开放")
		editor.get("/desk/admin/outlets/nowhere").is(404, "没有这个服务网点")
		w.staff("jianguan").get(page).is(200, "示例路 2 号").not("改这个网点")
		w.staff("zhoumin").get(page).is(403)
	})
}
