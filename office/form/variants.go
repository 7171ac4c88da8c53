package form

// variants are characters of names in their traditional forms, each after its simplified one.
const variants = `张張陈陳刘劉杨楊黄黃赵趙吴吳孙孫马馬罗羅郑鄭谢謝许許邓鄧冯馮萧蕭叶葉吕呂苏蘇卢盧蒋蔣贾賈韩韓龙龍万萬钱錢汤湯严嚴温溫庄莊颜顏齐齊庞龐兰蘭` +
	`邹鄒陆陸顾顧谭譚贺賀赖賴阎閻闫閆鲁魯鲍鮑聂聶毕畢车車邬鄔单單卫衛厉厲乔喬习習岳嶽巩鞏欧歐诸諸蓝藍闵閔骆駱龚龔饶饒涂塗窦竇纪紀练練关關宾賓` +
	`丽麗华華国國兴興凤鳳云雲伟偉军軍红紅荣榮艳艷娇嬌莲蓮银銀铁鐵锋鋒锐銳强強飞飛宝寶贵貴庆慶胜勝义義广廣东東长長双雙学學宁寧实實岚嵐时時晓曉` +
	`杰傑梦夢泽澤洁潔涛濤润潤灵靈灿燦炜煒烨燁爱愛环環珑瓏琼瓊瑶瑤硕碩礼禮简簡纯純绍紹维維绪緒缘緣联聯腾騰节節苹蘋荫蔭莹瑩见見让讓诗詩诚誠诺諾` +
	`谦謙财財贤賢贞貞赞贊跃躍辉輝达達连連进進远遠遥遙钦欽钧鈞铭銘锦錦镇鎮闻聞阳陽雾霧静靜韬韜韵韻顺順颖穎风風骏駿鸣鳴鸿鴻鹏鵬麦麥滨濱岭嶺刚剛` +
	`创創励勵劲勁凯凱农農会會传傳伦倫仪儀亿億亚亞乐樂书書丰豐业業芦蘆峰峯娴嫻婵嬋钊釗镜鏡锁鎖钢鋼闽閩际際陕陝项項预預领領鲜鮮鸽鴿鹤鶴`

// variant is the other form of a character, 0 if none is known.
var variant = func() map[rune]rune {
	other := map[rune]rune{}
	list := []rune(variants)
	for i := 0; i < len(list); i += 2 {
		other[list[i]], other[list[i+1]] = list[i+1], list[i]
	}
	return other
}()
