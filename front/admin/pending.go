package admin

import (
	"context"

	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/people"
	"wuyou/office/region"
)

type matrix struct {
	Caption string
	Heads   []string
	Groups  []struct {
		Title string
		Rows  []struct {
			Name, Small string
			Cells       []struct{ Head, Text string }
		}
	}
	Width int
}

var Kinds []struct{ Name string }

const jobRedate, jobVerify = "redate", "verify"

func (f *Front) importJob(context.Context, job.Job, func(int, int)) (string, string, error) {
	return "", "", nil
}
func (f *Front) redateJob(context.Context, job.Job, func(int, int)) (string, string, error) {
	return "", "", nil
}
func (f *Front) verifyJob(context.Context, job.Job, func(int, int)) (string, string, error) {
	return "", "", nil
}
func (f *Front) countUnknown(context.Context, people.Visitor) (int64, error) { return 0, nil }

type offerChange struct {
	Item        int64
	Name, Short string
	At, Drop    []region.Code
}

func (f *Front) propose(context.Context, call, string, any, string) error { return nil }

var _ = calendar.Local
var _ catalog.Code
