package casework

import (
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/catalog"
)

// commonReasons is the closed list that stands for every service; a service
// definition adds its own. A restriction is never explained: it is "has to be
// handled at a window", with everything to bring named at once
// (一次性告知, Administrative Licence Law art. 32).
func commonReasons() []Reason {
	idCard := models.Texts{"zh-CN": "本人居民身份证原件", "en": "your resident ID card (original)"}
	hukou := models.Texts{"zh-CN": "户口簿原件", "en": "your household register (original)"}
	document := models.Texts{"zh-CN": "现有证件原件", "en": "the document you hold now (original)"}
	receipt := models.Texts{"zh-CN": "本办件回执", "en": "the slip of this application"}
	licence := func(articles string) models.Texts {
		return models.Texts{"zh-CN": "行政许可法" + articles, "en": "Administrative Licence Law (" + articles + ")"}
	}
	passport := func(articles string) models.Texts {
		return models.Texts{"zh-CN": "护照法" + articles, "en": "Passport Law (" + articles + ")"}
	}
	return []Reason{
		{
			Code: "reject.not-eligible", Outcome: Reject, Law: licence("第三十八条"), Cause: "R14",
			Text: models.Texts{"zh-CN": "不符合申请条件", "en": "The conditions for this application are not met"},
		},
		{
			Code: "reject.fraud", Outcome: Reject, Law: passport("第十三条"), Cause: "R99",
			Text: models.Texts{"zh-CN": "申请中有虚假内容", "en": "The application contains false statements"},
		},
		{
			Code: "reject.duplicate", Outcome: Reject, Law: licence("第三十八条"), Cause: "R18",
			Text: models.Texts{"zh-CN": "同一事项已有在办申请", "en": "Another application for the same thing is under way"},
		},
		{
			Code: "window.papers", Outcome: HandOver, Law: licence("第三十二条"), Cause: "R01",
			Text:  models.Texts{"zh-CN": "须在窗口核验材料原件", "en": "Original papers have to be checked at a window"},
			Bring: []models.Texts{idCard, hukou, document, receipt},
		},
		{
			Code: "window.photo", Outcome: HandOver, Law: licence("第三十二条"), Cause: "R08",
			Text:  models.Texts{"zh-CN": "照片须在窗口重新采集", "en": "The photo has to be taken again at a window"},
			Bring: []models.Texts{idCard, receipt},
		},
		{
			Code: "window.biometrics", Outcome: HandOver, Law: licence("第三十二条"), Cause: "R10",
			Text:  models.Texts{"zh-CN": "指纹或人像须在窗口采集", "en": "Fingerprints or face have to be recorded at a window"},
			Bring: []models.Texts{idCard, receipt},
		},
		{
			Code: "window.name", Outcome: HandOver, Law: licence("第三十二条"), Cause: "R17",
			Text:  models.Texts{"zh-CN": "姓名或拼音须在窗口核对", "en": "Name or spelling has to be checked at a window"},
			Bring: []models.Texts{idCard, hukou, document, receipt},
		},
		{
			Code: "window.other", Outcome: HandOver, Law: licence("第三十二条"), Cause: "R05",
			Text:  models.Texts{"zh-CN": "此事须由窗口办理", "en": "This matter has to be handled at a window"},
			Bring: []models.Texts{idCard, hukou, document, receipt},
		},
	}
}

// ReasonsOf lists the reasons that stand for a service's definition: its own,
// and for an outcome it names none for, the common ones, so that no clerk is
// ever without a way out.
func ReasonsOf(def *catalog.Definition) []Reason {
	reasons := ownReasons(def)
	for _, outcome := range []Outcome{Reject, HandOver} {
		is := func(r Reason) bool { return r.Outcome == outcome }
		if slices.ContainsFunc(reasons, is) {
			continue
		}
		for _, common := range commonReasons() {
			if is(common) {
				reasons = append(reasons, common)
			}
		}
	}
	return reasons
}

func ownReasons(def *catalog.Definition) []Reason {
	if def == nil {
		return nil
	}
	law := lawOf(def)
	var reasons []Reason
	for _, r := range def.Reasons {
		for _, use := range []struct {
			outcome Outcome
			word    string // of the definition
		}{{Reject, "reject"}, {Correct, "correct"}, {HandOver, "hand-over"}} {
			if slices.Contains(r.For, use.word) {
				reasons = append(reasons, Reason{
					Code: r.Code, Outcome: use.outcome, Service: def.Service, Text: r.Text, Law: lawFor(r, law), Bring: r.Bring, Cause: r.Cause,
				})
			}
		}
	}
	return reasons
}

// lawFor is the article a reason names itself, or else the service's law.
func lawFor(r catalog.Reason, service models.Texts) models.Texts {
	if r.Law == "" {
		return service
	}
	return models.Texts{"zh-CN": r.Law, "en": r.Law}
}

func lawOf(def *catalog.Definition) models.Texts {
	var names []string
	for _, law := range def.Law {
		names = append(names, strings.TrimSpace(law.Name+" "+law.Articles))
	}
	all := strings.Join(names, "；")
	return models.Texts{"zh-CN": all, "en": all}
}

// Reasons lists the whole closed list, by the current definitions: each
// service's, then the common ones.
func (d *Desk) Reasons() []Reason {
	var reasons []Reason
	for _, def := range d.Files.Definitions() {
		for _, r := range ReasonsOf(def) {
			r.Service = def.Service
			reasons = append(reasons, r)
		}
	}
	return reasons
}

// reasonOf checks a ruling's reason against the list of the version the
// application is pinned to. A correction's reasons stand at its marks.
func reasonOf(def *catalog.Definition, r Ruling) (Reason, error) {
	switch {
	case (r.Outcome == Approve || r.Outcome == Correct) && r.Reason != "":
		return Reason{}, field("reasonCode", "field.choice")
	case r.Outcome == Approve || r.Outcome == Correct:
		return Reason{}, nil
	case r.Reason == "":
		return Reason{}, field("reasonCode", "field.required")
	}
	for _, reason := range ReasonsOf(def) {
		if reason.Code == r.Reason && reason.Outcome == r.Outcome {
			return reason, nil
		}
	}
	return Reason{}, field("reasonCode", "field.choice")
}
