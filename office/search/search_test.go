package search

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// table reads a CSV file of the project's data.
func table(path string) [][]string {
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(err)
	}
	return rows
}

// items are the real catalogue.
func items() []Doc {
	var docs []Doc
	for i, row := range table("../../data/items.csv")[1:] {
		docs = append(docs, Doc{ID: int64(i + 1), Name: row[1], Dept: row[2], Kind: row[4]})
	}
	return docs
}

// samples are items a city has that the catalogue lacks.
var samples = []string{
	"住房公积金提取", "住房公积金贷款", "租房提取住房公积金", "购房提取住房公积金", "住房公积金缴存登记", "出生登记",
}

// catalogue is the real catalogue with the samples, built once, and the name of each doc.
var catalogue = sync.OnceValues(func() (*Index, map[int64]string) {
	docs := items()
	for i, name := range samples {
		docs = append(docs, Doc{ID: int64(9000 + i), Name: name, Dept: "公积金中心", Kind: "公共服务"})
	}
	names := map[int64]string{}
	for _, d := range docs {
		names[d.ID] = d.Name
	}
	return Build(docs, Words()), names
})

// find returns the names of the first k hits, and how many there are in all.
func find(text string, k int) (names []string, total int) {
	x, name := catalogue()
	hits, total := x.Find(Query{Text: text, Limit: k})
	for _, h := range hits {
		names = append(names, name[h.ID])
	}
	return names, total
}

