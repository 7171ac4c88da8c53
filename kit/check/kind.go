package check

import (
	"errors"
	"regexp"
	"strings"
)

// Kind is a kind of document by whose number somebody is known.
type Kind string

// The kinds. Resident permits of Hong Kong, Macao and Taiwan residents and the newer permit of foreign permanent
// residents have numbers made like that of the identity card, in one series with it.
const (
	IDCard    Kind = "id_card"    // 居民身份证, GB 11643
	Resident  Kind = "resident"   // 港澳台居民居住证
	Permanent Kind = "permanent"  // 外国人永久居留身份证, 18 digits since 2023, 15 characters before
	HomePass  Kind = "home_pass"  // 港澳居民来往内地通行证
	Taiwan    Kind = "taiwan"     // 台湾居民来往大陆通行证
	Passport  Kind = "passport"   // 护照
	Military  Kind = "military"   // 军官证、文职干部证、士兵证
	BirthCert Kind = "birth_cert" // 出生医学证明
	FirmCode  Kind = "firm_code"  // 统一社会信用代码
)

// Kinds are the documents of natural persons, in the order in which people are asked. A number that says nothing of its
// kind is of the first whose form it has (KindOf).
var Kinds = []struct {
	Kind  Kind
	Name  string
	Code  string // in records for other platforms (GA/T 2000.156); 990 is another document
	Shape string // in words, for who typed it
	form  *regexp.Regexp
}{
	{IDCard, "居民身份证", "111", "18 位", regexp.MustCompile(`^[1-7]`)},
	{Resident, "港澳台居民居住证", "990", "18 位，以 81、82 或 83 开头", regexp.MustCompile(`^8[123]`)},
	{HomePass, "港澳居民来往内地通行证", "516", "H 或 M 加 8 位或 10 位数字", regexp.MustCompile(`^[HM]\d{8}(\d{2})?$`)},
	{Taiwan, "台湾居民来往大陆通行证", "511", "8 位数字，旧证 10 位数字加校验字符", regexp.MustCompile(`^(\d{8}|\d{10}(\(?[A-Z0-9]\)?)?)$`)},
	{Permanent, "外国人永久居留身份证", "553", "18 位，以 9 开头；旧证 3 个字母加 12 位数字", regexp.MustCompile(`^(9|[A-Z]{3}\d{12}$)`)},
	{BirthCert, "出生医学证明", "117", "1 个字母加 9 位数字", regexp.MustCompile(`^[A-Z]\d{9}$`)},
	{Military, "军人证件（军官证、士兵证等）", "114", "如 军字第1234567号", regexp.MustCompile(`^[\p{Han}]{1,4}字第?[0-9A-Z-]{4,12}号?$`)},
	{Passport, "护照", "414", "5 至 12 位字母和数字", regexp.MustCompile(`^[A-Z0-9]{5,12}$`)},
}

// KindOf is the kind of a number of which nobody said it. A number of 18 characters is made like that of the identity
// card; what can be nothing else is a passport's, if it has a letter.
func KindOf(number string) Kind {
	switch number = Plain(number); {
	case len(number) == 18 && strings.HasPrefix(number, "9"):
		return Permanent
	case len(number) == 18 && strings.HasPrefix(number, "8"):
		return Resident
	case len(number) == 18 || !strings.ContainsFunc(number, letter) && len(number) != 8 && len(number) != 10:
		return IDCard
	}
	for _, k := range Kinds[2:] {
		if k.form.MatchString(number) {
			return k.Kind
		}
	}
	return IDCard
}

func letter(r rune) bool { return r >= 'A' && r <= 'Z' || r > 127 }

// Name is the kind in words.
func (k Kind) Name() string {
	for _, one := range Kinds {
		if one.Kind == k {
			return one.Name
		}
	}
	if k == FirmCode {
		return "统一社会信用代码"
	}
	return "证件"
}

// Code is the kind in records for other platforms; that of a firm is 001 there.
func (k Kind) Code() string {
	for _, one := range Kinds {
		if one.Kind == k {
			return one.Code
		}
	}
	return "001"
}

// Series is what numbers of the kind are told apart by from those of others; those made like the identity card's share
// one.
func (k Kind) Series(number string) string {
	if k == FirmCode || len(number) == 18 {
		return number
	}
	return string(k) + " " + number
}

// Document checks the number of a document of a kind, "" as it looks, and returns it with its kind as it is kept. today
// is the day, yyyymmdd, after which nobody can be born; 0 where there is none. The error is in words for the person who
// typed it.
func Document(kind Kind, number string, today int32) (Kind, string, error) {
	number = Plain(number)
	if kind == "" {
		kind = KindOf(number)
	}
	if kind == FirmCode {
		return kind, number, CreditCode(number)
	}
	for _, k := range Kinds {
		if k.Kind != kind {
			continue
		}
		made := kind == IDCard || kind == Resident || kind == Permanent && len(number) == 18
		if made {
			holder, err := CitizenID(number)
			if err == nil && today != 0 && holder.Birth > today {
				err = errors.New("出生日期晚于今天，请核对证件号")
			}
			if err != nil {
				return kind, number, err
			}
		}
		if !k.form.MatchString(number) {
			return kind, number, errors.New(k.Name + "的号码应为 " + k.Shape + "，请核对")
		}
		return kind, number, nil
	}
	return kind, number, errors.New("请在列出的证件种类里选")
}
