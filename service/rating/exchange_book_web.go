package rating

import (
	"net/http"

	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
)

func (s *Service) exchangeSheet(w http.ResponseWriter, r *http.Request) error {
	if err := s.whole(r); err != nil {
		return err
	}
	v, name := people.VisitorOf(r.Context()), "好差评报送对账"
	var book *sheet.Writer
	day, err := calendar.ParseDay(r.URL.Query().Get("day"))
	if err == nil {
		name += " " + day.String()
		book, err = s.linesBook(r, day)
	} else {
		p := s.asked(r.URL.Query(), v.Actor)
		name += " " + p.From.String() + "至" + p.To.String()
		book, err = s.daysBook(r, p)
	}
	if err != nil {
		return err
	}
	return s.House.Export(w, r, door.OfFigures, name, book)
}

func (s *Service) daysBook(r *http.Request, p period) (*sheet.Writer, error) {
	book, err := sheet.NewWriter("报送对账", []string{"评价日期", "结果", "本市", "已接收", "待报送", "被拒收", "省里有", "省里缺", "只在省里", "对账时间", "对账人"}, 14, 14)
	if err != nil {
		return nil, err
	}
	days, err := exchangeDays(r.Context(), s.DB, p.From, p.To)
	for _, d := range days {
		if err := book.Row(d.Day.String(), verdict(d).Label, d.Ours, d.Sent, d.Pending, d.Refused, d.Found, d.Missing, d.Extra, momentOr(d.Asked), by(d.Who)); err != nil {
			return nil, err
		}
	}
	return book, err
}

// sheetMost bounds the lines of a workbook.
const sheetMost = 100_000

func (s *Service) linesBook(r *http.Request, day calendar.Day) (*sheet.Writer, error) {
	book, err := sheet.NewWriter("报送记录", []string{"记录标识", "事项", "内容", "满意程度", "状态", "报送次数", "接收时间", "原因", "重新报送人", "重新报送时间"}, 26, 36)
	if err != nil {
		return nil, err
	}
	lines, err := exchangeLines(r.Context(), s.DB, day, "", sheetMost)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if err := book.Row(l.Key, l.Title, tellWords[l.What], l.Level.Words(), l.tag().Label, l.Tries, momentOr(l.SentAt), faultWords(l.Fault), l.Again, momentOr(l.AgainAt)); err != nil {
			return nil, err
		}
	}
	extra, err := onlyThere(r.Context(), s.DB, day, sheetMost)
	for _, x := range extra {
		if err := book.Row(x.Key, x.Service, tellWords[x.Kind], "", "只在省里", "", x.Time, "", "", ""); err != nil {
			return nil, err
		}
	}
	return book, err
}
