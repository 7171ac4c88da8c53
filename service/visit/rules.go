package visit

import (
	"context"
	"embed"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
)

//go:embed seed
var seeds embed.FS

// fill gives a new database the parts of the day and the script.
func (s *Service) fill(ctx context.Context, tx *db.DB) error {
	if err := sheet.Rows(seeds, "seed/parts.csv", func(r []string) error {
		return insertPart(ctx, tx, Part{r[0], r[1], r[2], r[3], r[4]})
	}); err != nil {
		return err
	}
	return sheet.Rows(seeds, "seed/questions.csv", func(r []string) error {
		no, err := strconv.ParseInt(r[0], 10, 64)
		if err != nil {
			return err
		}
		return insertQuestion(ctx, tx, Question{no, r[1], r[2], r[3], r[4], r[5] == "1"})
	})
}
