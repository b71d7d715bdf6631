package audit

import (
	"maps"
	"slices"

	"onevisit/models"
)

// The actions of the platform: keys, staff and devices.
const (
	KeyMade             Action = "key.made"
	StaffCreated        Action = "staff.created"
	StaffDisabled       Action = "staff.disabled"
	StaffRelated        Action = "staff.interest_declared"
	StaffSignedIn       Action = "staff.signed_in"
	StaffRefused        Action = "staff.sign_in_refused"
	StaffLocked         Action = "staff.locked"
	StaffSignedOut      Action = "staff.signed_out"
	StaffHalfway        Action = "staff.password_right"
	FactorEnrolled      Action = "staff.factor_enrolled"
	FactorReset         Action = "staff.factor_reset"
	FactorRefused       Action = "staff.factor_refused"
	RecoveryUsed        Action = "staff.recovery_used"
	StepUpPassed        Action = "staff.step_up_passed" //nolint:gosec // an action's name, no credential
	StepUpRefused       Action = "staff.step_up_refused"
	StaffHallsSet       Action = "staff.halls_set"
	HallChosen          Action = "staff.hall_chosen"
	DutyChanged         Action = "staff.duty_changed"
	SkillGranted        Action = "staff.skill_granted"
	SkillRevoked        Action = "staff.skill_revoked"
	DeviceCodeMade      Action = "device.code_made"
	DeviceCodeVoided    Action = "device.code_voided"
	DeviceEnrolled      Action = "device.enrolled"
	DeviceRevoked       Action = "device.revoked"
	AccessDenied        Action = "access.denied"
	PersonalDataErased  Action = "personal_data.erased"
	JobDied             Action = "job.died"
	JobRequeued         Action = "job.requeued"
	OneVisitCauseAmends Action = "visit.cause_amended"
)

// DeviceDayClosed says in how much of a day's opening hours a kiosk was up.
const DeviceDayClosed Action = "device.day_closed"

// The actions of a citizen's visit and session.
const (
	SessionBegun  Action = "session.begun"
	SessionEnded  Action = "session.ended"
	SessionRated  Action = "session.rated"
	PreCheckEnded Action = "matter.precheck_refused"
	// MatterAsked: who came only to ask or to collect was present in a matter of theirs.
	MatterAsked Action = "matter.asked_about"
	// MatterAbandoned: the 91st day of silence.
	MatterAbandoned Action = "matter.abandoned"
)

// The actions of an application.
const (
	ApplicationOpened    Action = "application.opened"
	ApplicationResumed   Action = "application.resumed"
	StepSaved            Action = "application.step_saved"
	EvidenceShown        Action = "application.evidence_shown"
	Attached             Action = "application.attached"
	ApplicationSubmitted Action = "application.submitted"
	// RegisterTold: a register was told at the moment of handing in, a loss for one.
	RegisterTold         Action = "application.register_told"
	ApplicationWithdrawn Action = "application.withdrawn"
	ApplicationApproved  Action = "application.approved"
	ApplicationRejected  Action = "application.rejected"
	ApplicationHanded    Action = "application.handed_over"
	ApplicationPaid      Action = "application.paid"
	ApplicationCompleted Action = "application.completed"
	ApplicationAbandoned Action = "application.abandoned"
	ApplicationStopped   Action = "application.needs_staff"
	ApplicationDue       Action = "application.payment_due"
	ApplicationIssuing   Action = "application.issuing"
	ApplicationPosted    Action = "application.posted"
	ApplicationRepaired  Action = "application.repaired"
	ApplicationRecalled  Action = "application.recalled"
	CorrectionAsked      Action = "application.correction_asked"
	CorrectionAnswered   Action = "application.correction_answered"
	CorrectionReminded   Action = "application.correction_reminded"
	CorrectionExpired    Action = "application.correction_expired"
	CorrectionWithdrawn  Action = "application.correction_withdrawn"
	ResultFailed         Action = "application.result_failed"
	ResultReported       Action = "application.result_reported"
	ResultDelivered      Action = "application.result_delivered"
	PaperPrinted         Action = "paper.printed"
	PaperFailed          Action = "paper.failed"
)

