package portal

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/office/file"
	"wuyou/office/people"
)

// mayRead reports whether a citizen may read a file: one that his account handed in, one that another
// agent of the same applicant or a program handed in for the case, and one of the office's that came
// with an event he is told of. Papers of the office's own business are not his.
func (f *Front) mayRead(ctx context.Context, v people.Visitor, one file.File) (bool, error) {
	if one.OwnerKind == people.Citizen && one.OwnerID == v.Account.ID {
		return true, nil
	}
	if one.CaseID == 0 {
		return false, nil
	}
	view, err := f.Engine.View(ctx, v.Actor, one.CaseID)
	if fail.Is(err, fail.KindNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if one.OwnerKind == people.Citizen || one.OwnerKind == people.Client {
		return true, nil
	}
	id := strconv.FormatInt(one.ID, 10)
	for _, e := range view.Events {
		if e.Public == "" || e.Input == "" || e.ActorKind == people.Citizen {
			continue
		}
		in, err := f.Engine.Input(e)
		if err != nil {
			continue
		}
		for _, value := range in {
			if slices.Contains(strings.Split(value, ","), id) {
				return true, nil
			}
		}
	}
	return false, nil
}
