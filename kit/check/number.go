package check

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Citizen is what an identity number says of its holder.
type Citizen struct {
	Birth int32 // yyyymmdd
	Male  bool
}

// CitizenID checks an 18-digit citizen identity number (GB 11643-1999; also the residence permits of
// Hong Kong, Macao and Taiwan residents and the 18-digit permit of foreign permanent residents): its
// form, the date of birth and the check character. A final x may be lower case. The region is not
// looked up, because numbers outlive regions. The error is in words for the person who typed it.
func CitizenID(s string) (Citizen, error) {
	if last := len(s) - 1; last == 17 && s[last] == 'x' {
		s = s[:last] + "X"
	}
	switch {
	case len(s) == 15 && all(s, digit):
		return Citizen{}, errors.New("15 位的旧身份证号已停用，请填写 18 位的身份证号")
	case len(s) != 18:
		return Citizen{}, errors.New("身份证号应为 18 位，请核对位数")
	case !all(s[:17], digit) || s[0] == '0' || !digit(s[17]) && s[17] != 'X':
		return Citizen{}, errors.New("身份证号由 18 位数字组成，只有最后一位可以是 X")
	}
	birth := s[6:14]
	if _, err := time.Parse("20060102", birth); err != nil || birth < "1850" || birth >= "2100" {
		return Citizen{}, errors.New("身份证号第 7 至 14 位应是出生日期，请核对")
	}
	if c, _ := Mod112(s[:17]); c != s[17] {
		return Citizen{}, errors.New("身份证号校验不通过，可能有一位填错了，请核对")
	}
	day, err := strconv.Atoi(birth)
	return Citizen{Birth: int32(day), Male: s[16]%2 == 1}, err
}

// CreditCode checks an 18-character unified social credit code (GB 32100-2015), upper case.
// The organisation code inside is not checked a second time.
func CreditCode(s string) error {
	if len(s) != 18 {
		return errors.New("统一社会信用代码应为 18 位，请核对位数")
	}
	c, err := Credit(s[:17])
	switch {
	case err != nil || !all(s[2:8], digit):
		return errors.New("统一社会信用代码由数字和大写字母组成，不使用 I、O、S、V、Z，第 3 至 8 位是数字")
	case c != s[17]:
		return errors.New("统一社会信用代码校验不通过，可能有一位填错了，请核对")
	}
	return nil
}

// landline is an area code (010, 02x, or four digits from 03 to 09), a number and perhaps an extension.
var landline = regexp.MustCompile(`^(010-?[2-9]\d{7}|02\d-?[2-9]\d{7}|0[3-9]\d\d-?[2-9]\d{6,7})(-\d{1,6})?$`)

var waybill = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)*$`)

// Waybill checks the number of a parcel, as Plain writes it. Carriers number differently, but all with letters and digits, and none without
// a digit.
func Waybill(s string) error {
	if !waybill.MatchString(s) || !strings.ContainsAny(s, "0123456789") {
		return errors.New("运单号由数字和字母组成，请照面单填写")
	}
	return nil
}

// Mobile checks a mainland mobile number, the only kind that a text message reaches: 11 digits.
func Mobile(s string) error {
	if len(s) != 11 || !all(s, digit) || s[0] != '1' || s[1] < '3' {
		return errors.New("手机号应为 11 位数字，以 1 开头")
	}
	return nil
}

// Phone checks a number to call back: a mainland mobile number, or a landline with its area code.
func Phone(s string) error {
	if Mobile(s) == nil || landline.MatchString(s) {
		return nil
	}
	return errors.New("请填写 11 位手机号，或带区号的座机号，如 028-38195555")
}

func all(s string, is func(byte) bool) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 || !is(byte(r)) }) < 0
}