func TestFind(t *testing.T) {
	tests := []struct {
		text string
		k    int // want is among the first k
		want string
	}{
		// said words
		{"社保", 5, "社会保障卡申领"},
		{"社保卡", 5, "社会保障卡申领"},
		{"社保卡丢了", 1, "社会保障卡挂失"},
		{"社保卡丢了", 2, "社会保障卡补领、换领、换发"},
		{"社保卡丢了怎么办", 1, "社会保障卡挂失"},
		{"社保卡密码忘了", 1, "社会保障卡密码重置"},
		{"上户口", 1, "出生登记"},
		{"上户口", 2, "户口登记"},
		{"我想给娃儿上户口需要准备哪些东西", 2, "户口登记"},
		{"迁户口", 1, "户口迁移审批"},
		{"改名字", 1, "户口变更"},
		{"身份证丢了", 1, "居民身份证挂失申报、丢失招领"},
		{"身份证过期", 1, "居民身份证办理（包括临时）"},
		{"暂住证", 1, "居住证办理"},
		{"狗证", 1, "犬类准养证核发"},
		{"无犯罪", 1, "无犯罪记录证明"},
		{"开饭馆", 1, "食品(含保健食品)经营许可核发"},
		{"开餐馆", 3, "食品小经营店备案发放"},
		{"开火锅店要啥子手续", 3, "食品(含保健食品)经营许可核发"},
		{"办营业执照", 1, "公司设立登记"},
		{"办营业执照", 2, "个体工商户设立登记"},
		{"营业执照丢了", 1, "证照遗失补领、换发申请"},
		{"注册公司", 1, "公司设立登记"},
		{"个体户", 1, "个体工商户设立登记"},
		{"开小卖部", 1, "个体工商户设立登记"},
		{"退休", 1, "企业职工基本养老保险正常退休申请"},
		{"办退休", 1, "企业职工基本养老保险正常退休申请"},
		{"病退", 2, "病残津贴申领"},
		{"生娃", 1, "《出生医学证明》首次签发"},
		{"生小孩", 3, "生育医疗费支付"},
		{"产假工资", 1, "生育津贴支付"},
		{"结婚", 1, "中国内地公民婚姻登记"},
		{"扯证", 2, "结婚登记预约"},
		{"离婚", 1, "离婚登记预约"},
		{"低保", 1, "最低生活保障"},
		{"吃低保", 1, "最低生活保障"},
		{"考驾照", 1, "机动车驾驶证公证（指引）"},
		{"拖拉机驾照", 1, "拖拉机/联合收割机驾驶证初次申领"},
		{"驾校", 1, "机动车驾驶员培训备案"},
		{"跑滴滴", 1, "网络预约出租汽车运输证发放（新增）"},
		{"老年证", 1, "申领《四川省老年人优待证》"},
		{"八十岁补贴", 1, "80周岁以上老年人高龄津贴发放"},
		{"残疾证", 1, "残疾人证新办"},
		{"五保户", 1, "特困人员救助供养"},
		{"打疫苗", 1, "《预防接种证》办理"},
		{"健康证", 1, "食品行业从业人员预防性体检合格证办理"},
		{"找工作", 1, "职业介绍"},
		{"失业金", 1, "失业保险金申领"},
		{"老板跑了", 1, "劳动人事争议仲裁申请"},
		{"查社保", 1, "个人参保证明查询打印"},
		{"灵活就业", 1, "灵活就业人员企业职工基本养老保险参保登记"},
		{"死亡待遇", 1, "遗属待遇申领"},
		{"新农合", 1, "城乡居民参保登记"},
		{"报账", 1, "住院费用报销"},
		{"异地就医", 1, "异地长期居住人员备案"},
		{"慢病", 1, "基本医疗保险参保人员享受门诊慢特病病种待遇认定"},
		{"医保码", 1, "医保电子凭证申领"},
		{"退伍", 1, "退役报到"},
		{"修房子", 1, "乡村建设规划许可证核发"},
		{"廉租房", 1, "公共租赁住房申请资格审核认定"},
		{"装天然气", 1, "供气报装"},
		{"安电表", 1, "供电报装"},
		{"砍树", 1, "林木采伐许可证核发（县级权限）"},
		{"打井", 1, "取水许可证新办审批"},
		{"养猪", 3, "畜禽养殖场、养殖小区备案"},
		{"卖烟", 1, "烟草专卖零售许可证新办"},
		{"网吧", 1, "开办互联网上网服务营业场所"},
		{"KTV", 1, "设立歌舞娱乐场所《娱乐经营许可证》核发"},
		{"开诊所", 1, "内资医疗机构设置审批（县级）"},
		{"开发票", 1, "代开增值税普通发票（县级行使）"},
		{"完税证明", 1, "开具税收完税证明（县级行使）"},
		{"叉车证", 1, "特种设备作业人员资格认定取证"},
		{"假货", 1, "消费纠纷调解"},
		{"公积金", 2, "住房公积金提取"},
		{"取公积金", 1, "住房公积金提取"},
		{"公积金买房", 1, "住房公积金贷款"},

		// parts of a name, in any order
		{"老年 优待", 1, "申领《四川省老年人优待证》"},
		{"优待 老年", 1, "申领《四川省老年人优待证》"},
		{"老年优待", 1, "申领《四川省老年人优待证》"},
		{"临时身份证明", 1, "临时身份证明"},
		{"居民身份证挂失申报、丢失招领", 1, "居民身份证挂失申报、丢失招领"},
		{"食品小经营店 注销", 1, "食品小经营店备案注销"},
		{"注销 食品小经营店", 1, "食品小经营店备案注销"},
		{"社会保障挂失", 1, "社会保障卡挂失"},
		{"护士 延续", 1, "护士延续执业注册"},
		{"取水许可变更", 1, "取水许可证变更审批"},
		{"校车", 1, "校车使用许可"},
		{"动物诊疗", 1, "动物诊疗许可"},
		{"（校车使用许可）", 1, "校车使用许可"},
		{"80周岁", 1, "80周岁以上老年人高龄津贴发放"},
		{"８０周岁", 1, "80周岁以上老年人高龄津贴发放"},
		{"社 保", 5, "社会保障卡申领"},
		{"公安局 护照", 1, "普通护照签发"},
		{"公共场所卫生许可新办审批(县级)", 1, "公共场所卫生许可新办审批（县级）"},

		// pinyin, whole and half
		{"shebao", 5, "社会保障卡申领"},
		{"shebaok", 5, "社会保障卡申领"},
		{"shebaoka", 5, "社会保障卡申领"},
		{"she bao ka", 5, "社会保障卡申领"},
		{"SheBaoKa", 5, "社会保障卡申领"},
		{"gongjijin", 2, "住房公积金提取"},
		{"gongjijintiqu", 1, "住房公积金提取"},
		{"shenfenzheng", 1, "居民身份证办理（包括临时）"},
		{"shenfenzhen", 1, "居民身份证办理（包括临时）"},
		{"hukou", 5, "户口登记"},
		{"hukouqianyi", 1, "户口迁移审批"},
		{"yingyezhizhao", 1, "公司设立登记"},
		{"kaifanguan", 1, "食品(含保健食品)经营许可核发"},
		{"tuixiu", 1, "企业职工基本养老保险正常退休申请"},
		{"dibao", 1, "最低生活保障"},
		{"jiehun", 1, "中国内地公民婚姻登记"},
		{"yibao", 1, "基本医疗保险关系转移接续"},
		{"gongzuo", 5, "放射工作人员证办理"},
		{"xiaoche", 1, "校车使用许可"},
		{"kuaiji", 2, "会计专业技术人员继续教育办理"},
		{"tiaojie", 5, "人民调解业务信息查询"},
		{"chongzhi", 1, "社会保障卡密码重置"},
		{"lvshi", 1, "律师及律所投诉指引"},

		// initials
		{"gjj", 2, "住房公积金提取"},
		{"sbk", 5, "社会保障卡申领"},
		{"sfz", 1, "居民身份证办理（包括临时）"},
		{"yyzz", 1, "公司设立登记"},
		{"dbh", 1, "最低生活保障"},
		{"hkqy", 1, "户口迁移审批"},
		{"gtgsh", 5, "个体工商户设立登记"},
		{"sydj", 1, "失业登记"},
		{"xcsyxk", 1, "校车使用许可"},
		{"gtyy", 5, "个体演员备案"},

		// characters and pinyin mixed
		{"she保", 5, "社会保障卡申领"},
		{"社bao", 5, "社会保障卡申领"},
		{"身fen证", 1, "居民身份证办理（包括临时）"},
		{"户口qianyi", 1, "户口迁移审批"},
		{"校che", 1, "校车使用许可"},

		// the right sound, the wrong character
		{"公积金题取", 1, "住房公积金提取"},
		{"身分证", 1, "居民身份证办理（包括临时）"},
		{"身分证怎么办", 1, "居民身份证办理（包括临时）"},
		{"医报", 3, "基本医疗保险关系转移接续"},
		{"医报电子凭证", 1, "医保电子凭证申领"},
		{"失业登计", 1, "失业登记"},
		{"烟草专卖令售许可证新办", 1, "烟草专卖零售许可证新办"},
		{"护照签法", 1, "普通护照签发"},

		// a wrong, missing or additional character
		{"社会保障卡挂实", 1, "社会保障卡挂失"},
		{"最低生活保证", 1, "最低生活保障"},
		{"婚登记预约", 2, "离婚登记预约"},
		{"城乡居民的基本养老保险参保登记", 1, "城乡居民基本养老保险参保登记"},

		// in the accent of Sichuan
		{"sebao", 5, "社会保障卡申领"},
		{"senfenzen", 1, "居民身份证办理（包括临时）"},
		{"longmin", 5, "农民专业合作社（联合社）设立登记"},
		{"fukou", 5, "户口登记"},
		{"jiefen", 1, "中国内地公民婚姻登记"},
	}
	for _, tt := range tests {
		got, total := find(tt.text, tt.k)
		if !slices.Contains(got, tt.want) {
			t.Errorf("%s: want %s among the first %d, got %s (of %d)", tt.text, tt.want, tt.k, strings.Join(got, " | "), total)
		}
	}
}

