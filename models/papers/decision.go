package papers

import (
	"strings"

	"onevisit/models"
	"onevisit/models/format"
	"onevisit/models/paper"
)

// decision is the written decision of the simple procedure: 公安交通管理简易程序
// 处罚决定书, with what Administrative Penalty Law art. 52 and 59 and MPS order
// 157 ask of it.
func (s *sheet) decision() {
	d := s.Decided
	s.head(deciding(d.Office), s.kind.Name())
	s.blocks = append(s.blocks, paper.Block{Kind: paper.Codes, Bar: d.Number})
	r := rows{sheet: s}
	s.person(&r)
	s.act(&r)
	s.penalty(&r)
	r.end()
	s.add(paper.Part, both("履行方式和期限", "How and by when"))
	s.add(paper.Text, s.paying())
	s.add(paper.Part, both("救济途径", "How to challenge it"))
	s.add(paper.Text, remedies(d.Office))
	served := rows{sheet: s}
	served.put(true, both("处理方式", "Handled by"), both("交通违法自助处理系统", "Self-service system for traffic offences"))
	served.put(true, both("系统标识", "System mark"), same(d.Machine))
	served.put(true, both("送达方式", "Served"), d.Served.how())
	served.put(true, both("送达时间", "Served at"), same(moment(d.Served.At)))
	served.end()
	s.sign(both("被处罚人签名（拒签的注明）", "Signature of the person (or note of refusal)"), nil)
	s.sign(both("处罚机关（印章）", "Deciding office (seal)"), written(d.Day))
}

func (s *sheet) person(r *rows) {
	d := s.Decided
	r.put(true, both("被处罚人", "Person"), same(s.Holder.Name))
	r.put(true, both("身份证明号码", "ID / licence no."), same(s.Holder.IDNumber))
	r.put(true, both("档案编号", "Archive no."), same(d.Licence.Archive))
	r.put(true, both("准驾车型", "Class"), same(d.Licence.Classes))
	r.put(true, both("发证机关", "Licence issued by"), same(d.Licence.Office))
	r.put(true, both("联系电话", "Phone"), same(s.Holder.Mobile))
	r.put(false, both("住址", "Address"), same(s.Holder.Address))
	r.put(true, both("号牌号码", "Plate"), same(d.Plate))
	r.put(true, both("号牌种类", "Plate type"), plateType(d.PlateType))
	r.put(true, both("车辆类型", "Vehicle"), same(d.Vehicle))
}

func plateType(code string) models.Texts {
	for _, t := range format.PlateTypes() {
		if t.Code == code {
			return t.Name
		}
	}
	return same(code)
}

func (s *sheet) act(r *rows) {
	d := s.Decided
	r.put(true, both("违法时间", "When"), same(d.At))
	r.put(false, both("违法地点", "Where"), same(d.Place))
	r.put(false, both("违法行为", "Act"), same(d.Act+"（违法代码 "+d.Code+"）"))
	r.put(true, both("实测值", "Measured"), same(d.Measured))
	r.put(true, both("标准值", "Limit"), same(d.Limit))
	r.put(false, both("证据", "Evidence"), d.Evidence.words())
	r.put(false, both("违反规定", "Provision broken"), same(d.Provision))
	r.put(false, both("处罚依据", "Legal basis"), same(d.Basis))
}

func (s *sheet) penalty(r *rows) {
	d := s.Decided
	if d.Fine == 0 {
		r.put(true, both("处罚种类", "Penalty"), both("警告", "Warning"))
		r.put(true, both("罚款", "Fine"), both("无", "None"))
	} else {
		r.put(true, both("处罚种类", "Penalty"), both("罚款", "Fine"))
		r.put(true, both("金额", "Amount"), same(yuan(d.Fine)+"（"+capitals(d.Fine)+"）"))
	}
	r.put(true, both("记分", "Points"), both(number(d.Points)+" 分", number(d.Points)))
	heard := both("已告知，当事人未提出", "Told; none was made")
	if d.Heard {
		heard = both("当事人已提出，经复核不予采纳", "Made, examined and not followed")
	}
	r.put(true, both("陈述申辩", "Statement"), heard)
}

