package casework

import (
	"strings"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// teller puts entries of the record into a clerk's words. It adds what the
// entry's notes stand for (a reason's text, a page's title, a day), and never a
// value: the record has none.
type teller struct {
	file    application.Dossier
	reasons []Reason
}

// text is the catalogue's sentence for the action, then what its notes say.
func (t teller) text(r audit.Record) models.Texts {
	parts := []models.Texts{r.Action.Describe()}
	for _, key := range []string{"outcome", "reason", "kind", "purpose", "cause", "to", "fault"} {
		if said := t.note(r, key); said != nil {
			parts = append(parts, said)
		}
	}
	if len(r.Fields) > 0 && r.Action != audit.StepSaved {
		if labels := t.labels(r.Fields); labels != nil {
			parts = append(parts, labels)
		}
	}
	return joined(parts, "：", ": ", "，", ", ")
}

// joined puts a sentence and its details together in every language.
func joined(parts []models.Texts, colonZH, colonEN, commaZH, commaEN string) models.Texts {
	out := models.Texts{}
	for language, seps := range map[string][2]string{"zh-CN": {colonZH, commaZH}, "en": {colonEN, commaEN}} {
		var details []string
		for _, p := range parts[1:] {
			details = append(details, strings.TrimRight(p.In(language), "。."))
		}
		out[language] = parts[0].In(language)
		if len(details) > 0 {
			out[language] += seps[0] + strings.Join(details, seps[1])
		}
	}
	return out
}

// note is what one note of an entry stands for, nil where it says nothing to a
// clerk.
func (t teller) note(r audit.Record, key string) models.Texts {
	value := r.Notes[key]
	if value == "" {
		return nil
	}
	switch key {
	case "reason":
		return t.reason(value)
	case "cause":
		for _, c := range visit.Causes() {
			if string(c.Cause) == value && r.Action != audit.PreCheckEnded {
				return joined([]models.Texts{texts("到场原因", "because"), c.Text}, " ", " ", "", "")
			}
		}
		return nil
	case "to":
		if day, err := models.ParseDate(value); err == nil {
			return texts("至 "+string(day), "by "+string(day))
		}
		return nil
	case "fault":
		return texts(value, value)
	}
	if said, ok := codeWords()[key+" "+value]; ok {
		return said
	}
	return nil
}

// reason finds the words of a code: a definition's reason, or one of the closed
// lists of the office.
func (t teller) reason(code string) models.Texts {
	for _, r := range t.reasons {
		if r.Code == code {
			return r.Text
		}
	}
	for _, r := range t.file.Definition.Reasons {
		if r.Code == code {
			return r.Text
		}
	}
	return codeWords()["reason "+code]
}

// labels names the fields an entry is about, as the pages call them.
func (t teller) labels(fields []string) models.Texts {
	zh, en := []string{}, []string{}
	for _, name := range fields {
		label := t.label(name)
		if label == nil {
			continue
		}
		zh, en = append(zh, label.In("zh-CN")), append(en, label.In("en"))
	}
	if len(zh) == 0 {
		return nil
	}
	return texts(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func (t teller) label(name string) models.Texts {
	if name == "picture" {
		return texts("照片", "picture")
	}
	for _, step := range t.file.Definition.Steps {
		for _, f := range step.Fields {
			if f.Name == name {
				return f.Label
			}
		}
	}
	for _, r := range registerRows() {
		if r.field == name {
			return r.label
		}
	}
	return nil
}

// saved is one line for pages saved one after another.
func (t teller) saved(records []audit.Record) models.Texts {
	var zh, en []string
	told := map[string]bool{}
	for _, r := range records {
		name := r.Notes["step"]
		if told[name] {
			continue
		}
		told[name] = true
		for _, step := range t.file.Definition.Steps {
			if step.Name == name {
				zh, en = append(zh, step.Title.In("zh-CN")), append(en, step.Title.In("en"))
			}
		}
	}
	if len(zh) == 0 {
		return audit.StepSaved.Describe()
	}
	return texts("填写："+strings.Join(zh, "、"), "Filled in: "+strings.Join(en, ", "))
}

// codeWords are the words of codes in notes.
func codeWords() map[string]models.Texts {
	return map[string]models.Texts{
		"outcome approve":    texts("通过", "approve"),
		"outcome reject":     texts("不予通过", "reject"),
		"outcome correction": texts("要求补正", "ask for a correction"),
		"outcome hand-over":  texts("转窗口", "hand over to a window"),
		"outcome no":         texts("不符合条件", "not eligible"),
		"outcome window":     texts("须到窗口办理", "for a window"),
		"outcome unknown":    texts("登记系统无应答", "a register did not answer"),

		"kind attended":  texts("到场", "attended"),
		"kind collected": texts("领取", "collected"),
		"kind completed": texts("窗口办结", "completed at the window"),
		"kind refused":   texts("窗口不予办理", "refused at the window"),
		"kind repaired":  texts("排除故障", "repaired"),
		"kind kiosk":     texts("在自助机", "at a kiosk"),
		"kind phone":     texts("用手机", "by phone"),
		"kind window":    texts("在窗口", "at a window"),

		"purpose ask":               texts("咨询", "to ask"),
		"purpose papers":            texts("交材料", "to bring papers"),
		"purpose photo":             texts("拍照", "for a photo"),
		"purpose biometrics":        texts("采集指纹或人像", "for biometrics"),
		"purpose identity":          texts("核验身份", "to be identified"),
		"purpose payment":           texts("缴费", "to pay"),
		"purpose other":             texts("其他", "other"),
		"purpose verify-identity":   texts("核对身份", "to verify the identity"),
		"purpose contact-citizen":   texts("联系申请人", "to contact the applicant"),
		"purpose compare-documents": texts("比对材料", "to compare documents"),

		"reason absent":       texts("不在岗", "absent"),
		"reason off-duty":     texts("下岗交回", "went off duty"),
		"reason overdue":      texts("超期", "overdue"),
		"reason urgent":       texts("紧急", "urgent"),
		"reason balance":      texts("均衡工作量", "to balance the load"),
		"reason complaint":    texts("投诉", "a complaint"),
		"reason other":        texts("其他", "other"),
		"reason correction":   texts("等待申请人补正", "waiting for the applicant's correction"),
		"reason wrong-facts":  texts("事实认定有误", "the facts were wrong"),
		"reason wrong-rule":   texts("适用规则有误", "the wrong rule was applied"),
		"reason new-evidence": texts("有新证据", "new evidence"),
		"reason procedure":    texts("程序有误", "the procedure was wrong"),
		"reason fresh":        texts("重新开始", "begun anew"),
	}
}