// What is not there is not found, and what is found is not everything.
func TestFindFew(t *testing.T) {
	tests := []struct {
		text string
		most int
	}{
		{"阿斯顿发", 0},
		{"qwrtpx", 0},
		{"苹果手机保险", 0},
		{"火星移民", 0},
		{"？？？", 0},
		{"hello world", 0},
		{"1234567890", 0},
		{"㍿🙂", 0},
		{"买彩票", 0},
		{"天气预报", 3},
		{"社保", 30},
		{"医保", 20},
		{"身份证", 10},
		{"公积金", 5},
		{"sbk", 15},
		{"gjj", 5},
		{"开饭馆", 20},
	}
	for _, tt := range tests {
		if got, total := find(tt.text, 5); total > tt.most {
			t.Errorf("%s: %d hits, want at most %d: %s", tt.text, total, tt.most, strings.Join(got, " | "))
		}
	}
}

// 社保 finds what is called so, and what it stands for, before anything else.
func TestFindOnlySocial(t *testing.T) {
	got, _ := find("社保", 30)
	for _, name := range got {
		if !strings.Contains(name, "社会保") && !strings.Contains(name, "社保") {
			t.Errorf("社保 finds %s", name)
		}
	}
}

func TestFindOrder(t *testing.T) {
	docs := []Doc{
		{ID: 1, Name: "经营许可"}, {ID: 2, Name: "经营许可注销"}, {ID: 3, Name: "食品经营许可"}, {ID: 4, Name: "食品经营与销售许可"},
		{ID: 5, Name: "许可的经营"}, {ID: 6, Name: "精英许可"},
	}
	x := Build(docs, nil)
	hits, _ := x.Find(Query{Text: "经营许可"})
	var got []int64
	for _, h := range hits {
		got = append(got, h.ID)
	}
	if want := []int64{1, 2, 3, 5, 4, 6}; !slices.Equal(got, want) {
		t.Errorf("经营许可: got %v, want %v: whole, beginning, part, pieces by length, sound", got, want)
	}
	if hits, _ := x.Find(Query{Text: "精英许可证"}); len(hits) == 0 || hits[0].ID != 6 {
		t.Errorf("精英许可证: got %v, want 6 first", hits)
	}
	docs[1].Boost = 1
	hits, _ = Build([]Doc{{ID: 7, Name: "经营许可延续", Boost: 0.1}, docs[1], {ID: 8, Name: "经营许可变更"}}, nil).Find(Query{Text: "经营"})
	if hits[0].ID != 2 || hits[1].ID != 7 || hits[2].ID != 8 {
		t.Errorf("经营: got %v, want the more popular first", hits)
	}
}

