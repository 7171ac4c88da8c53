package file

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// Looked reports whether a member of staff has been let see the file today.
func (s *Store) Looked(ctx context.Context, staff int64, f File) (bool, error) {
	return hasLook(ctx, s.db, int64(calendar.DayOf(s.now())), staff, f.ID)
}

// Look lets a member of staff see the files for today and returns those that are new to him, for the caller to log in the
// same transaction.
func (s *Store) Look(ctx context.Context, tx *db.DB, staff int64, files []File) (fresh []File, err error) {
	for _, f := range files {
		first, err := insertLook(ctx, tx, int64(calendar.DayOf(s.now())), staff, f.ID)
		if err != nil {
			return nil, err
		}
		if first {
			fresh = append(fresh, f)
		}
	}
	return fresh, nil
}
