package sim

// word is a Chinese word with its spelling, or several legal ones, the one the
// police record proposes first.
type word struct {
	han    string
	pinyin []string
}

func surnames() []word {
	return []word{
		{"林", []string{"LIN"}}, {"陈", []string{"CHEN"}}, {"黄", []string{"HUANG"}}, {"周", []string{"ZHOU"}},
		{"马", []string{"MA"}}, {"梁", []string{"LIANG"}}, {"郑", []string{"ZHENG"}}, {"何", []string{"HE"}},
		{"邓", []string{"DENG"}}, {"许", []string{"XU"}}, {"吕", []string{"LYU"}}, {"曾", []string{"ZENG", "CENG"}},
		{"单", []string{"SHAN", "DAN"}}, {"解", []string{"XIE", "JIE"}}, {"欧阳", []string{"OUYANG"}}, {"苏", []string{"SU"}},
		{"潘", []string{"PAN"}}, {"蔡", []string{"CAI"}}, {"彭", []string{"PENG"}}, {"余", []string{"YU"}},
	}
}

func givenMale() []word {
	return []word{
		{"志远", []string{"ZHIYUAN"}}, {"国栋", []string{"GUODONG"}}, {"家明", []string{"JIAMING"}}, {"俊杰", []string{"JUNJIE"}},
		{"文涛", []string{"WENTAO"}}, {"建华", []string{"JIANHUA"}}, {"浩然", []string{"HAORAN"}}, {"子轩", []string{"ZIXUAN"}},
		{"伟强", []string{"WEIQIANG"}}, {"永福", []string{"YONGFU"}}, {"乐", []string{"LE", "YUE"}}, {"晓峰", []string{"XIAOFENG"}},
	}
}

func givenFemale() []word {
	return []word{
		{"晓雯", []string{"XIAOWEN"}}, {"敏", []string{"MIN"}}, {"丽华", []string{"LIHUA"}}, {"雅琴", []string{"YAQIN"}},
		{"思琪", []string{"SIQI"}}, {"婉婷", []string{"WANTING"}}, {"玉兰", []string{"YULAN"}}, {"佳怡", []string{"JIAYI"}},
		{"秀英", []string{"XIUYING"}}, {"慧", []string{"HUI"}}, {"诗涵", []string{"SHIHAN"}}, {"美珍", []string{"MEIZHEN"}},
	}
}

// city is a place of hukou.
type city struct{ code, name, station string }

// listed cities open individual travel to their residents; the others do not.
func listed() []city {
	return []city{
		{"440300", "广东省深圳市", "罗湖区示范派出所"}, {"440100", "广东省广州市", "天河区示范派出所"},
		{"440400", "广东省珠海市", "香洲区示范派出所"}, {"310100", "上海市", "浦东新区示范派出所"},
	}
}

func unlisted() []city {
	return []city{
		{"421100", "湖北省黄冈市", "黄州区示范派出所"}, {"511500", "四川省宜宾市", "翠屏区示范派出所"},
		{"411600", "河南省周口市", "川汇区示范派出所"},
	}
}

func streets() []string {
	return []string{"示范一路", "样板大道", "演示街", "测试东路", "虚构巷"}
}

func companies() []string {
	return []string{"深圳市虚构贸易有限公司", "广州演示科技有限公司", "珠海样板物流有限公司"}
}
