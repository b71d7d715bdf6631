package application

import (
	"onevisit/models"
)

// stateTexts says in one plain sentence what happens now.
func stateTexts() map[State]models.Texts {
	return map[State]models.Texts{
		Draft:           {"zh-CN": "尚未提交，请继续填写。", "en": "Not submitted yet. Please go on."},
		Queued:          {"zh-CN": "已提交，工作人员正在审核。", "en": "Submitted. A clerk is checking it."},
		Correction:      {"zh-CN": "需要补正，请按提示修改。", "en": "Something has to be corrected. Please change what is marked."},
		Approved:        {"zh-CN": "已通过，正在办理。", "en": "Approved. It is being carried out."},
		AwaitingPayment: {"zh-CN": "已通过，请缴费。", "en": "Approved. Please pay."},
		Issuing:         {"zh-CN": "正在出证，请稍候。", "en": "Being issued. Please wait."},
		InPost:          {"zh-CN": "已交寄，请留意收件。", "en": "In the post. Please watch for the delivery."},
		Completed:       {"zh-CN": "已办结。", "en": "Finished."},
		Rejected:        {"zh-CN": "未通过。", "en": "Not approved."},
		Withdrawn:       {"zh-CN": "已撤回。", "en": "Withdrawn."},
		Abandoned:       {"zh-CN": "逾期未续办，已终止。", "en": "Ended, because it was not continued in time."},
		HandedOver:      {"zh-CN": "须到窗口办理。", "en": "This has to be handled at a window."},
		NeedsStaff:      {"zh-CN": "设备出现故障，工作人员会来处理；已缴费用有效，无需再次缴费。", "en": "The machine failed. Staff will help; what was paid stays valid, you will not pay again."},
	}
}

// stateText is the sentence for an application, more exact where its results
// tell more.
func stateText(a Application, results []Result) models.Texts {
	if a.State == NeedsStaff && a.Paid == 0 {
		return models.Texts{"zh-CN": "设备出现故障，工作人员会来处理。", "en": "The machine failed. Staff will help."}
	}
	if a.State != Issuing {
		return stateTexts()[a.State]
	}
	for _, r := range results {
		if r.over() {
			continue
		}
		switch {
		case r.ready():
			return models.Texts{"zh-CN": "已制作完成，请来领取。", "en": "Made, and ready to be collected."}
		case r.Kind == KindProduce && r.Number != "":
			return models.Texts{"zh-CN": "正在制证，您可以离开。", "en": "Being produced. You can leave now."}
		case r.Kind == KindProduce:
			return models.Texts{"zh-CN": "已缴费，等待制证，您可以离开。", "en": "Paid and waiting to be produced. You can leave now."}
		case r.Kind == KindPost:
			return models.Texts{"zh-CN": "已制作完成，等待交寄。", "en": "Made, and waiting to be posted."}
		case r.Kind == KindWrite:
			return models.Texts{"zh-CN": "请按提示放入证件，正在写入。", "en": "Please put the permit in as shown. It is being written."}
		case r.Kind == KindPrint:
			return models.Texts{"zh-CN": "正在打印，请稍候。", "en": "Printing. Please wait."}
		}
	}
	return stateTexts()[Issuing]
}

// windowText is all that is said where the reason may not be told.
func windowText() models.Texts {
	return models.Texts{"zh-CN": "该事项须到窗口办理。", "en": "This matter has to be handled at a window."}
}
