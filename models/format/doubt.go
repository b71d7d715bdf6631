package format

import "onevisit/models"

// Doubt is a rule of a form that comes from a weak source and has to be confirmed
// with the authority before real use. Where one refuses something, what is
// refused has a way on: a window takes the document itself.
type Doubt struct {
	Tag  string // validator tag, or what the rule is about
	Text models.Texts
}

// Doubts lists them.
func Doubts() []Doubt {
	d := func(tag, zh, en string) Doubt { return Doubt{Tag: tag, Text: say(zh, en)} }
	return []Doubt{
		d("taiwan-permit", "往来台湾通行证：卡式 L 加 8 位数字，本式 T 加 8 位数字", "Taiwan permit: card L and 8 digits, booklet T and 8 digits"),
		d("hkm-permit", "旧的本式往来港澳通行证：W 加 8 位数字", "Old booklet for Hong Kong and Macau: W and 8 digits"),
		d("plate", "试验、临时号牌的写法（试、临）", "How test and temporary plates are written (试, 临)"),
		d("plate", "小型新能源号牌第三位的字母：A 到 K（没有 I）", "The letter of small new-energy plates: A to K without I"),
		d("plate", "普通号牌序号最多两个字母：只提醒，不拒绝", "At most two letters among an ordinary plate's places: asked again, never refused"),
		d("plate-type", "号牌种类 20 至 44、99 的含义和颜色", "Meaning and colour of plate types 20 to 44 and 99"),
		d("decision-number", "第 7 位为 3 的是强制措施凭证", "A 7th digit of 3 is a voucher of a compulsory measure"),
		d("foreign-permit", "2023 年版永久居留身份证号的分段（省、国籍、出生、顺序）", "The parts of a permanent residence number of 2023: province, nationality, birth, sequence"),
		d("pinyin", "2012 年前证件上 Ü 的写法（LU、LV）", "How Ü was written in documents before 2012 (LU, LV)"),
	}
}
