package rating

import (
	"context"

	"wuyou/office/calendar"
	"wuyou/office/region"
)

// row is a rating with what it is about, for lists.
type row struct {
	ID        int64
	CaseID    int64
	N         int64
	Level     Level
	Source    string
	Way       string
	TagSet    string
	Tags      string
	Comment   string
	Excluded  bool
	At        int64
	Title     string
	Region    region.Code
	Dept      string
	Staff     int64
	StaffName string
	Place     string
	Mode      string
	Item      int64
	Fix       int64 // the rectification
	Outcome   string
	Published string
}

// Today are the services of the day that nobody has rated yet.
func (s *Service) Today(ctx context.Context) ([]Act, error) {
	return unratedOn(ctx, s.DB, calendar.DayOf(s.Now()))
}

// Unpublished are the rectifications of which nothing was made public yet, the oldest first.
func (s *Service) Unpublished(ctx context.Context) ([]int64, error) { return unpublishedIDs(ctx, s.DB) }