func TestFindAliasAndDept(t *testing.T) {
	x := Build([]Doc{
		{ID: 1, Name: "甲种登记", Alias: "绿本本 小红书", Dept: "区民政局"},
		{ID: 2, Name: "乙种登记", Dept: "区民政局"},
		{ID: 3, Name: "乙种登记", Dept: "区人社局"},
	}, nil)
	tests := []struct {
		text string
		want []int64
	}{
		{"绿本本", []int64{1}},
		{"lvbenben", []int64{1}},
		{"小红", []int64{1}},
		{"民政局", []int64{1, 2}},
		{"民政局 乙种", []int64{2}},
		{"乙种", []int64{2, 3}},
	}
	for _, tt := range tests {
		hits, total := x.Find(Query{Text: tt.text})
		var got []int64
		for _, h := range hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || total != len(tt.want) {
			t.Errorf("%s: got %v of %d, want %v", tt.text, got, total, tt.want)
		}
	}
}

func TestFindNothing(t *testing.T) {
	x := Build(nil, Words())
	for _, text := range []string{"", "社保", "shebao", "k"} {
		if hits, total := x.Find(Query{Text: text}); total != 0 || len(hits) != 0 {
			t.Errorf("%q in an empty index: %v", text, hits)
		}
	}
	if s := x.Suggest("社保", 5); len(s) != 0 {
		t.Errorf("suggestions from an empty index: %v", s)
	}
}

