package completion

import "onevisit/models"

// causesOfVersion1 is the closed list of causes, the most specific first: the
// order decides which counts when several apply. A test holds it equal to the
// order by which package visit assigns them.
func causesOfVersion1() []Cause {
	list := []struct{ code, zh, en string }{
		{"R09", "缺监护人或同意书", "Guardian or consent letter missing"},
		{"R10", "生物特征缺失或不符", "Biometrics missing or not matching"},
		{"R11", "须先报失", "Loss must be reported first"},
		{"R15", "邮寄后核验", "Verification after courier"},
		{"R12", "纸质簿册打印", "Paper booklet to print"},
		{"R17", "姓名或拼音不一致", "Name or pinyin mismatch"},
		{"R08", "照片不合格", "Photo refused"},
		{"R02", "表格版本不对", "Form of another version"},
		{"R03", "缺其他部门的前置证明", "Prior proof from another office missing"},
		{"R01", "材料缺少或有误", "Papers missing or wrong"},
		{"R04", "办事地点不对", "Wrong place"},
		{"R14", "居住地不符合条件", "Not eligible by residence"},
		{"R18", "有在办件或间隔未满", "Pending application or interval not over"},
		{"R13", "来早或来晚", "Too early or too late"},
		{"R19", "民警要求补正", "Correction requested by a clerk"},
		{"R06", "仅为领取", "Collection only"},
		{"R07", "缴费未完成", "Payment not finished"},
		{"R16", "设备、网络、接口或纸张故障", "Device, network, register or paper failure"},
		{"R20", "本人离开或超时", "Citizen left or timed out"},
		{"R05", "机器不能办，转窗口", "Machine refused, sent to a window"},
		{"R99", "其他", "Other"},
	}
	causes := make([]Cause, len(list))
	for i, c := range list {
		causes[i] = Cause{Code: c.code, Text: models.Texts{"zh-CN": c.zh, "en": c.en}, Rank: i + 1}
	}
	return causes
}
