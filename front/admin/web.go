package admin

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

// routes are the pages that are no lists. Who may look and who may change is asked here; that nobody confirms his own change is asked
// where it is made.
func (f *Front) routes() []web.Route {
	look, edit, load := f.Roster.Roles(editors...), f.House.Wide(people.Editor), f.Roster.Roles(importers...)
	second, waits := f.Roster.Roles(makers...), f.Roster.Roles(waiters...)
	anybody := f.Roster.Roles() // who proposed it, and who may see it (door.House.SeesProposal)
	days, rules := f.Roster.Roles(dayRoles...), f.Roster.Roles(ruleRoles...)
	system := f.Roster.Roles(people.System)
	get, post := f.House.GetRoute, f.House.PostRoute
	return []web.Route{
		get(waitingsPath+"/{id}", "一项变更", anybody, f.proposal),
		post(waitingsPath+"/{id}", "同意、退回、撤回变更", anybody, f.proposalPosted, f.proposal),

		get(importPath, "导入", load, f.imports),
		{Method: "POST", Path: importPath, Access: load, Body: importMost + 1<<20, Long: true, Title: "上传表格", Handle: f.upload},
		{Method: "GET", Path: door.Admin + "/templates/{kind}", Access: load, Title: "导入模板", Handle: f.templateFile},
		get(importPath+"/{job}", "试导结果", second, f.imported),
		post(importPath+"/{job}", "提交导入", load, f.importPosted, f.imported),
		{Method: "GET", Path: importPath + "/{job}/errors.xlsx", Access: second, Title: "有错的行", Handle: f.errorFile},
		get(door.Admin+"/jobs/{job}", "任务进度", waits, f.jobPage),

		get(termsPath+"/{key}", "一条时限", look, f.term),
		post(termsPath+"/{key}", "提出新的时限", f.Roster.Roles(people.Editor), f.termPosted, f.term),
		post(termsPath+"/{key}/alarms", "提出新的提醒", edit, f.alarmsPosted, f.term),
		get(calendarPath, "工作日历", days, f.calendar),
		post(calendarPath, "改一天", edit, f.dayPosted, f.calendar),
		get(outletsPath+"/{outlet}", "一个服务网点", days, f.outlet),
		post(outletsPath+"/{outlet}", "提出改动服务网点", f.Roster.Roles(people.Editor), f.outletPosted, f.outlet),

		get(bridgesPath, "窗口电脑", system, f.bridges),
		post(bridgesPath, "登记窗口电脑", system, f.bridgeStarted, f.bridges),
		post(bridgesPath+"/{id}/end", "停用窗口电脑", system, f.bridgeEnded, f.bridges),
		{Method: "POST", Path: bridgeSetUp, Access: web.Everyone, Title: "窗口电脑用设置码登记自己", Handle: f.bridgeSetUp},

		get(rulesPath, "规则表", rules, f.rules),
		get(rulesPath+"/{table}", "一张规则表", rules, f.ruleRows),
		get(rulesPath+"/{table}/new", "加一条规则", edit, f.ruleNew),
		post(rulesPath+"/{table}/new", "提出新的规则", edit, f.ruleNewPosted, f.ruleNew),
		get(rulesPath+"/{table}/{id}", "一条规则", rules, f.ruleRow),
		post(rulesPath+"/{table}/{id}", "提出改动、停用规则", edit, f.ruleRowPosted, f.ruleRow),

		get(textsPath, "短信和文书", look, f.textList),
		get(textsPath+"/{kind}/{code}", "一份文本", look, f.text),
		post(textsPath+"/{kind}/{code}", "预览、提出新的文本", edit, f.textPosted, f.text),
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

// bridgeSetUp takes the code that was typed on the PC of a window, and the public key that it drew.
func (f *Front) bridgeSetUp(w http.ResponseWriter, r *http.Request) error {
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	one, err := f.devices.SetUpBridge(r.Context(), people.VisitorOf(r.Context()), in["code"], in["key"])
	if told, ok := fail.As(err); ok { // to a program, which shows the words
		web.ProblemOf(told).Write(w)
		return nil
	}
	if err != nil {
		return err
	}
	return web.JSON(w, http.StatusOK, map[string]string{"device": strconv.FormatInt(one.ID, 10), "title": one.Title})
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