// paying says how the fine is paid. Surcharge: Administrative Penalty Law art. 72.
func (s *sheet) paying() models.Texts {
	d := s.Decided
	if d.Fine == 0 {
		return both("警告当场执行完毕，不用缴款。", "The warning is carried out with this; nothing is to be paid.")
	}
	zh := "自收到本决定书之日起十五日内"
	en := "To be paid within fifteen days of receiving this decision"
	if d.PayBy != "" {
		zh += "（" + written(d.PayBy)["zh-CN"] + "前，含当日）"
		en += " (by " + string(d.PayBy) + ", that day included)"
	}
	zh += "在自助机、手机或代收银行凭 16 位决定书编号缴纳罚款。" + d.Office.account("zh-CN", "收款单位：", "；代收银行：", "；缴款账户：", "。") + "逾期不缴的，每日按罚款数额的百分之三加处罚款，加处罚款不超过罚款本数。"
	en += ". Pay at a kiosk, by phone or at an agent bank with the 16-digit number. " + d.Office.account("en", "Payee: ", "; bank: ", "; account: ", ". ") + "Later, three per cent of the fine is added each day, at most the fine itself."
	return both(zh, en)
}

// account says where the fine is paid, nothing where that is not known: half an
// account is none.
func (o Office) account(language, payee, bank, number, end string) string {
	if o.Account == "" {
		return ""
	}
	return payee + o.Payee.In(language) + bank + o.Bank.In(language) + number + o.Account + end
}

// deciding names who decides; in general words where the hall's office is not known.
func deciding(o Office) models.Texts {
	return or(o.Name, both("处理地公安机关交通管理部门", "Traffic police of the place where it is settled"))
}

// words says which record it is, whose, and whether the person saw it whole.
func (r Record) words() models.Texts {
	zh, en := "交通技术监控记录", "Record of a traffic camera"
	if r.Number != "" {
		zh, en = zh+" "+r.Number, en+" "+r.Number
	}
	if r.Source != "" {
		zh, en = zh+"，"+r.Source+"采集", en+", captured by "+r.Source
	}
	if r.Pictures > 0 {
		zh, en = zh+"，照片 "+number(r.Pictures)+" 张", en+", pictures: "+number(r.Pictures)
	}
	if r.Shown {
		zh, en = zh+"，已向本人出示", en+", shown to the person"
	}
	return both(zh, en)
}

func (s Service) how() models.Texts {
	switch {
	case s.Window:
		return both("窗口打印，直接送达", "Printed at a window and handed over")
	case s.OnSpot:
		return both("自助机当场打印，直接送达", "Printed by the kiosk on the spot and handed over")
	}
	return both("自助机事后打印，直接送达", "Printed by a kiosk later and handed over")
}

// remedies names where a decision is challenged: Administrative Reconsideration
// Law art. 20, 23 and 24, Administrative Litigation Law art. 45 and 46.
func remedies(o Office) models.Texts {
	review := or(o.Review, both("作出决定的公安机关交通管理部门的本级人民政府", "the people's government at the level of the deciding office"))
	court := or(o.Court, both("有管辖权的人民法院", "the people's court that has jurisdiction"))
	if o.ReviewFirst {
		return both(
			"不服本决定的，应当自收到本决定书之日起六十日内先向"+review["zh-CN"]+"申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内向"+court["zh-CN"]+
				"提起行政诉讼。复议、诉讼期间，处罚不停止执行，法律另有规定的除外。",
			"Whoever does not accept this decision has first to apply, within sixty days of receiving it, for reconsideration to "+review.In("en")+
				"; whoever does not accept the outcome may within fifteen days of receiving it bring an action before "+court.In("en")+
				". The penalty is carried out meanwhile, unless the law says otherwise.",
		)
	}
	return both(
		strings.Join([]string{"不服本决定的，可以自收到本决定书之日起六十日内向", review["zh-CN"], "申请行政复议，或者六个月内向", court["zh-CN"], "提起行政诉讼。复议、诉讼期间，处罚不停止执行，法律另有规定的除外。"}, ""),
		"Whoever does not accept this decision may, within sixty days of receiving it, apply for reconsideration to "+review.In("en")+
			", or within six months bring an action before "+court.In("en")+". The penalty is carried out meanwhile, unless the law says otherwise.",
	)
}