// The actions of clerks on a case.
const (
	CaseClaimed  Action = "case.claimed"
	CaseReleased Action = "case.released"
	CaseSeen     Action = "case.seen"
	CaseRevealed Action = "case.field_revealed"
	CaseDecided  Action = "case.decided"
	// CaseTakenOver and CaseAssigned: by a supervisor, with a reason.
	CaseTakenOver Action = "case.taken_over"
	CaseAssigned  Action = "case.assigned"
	// ClockStopped and ClockStarted: the deadline's, while the citizen has to act.
	ClockStopped Action = "case.clock_stopped"
	ClockStarted Action = "case.clock_started"
	// DeadlineNear and DeadlineBroken: told once for each deadline.
	DeadlineNear   Action = "case.deadline_near"
	DeadlineBroken Action = "case.deadline_broken"
	// DecisionFinal: the time in which its clerk could undo it is over.
	DecisionFinal  Action = "case.decision_final"
	DecisionUndone Action = "case.decision_undone"
	// DecisionStopped: it could not be carried out, and the case waits again.
	DecisionStopped    Action = "case.decision_stopped"
	DecisionWithdrawn  Action = "case.decision_withdrawn"
	SecondAsked        Action = "case.second_asked"
	Disagreed          Action = "case.disagreed"
	DecisionOverturned Action = "case.overturned"
	BulkDecided        Action = "case.bulk_decided"
	BulkUndone         Action = "case.bulk_undone"
	RecordSeen         Action = "case.record_seen"
)

// The actions at windows.
const (
	WindowLookedUp Action = "window.looked_up"
	WindowRecorded Action = "window.recorded"
)

// The actions on somebody whom a kiosk could not recognise.
const (
	IdentityAsked       Action = "identity.asked"
	IdentityTaken       Action = "identity.taken"
	IdentityReleased    Action = "identity.released"
	IdentityRevealed    Action = "identity.field_revealed"
	IdentityProven      Action = "identity.proven"
	IdentityRefused     Action = "identity.refused"
	IdentityUsed        Action = "identity.code_used"
	IdentityCodeRefused Action = "identity.code_refused"
	IdentityExpired     Action = "identity.expired"
)

// The actions around a correction: the call in the hall, and the phone's link.
const (
	CitizenCalled Action = "case.citizen_called"
	LinkSent      Action = "phone.link_sent"
	LinkOpened    Action = "phone.link_opened"
	LinkRefused   Action = "phone.link_refused"
	PhoneEnded    Action = "phone.session_ended"
)

// The actions of payment.
const (
	OrderOpened      Action = "order.opened"
	OrderPaid        Action = "order.paid"
	OrderClosed      Action = "order.closed"
	OrderRefunding   Action = "order.refunding"
	OrderRefunded    Action = "order.refunded"
	OrderQuarantined Action = "order.quarantined"
	OrdersReconciled Action = "order.reconciled"
)

// The actions of auditors.
const (
	// FiguresRebuilt: the figures were computed anew from the facts.
	FiguresRebuilt Action = "figures.rebuilt"
	FiguresSeen    Action = "figures.seen"
	MatterSeen     Action = "matter.seen"
	// FiguresExported: what a figure was counted from left the house as a file.
	FiguresExported Action = "figures.exported"
	// WhatIfRan: a period was replayed through an edited definition. The hashes of
	// what was compared are in the entry, nothing else of it.
	WhatIfRan Action = "whatif.ran"
)

