package identity

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/persons"
)

// hear are the records of those who hear of a correction: the person, or the firm and those who watch over it.
func (s *Service) hear(ctx context.Context, tx *db.DB, p persons.Person, one persons.Correction) ([]int64, error) {
	list := []int64{p.ID}
	if !p.Firm {
		return list, nil
	}
	agents, err := s.Persons.Hear(ctx, tx, p, one)
	for _, a := range agents {
		list = append(list, a.PersonID)
	}
	return list, err
}

// tell tells each of them, once a telephone number. What was corrected of a firm is named, with the people masked: two
// members of staff may have been deceived by the same paper, and the firm must hear it in words by which it knows.
func (s *Service) tell(ctx context.Context, tx *db.DB, id int64, p persons.Person, in form.Values, hear []int64) error {
	template := "identity_changed"
	words := map[string]string{"site": s.House.City.Name, "hotline": s.House.City.Hotline, "field": persons.FieldWords[in["field"]]}
	if p.Firm {
		template = "firm_changed"
		words["firm"], words["field"] = p.Name, firmWords(in["field"])
		switch in["field"] {
		case persons.FieldAgent:
			words["detail"] = form.MaskName(in["agent_name"])
		case persons.FieldLegal:
			words["detail"] = form.MaskName(in["legal_to"])
		case persons.FieldName:
			words["detail"] = in["name_to"]
		}
	}
	var told []string
	for _, person := range hear {
		phone, err := s.Persons.PhoneIn(ctx, tx, id, person)
		if err != nil {
			return err
		}
		if phone == "" && p.Firm || slices.Contains(told, phone) {
			continue
		}
		told = append(told, phone)
		if err := s.Notices.Send(ctx, tx, notice.To{Case: id, Person: person, Plain: title}, template, words); err != nil {
			return err
		}
	}
	return nil
}

// firmWords is a field of a firm's record in words.
func firmWords(field string) string {
	switch field {
	case persons.FieldName:
		return "名称"
	case persons.FieldNumber:
		return "统一社会信用代码"
	}
	return persons.FieldWords[field]
}
