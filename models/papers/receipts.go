package papers

import (
	"onevisit/models"
	"onevisit/models/paper"
)

// slip is what anybody may find and read: a number, a service and a state.
func (s *sheet) slip() {
	s.head(s.Hall, s.kind.Name())
	s.add(paper.Figure, same(s.Number))
	r := rows{sheet: s}
	r.put(false, both("事项", "Service"), s.Service)
	r.put(false, both("状态", "State"), s.State)
	r.put(true, both("预计办结", "Promised by"), same(string(s.Promised)))
	if s.Total > 0 {
		r.put(true, both("费用", "Fee"), same(yuan(s.Total)))
	}
	if s.Paid > 0 {
		r.put(true, both("已缴", "Paid"), same(yuan(s.Paid)))
	}
	for _, n := range s.Documents {
		r.put(false, both("凭证编号", "Document number"), same(n))
	}
	r.end()
}

// acceptance is the receipt of what was taken in (受理回执).
func (s *sheet) acceptance() {
	s.head(s.Hall, s.kind.Name())
	s.blocks = append(s.blocks, paper.Block{Kind: paper.Codes, Bar: s.Number})
	r := rows{sheet: s}
	r.put(false, both("受理编号", "Number"), same(s.Number))
	r.put(false, both("事项", "Service"), s.Service)
	r.put(true, both("申请人", "Applicant"), same(s.Holder.Masked))
	r.put(true, both("证件号码", "ID number"), same(s.Holder.MaskedID))
	r.put(true, both("性别", "Sex"), sex(s.Holder.Sex))
	r.put(true, both("出生日期", "Born"), same(string(s.Holder.Birth)))
	r.put(true, both("受理时间", "Accepted"), same(moment(s.Accepted)))
	r.put(true, both("承诺办结", "Promised by"), or(same(string(s.Promised)), both("当场", "At once")))
	r.put(true, both("受理机关", "Office"), s.Hall)
	r.put(true, both("受理设备", "Machine"), same(s.Machine))
	if s.Total > 0 {
		state := both(yuan(s.Total)+"（未缴）", yuan(s.Total)+" (not paid)")
		if s.Paid > 0 {
			state = both(yuan(s.Total)+"（已缴）", yuan(s.Total)+" (paid)")
		}
		r.put(false, both("费用", "Fee"), state)
	} else {
		r.put(false, both("费用", "Fee"), both("不收费", "None"))
	}
	r.put(false, both("现在的状态", "State now"), s.State)
	r.end()
	if len(s.Taken) > 0 {
		s.add(paper.Part, both("收到的材料", "Papers taken in"))
		s.add(paper.Text, s.Taken...)
	}
	if len(s.Delivery) > 0 {
		s.add(paper.Part, both("怎样拿到结果", "How the result reaches you"))
		s.add(paper.Text, s.Delivery...)
	}
	s.add(
		paper.Note,
		both("办理期限从受理之日起按工作日计算，需要缴费的从缴费之日起算。凭本回执和身份证可以在任一自助机查询进度。",
			"The time limit counts working days from acceptance, or from payment where something is to be paid. With this receipt and your identity card any kiosk tells how far it is."),
		both("证件制好后 3 个月不领的，作废。出入境服务热线 12367。", "A document not collected within 3 months is voided. Exit-entry hotline 12367."),
	)
	s.sign(both("申请人签名", "Applicant's signature"), nil)
	s.sign(both("受理机关（印章）", "Office (seal)"), written(models.DateOf(s.Accepted)))
}

// payment is what shows that money was taken (缴款凭证). The fiscal bill is the
// finance office's.
func (s *sheet) payment() {
	s.head(s.Hall, s.kind.Name())
	r := rows{sheet: s}
	r.put(false, both("订单号", "Order"), same(s.Order.Number))
	r.put(false, both("支付流水号", "Provider's number"), same(s.Order.Provider))
	r.put(true, both("缴款人", "Payer"), same(s.Holder.Masked))
	r.put(true, both("证件号码", "ID number"), same(s.Holder.MaskedID))
	r.put(false, both("办件编号", "Application"), same(s.Number))
	r.put(false, both("事项", "Service"), s.Service)
	for _, n := range s.Order.For {
		r.put(false, both("处罚决定书编号", "Decision"), same(n))
	}
	r.end()
	s.add(paper.Part, both("缴款明细", "Items"))
	items := rows{sheet: s}
	for _, l := range s.Order.Lines {
		items.put(false, l.Text, same(yuan(l.Amount)))
	}
	items.end()
	s.blocks = append(s.blocks, paper.Block{Kind: paper.Rule})
	s.add(paper.Strong, both("合计 "+yuan(s.Order.Total), "Total "+yuan(s.Order.Total)))
	s.add(paper.Text, same(capitals(s.Order.Total)))
	end := rows{sheet: s}
	end.put(true, both("缴款时间", "Paid at"), same(moment(s.Order.PaidAt)))
	end.put(true, both("缴款渠道", "Channel"), both("自助机扫码", "QR code at the kiosk"))
	end.put(false, both("收款单位", "Collected for"), s.Order.Payee.Payee)
	end.put(false, both("代收银行", "Bank"), s.Order.Payee.Bank)
	end.put(false, both("收款账户", "Account"), same(s.Order.Payee.Account))
	end.end()
	s.add(paper.Note, both("本凭证证明款项已收到，不作报销凭证。财政电子票据由财政部门开具，凭订单号在财政票据平台查验、下载。",
		"This shows that the money was received; it is no invoice. The fiscal e-bill is issued by the finance office and found on its platform by the order number."))
}

