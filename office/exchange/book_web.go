package exchange

import (
	"net/http"

	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
)

// sheetMost bounds the lines of a workbook.
const sheetMost = 100_000

// book is the workbook of a day's lines or, without a day, of the days of a period.
func (c *Channel) book(w http.ResponseWriter, r *http.Request) error {
	if err := c.whole(r); err != nil {
		return err
	}
	name := c.Title + "报送对账 "
	day, err := calendar.ParseDay(r.URL.Query().Get("day"))
	var book *sheet.Writer
	if err == nil {
		name += day.String()
		book, err = c.linesBook(r, day)
	} else {
		from, to := c.period(r.URL.Query())
		name += from.String() + "至" + to.String()
		book, err = c.daysBook(r, from, to)
	}
	if err != nil {
		return err
	}
	return c.House.Export(w, r, door.OfFigures, name, book)
}

func (c *Channel) daysBook(r *http.Request, from, to calendar.Day) (*sheet.Writer, error) {
	book, err := sheet.NewWriter("报送对账", []string{
		c.One + "日期", "结果", "本市", "已接收", "待报送", "被拒收", "省里有", "省里缺", "只在省里", "对账时间", "对账人"}, 14, 14)
	if err != nil {
		return nil, err
	}
	list, err := daysOf(r.Context(), c.DB, c.Name, from, to)
	for _, d := range list {
		err := book.Row(d.Day.String(), d.verdict().Label, d.Ours, d.Sent, d.Pending, d.Refused, d.Found, d.Missing, d.Extra,
			door.Clock(d.Asked), by(d.Who))
		if err != nil {
			return nil, err
		}
	}
	return book, err
}

func (c *Channel) linesBook(r *http.Request, day calendar.Day) (*sheet.Writer, error) {
	book, err := sheet.NewWriter("报送记录", []string{
		"记录标识", "事项", "内容", c.Note.Ours, "状态", "报送次数", "接收时间", "原因", "重新报送人", "重新报送时间"}, 26, 36)
	if err != nil {
		return nil, err
	}
	lines, about, err := c.lines(r, day, "", sheetMost)
	if err != nil {
		return nil, err
	}
	for i, l := range lines {
		err := book.Row(l.Key, about[i].Title, c.part(l.What), about[i].Note, l.tag().Label, l.Tries, door.Clock(l.SentAt), c.faultWords(l.Fault),
			l.Again, door.Clock(l.AgainAt))
		if err != nil {
			return nil, err
		}
	}
	extra, err := onlyThere(r.Context(), c.DB, c.Name, day, sheetMost)
	for _, x := range extra {
		if err := book.Row(x.Key, x.Title, c.part(x.What), "", "只在省里", "", x.Time, "", "", ""); err != nil {
			return nil, err
		}
	}
	return book, err
}
