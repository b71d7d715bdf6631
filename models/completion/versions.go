package completion

import "onevisit/models"

// Published returns every version of the rate's definition, oldest first. A
// version is never edited once figures were published under it: a change is a
// new entry with a new name and date.
func Published() Definitions {
	return Definitions{{
		Name:          "1",
		EffectiveFrom: "2025-01-01",
		Unit: models.Texts{
			"zh-CN": "一件事：一个人、一个事项、一次需求",
			"en":    "Matter: one person, one service, one need",
		},
		WindowDays:    90,
		MostVisits:    1,
		TargetPercent: 90,
		SmallestShown: 10,
		TurnedAway:    []string{"refused", "register-silent", "handed-over"},
		Rules:         rulesOfVersion1(),
		Causes:        causesOfVersion1(),
	}}
}

func rulesOfVersion1() []models.Texts {
	return []models.Texts{
		{"zh-CN": "主指标（群众体验口径）= 到场不超过一次的办结件数 ÷ 全部办结件数，按办结当日归期。",
			"en": "Experienced rate = completed matters with at most one visit / all completed matters, by the local date of completion."},
		{"zh-CN": "并列指标（如实口径）= 到场不超过一次的办结件数 ÷ 全部终结件数（办结、不予批准、放弃、撤回），按终结当日归期。",
			"en": "Honest rate = completed matters with at most one visit / all ended matters (completed, rejected, abandoned, withdrawn), by the local date of the end."},
		{"zh-CN": "一次到场 = 同一人同一办事点同一天；被预检拒绝、去窗口、只来咨询、来取证都算；邮寄不算；代办人到场算本人到场。",
			"en": "A visit = one person at one site on one local date, including a refused attempt, a window attendance, a trip only to ask and one to collect; posting is none; an agent's presence counts for the principal."},
		{"zh-CN": "到场次数为零（全程网办）也算最多跑一次。",
			"en": "Zero visits count as at most one."},
		{"zh-CN": "办结 = 结果到达本人：当场打印、取到、签收，或决定书送达并缴清（零罚款警告：送达即办结）。",
			"en": "Completion = the result has reached the citizen: printed, collected, delivery confirmed, or a decision served and paid (a zero-fine warning: served)."},
		{"zh-CN": "相邻两次活动相隔超过90天为另一件事（90天同一件，91天另一件）；办理中的件不因时间切断。",
			"en": "Events more than 90 local days apart begin a new matter (90 the same, 91 new); a live application is never cut."},
		{"zh-CN": "沉默到第91天为放弃；不予批准、放弃或撤回后90天内再来，是同一件事，只以最后一次终结计一次。",
			"en": "On the 91st day of silence a matter is abandoned; a return within 90 days after a rejection, abandonment or withdrawal reopens the same matter, whose last end counts once."},
		{"zh-CN": "第二次及以后的每次到场，每件事只记一个原因；多个原因并存时取最具体的，“机器拒绝”最后。",
			"en": "Every visit after the first carries exactly one cause per matter; where several apply the most specific counts, 'machine refused' last."},
		{"zh-CN": "测试数据不进入任何指标；演示厅自成一厅，每个指标都注明“演示”。",
			"en": "Test data never enter a figure; a demo hall is a hall of its own and says so on every figure."},
		{"zh-CN": "分母为零时没有指标；分母不足10时，对无案件权限者不显示。",
			"en": "A zero denominator is no figure; a denominator below 10 is not shown to anyone without case access."},
	}
}
