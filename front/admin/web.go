package admin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

type (
	sheds func(context.Context, door.Call) (*sheet.Writer, error)
)

// Routes are the doors of the administration. Who may look and who may change is asked here; that
// nobody confirms his own change is asked where it is made.
func (f *Front) Routes() []web.Route {
	items := f.People.Roles(people.Editor, people.Publisher)
	edit, publish, draftTerm := f.wide(people.Editor), f.wide(people.Publisher), f.People.Roles(people.Editor)
	load := f.People.Roles(people.Editor, people.System)
	second, waits := f.People.Roles(makers...), f.People.Roles(append(makers[:len(makers):len(makers)], people.Auditor)...)
	anybody := f.People.Roles() // who proposed it, and who may see it (sees)
	days := f.People.Roles(people.Editor, people.Publisher, people.System, people.Supervisor)
	look := f.People.Roles(people.Editor, people.Publisher, people.Supervisor)
	staff, system, security := f.People.Roles(people.System, people.Security), f.People.Roles(people.System), f.People.Roles(people.Security)
	admins, auditor := f.People.Roles(people.System, people.Security, people.Auditor), f.wide(people.Auditor)
	senders, roles := f.wide(people.System), f.wide(people.Security)
	get := func(path, title string, who web.Access, show door.Shows) web.Route {
		return web.Route{Method: "GET", Path: root + path, Access: who, Title: title, Handle: f.House.Get(show)}
	}
	post := func(path, title string, who web.Access, do door.Does, show door.Shows) web.Route {
		return web.Route{Method: "POST", Path: root + path, Access: who, Title: title, Handle: f.House.Post(do, show)}
	}
	book := func(path, title string, of door.Lists, who web.Access, make sheds, by func(*Front, door.Call) page.Filters) web.Route {
		return web.Route{Method: "GET", Path: root + path, Access: who, Long: true, Title: title, Handle: f.book(title, of, make, by)}
	}
	return []web.Route{
		get("/items", "事项", items, f.itemList),
		book("/items.xlsx", "事项导出", door.OfFigures, items, f.itemSheet, nil),
		get("/items/new", "新建事项", edit, f.itemNew),
		post("/items/new", "新建事项", edit, f.itemNewPosted, f.itemNew),
		get("/items/{id}", "一个事项", items, f.item),
		post("/items/{id}/edit", "开始编辑", edit, f.itemEdit, f.item),
		post("/items/{id}/state", "暂停、恢复、取消事项", publish, f.itemState, f.item),
		post("/items/{id}/offers", "改开办地区", edit, f.offersPosted, f.item),
		get("/items/{id}/compare", "比较两版", items, f.compare),
		get("/items/{id}/draft", "草稿", items, f.draft),
		post("/items/{id}/draft", "送审、发布、退回、放弃草稿", f.wide(people.Editor, people.Publisher), f.draftPosted, f.draft),
		get("/items/{id}/draft/{part}", "编辑一个要素", items, f.part),
		post("/items/{id}/draft/{part}", "保存一个要素", edit, f.partPosted, f.part),
		get("/items/{id}/draft/{part}/{n}", "编辑一条", items, f.entry),
		post("/items/{id}/draft/{part}/{n}", "保存一条", edit, f.entryPosted, f.entry),

		get("/waiting", "待发布", waits, f.waiting),
		get("/proposed", "我提出的", anybody, f.proposed),
		get("/waiting/{id}", "一项变更", anybody, f.proposal),
		post("/waiting/{id}", "同意、退回、撤回变更", anybody, f.proposalPosted, f.proposal),

		get("/import", "导入", load, f.imports),
		{Method: "POST", Path: root + "/import", Access: load, Body: importMost + 1<<20, Long: true, Title: "上传表格", Handle: f.upload},
		{Method: "GET", Path: root + "/templates/{kind}", Access: load, Title: "导入模板", Handle: f.templateFile},
		get("/import/{job}", "试导结果", second, f.imported),
		post("/import/{job}", "提交导入", load, f.importPosted, f.imported),
		{Method: "GET", Path: root + "/import/{job}/errors.xlsx", Access: second, Title: "有错的行", Handle: f.errorFile},
		get("/jobs/{job}", "任务进度", f.People.Roles(people.Editor, people.Publisher, people.System, people.Security, people.Auditor), f.jobPage),

		get("/terms", "时限规则", items, f.termList),
		get("/terms/{key}", "一条时限", items, f.term),
		post("/terms/{key}", "提出新的时限", draftTerm, f.termPosted, f.term),
		post("/terms/{key}/alarms", "提出新的提醒", edit, f.alarmsPosted, f.term),
		get("/calendar", "工作日历", days, f.calendar),
		post("/calendar", "改一天", edit, f.dayPosted, f.calendar),

		get("/rules", "规则表", look, f.rules),
		get("/rules/{table}", "一张规则表", look, f.ruleRows),
		get("/rules/{table}/new", "加一条规则", edit, f.ruleNew),
		post("/rules/{table}/new", "提出新的规则", edit, f.ruleNewPosted, f.ruleNew),
		get("/rules/{table}/{id}", "一条规则", look, f.ruleRow),
		post("/rules/{table}/{id}", "提出改动、停用规则", edit, f.ruleRowPosted, f.ruleRow),

		get("/texts", "短信和文书", items, f.textList),
		get("/texts/{kind}/{code}", "一份文本", items, f.text),
		post("/texts/{kind}/{code}", "预览、提出新的文本", edit, f.textPosted, f.text),

		get("/staff", "工作人员", staff, f.staffList),
		book("/staff.xlsx", "工作人员导出", door.OfPeople, staff, f.staffSheet, (*Front).staffFilters),
		get("/staff/new", "登记工作人员", system, f.staffNew),
		post("/staff/new", "登记工作人员", system, f.staffNewPosted, f.staffNew),
		get("/staff/{id}", "一位工作人员", staff, f.member),
		post("/staff/{id}/account", "重置密码、锁定、解锁、停用", system, f.accountPosted, f.member),
		post("/staff/{id}/posts", "授予、收回岗位", security, f.postsPosted, f.member),
		post("/staff/{id}/totp", "解除丢失的身份验证器", security, f.totpPosted, f.member),
		get("/roles", "角色", security, f.roles),
		post("/roles", "新增角色", roles, f.rolePosted, f.roles),
		get("/permissions", "权限一览", admins, f.permissions),
		get("/tokens", "接口令牌", security, f.tokens),
		post("/tokens", "发放、收回令牌", security, f.tokenPosted, f.tokens),
		get("/notices", "短信发送", senders, f.notices),
		post("/notices", "重新发送", senders, f.noticePosted, f.notices),
		get("/audit", "审计日志", auditor, f.audit),
		book("/audit.xlsx", "审计日志导出", door.OfPeople, auditor, f.auditSheet, (*Front).auditFilters),
		post("/audit/verify", "核对台账", auditor, f.verifyPosted, f.audit),
	}
}

