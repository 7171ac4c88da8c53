package door

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"wuyou/kit/check"
	"wuyou/office/persons"
)

// The people of the demonstration, made up by number.

// DemoPhone is the telephone of the demonstration's citizen, who has cases of her own.
const DemoPhone = "13800138000"

var (
	surnames   = []rune("李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎")
	givenNames = []string{
		"建国", "秀英", "志强", "丽娟", "伟", "芳", "文斌", "晓梅", "国华", "静", "涛", "敏", "春兰", "海燕", "勇", "雪", "永刚", "桂香", "鹏",
		"玉梅", "浩然", "思雨", "子轩", "欣怡", "洪波",
	}
)

// Made is how many people are made up without a name coming twice.
var Made = len(surnames)

// MadeName is the n-th made-up name.
func MadeName(n int) string {
	return string(surnames[n*7%len(surnames)]) + givenNames[n*11%len(givenNames)]
}

// MadePhone is the n-th made-up telephone number.
func MadePhone(n int) string { return fmt.Sprintf("1380013%04d", 8000+n*37) }

// MadeApplicant is the n-th made-up applicant: the first is the demonstration's citizen, every third a firm.
func MadeApplicant(n int) persons.Identity {
	switch {
	case n == 0:
		return persons.Identity{Name: "张晓梅", IDNo: MadeIDNo(0), Phone: DemoPhone}
	case n%3 == 2:
		return persons.Identity{
			Firm: true, Name: string(surnames[n]) + "氏" + []string{"餐饮", "酒店", "游泳", "广告", "水业"}[n%5] + "有限公司",
			IDNo: MadeCredit(n), Phone: MadePhone(n), Legal: MadeName(n + 3),
		}
	}
	return persons.Identity{Name: MadeName(n), IDNo: MadeIDNo(n), Phone: MadePhone(n)}
}

// MadeIDNo is the n-th made-up ID number; the last character is the one that fits.
func MadeIDNo(n int) string { return MadeIDNoOf(1950+n%50, n) }

// MadeIDNoOf is the same of somebody born in a year.
func MadeIDNoOf(year, n int) string {
	return fitting(fmt.Sprintf("511402%04d%02d%02d%03d", year, n%12+1, n%28+1, 1+n%999), "0123456789X", func(s string) error {
		_, err := check.CitizenID(s)
		return err
	})
}

// MadeCredit is the n-th made-up credit code.
func MadeCredit(n int) string {
	return fitting(fmt.Sprintf("91511402MA6%06d", n), "0123456789ABCDEFGHJKLMNPQRTUWXY", func(s string) error {
		return check.CreditCode(s)
	})
}

func fitting(head, last string, check func(string) error) string {
	for _, c := range last {
		if check(head+string(c)) == nil {
			return head + string(c)
		}
	}
	return head
}

// MadePaper is a page with grey lines, as a scanned paper.
func MadePaper() []byte {
	m := image.NewGray(image.Rect(0, 0, 420, 594))
	for y := range 594 {
		for x := range 420 {
			c := color.Gray{Y: 250}
			if y > 60 && y < 520 && y%26 < 5 && x > 50 && x < 370 {
				c.Y = 190
			}
			m.SetGray(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}
