package visit

import "onevisit/models"

// Cause says why a visit after the first was needed. The codes are stable; they
// stand in published figures.
type Cause string

// The closed list of causes.
const (
	CauseNone         Cause = ""
	PapersMissing     Cause = "R01"
	FormVersion       Cause = "R02"
	PriorProof        Cause = "R03"
	WrongPlace        Cause = "R04"
	MachineRefused    Cause = "R05"
	CollectionOnly    Cause = "R06"
	PaymentUnfinished Cause = "R07"
	PhotoRefused      Cause = "R08"
	ConsentMissing    Cause = "R09"
	Biometrics        Cause = "R10"
	LossReportFirst   Cause = "R11"
	BookletPrint      Cause = "R12"
	TooEarlyOrLate    Cause = "R13"
	NotEligible       Cause = "R14"
	CourierCheck      Cause = "R15"
	Failure           Cause = "R16"
	NameMismatch      Cause = "R17"
	PendingOrInterval Cause = "R18"
	CorrectionAsked   Cause = "R19"
	CitizenLeft       Cause = "R20"
	OtherCause        Cause = "R99"
)

// CauseText is a cause with its words.
type CauseText struct {
	Cause Cause
	Text  models.Texts
}

// Causes lists every cause, the most specific first. The order decides where
// several apply: that the machine refused, or that something else happened,
// says least and comes last.
func Causes() []CauseText {
	text := func(c Cause, zh, en string) CauseText {
		return CauseText{Cause: c, Text: models.Texts{"zh-CN": zh, "en": en}}
	}
	return []CauseText{
		text(ConsentMissing, "缺少监护人到场或单位同意函", "guardian or consent letter missing"),
		text(Biometrics, "指纹或人脸缺失、比对不符", "biometrics missing or mismatch"),
		text(LossReportFirst, "须先办理挂失", "loss to be reported first"),
		text(CourierCheck, "收件后须核验", "verification after courier"),
		text(BookletPrint, "须打印户口簿等纸质证件", "paper booklet to be printed"),
		text(NameMismatch, "姓名或拼音不一致", "name or pinyin mismatch"),
		text(PhotoRefused, "照片不合格", "photo refused"),
		text(FormVersion, "表格版本不对", "wrong form version"),
		text(PriorProof, "须先取得其他部门证明", "prior proof from another office"),
		text(PapersMissing, "材料缺少或有误", "papers missing or wrong"),
		text(WrongPlace, "办理地点不对", "wrong place"),
		text(NotEligible, "户籍或居住条件不符", "not eligible by residence"),
		text(PendingOrInterval, "有在办申请或间隔未到", "pending application or interval"),
		text(TooEarlyOrLate, "办理时间过早或过晚", "too early or too late"),
		text(CorrectionAsked, "须补正材料", "correction requested by clerk"),
		text(CollectionOnly, "仅为领取", "collection only"),
		text(PaymentUnfinished, "缴费未完成", "payment not finished"),
		text(Failure, "设备、网络、登记系统或耗材故障", "device, network, register or paper failure"),
		text(CitizenLeft, "本人离开或超时", "citizen left or timed out"),
		text(MachineRefused, "自助机不受理，转窗口", "machine refused, sent to a window"),
		text(OtherCause, "其他", "other"),
	}
}

// specificity is the place in the list above, smaller is more specific; causes
// outside it say nothing.
func (c Cause) specificity() int {
	list := Causes()
	for i, known := range list {
		if known.Cause == c {
			return i
		}
	}
	return len(list)
}

// Valid tells whether c is in the closed list.
func (c Cause) Valid() bool { return c.specificity() < len(Causes()) }

// MostSpecific returns the one that counts when several causes apply.
func MostSpecific(causes ...Cause) Cause {
	best := CauseNone
	for _, c := range causes {
		if c.specificity() < best.specificity() {
			best = c
		}
	}
	return best
}