// book sends a workbook; that a list left the program stands in the audit log.
func (f *Front) book(title string, of door.Lists, make sheds, by func(*Front, door.Call) page.Filters) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := door.CallOf(r, web.Asked(r))
		b, err := make(r.Context(), c)
		if err != nil {
			return err
		}
		if by == nil {
			return f.House.Export(w, r, of, title, b)
		}
		known, err := f.knowing(r.Context())
		if err != nil {
			return err
		}
		return f.House.Export(w, r, of, title, b, f.House.Chosen(by(known, c))...)
	}
}

// upload takes a table and begins its dry run.
func (f *Front) upload(w http.ResponseWriter, r *http.Request) error {
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	c := door.CallOf(r, in)
	return f.House.Done(w, r, c, func(ctx context.Context, c door.Call) (door.After, error) {
		files := web.Uploads(r, "file")
		if len(files) != 1 {
			return door.After{}, fail.Invalid("请选择一个文件", fail.Field{Name: "file", Message: "请选择一个文件"})
		}
		content, err := files[0].Open()
		if err != nil {
			return door.After{}, err
		}
		return f.uploaded(ctx, c, files[0].Filename, content)
	}, f.imports)
}

// templateFile gives out the workbook that a table is filled into.
func (f *Front) templateFile(w http.ResponseWriter, r *http.Request) error {
	t, b, err := f.template(r.Context(), door.CallOf(r, nil))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", sheet.Type)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(t.Title+"模板.xlsx"))
	_, err = b.WriteTo(w)
	return err
}

// errorFile gives back the table of a dry run with what is wrong in each row.
func (f *Front) errorFile(w http.ResponseWriter, r *http.Request) error {
	c := door.CallOf(r, web.Asked(r))
	file, name, err := f.errorsOf(r.Context(), c)
	if err != nil {
		return err
	}
	content, err := f.Files.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	w.Header().Set("Content-Type", file.Kind)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	w.Header().Set("Content-Length", fmt.Sprint(file.Size))
	_, err = io.Copy(w, content)
	return err
}
