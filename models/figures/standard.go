package figures

import (
	"onevisit/models"
	"onevisit/models/completion"
)

func words(zh, en string) models.Texts { return models.Texts{"zh-CN": zh, "en": en} }

// onMatters says what all figures about matters have in common.
const (
	onMattersZh = "只数已终结的件，按终结当日归期，按第一次到场的地点、机器、语言和年龄段分组。"
	onMattersEn = " Ended matters only, by the local date of the end, divided by the place of their first presence."
)

func about(zh, en string) models.Texts { return words(zh+onMattersZh, en+onMattersEn) }

func rateFigures() []Figure {
	return []Figure{
		{
			Code: "experienced", Form: Share, Counts: Matter, By: everyDivision(), Better: "higher", measures: []Measure{Ends},
			Title:   words("一次办率（群众体验口径）", "One-visit rate (experienced)"),
			Meaning: about("到场不超过一次的办结件数 ÷ 全部办结件数。", "Completed matters with at most one visit / all completed matters."),
			counts:  rate(func(f completion.Figures) completion.Figure { return f.Experienced }),
		},
		{
			Code: "honest", Form: Share, Counts: Matter, By: everyDivision(), Better: "higher", measures: []Measure{Ends},
			Title: words("一次办率（如实口径）", "One-visit rate (honest)"),
			Meaning: about("到场不超过一次的办结件数 ÷ 全部终结件数（办结、不予批准、放弃、撤回）。",
				"Completed matters with at most one visit / all ended matters (completed, rejected, abandoned, withdrawn)."),
			counts: rate(func(f completion.Figures) completion.Figure { return f.Honest }),
		},
		{
			Code: "visits", Form: Parts, Counts: Matter, By: everyDivision(), measures: []Measure{Ends}, counts: byVisits,
			Title:   words("到场次数", "Number of visits"),
			Meaning: about("终结的件按到场次数：0、1、2、3、4次及以上。", "Ended matters by the number of visits: 0, 1, 2, 3, 4 and more."),
		},
		{
			Code: "ends", Form: Parts, Counts: Matter, By: everyDivision(), measures: []Measure{Ends}, counts: byState,
			Title:   words("怎样终结", "How matters ended"),
			Meaning: about("终结的件按结果：办结、不予批准、放弃、撤回。", "Ended matters by their end: completed, rejected, abandoned, withdrawn."),
		},
		{
			Code: "causes", Form: Parts, Counts: Matter, By: everyDivision(), Better: "lower", measures: []Measure{Causes}, counts: plain,
			Title: words("再次到场的原因", "Causes of further visits"),
			Meaning: about("第一次以后的每次到场，每次只记一个原因；一件事可有几次。",
				"Each visit after the first, with its one cause; a matter may have several."),
		},
		{
			Code: "volume", Form: Parts, Counts: Matter, By: without(string(ByService), MonthService, Category), measures: []Measure{Ends}, counts: plain,
			perService: func(service, _ string) string { return service },
			Title:      words("办理量", "Volume"), Meaning: about("终结的件按事项。", "Ended matters by service."),
		},
	}
}

func courseFigures() []Figure {
	return []Figure{
		{
			Code: "complete-notice", Form: Share, Counts: Matter, By: everyDivision(), Better: "higher", measures: []Measure{Notice}, counts: share("1"),
			Title: words("一次性告知率", "Complete-notice rate"),
			Meaning: about("只要求补正一次的办件数 ÷ 被要求补正的办件数；窗口撤回的补正不算。",
				"Applications asked for corrections once / applications asked at all; a request the office withdrew was none."),
		},
		{
			Code: "re-notice", Form: Share, Counts: Matter, By: everyDivision(), Better: "lower", measures: []Measure{Notice}, counts: share("2"),
			Title:   words("重复告知率", "Re-notice rate"),
			Meaning: about("被再次要求补正的办件数 ÷ 被要求补正的办件数。", "Applications asked again / applications asked at all."),
		},
		{
			Code: "promise-kept", Form: Share, Counts: Matter, By: everyDivision(), Better: "higher", measures: []Measure{Promise}, counts: share("kept"),
			Title: words("承诺日兑现率", "Promised dates kept"),
			Meaning: about("在承诺日或之前作出决定的办件数 ÷ 有承诺日且已决定的办件数；等待群众补正的工作日已顺延。",
				"Applications decided by the promised day / decided applications with one; it moves by the working days the citizen was waited for."),
		},
		{
			Code: "first-attempt", Form: Share, Counts: Matter, By: everyDivision(), Better: "higher", measures: []Measure{First}, counts: share("yes"),
			Title: words("首次即成率", "Completed at first go"),
			Meaning: about("没有被拒、没有补正、没有重填，再来也只为领取或核验的办结件数 ÷ 全部办结件数。",
				"Completed matters with nothing refused, corrected or begun again, and no further visit but to fetch or verify / all completed."),
		},
		{
			Code: "hand-overs", Form: Parts, Counts: Matter, By: everyDivision(), Better: "lower", measures: []Measure{Handed}, counts: plain,
			Title: words("转窗口原因", "Hand-overs to a window"),
			Meaning: about("预检转窗口和办理中转窗口的次数，按原因；一件事可有几次。",
				"Attempts and applications handed over to a window, by reason; a matter may have several."),
		},
		{
			Code: "payments", Form: Share, Counts: Order, By: without(string(ByAid), string(ByAge)), Better: "higher", measures: []Measure{Pay}, counts: paid,
			Title: words("缴费完成率", "Payments completed"),
			Meaning: words("已支付的订单 ÷ 已支付或已中断的订单，按开单当日归期；中断按原因列出。",
				"Paid orders / orders paid or broken off, by the day they were opened; those broken off are listed by reason."),
		},
	}
}

