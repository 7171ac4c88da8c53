package demo

import (
	"context"

	"wuyou/office/door"
	"wuyou/office/persons"
	"wuyou/province"
)

// Register is whom the stand-in's identity check knows: the demonstration's citizen with her telephone, the made-up applicants
// with theirs, and of each firm its legal representative.
func Register() []province.Registered {
	var list []province.Registered
	for n := range door.Made {
		i := door.MadeApplicant(n)
		if i.Firm {
			list = append(list, province.Registered{Name: i.Legal, Number: door.MadeIDNo(n + 3), Phone: door.MadePhone(n + 3), Firm: i.Name, Code: i.IDNo})
			continue
		}
		list = append(list, province.Registered{Name: i.Name, Number: i.IDNo, Phone: i.Phone})
	}
	return list
}

// Check is the stand-in's answer while the demonstration's past is replayed, when nobody outside is asked.
func Check(_ context.Context, q persons.Question) (persons.Verdict, error) {
	var v persons.Verdict
	for _, one := range Register() {
		if one.Name == q.Name && one.Number == q.IDNo && (q.FirmCode == "" || one.Code == q.FirmCode) {
			v.Paired, v.Phone = true, v.Phone || one.Phone == q.Phone
		}
	}
	return v, nil
}
