package people

import (
	"strings"

	"wuyou/kit/fail"
)

// Level is how well somebody has proven who he is.
type Level int64

// The levels. Name and number alone are on many papers and prove nobody: what is a person's from before opens, as the
// rows come, where the telephone is his too.
const (
	Doubted  Level = 0 // after a long silence the telephone number may have changed hands
	Phone    Level = 1 // holds the telephone number; name and document number are what he says
	Paired   Level = 2 // name and number belong together, says the identity check
	Matched  Level = 3 // and the telephone is registered to this person
	InPerson Level = 4 // in person at a window, with the document
	Strong   Level = 5 // by face or electronic identity
)

// Levels are those that a row may ask for.
var Levels = []struct {
	Level Level
	Code  string
	Name  string
}{
	{Phone, "phone", "手机号"}, {Paired, "paired", "姓名和证件号核验一致"}, {Matched, "matched", "姓名、证件号、手机号核验一致"},
	{InPerson, "window", "窗口当面核验"}, {Strong, "strong", "人脸或电子身份核验"},
}

// Name is the level in words.
func (l Level) Name() string {
	for _, one := range Levels {
		if one.Level == l {
			return one.Name
		}
	}
	return "待确认"
}

// Right is what somebody may do with what is a person's or a firm's.
type Right int64

// The rights. What was just filed by an account itself it may do everything with.
const (
	See    Right = 1 << iota // look at its cases, files and papers
	Move                     // act in them: supplement, withdraw, change the delivery
	Rate                     // rate what was done
	Apply                    // file something new in its name
	Manage                   // admit and end other agents of a firm
	All    = See | Move | Rate | Apply | Manage
)

// rightWords are rights in words, as a firm reads them.
var rightWords = []struct {
	Right Right
	Word  string
}{{Apply, "提交申请"}, {See, "查看办件"}, {Move, "办理和撤回"}, {Rate, "评价"}, {Manage, "管理经办人"}}

// Words are the rights in words.
func (r Right) Words() string {
	var list []string
	for _, w := range rightWords {
		if r&w.Right != 0 {
			list = append(list, w.Word)
		}
	}
	return strings.Join(list, "、")
}

// Whole refuses rights of an agent that lead nowhere: none, or to file, act or rate for a firm and not to look. field is that of the form.
func (r Right) Whole(field string) error {
	switch {
	case r&All == 0:
		return fail.Invalid("没有写明授权", fail.Field{Name: field, Message: "请至少选一项"})
	case r&(Apply|Move|Rate) != 0 && r&See == 0:
		return fail.Invalid("授权不完整", fail.Field{Name: field, Message: "可以提交申请、办理或者评价的，也要能查看办件"})
	}
	return nil
}
