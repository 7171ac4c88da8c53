package desk

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/flow"
)

var caseHeads []page.Head

func (f *Front) overviewRow(k flow.Case, tags []page.Tag) page.Row { return page.Row{} }

func pending(http.ResponseWriter, *http.Request) error                      { return fail.NotFound("没有这个页面") }
func (f *Front) overview(w http.ResponseWriter, r *http.Request) error      { return pending(w, r) }
func (f *Front) overviewSheet(w http.ResponseWriter, r *http.Request) error { return pending(w, r) }
func (f *Front) figures(w http.ResponseWriter, r *http.Request) error       { return pending(w, r) }
func (f *Front) rows(w http.ResponseWriter, r *http.Request) error          { return pending(w, r) }
func (f *Front) rowsSheet(w http.ResponseWriter, r *http.Request) error     { return pending(w, r) }