// An empty text lists all docs: the popular first, then by name in the order of pinyin.
func TestFindAll(t *testing.T) {
	x := Build([]Doc{{ID: 1, Name: "张三"}, {ID: 2, Name: "重庆"}, {ID: 3, Name: "李四"}, {ID: 4, Name: "赵六", Boost: 0.5}}, nil)
	hits, total := x.Find(Query{Text: " 　", Offset: 1, Limit: 2})
	if total != 4 || len(hits) != 2 || hits[0].ID != 2 || hits[1].ID != 3 {
		t.Errorf("got %v of %d, want 重庆 and 李四 of 4", hits, total)
	}
}

func TestMarks(t *testing.T) {
	tests := []struct{ text, first, marked string }{
		{"户口迁移", "户口迁移审批", "户口迁移"},
		{"注销 小经营店", "食品小经营店备案注销", "小经营店|注销"},
		{"社保卡丢了", "社会保障卡挂失", "社会保障卡挂失"},
		{"hukouqianyi", "户口迁移审批", "户口迁移"},
		{"公积金题取", "住房公积金提取", "住房公积金提取"},
		{"挂失申报丢失", "居民身份证挂失申报、丢失招领", "挂失申报、丢失"},
	}
	x, names := catalogue()
	for _, tt := range tests {
		hits, _ := x.Find(Query{Text: tt.text, Limit: 1})
		if len(hits) == 0 || names[hits[0].ID] != tt.first {
			t.Errorf("%s: want %s first", tt.text, tt.first)
			continue
		}
		var marked []string
		for _, m := range hits[0].Marks {
			marked = append(marked, string([]rune(tt.first)[m.From:m.To]))
		}
		if got := strings.Join(marked, "|"); got != tt.marked {
			t.Errorf("%s marks %s, want %s", tt.text, got, tt.marked)
		}
	}
}

// While somebody types, what they are after stays among the suggestions.
func TestSuggestWhileTyping(t *testing.T) {
	x, names := catalogue()
	tests := []struct {
		text string
		from int // runes typed before the first suggestion is expected
		want string
	}{
		{"shebaoka", 3, "社会保障卡申领"},
		{"hukouqianyi", 4, "户口迁移审批"},
		{"护照签发", 1, "普通护照签发"},
		{"最低生活保障", 1, "最低生活保障"},
		{"gongjijin", 6, "住房公积金提取"},
		{"社保卡丢了", 2, "社会保障卡挂失"},
	}
	for _, tt := range tests {
		typed := []rune(tt.text)
		for n := tt.from; n <= len(typed); n++ {
			var got []string
			for _, h := range x.Suggest(string(typed[:n]), 10) {
				got = append(got, names[h.ID])
			}
			if !slices.Contains(got, tt.want) {
				t.Errorf("%s: %s is not among %s", string(typed[:n]), tt.want, strings.Join(got, " | "))
			}
		}
	}
}

func TestSuggestDistinct(t *testing.T) {
	var docs []Doc
	for i := range 100 {
		docs = append(docs, Doc{ID: int64(i), Name: "校车使用许可"})
	}
	docs = append(docs, Doc{ID: 100, Name: "校车使用许可注销"}, Doc{ID: 101, Name: "校外培训"})
	x := Build(docs, nil)
	if got := x.Suggest("校车", 5); len(got) != 2 {
		t.Errorf("got %d suggestions, want one for each of 2 names", len(got))
	}
	if got := x.Suggest("", 5); got != nil {
		t.Errorf("an empty text suggests %v", got)
	}
	if got := x.Suggest("校车", 0); got != nil {
		t.Errorf("no suggestions asked for, got %v", got)
	}
}

// One index answers many at once, each as if it were alone.
func TestFindAtOnce(t *testing.T) {
	x, _ := catalogue()
	texts := []string{"社保", "shebao", "老年 优待", "gjj", "登记", "许可 注销", "税务局", "公积金题取"}
	want := map[string][]Hit{}
	for _, text := range texts {
		want[text], _ = x.Find(Query{Text: text})
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for k := range 50 {
				text := texts[(i+k)%len(texts)]
				got, _ := x.Find(Query{Text: text})
				if !slices.EqualFunc(got, want[text], func(a, b Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
					t.Errorf("%s: another answer at once with others", text)
				}
			}
		})
	}
	wg.Wait()
}