// The actions of the log itself.
const (
	// LogTampered: what is stored is not what the log holds.
	LogTampered Action = "log.tampered"
	// LogCleared: somebody looked into it.
	LogCleared Action = "log.alarm_cleared"
	// LogBegunAnew: after its database had been put back.
	LogBegunAnew Action = "log.begun_anew"
	// MatterRevealed: an auditor saw whose matter it is.
	MatterRevealed Action = "matter.revealed"
	// DefinitionPublished: a version of a service definition came into force.
	DefinitionPublished Action = "definition.published"
	// DefinitionSubmitted and those after it are the way of a change of what is in
	// force, which two persons make: a version published, a service retired or
	// brought back. What took effect is DefinitionPublished, -Retired or -Restored.
	DefinitionSubmitted Action = "definition.submitted"
	DefinitionApproved  Action = "definition.approved"
	DefinitionReturned  Action = "definition.returned"
	DefinitionWithdrawn Action = "definition.withdrawn"
	DefinitionRetired   Action = "definition.retired"
	DefinitionRestored  Action = "definition.restored"
	// ReferenceReplaced: a hall began to count with other fees, limits and codes.
	ReferenceReplaced Action = "reference.replaced"
)

// catalogue is the closed list. Whoever needs another action adds its constant
// above and its line here.
func catalogue() map[Action]models.Texts { //nolint:funlen // a table
	return map[Action]models.Texts{
		KeyMade:             {"zh-CN": "生成数据密钥", "en": "A data key was made"},
		StaffCreated:        {"zh-CN": "新建工作人员账号", "en": "A staff account was created"},
		StaffDisabled:       {"zh-CN": "停用工作人员账号", "en": "A staff account was disabled"},
		StaffRelated:        {"zh-CN": "登记须回避的关系", "en": "A conflict of interest was declared"},
		StaffSignedIn:       {"zh-CN": "工作人员登录", "en": "A member of staff signed in"},
		StaffRefused:        {"zh-CN": "工作人员登录被拒", "en": "A sign-in was refused"},
		StaffLocked:         {"zh-CN": "账号因多次失败被锁定", "en": "An account was locked after failed sign-ins"},
		StaffSignedOut:      {"zh-CN": "工作人员退出", "en": "A member of staff signed out"},
		StaffHalfway:        {"zh-CN": "密码正确，等待第二重验证", "en": "A password was right; the second factor is asked for"},
		FactorEnrolled:      {"zh-CN": "登记第二重验证", "en": "A second factor was enrolled"},
		FactorReset:         {"zh-CN": "清除第二重验证", "en": "A second factor was reset"},
		FactorRefused:       {"zh-CN": "登录验证码被拒", "en": "A code at sign-in was refused"},
		RecoveryUsed:        {"zh-CN": "使用了一个备用码", "en": "A recovery code was used up"},
		StepUpPassed:        {"zh-CN": "再次验证通过", "en": "The second factor was shown again"},
		StepUpRefused:       {"zh-CN": "再次验证未通过", "en": "The second factor was asked for again and refused"},
		StaffHallsSet:       {"zh-CN": "设定所负责的大厅", "en": "The halls somebody answers for were set"},
		HallChosen:          {"zh-CN": "切换到另一个大厅", "en": "A supervisor went to another hall"},
		DutyChanged:         {"zh-CN": "上下岗或缺勤变更", "en": "Duty or absence changed"},
		SkillGranted:        {"zh-CN": "授予业务技能或语言", "en": "A skill or language was granted"},
		SkillRevoked:        {"zh-CN": "收回业务技能或语言", "en": "A skill or language was revoked"},
		DeviceCodeMade:      {"zh-CN": "生成设备登记码", "en": "A device enrolment code was made"},
		DeviceCodeVoided:    {"zh-CN": "设备登记码作废", "en": "A device enrolment code was voided"},
		DeviceEnrolled:      {"zh-CN": "设备登记", "en": "A device was enrolled"},
		DeviceRevoked:       {"zh-CN": "设备吊销", "en": "A device was revoked"},
		DeviceDayClosed:     {"zh-CN": "结算设备当日可用时间", "en": "A device's day was closed"},
		AccessDenied:        {"zh-CN": "越权访问被拒", "en": "Access was denied"},
		PersonalDataErased:  {"zh-CN": "删除个人信息", "en": "Personal data were erased"},
		JobDied:             {"zh-CN": "后台任务多次失败后停止", "en": "A background job was given up"},
		JobRequeued:         {"zh-CN": "后台任务重新排队", "en": "A background job was queued again"},
		OneVisitCauseAmends: {"zh-CN": "更正再次到场原因", "en": "The cause of a second visit was amended"},

		SessionBegun:    {"zh-CN": "群众会话开始", "en": "A citizen's session began"},
		SessionEnded:    {"zh-CN": "群众会话结束", "en": "A citizen's session ended"},
		SessionRated:    {"zh-CN": "群众评价", "en": "A session was rated"},
		PreCheckEnded:   {"zh-CN": "预检不符合条件", "en": "The pre-check found the person not eligible"},
		MatterAsked:     {"zh-CN": "来查询或领取，计入原事项的到场", "en": "A visit to ask or to collect was counted in its matter"},
		MatterAbandoned: {"zh-CN": "满九十一天未续办，事项终止", "en": "A matter ended after 91 days of silence"},

		ApplicationDue:      {"zh-CN": "待缴费", "en": "A payment became due"},
		ApplicationIssuing:  {"zh-CN": "开始出证", "en": "Issuing began"},
		ApplicationPosted:   {"zh-CN": "已交寄", "en": "A result was posted"},
		ApplicationRepaired: {"zh-CN": "工作人员排除故障", "en": "Staff repaired a failed result"},
		ApplicationRecalled: {"zh-CN": "决定被撤回，申请重新审核", "en": "The decision was withdrawn; the application is checked again"},
		CorrectionAsked:     {"zh-CN": "要求补正", "en": "A correction was asked for"},
		CorrectionAnswered:  {"zh-CN": "群众已补正", "en": "A correction was answered"},
		CorrectionReminded:  {"zh-CN": "提醒补正期限", "en": "The citizen was reminded of a correction"},
		CorrectionExpired:   {"zh-CN": "补正期限已过", "en": "The time for a correction ran out"},
		CorrectionWithdrawn: {"zh-CN": "撤回补正要求", "en": "A correction request was withdrawn"},

		CitizenCalled: {"zh-CN": "大厅叫号", "en": "The citizen was called in the hall"},
		LinkSent:      {"zh-CN": "短信发送补正链接", "en": "A link to a correction was sent"},
		LinkOpened:    {"zh-CN": "在手机上打开补正链接", "en": "The link was opened on a phone"},
		LinkRefused:   {"zh-CN": "补正链接验证未通过", "en": "The link was refused: wrong second factor"},
		PhoneEnded:    {"zh-CN": "手机补正会话结束", "en": "A phone session ended"},

		ResultFailed: {"zh-CN": "办理结果失败", "en": "A result failed"},

		ApplicationOpened:    {"zh-CN": "新建办件", "en": "An application was opened"},
		ApplicationResumed:   {"zh-CN": "继续办件", "en": "An application was resumed"},
		StepSaved:            {"zh-CN": "保存步骤", "en": "A step was saved"},
		EvidenceShown:        {"zh-CN": "展示证据照片", "en": "An evidence picture was shown"},
		Attached:             {"zh-CN": "上传材料", "en": "A document was attached"},
		RegisterTold:         {"zh-CN": "提交时即通知登记系统（如挂失）", "en": "A register was told on submission, e.g. of a loss"},
		ApplicationSubmitted: {"zh-CN": "提交申请", "en": "An application was submitted"},
		ApplicationWithdrawn: {"zh-CN": "撤回申请", "en": "An application was withdrawn"},
		ApplicationApproved:  {"zh-CN": "审批通过", "en": "An application was approved"},
		ApplicationRejected:  {"zh-CN": "审批不予通过", "en": "An application was rejected"},
		ApplicationHanded:    {"zh-CN": "转人工窗口", "en": "An application was handed over to a window"},
		ApplicationPaid:      {"zh-CN": "缴费完成", "en": "An application was paid"},
		ApplicationCompleted: {"zh-CN": "办结", "en": "An application was completed"},
		ApplicationAbandoned: {"zh-CN": "逾期未续办", "en": "An application was abandoned"},
		ApplicationStopped:   {"zh-CN": "需要工作人员处理", "en": "An application needs staff"},
		ResultReported:       {"zh-CN": "设备回报办理结果", "en": "A device reported a result"},
		ResultDelivered:      {"zh-CN": "结果送达", "en": "A result was delivered"},
		PaperPrinted:         {"zh-CN": "打印单据", "en": "A paper was printed"},
		PaperFailed:          {"zh-CN": "单据没有打印出来", "en": "A paper did not come out"},

		CaseClaimed:    {"zh-CN": "认领办件", "en": "A case was claimed"},
		CaseReleased:   {"zh-CN": "释放办件", "en": "A case was released"},
		CaseSeen:       {"zh-CN": "查看办件", "en": "A case was looked at"},
		CaseRevealed:   {"zh-CN": "查看完整信息", "en": "A masked field was revealed"},
		CaseTakenOver:  {"zh-CN": "主管接手办件", "en": "A supervisor took a case over"},
		CaseAssigned:   {"zh-CN": "主管指派办件", "en": "A supervisor assigned a case"},
		ClockStopped:   {"zh-CN": "等待群众补正，停止计时", "en": "The deadline's clock stopped: the citizen has to act"},
		ClockStarted:   {"zh-CN": "恢复计时，期限顺延", "en": "The deadline's clock goes on; the date moved by the days it stood"},
		DeadlineNear:   {"zh-CN": "办理期限临近", "en": "The deadline came near"},
		DeadlineBroken: {"zh-CN": "超过办理期限，已报主管", "en": "The deadline was broken; the supervisor was told"},

		CaseDecided: {"zh-CN": "作出审批决定", "en": "A case was decided"},

		DecisionFinal:      {"zh-CN": "审批决定生效", "en": "A decision became final"},
		DecisionUndone:     {"zh-CN": "经办人撤销了刚作出的决定", "en": "A decision was undone by whoever made it"},
		DecisionStopped:    {"zh-CN": "决定无法执行，办件重新排队", "en": "A decision could not be carried out; the case waits again"},
		DecisionWithdrawn:  {"zh-CN": "主管撤回已生效的决定，办件重新排队", "en": "A supervisor withdrew a final decision; the case waits again"},
		SecondAsked:        {"zh-CN": "送另一人复核", "en": "A second clerk was asked to look"},
		Disagreed:          {"zh-CN": "两人意见不一致，送主管决定", "en": "Two clerks disagree; a supervisor decides"},
		DecisionOverturned: {"zh-CN": "决定被主管改变", "en": "A decision was overturned"},
		BulkDecided:        {"zh-CN": "批量作出决定", "en": "Cases were decided in bulk"},
		BulkUndone:         {"zh-CN": "撤销批量决定", "en": "A bulk decision was undone"},

		RecordSeen: {"zh-CN": "查看决定时的办件原貌", "en": "A case was looked at as it was decided on"},

		WindowLookedUp: {"zh-CN": "窗口查询来人的办件", "en": "A window looked up what a person came for"},
		WindowRecorded: {"zh-CN": "窗口登记到场", "en": "A window recorded an attendance"},

		IdentityAsked:       {"zh-CN": "自助机无法确认身份，转人工窗口", "en": "A kiosk could not recognise somebody, who was sent to a window"},
		IdentityTaken:       {"zh-CN": "窗口接手身份核验", "en": "A clerk took a request to be recognised"},
		IdentityReleased:    {"zh-CN": "放回身份核验", "en": "A clerk gave a request to be recognised back"},
		IdentityRevealed:    {"zh-CN": "身份核验中查看完整信息", "en": "A masked field of a request to be recognised was revealed"},
		IdentityProven:      {"zh-CN": "窗口核验身份通过，发一次性号码", "en": "A clerk proved an identity and gave a one-time code"},
		IdentityRefused:     {"zh-CN": "窗口核验身份未通过", "en": "A clerk could not prove an identity"},
		IdentityUsed:        {"zh-CN": "用窗口号码开始会话", "en": "A session began with a window's one-time code"},
		IdentityCodeRefused: {"zh-CN": "窗口号码输入有误", "en": "A window's one-time code was refused at a kiosk"},
		IdentityExpired:     {"zh-CN": "身份核验到时未办，已清除", "en": "A request to be recognised ran out and was wiped"},

		OrderOpened:      {"zh-CN": "生成缴费订单", "en": "A payment order was opened"},
		OrderPaid:        {"zh-CN": "订单已支付", "en": "A payment order was paid"},
		OrderClosed:      {"zh-CN": "订单关闭", "en": "A payment order was closed"},
		OrderRefunding:   {"zh-CN": "发起退款", "en": "A refund was started"},
		OrderRefunded:    {"zh-CN": "退款完成", "en": "A refund was made"},
		OrderQuarantined: {"zh-CN": "支付通知异常，已隔离", "en": "A payment notice was quarantined"},
		OrdersReconciled: {"zh-CN": "与支付平台对账", "en": "A day's payments were compared with the provider's bill"},

		LogTampered:         {"zh-CN": "审计日志被篡改", "en": "The audit log was tampered with"},
		MatterRevealed:      {"zh-CN": "督察查看事项当事人信息", "en": "An auditor was shown whose matter it is"},
		LogBegunAnew:        {"zh-CN": "数据库恢复后重新开立审计日志", "en": "The audit log was begun anew after its database had been put back"},
		LogCleared:          {"zh-CN": "已查明并解除审计日志告警", "en": "The audit log's alarm was looked into and cleared"},
		DefinitionPublished: {"zh-CN": "发布事项定义", "en": "A version of a service definition was published"},
		DefinitionSubmitted: {"zh-CN": "提交事项定义变更，待第二人批准", "en": "A change of a service definition was submitted for a second person"},
		DefinitionApproved:  {"zh-CN": "第二人批准事项定义变更", "en": "A second person approved a change of a service definition"},
		DefinitionReturned:  {"zh-CN": "退回事项定义变更", "en": "A change of a service definition was sent back"},
		DefinitionWithdrawn: {"zh-CN": "生效前撤回事项定义变更", "en": "A change of a service definition was withdrawn before it took effect"},
		DefinitionRetired:   {"zh-CN": "事项停办", "en": "A service was retired"},
		DefinitionRestored:  {"zh-CN": "事项恢复办理", "en": "A retired service was brought back"},
		ReferenceReplaced:   {"zh-CN": "换用另一份基准数据（收费、限额、代码）", "en": "Other reference data came into use: fees, limits, codes"},

		FiguresRebuilt:  {"zh-CN": "由原始记录重新生成统计", "en": "The figures were computed anew from the facts"},
		FiguresSeen:     {"zh-CN": "查看统计数据", "en": "Figures were looked at"},
		FiguresExported: {"zh-CN": "导出指标明细", "en": "The records behind a figure were exported"},
		MatterSeen:      {"zh-CN": "查看事项明细", "en": "A matter was looked at"},
		WhatIfRan:       {"zh-CN": "推演了改动后的办理规则", "en": "A period was replayed through edited rules"},
	}
}

// Actions lists the catalogue in order.
func Actions() []Action { return slices.Sorted(maps.Keys(known)) }

// Describe returns the sentence the auditor reads.
func (a Action) Describe() models.Texts { return known[a] }

// SubjectKinds is the closed list of what an entry can be about.
func SubjectKinds() []string {
	return []string{
		"application", "attachment", "bill", "bulk", "case", "code", "day", "decision", "device", "entry", "identity", "job", "key", "link", "matter", "notice", "order",
		"person", "proposal", "reference", "request", "result", "service", "session", "site", "staff", "visit",
	}
}

// NoteKeys is the closed list of notes. Their values are codes, small numbers
// or dates; Check refuses anything with room for a personal value.
func NoteKeys() []string {
	return []string{
		"attempts", "cause", "checked", "command", "count", "document", "draw", "end", "entry", "fault", "fence", "from", "hash", "kind", "language", "level",
		"outcome", "purpose", "reason", "role", "route", "service", "stage", "state", "step", "to", "version",
	}
}
