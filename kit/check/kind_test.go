package check

import "testing"

func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		typed  string
		is     Kind
		number string // "" is refused
	}{
		{"", "51140219900307001x", IDCard, "51140219900307001X"},
		{"", "511402199003070011", IDCard, ""},
		{"", "51140219900307001", IDCard, ""}, // one digit lost makes no passport of it
		{"", "810000199408230021", Resident, "810000199408230021"},
		{IDCard, "810000199408230021", IDCard, ""},
		{"", "H1234567890", HomePass, "H1234567890"},
		{"", "m12345678", HomePass, "M12345678"},
		{"", "12345678", Taiwan, "12345678"},
		{"", "E12345678", Passport, "E12345678"},
		{"", "ＥＡ１２３４５６７", Passport, "EA1234567"},
		{Passport, "123456789", Passport, "123456789"}, // all digits only where it is said to be one
		{"", "123456789", IDCard, ""},
		{"", "USA110187061501", Permanent, "USA110187061501"},
		{"", "T510012345", BirthCert, "T510012345"},
		{"", "军字第1234567号", Military, "军字第1234567号"},
		{"", "南字第20123456号", Military, "南字第20123456号"},
		{Passport, "../../etc", Passport, ""},
		{"lottery", "1", "lottery", ""},
		{FirmCode, "91350100m000100y43", FirmCode, "91350100M000100Y43"},
	} {
		kind, number, err := Document(c.kind, c.typed, 20260420)
		if kind != c.is || (err == nil) != (c.number != "") || err == nil && number != c.number {
			t.Errorf("%q as %q is %q %q (%v), want %q %q", c.typed, c.kind, kind, number, err, c.is, c.number)
		}
	}
}

func TestNobodyIsBornTomorrow(t *testing.T) {
	const young = "51140220260420001" // the check character is worked out
	c, _ := Mod112(young)
	if _, _, err := Document(IDCard, young+string(c), 20260420); err != nil {
		t.Error("born today:", err)
	}
	if _, _, err := Document(IDCard, young+string(c), 20260419); err == nil {
		t.Error("born tomorrow is accepted")
	}
	const old = "51140218490101001"
	c, _ = Mod112(old)
	if _, err := CitizenID(old + string(c)); err == nil {
		t.Error("born in 1849 is accepted")
	}
}

func TestCharactersOfThePrivateUseArea(t *testing.T) {
	for private, unicode := range map[string]string{"\ue863": "䶮", "\ue828": "㧟", "\ue864": "龻", "\ue81e": "龴"} {
		if Name("王"+private) != Name("王"+unicode) || Assigned("王"+private) != "王"+unicode {
			t.Errorf("%x is not %s", private, unicode)
		}
	}
}
