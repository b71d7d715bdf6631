package visit

import "onevisit/models"

// Describe says in a few words how a presence stands or stood.
func (k EndingKind) Describe() models.Texts {
	text := func(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }
	return map[EndingKind]models.Texts{
		EndWorking:    text("正在填写", "filling the form in"),
		EndLeft:       text("未填完离开", "left with the form unfinished"),
		EndDevice:     text("自助机中断", "the kiosk broke off"),
		EndRefused:    text("预检未通过", "turned away at the pre-check"),
		EndSilent:     text("登记系统无应答", "a register did not answer"),
		EndPhoto:      text("照片不合格", "photo refused"),
		EndSubmitted:  text("已提交", "submitted"),
		EndUnpaid:     text("待缴费", "to be paid"),
		EndIssuing:    text("正在出证", "being issued"),
		EndNeedsStaff: text("出证故障，待处理", "issuing failed, staff needed"),
		EndPosted:     text("已交寄", "posted"),
		EndToCollect:  text("待领取", "to be collected"),
		EndCorrection: text("待补正", "a correction was asked for"),
		EndRejected:   text("不予通过", "not approved"),
		EndHandedOver: text("转窗口", "handed over to a window"),
		EndWithdrawn:  text("已撤回", "withdrawn"),
		EndCompleted:  text("已办结", "finished"),
		EndAsked:      text("到场咨询", "came to ask"),
		EndAttended:   text("窗口到场", "attended at a window"),
	}[k]
}
