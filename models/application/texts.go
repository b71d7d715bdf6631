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

// messageTexts are the words of the text messages. Gateways that want registered
// templates register these; the others send them as they are. They name no
// person, document, mark or reason, because anybody may read a lock screen.
func messageTexts() map[string]models.Texts {
	return map[string]models.Texts{
		TextApproved:  {"zh-CN": "办件{number}已通过，请缴费。", "en": "Application {number} is approved. Please pay."},
		TextEnded:     {"zh-CN": "办件{number}已有结果，请到自助机或窗口查看。", "en": "Application {number} was decided. See a kiosk or a window."},
		TextRecalled:  {"zh-CN": "办件{number}的结果已撤回，正在重新审核，暂不用办理。", "en": "The result of application {number} was withdrawn; it is being checked again. There is nothing for you to do yet."},
		TextPosted:    {"zh-CN": "办件{number}的证件已交寄，请留意收件。", "en": "The document of application {number} is in the post."},
		TextToCollect: {"zh-CN": "办件{number}的证件已制好，请来领取。", "en": "The document of application {number} is made and ready to be collected."},
		TextPapers:    {"zh-CN": "办件{number}的单据没有打印出来，不影响办理。凭身份证可在任一自助机或窗口打印。", "en": "The papers of application {number} were not printed; nothing is lost. Print them at any kiosk or window with your identity card."},
		TextCorrection: {
			"zh-CN": "办件{number}有内容要补正，请在{until}前打开链接一次改好，不用再跑一趟：{link} 请勿转给他人。也可在自助机上办理。",
			"en":    "Application {number} has to be corrected by {until}. Open this link and put all of it right, no visit needed: {link} Do not pass it on. Any kiosk works too.",
		},
		TextReminder: {
			"zh-CN": "提醒：办件{number}的补正请在{until}前完成，新链接：{link} 以前的链接已失效。请勿转给他人。",
			"en":    "Reminder: application {number} has to be corrected by {until}. New link: {link} Earlier links are dead. Do not pass it on.",
		},
		TextNewLink: {
			"zh-CN": "办件{number}的补正新链接：{link} 以前的链接已失效，请在{until}前完成。请勿转给他人。",
			"en":    "New link to correct application {number} by {until}: {link} Earlier links are dead. Do not pass it on.",
		},
		TextCorrected: {
			"zh-CN": "办件{number}的补正已收到，继续办理，不用再跑一趟。",
			"en":    "The correction of application {number} has arrived. It goes on; no visit needed.",
		},
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
		case r.Kind == KindProduce && a.Paid == 0:
			return models.Texts{"zh-CN": "已批准，等待制证，您可以离开。", "en": "Granted and waiting to be produced. You can leave now."}
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
