package format

import (
	"maps"

	"onevisit/models"
)

// faultTexts are the sentences by code. They say what to look at, not that
// somebody failed.
func faultTexts() map[string]models.Texts {
	all := map[string]models.Texts{}
	for _, texts := range []map[string]models.Texts{
		identityTexts(),
		permitTexts(),
		contactTexts(),
		decisionTexts(),
		vehicleTexts(),
		nameTexts(),
		zoneTexts(),
	} {
		maps.Copy(all, texts)
	}
	return all
}

func say(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }

func identityTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"id-number.empty":            say("填写身份证号。", "Enter the ID number."),
		"id-number.first-generation": say("15 位的第一代身份证号已停用，填现在身份证上的 18 位号码。", "Numbers of 15 digits are of first-generation cards and no longer valid. Enter the 18 places on the present card."),
		"id-number.foreign-permit":   say("这是外国人永久居留身份证的号码，证件种类选“外国人永久居留身份证”。", "This is the number of a foreigner's permanent residence card. Choose that kind of document."),
		"id-number.short":            say("身份证号不足 18 位，看看漏了哪一位。", "The ID number has fewer than 18 places. See which one is missing."),
		"id-number.long":             say("身份证号超过 18 位，看看多了哪一位。", "The ID number has more than 18 places. See which one is too many."),
		"id-number.characters":       say("身份证号只有数字，最后一位可以是 X。", "An ID number has digits only; the last place may be X."),
		"id-number.first-digit":      say("身份证号不会以 0 开头，对照证件核对第一位。", "An ID number does not begin with 0. Compare the first place with the card."),
		"id-number.birth-date":       say("第 7 到 14 位是出生日期，这一天不存在，对照证件核对。", "Places 7 to 14 are the date of birth; there is no such day. Compare them with the card."),
		"id-number.future":           say("第 7 到 14 位的出生日期还没有到，对照证件核对。", "Places 7 to 14 give a date of birth in the future. Compare them with the card."),
		"id-number.age":              say("第 7 到 14 位的出生日期太早，对照证件核对年份。", "Places 7 to 14 give a very early date of birth. Compare the year with the card."),
		"id-number.check":            say("最后一位与前面对不上，有一位写错了，对照证件逐位核对。", "The last place does not go with the others: one is mistyped. Compare them with the card one by one."),

		"hmt-residence.number": say("港澳台居民居住证号是 18 位，以 810000、820000 或 830000 开头，对照证件核对。", "The number of the residence permit has 18 places and begins with 810000, 820000 or 830000. Compare it with the card."),
		"hmt-residence.other":  say("这不是港澳台居民居住证的号码，证件种类选“居民身份证”。", "This is not the number of such a residence permit. Choose the resident identity card as the kind of document."),

		"foreign-permit.empty":       say("填写永久居留身份证号。", "Enter the number of the permanent residence card."),
		"foreign-permit.length":      say("永久居留身份证号是 18 位，旧版是 15 位。", "The number has 18 places, on older cards 15."),
		"foreign-permit.first-digit": say("18 位的永久居留身份证号以 9 开头。", "A number of 18 places begins with 9."),
		"foreign-permit.characters":  say("18 位的号码全是数字（最后一位可以是 X）；15 位的前三位是字母，后面是数字。", "A number of 18 places has digits only (the last may be X); one of 15 begins with three letters, digits follow."),
		"foreign-permit.birth-date":  say("号码里的出生日期不存在，对照证件核对。", "The date of birth in the number does not exist. Compare it with the card."),
		"foreign-permit.future":      say("号码里的出生日期还没有到，对照证件核对。", "The date of birth in the number is in the future. Compare it with the card."),
		"foreign-permit.age":         say("号码里的出生日期太早，对照证件核对。", "The date of birth in the number is very early. Compare it with the card."),
		"foreign-permit.check":       say("最后一位与前面对不上，对照证件逐位核对。", "The last place does not go with the others. Compare them with the card one by one."),
	}
}

func permitTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"passport.empty":      say("填写护照号。", "Enter the passport number."),
		"passport.older":      say("这是旧版或其他种类护照的号码，到窗口办理，或填现在普通护照的号码。", "This is the number of an older or another kind of passport. Take it to a window, or enter the number of your present ordinary passport."),
		"passport.letter":     say("普通护照号以 E 开头。", "The number of an ordinary passport begins with E."),
		"passport.short":      say("护照号不足 9 位，看看漏了哪一位。", "The passport number has fewer than 9 places. See which one is missing."),
		"passport.long":       say("护照号超过 9 位，看看多了哪一位。", "The passport number has more than 9 places. See which one is too many."),
		"passport.letter-io":  say("护照号里没有字母 I 和 O，看看是不是数字 1 和 0。", "There is no letter I or O in it. See whether it is the digit 1 or 0."),
		"passport.characters": say("E 后面是 8 位数字，或一个字母加 7 位数字。", "After E come 8 digits, or a letter and 7 digits."),

		"hkm-permit.empty":      say("填写往来港澳通行证号。", "Enter the permit number."),
		"hkm-permit.older":      say("W 开头的是旧的本式通行证，已停用，要换成卡式。", "W is an old booklet, which is no longer used. It has to be replaced by a card."),
		"hkm-permit.letter":     say("往来港澳通行证号以 C 开头。", "The permit number begins with C."),
		"hkm-permit.short":      say("通行证号不足 9 位，看看漏了哪一位。", "The permit number has fewer than 9 places. See which one is missing."),
		"hkm-permit.long":       say("通行证号超过 9 位，看看多了哪一位。", "The permit number has more than 9 places. See which one is too many."),
		"hkm-permit.letter-io":  say("通行证号里没有字母 I 和 O，看看是不是数字 1 和 0。", "There is no letter I or O in it. See whether it is the digit 1 or 0."),
		"hkm-permit.characters": say("C 后面是 8 位数字，或一个字母加 7 位数字。", "After C come 8 digits, or a letter and 7 digits."),

		"taiwan-permit.empty":      say("填写往来台湾通行证号。", "Enter the permit number."),
		"taiwan-permit.older":      say("T 开头的是旧的本式通行证，要换成卡式。", "T is an old booklet. It has to be replaced by a card."),
		"taiwan-permit.letter":     say("往来台湾通行证号以 L 开头。", "The permit number begins with L."),
		"taiwan-permit.short":      say("通行证号不足 9 位，看看漏了哪一位。", "The permit number has fewer than 9 places. See which one is missing."),
		"taiwan-permit.long":       say("通行证号超过 9 位，看看多了哪一位。", "The permit number has more than 9 places. See which one is too many."),
		"taiwan-permit.letter-io":  say("通行证号里没有字母 I 和 O，看看是不是数字 1 和 0。", "There is no letter I or O in it. See whether it is the digit 1 or 0."),
		"taiwan-permit.characters": say("L 后面是 8 位数字。", "After L come 8 digits."),

		"home-permit.empty":      say("填写回乡证号。", "Enter the number of the home return permit."),
		"home-permit.letter":     say("回乡证号以 H（香港）或 M（澳门）开头。", "The number begins with H (Hong Kong) or M (Macau)."),
		"home-permit.length":     say("H 或 M 后面是 8 位数字，旧证是 10 位。", "After H or M come 8 digits, on older cards 10."),
		"home-permit.characters": say("H 或 M 后面全是数字。", "After H or M there are digits only."),

		"taiwan-home-permit.empty":      say("填写台胞证号。", "Enter the number of the Taiwan resident's permit."),
		"taiwan-home-permit.length":     say("台胞证号是 8 位数字，一次有效的是 10 到 12 位。", "The number has 8 digits, on single-use permits 10 to 12 places."),
		"taiwan-home-permit.characters": say("8 位的台胞证号全是数字，一次有效的只有数字和字母。", "A number of 8 places has digits only, that of a single-use permit digits and letters."),
	}
}

func contactTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"mobile.empty":        say("填写手机号。", "Enter a mobile number."),
		"mobile.characters":   say("手机号只有数字。", "A mobile number has digits only."),
		"mobile.short":        say("手机号不足 11 位，看看漏了哪一位。", "The mobile number has fewer than 11 digits. See which one is missing."),
		"mobile.long":         say("手机号超过 11 位，看看多了哪一位。", "The mobile number has more than 11 digits. See which one is too many."),
		"mobile.beginning":    say("手机号以 1 开头，第二位是 3 到 9。", "A mobile number begins with 1, then 3 to 9."),
		"mobile.not-mainland": say("这里要填内地的手机号，短信才能送到。", "Enter a mainland mobile number, so that text messages arrive."),

		"phone.empty":      say("填写电话号码。", "Enter a phone number."),
		"phone.characters": say("电话号码只有数字，境外的前面加 +852、+853 或 +886。", "A phone number has digits only; abroad, +852, +853 or +886 stands before it."),
		"phone.short":      say("电话号码位数不够，看看漏了哪一位。", "The phone number is too short. See which digit is missing."),
		"phone.long":       say("电话号码位数太多，看看多了哪一位。", "The phone number is too long. See which digit is too many."),
		"phone.beginning":  say("内地手机号以 1 开头，第二位是 3 到 9。", "A mainland mobile number begins with 1, then 3 to 9."),
		"phone.abroad":     say("境外号码：+852 后 8 位，+853 后以 6 开头的 8 位，+886 后以 9 开头的 9 位。", "Abroad: +852 and 8 digits, +853 and 8 digits that begin with 6, +886 and 9 digits that begin with 9."),

		"date.empty":       say("填写日期。", "Enter a date."),
		"date.no-such-day": say("没有这一天，对照日历核对月和日。", "There is no such day. Check month and day with a calendar."),
		"date.form":        say("日期写年、月、日，例如 2026-11-24。", "Write year, month and day, for example 2026-11-24."),

		"postcode.empty":      say("填写邮编。", "Enter the postcode."),
		"postcode.short":      say("邮编是 6 位数字，还差几位。", "A postcode has 6 digits; some are missing."),
		"postcode.long":       say("邮编是 6 位数字，多了几位。", "A postcode has 6 digits; some are too many."),
		"postcode.characters": say("邮编只有数字。", "A postcode has digits only."),
	}
}

func decisionTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"decision-number.empty":         say("填写决定书编号。", "Enter the number of the decision."),
		"decision-number.without-check": say("只有 15 位，决定书上第 16 位是校验位，也要填。", "There are only 15 digits. The 16th on the paper is a check digit and is needed, too."),
		"decision-number.characters":    say("决定书编号只有数字，看看 O 是不是 0，I 是不是 1。", "The number has digits only. See whether an O is a 0 or an I a 1."),
		"decision-number.short":         say("决定书编号不足 16 位，看看漏了哪一位。", "The number has fewer than 16 digits. See which one is missing."),
		"decision-number.long":          say("决定书编号超过 16 位，看看多了哪一位。", "The number has more than 16 digits. See which one is too many."),
		"decision-number.structure":     say("前 6 位是开具单位代码，第 7 位不是 0，对照决定书核对。", "The first 6 digits are the office, the 7th is not 0. Compare them with the paper."),
		"decision-number.voucher":       say("这是强制措施凭证，不是处罚决定书，带上凭证到窗口办理。", "This is a voucher of a compulsory measure, not a decision. Take it to a window."),

		"decision-number-raw.empty":      say("填写决定书编号。", "Enter the number of the decision."),
		"decision-number-raw.short":      say("平台的决定书编号是 15 位，还差几位。", "The platform's number has 15 digits; some are missing."),
		"decision-number-raw.long":       say("平台的决定书编号是 15 位，多了几位。", "The platform's number has 15 digits; some are too many."),
		"decision-number-raw.characters": say("决定书编号只有数字，前 6 位是单位代码，第 7 位不是 0。", "The number has digits only; the first 6 are the office, the 7th is not 0."),

		"camera-record.empty":      say("填写违法记录编号。", "Enter the number of the record."),
		"camera-record.short":      say("违法记录编号是 16 位，还差几位。", "The number has 16 places; some are missing."),
		"camera-record.long":       say("违法记录编号是 16 位，多了几位。", "The number has 16 places; some are too many."),
		"camera-record.characters": say("违法记录编号以 4 位数字开头，后面是数字和字母。", "The number begins with 4 digits; digits and letters follow."),

		"violation-number.empty":      say("填写违法编号。", "Enter the violation number."),
		"violation-number.short":      say("违法编号是 22 位，还差几位。", "The number has 22 digits; some are missing."),
		"violation-number.long":       say("违法编号是 22 位，多了几位。", "The number has 22 digits; some are too many."),
		"violation-number.characters": say("违法编号只有数字：6 位单位代码，4 位年份，其余是序号。", "The number has digits only: 6 of the office, 4 of the year, then a serial."),

		"archive-number.empty":      say("填写档案编号。", "Enter the archive number."),
		"archive-number.short":      say("档案编号是 12 位数字，还差几位。", "An archive number has 12 digits; some are missing."),
		"archive-number.long":       say("档案编号是 12 位数字，多了几位。", "An archive number has 12 digits; some are too many."),
		"archive-number.characters": say("档案编号只有数字，第一位是 1 到 6。", "An archive number has digits only, the first is 1 to 6."),
	}
}

func vehicleTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"vin.empty":      say("填写车辆识别代号。", "Enter the vehicle identification number."),
		"vin.short":      say("车辆识别代号不足 17 位，看看漏了哪一位。", "The number has fewer than 17 places. See which one is missing."),
		"vin.long":       say("车辆识别代号超过 17 位，看看多了哪一位。", "The number has more than 17 places. See which one is too many."),
		"vin.letter-ioq": say("车辆识别代号里没有字母 I、O、Q，看看是不是数字 1 或 0。", "There is no letter I, O or Q in it. See whether it is the digit 1 or 0."),
		"vin.characters": say("车辆识别代号只有数字和大写字母。", "The number has digits and capital letters only."),
		"vin.check":      say("第 9 位校验位对不上。国产车请对照行驶证核对；进口车可以继续。", "The 9th place does not check. Compare it with the vehicle licence; with an imported car, go on."),

		"plate.empty":     say("填写车牌号。", "Enter the plate."),
		"plate.province":  say("车牌第一位是省份简称，例如 粤。", "The first place is the province, for example 粤."),
		"plate.letter":    say("车牌第二位是字母。", "The second place is a letter."),
		"plate.letter-io": say("车牌里没有字母 I 和 O，看看是不是数字 1 和 0。", "There is no letter I or O on a plate. See whether it is the digit 1 or 0."),
		"plate.short":     say("车牌还差几位，例如 粤B12345。", "Some places of the plate are missing, for example 粤B12345."),
		"plate.long":      say("车牌多了几位，例如 粤B12345。", "Some places of the plate are too many, for example 粤B12345."),
		"plate.energy":    say("8 位的是新能源车牌：小型车第三位、大型车最后一位是 A 到 K 的字母（没有 I）。", "8 places are a new-energy plate: the third place of a small car, the last of a large one, is a letter from A to K, not I."),
		"plate.suffix":    say("最后一个字不是车牌用字（警、学、挂、港、澳、使、领、应急、试、临）。", "The last character is none that plates have (警, 学, 挂, 港, 澳, 使, 领, 应急, 试, 临)."),
		"plate.place":     say("带“警、学、挂、港、澳、使、领、应急”的车牌，中间位数不对，对照行驶证核对。", "The places before the plate's last character are not right. Compare them with the vehicle licence."),
		"plate.unusual":   say("这样的车牌很少见，请再核对一遍。", "Few plates look like this. Please check it once more."),
		"plate.form":      say("车牌写全，例如 粤B12345。", "Write the whole plate, for example 粤B12345."),
	}
}

func nameTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"name.empty":       say("填写姓名。", "Enter the name."),
		"name.short":       say("姓名只有一个字，写全姓和名。", "There is only one character. Write surname and given name."),
		"name.long":        say("姓名超过 50 个字，到窗口录入全名。", "The name has more than 50 characters. A window will enter all of it."),
		"name.digit":       say("姓名里没有数字。", "There are no digits in a name."),
		"name.mixed":       say("中文姓名不夹字母，外文姓名不夹“·”，按证件上的写。", "Write the name as on the document: either in Chinese characters or in letters."),
		"name.dot-end":     say("“·”写在姓名中间，不在开头或结尾。", "The dot stands inside a name, not at its beginning or end."),
		"name.dot-twice":   say("两个“·”连在一起，只写一个。", "Two dots stand side by side. Write one."),
		"name.unprintable": say("有一个字符不能印在证件上，按证件上的写。", "One character cannot be printed. Write the name as on the document."),
		"name.characters":  say("姓名只写汉字和“·”，或只写字母，按证件上的写。", "Write Chinese characters and the dot, or letters only, as on the document."),

		"pinyin.empty":      say("填写拼音。", "Enter the spelling."),
		"pinyin.chinese":    say("这里写拼音字母，不写汉字。", "Write the spelling in letters here, not in Chinese characters."),
		"pinyin.umlaut":     say("Ü 只在 L、N 后面，证件上写 YU（LÜ 写 LYU，LÜE 写 LUE）。", "Ü stands only after L and N; documents write YU (LÜ is LYU, LÜE is LUE)."),
		"pinyin.characters": say("拼音只用字母 A 到 Z，不写声调、数字和符号。", "A spelling has the letters A to Z only, no tones, digits or signs."),
		"pinyin.long":       say("拼音超过 40 个字母，看看是不是把姓和名写在了一起。", "The spelling has more than 40 letters. See whether surname and given name stand together."),
	}
}

func zoneTexts() map[string]models.Texts {
	return map[string]models.Texts{
		"mrz.empty":      say("把证件的机读区对准阅读器。", "Hold the machine-readable zone to the reader."),
		"mrz.lines":      say("机读区没有读全，把证件放平再读一次。", "The machine-readable zone was not read whole. Lay the document flat and try again."),
		"mrz.characters": say("机读区里有读错的字符，擦净证件再读一次。", "A character of the machine-readable zone was misread. Wipe the document and try again."),
		"mrz.number":     say("机读区的证件号码没有读准，再读一次或手工核对。", "The document number in the machine-readable zone was misread. Read it again or compare it by hand."),
		"mrz.birth":      say("机读区的出生日期没有读准，再读一次或手工核对。", "The date of birth in the machine-readable zone was misread. Read it again or compare it by hand."),
		"mrz.expiry":     say("机读区的有效期没有读准，再读一次或手工核对。", "The date of expiry in the machine-readable zone was misread. Read it again or compare it by hand."),
		"mrz.optional":   say("机读区的附加号码没有读准，再读一次。", "The personal number in the machine-readable zone was misread. Read it again."),
		"mrz.composite":  say("机读区的总校验位对不上，再读一次。", "The last check digit of the machine-readable zone does not fit. Read it again."),
	}
}
