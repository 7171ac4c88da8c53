package application

import (
	"context"

	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// Told are the happenings of a story of an applicant: of an item at a window, or online where by is "".
func (s *Service) Told(d *door.Demo, item string, who int, by, way string, days ...door.Deed) []door.Happening {
	return s.told(d, 0, story{item: item, who: who, by: by, way: way, days: days})
}

// Touch changes a draft by nothing, as a page does that was opened before the draft went.
func (s *Service) Touch(ctx context.Context, v people.Visitor, id int64) error {
	_, err := s.changeDraft(ctx, v, id, func(*draft) {})
	return err
}

// SendDraft sends a draft as a page does that was opened before the draft went.
func (s *Service) SendDraft(ctx context.Context, who people.Actor, id int64, sub course.Submission) (flow.Case, error) {
	return s.sendDraft(ctx, who, id, sub)
}
