package rating

import (
	"wuyou/office/region"
)

// row is a rating with what it is about, for lists.
type row struct {
	ID        int64
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
