package application

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/service/application/course"
)

// request is an application as a program sends it.
type request struct {
	Item      string            `json:"item" doc:"事项编号或地方编码"`
	Region    string            `json:"region" pattern:"^[0-9]{12}$" doc:"受理的地方"`
	Applicant Party             `json:"applicant"`
	Agent     *agent            `json:"agent,omitempty" doc:"代办人或经办人"`
	Answers   map[string]string `json:"answers,omitempty" doc:"情形问题的回答"`
	Checklist string            `json:"checklist,omitempty" doc:"一次性告知单编号，代替 answers"`
	Form      map[string]string `json:"form" doc:"申请表，见事项的 form"`
	Materials []material        `json:"materials,omitempty"`
	Delivery  string            `json:"delivery,omitempty" enum:"pickup,courier,electronic"`
	Address   *address          `json:"address,omitempty" doc:"邮寄的收件人"`
	Home      string            `json:"home,omitempty" doc:"申请人所在的乡镇或村"`
	CommitTo  bool              `json:"commit,omitempty" doc:"选择告知承诺"`
	Signed    string            `json:"signed,omitempty" doc:"选择告知承诺或者有容缺材料的，签署人（有经办人的为经办人）在申请平台输入的姓名"`
}

// Party is exported for the agent, who embeds it: the library describes and reads exported fields only.
type Party struct {
	Firm  bool   `json:"firm,omitempty" doc:"企业或组织"`
	Name  string `json:"name" maxLength:"100"`
	Kind  string `json:"id_kind,omitempty" enum:"id_card,resident,permanent,home_pass,taiwan,passport,military,birth_cert" doc:"证件种类；不给就按号码识别"`
	IDNo  string `json:"id_no" maxLength:"30" doc:"证件号（身份证、护照、通行证、居住证等）或统一社会信用代码"`
	Phone string `json:"phone,omitempty" maxLength:"30"`
	Legal string `json:"legal,omitempty" maxLength:"100" doc:"法定代表人"`
}

type agent struct {
	Party
	Relation string `json:"relation,omitempty" enum:"agent,relative,friend,staff"`
	Right    string `json:"right,omitempty" enum:"letter,voice,present"`
}

type material struct {
	Key   string   `json:"key"`
	State string   `json:"state,omitempty" enum:"uploaded,paper,exempt,later" doc:"paper 只用于窗口收件"`
	Files []string `json:"files,omitempty" doc:"上传得到的文件编号"`
	Note  string   `json:"note,omitempty" maxLength:"500"`
}

type address struct {
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Street string `json:"street"`
}

// receipt is what the program gets: enough to print a receipt.
type receipt struct {
	Number string `json:"number"`
	State  string `json:"state"`
	DueAt  string `json:"due_at,omitempty"`
	Seq    int64  `json:"seq"`
	Again  bool   `json:"again,omitempty" doc:"重复的请求，返回的是第一次的办件"`
}

func (r *request) identity(p Party) persons.Identity {
	return persons.Identity{Firm: p.Firm, Name: p.Name, Kind: check.Kind(p.Kind), IDNo: p.IDNo, Phone: p.Phone,
		Legal: p.Legal}
}

// submission reads a program's request.
func (s *Service) submission(ctx context.Context, r *request) (course.Submission, error) {
	var sub course.Submission
	e, err := s.find(r.Item)
	if err != nil {
		return sub, err
	}
	if sub.Place, err = region.Parse(r.Region); err != nil {
		return sub, err
	}
	if _, ok := s.Regions.Find(sub.Place); !ok {
		return sub, fail.Invalid("没有这个区划", fail.Field{Name: "region", Message: "没有代码为 " + r.Region + " 的区划"})
	}
	sub.Item, sub.Applicant, sub.Channel = e.ID, r.identity(r.Applicant), flow.ByAPI
	sub.Answers, sub.Form, sub.Delivery, sub.CommitTo = catalog.Answers(r.Answers), form.Values(r.Form), r.Delivery,
		r.CommitTo
	sub.Signed = r.Signed
	if r.Checklist != "" {
		k, err := s.Catalog.Recall(ctx, r.Checklist)
		if err != nil {
			return sub, err
		}
		sub.Answers = k.Answers
	}
	if r.Home != "" {
		if sub.Home, err = region.Parse(r.Home); err != nil {
			return sub, err
		}
	}
	if r.Agent != nil {
		i := r.identity(r.Agent.Party)
		sub.Agent, sub.By = &i, course.Proxy{Relation: r.Agent.Relation, Right: r.Agent.Right}
	}
	if r.Address != nil {
		sub.Address = course.Address{Name: r.Address.Name, Phone: r.Address.Phone, Street: r.Address.Street}
	}
	for _, m := range r.Materials {
		h := course.Handed{Key: m.Key, State: m.State, Note: m.Note}
		for _, id := range m.Files {
			n, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return sub, fail.Invalid("文件编号不对", fail.Field{Name: "materials", Message: "文件编号应为上传得到的数字"})
			}
			h.Files = append(h.Files, n)
		}
		sub.Materials = append(sub.Materials, h)
	}
	return sub, nil
}

func (s *Service) find(item string) (catalog.Entry, error) {
	if id, err := strconv.ParseInt(item, 10, 64); err == nil {
		if e, err := s.Catalog.Entry(id); err == nil {
			return e, nil
		}
	}
	return s.Catalog.ByCode(item)
}

// apply makes a case of a program's request. The key makes a repeated request the same case.
func (s *Service) apply(ctx context.Context, actor people.Actor, key string, r *request, raw []byte) (receipt, error) {
	sub, err := s.submission(ctx, r)
	if err != nil {
		return receipt{}, err
	}
	if len(actor.Posts) > 0 && !actor.Posts[0].Region.Covers(sub.Place) {
		return receipt{}, fail.Forbidden("令牌只能在 %s 范围内申请", s.Regions.Name(actor.Posts[0].Region))
	}
	if sub.Once, err = flow.OnceOf(course.Kind, actor, strings.TrimSpace(key), gm.Hash(raw)); err != nil {
		return receipt{}, err
	}
	k, again, err := s.Submit(ctx, actor, sub)
	if err != nil {
		return receipt{}, err
	}
	return receipt{Number: k.Number(), State: k.State, DueAt: s.House.Promised(k), Seq: k.Seq, Again: again}, nil
}