func timeFigures() []Figure {
	return []Figure{
		{
			Code: "session-time", Form: Times, Counts: Session, By: everyDivision(), Better: "lower", measures: []Measure{Used}, counts: plain,
			Title: words("会话时长", "Session time"),
			Meaning: words("从识别本人到离开，按会话开始当日归期；一次会话办几个事项时不计入单个事项。",
				"From identification to the end, by the day the session began; a session about several services belongs to none of them."),
		},
		{
			Code: "end-to-end", Form: Times, Counts: Matter, By: everyDivision(), Better: "lower", measures: []Measure{Length}, counts: plain,
			Title:   words("全程用时", "End-to-end time"),
			Meaning: about("办结的件从第一次到场（未到场的从开始填写）到办结。", "Completed matters: from the first presence (or the opening, without one) to completion."),
		},
		{
			Code: "waiting", Form: Times, Counts: Matter, By: everyDivision(), Better: "lower", measures: []Measure{Wait}, counts: plain,
			Title: words("等候审批时间", "Waiting for a decision"),
			Meaning: about("由民警审批的办件从首次提交到决定，扣除等待补正的时间；规则当场决定的不算。",
				"Applications decided by clerks: from the first submission to the decision, less the time the citizen had to act; those decided by rule at once are left out."),
		},
	}
}

func kioskFigures() []Figure {
	return []Figure{
		{
			Code: "path", Form: Parts, Counts: Walk, By: []string{string(ByMonth)}, Better: "lower", measures: []Measure{Reached, Left}, counts: reached,
			perService: func(service, step string) string { return service + "/" + step },
			Title:      words("在哪一步离开", "Where people leave"),
			Meaning: words("按实际走过的路径：在每一步结束会话而没有提交的次数，旁边是走到这一步的会话数。",
				"Along the path really taken: sessions that ended at a step without handing in, beside those that came as far."),
		},
		{
			Code: "availability", Form: Share, Counts: DeviceDay, By: atDevices(), Better: "higher", measures: []Measure{Open, Up}, counts: byMeasure(Open, Up),
			Title: words("设备可用率", "Device availability"),
			Meaning: words("开放时间内收到机器信号的分钟 ÷ 开放的分钟；记录按台日列出。",
				"Minutes of the opening hours in which the kiosk was heard of / minutes open; the records are the devices' days."),
		},
		{
			Code: "ratings", Form: Parts, Counts: Session, By: everyDivision(), Better: "higher", measures: []Measure{Rating}, counts: given,
			Title:   words("满意度评价", "Ratings"),
			Meaning: words("群众自己给出的评价；没有默认评价。", "Ratings that citizens gave themselves; there is no default rating."),
		},
		{
			Code: "rating-response", Form: Share, Counts: Session, By: everyDivision(), Better: "higher", measures: []Measure{Rating}, counts: answered,
			Title:   words("评价参与率", "Rating response"),
			Meaning: words("给出评价的会话 ÷ 看到评价页的会话。", "Sessions rated / sessions that came to the page asking for a rating."),
		},
		{
			Code: "hours", Form: Parts, Counts: Session, By: []string{string(ByMonth), string(BySite), Region, string(ByDevice)}, measures: []Measure{Hour}, counts: plain,
			Title:   words("何时有人来", "When people come"),
			Meaning: words("会话开始的星期和钟点。", "Weekday and hour at which sessions began."),
		},
	}
}
