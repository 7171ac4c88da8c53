package application

import "wuyou/office/door"

// Told are the happenings of a story of an applicant: of an item at a window, or online where by is "".
func (s *Service) Told(d *door.Demo, item string, who int, by, way string, days ...door.Deed) []door.Happening {
	return s.told(d, 0, story{item: item, who: who, by: by, way: way, days: days})
}
