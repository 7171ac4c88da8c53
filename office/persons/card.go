package persons

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// Card is an identity card that a reader at a window has read: on which PC, with which reader and security module, when.
type Card struct {
	Device             int64
	Place, Reader, SAM string
	At                 int64
}

// Words say for staff how the card was read.
func (c Card) Words() string {
	sam := ""
	if c.SAM != "" {
		sam = "，安全模块 " + c.SAM
	}
	return fmt.Sprintf("%s 在%s用读卡器读取（%s%s）", calendar.At(c.At).Format("2006年1月2日 15:04"), c.Place, c.Reader, sam)
}

// met keeps how the card of a person was read whom a window has received; nil: it was not, number and name were typed.
func (g *Registry) met(ctx context.Context, tx *db.DB, person int64, c *Card) error {
	if c == nil {
		return nil
	}
	return insertCard(ctx, tx, tx.NewID(), person, *c)
}

// howSeen says how a window has seen the document of a person: read, the last time that it was, or typed.
func (g *Registry) howSeen(ctx context.Context, person int64) (string, error) {
	c, err := lastCard(ctx, g.db, person)
	switch {
	case errors.Is(err, db.ErrNone):
		return "窗口核对过证件，手工录入", nil
	case err != nil:
		return "", err
	}
	return "窗口核对过证件，" + c.Words(), nil
}