// notice names at once everything that stands in the way (一次性告知,
// Administrative Licence Law art. 32).
func (s *sheet) notice() {
	s.head(s.Hall, s.kind.Name())
	r := rows{sheet: s}
	r.put(true, both("编号", "Number"), same(s.Number))
	r.put(true, both("当事人", "Person"), same(s.Holder.Masked))
	r.put(false, both("事项", "Service"), s.Service)
	r.end()
	for _, reason := range s.Reasons {
		s.add(paper.Part, both("为什么现在不能办", "Why it cannot be done now"))
		s.add(paper.Text, reason.Text)
		if len(reason.Bring) > 0 {
			s.add(paper.Part, both("请一次带齐", "Bring all of this"))
			s.add(paper.Boxes, reason.Bring...)
		}
		if reason.Where["zh-CN"] != "" {
			s.add(paper.Part, both("到哪里办", "Where"))
			s.add(paper.Text, reason.Where)
		}
	}
	s.add(paper.Note, both("以上已经一次告知全部需要的材料，带齐后再来，不会再要别的。依据《中华人民共和国行政许可法》第三十二条。窗口凭本编号接着办，不用重新填写。",
		"This names everything at once; nothing more will be asked for when you come with it (Administrative Licence Law, art. 32). The window goes on from this number; nothing is filled in again."))
}

// collection is what a document is handed out against (领取凭证).
func (s *sheet) collection() {
	s.head(s.Hall, s.kind.Name())
	s.add(paper.Figure, same(s.Number))
	r := rows{sheet: s}
	r.put(false, both("领取", "To collect"), join(s.Collect.What, "、", ", "))
	r.put(false, both("领取人", "Collector"), same(s.Holder.Masked))
	r.put(false, both("证件号码", "ID number"), same(s.Holder.MaskedID))
	r.put(false, both("地点", "Place"), or(s.Collect.Where, s.Hall))
	if s.Collect.Ready {
		r.put(false, both("状态", "State"), both("已制好，可以领", "Made, ready to be collected"))
	} else {
		r.put(false, both("状态", "State"), both("制作中，制好后发短信", "Being made; you are texted when it is ready"))
		r.put(false, both("预计", "Expected by"), same(string(s.Promised)))
	}
	r.put(false, both("保留到", "Kept until"), same(string(s.Collect.Until)))
	r.end()
	s.add(paper.Note, both("本人带身份证领取；别人代领，带两个人的身份证和本凭证。换证的交回旧证件。",
		"Collect it with your identity card. Somebody else needs both identity cards and this slip. A document that is replaced is handed in."))
}

// proof says what its definition words (证明).
func (s *sheet) proof() {
	s.head(s.Hall, s.Proves.Title)
	r := rows{sheet: s}
	r.put(true, both("编号", "Number"), same(or2(s.Proves.Number, s.Facts.Number)))
	r.put(true, both("出具日期", "Issued"), written(models.DateOf(s.Printed)))
	r.put(true, both("姓名", "Name"), same(s.Holder.Name))
	r.put(true, both("性别", "Sex"), sex(s.Holder.Sex))
	r.put(false, both("公民身份号码", "ID number"), same(s.Holder.IDNumber))
	for _, l := range s.Proves.Lines {
		r.put(false, l.Label, l.Value)
	}
	r.put(false, both("有效期至", "Valid until"), written(s.Proves.Until))
	r.end()
	s.add(paper.Text, s.Proves.Text)
	for _, law := range s.Proves.Law {
		s.add(paper.Note, both("依据："+law, "Legal basis: "+law))
	}
	s.sign(both("出具机关（印章）", "Issued by (seal)"), s.Hall)
}

func or2(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
