package sim

// specials are the persons the demo panel shows first: each makes one branch of
// a service visible.
func (b *builder) specials() {
	b.permitPersons()
	b.permitLimits()
	b.restricted()
	b.drivers()
	b.licences()
	b.vehicleCases()
	b.passports()
	b.passportWindows()
	b.oddities()
	b.fines()
	b.renewals()
	b.marks()
	b.studies()
	b.filings()
	b.idCards()
	b.households()
	b.residences()
	b.travel()
	b.elders()
	b.scrapped()
}

func (b *builder) permitPersons() {
	sz, gz, zh, sh := listed()[0], listed()[1], listed()[2], listed()[3]
	far := unlisted()
	b.newCitizen(34, false, sz).called(word{"林", []string{"LIN"}}, word{"晓雯", []string{"XIAOWEN"}}).
		shows("深圳户籍，可办港澳个人旅游签注（含一签多行）", "Shenzhen resident: individual travel, multiple trips too")
	b.newCitizen(41, true, zh).shows("珠海户籍，可办澳门一周一行", "Zhuhai resident: one trip a week to Macau")
	b.newCitizen(29, true, gz).shows("广州户籍，可办个人旅游签注", "Guangzhou resident: individual travel")
	b.newCitizen(52, false, sh).shows("上海户籍，可办个人旅游签注", "Shanghai resident: individual travel")
	b.newCitizen(38, false, far[0]).shows("黄冈户籍，只能办团队旅游签注", "Resident of a city not on the list: group travel only")
	c := b.newCitizen(31, true, far[1])
	c.residence = &residence{active: true, city: sz.code, validTo: b.cal.months(9), address: sz.name + "示范一路8号"}
	c.shows("宜宾户籍，持有效深圳居住证，可办一签多行", "Elsewhere registered, living in Shenzhen on a valid residence permit")
	c = b.newCitizen(33, false, far[2])
	c.residence = &residence{city: sz.code, validTo: b.cal.months(-2), address: sz.name + "示范一路9号"}
	c.shows("持深圳居住证但已中止，只能办团队旅游", "Residence permit suspended: group travel only")
	c = b.newCitizen(45, true, gz)
	c.filing = &filing{company: companies()[0], destinations: []string{"HKG", "MAC"}, validTo: b.cal.months(10)}
	c.shows("有商务备案，可办商务多次签注", "On a company's business filing: business, multiple entries")
	c = b.newCitizen(44, false, far[0])
	c.filing = &filing{company: companies()[1], destinations: []string{"HKG"}, validTo: b.cal.months(4)}
	c.shows("商务备案仅限香港", "Business filing for Hong Kong only")
	c = b.newCitizen(47, true, sz)
	c.filing = &filing{company: companies()[2], destinations: []string{"HKG", "MAC"}, validTo: b.cal.days(-20)}
	c.shows("商务备案已过期", "Business filing has expired")
	c = b.newCitizen(36, false, sz)
	c.permit.endorsements = []endorsement{{"HKG", "G", 1, 1, b.cal.days(-20), b.cal.days(70)}}
	c.shows("香港签注未使用，可办澳门", "An unused endorsement for Hong Kong is still valid")
	c = b.newCitizen(27, true, sz)
	c.permit.endorsements = []endorsement{{"MAC", "L", 1, 0, b.cal.days(-60), b.cal.days(30)}}
	c.shows("签注已用完，可再次签注", "The last endorsement is used up")
}

func (b *builder) permitLimits() {
	sz := listed()[0]
	c := b.newCitizen(39, true, sz)
	c.pending = []pending{{"hkm-endorsement", "W4403009000001", b.cal.days(-6), "examining", b.cal.days(8)}}
	c.shows("已有一笔签注申请在办", "An endorsement application is pending")
	c = b.newCitizen(35, false, sz)
	c.permit.endorsements = []endorsement{{"HKG", "L", 1, 0, b.cal.days(-2), b.cal.days(88)}}
	c.shows("两天前刚签注，未满间隔", "Endorsed two days ago: the interval is not over")
	c = b.newCitizen(58, true, sz)
	c.permit.validTo = b.cal.days(20)
	c.shows("通行证 20 天后到期，应先换证", "The permit expires in 20 days")
	c = b.newCitizen(43, false, sz)
	c.permit.validTo = b.cal.months(8)
	c.shows("通行证 8 个月后到期，不能办一年签注", "The permit expires in 8 months: no endorsement for a year")
	c = b.newCitizen(48, true, sz)
	c.permit.validTo = b.cal.days(-10)
	c.shows("通行证已过期", "The permit has expired")
	c = b.newCitizen(50, true, sz)
	c.permit.writesLeft = 0
	c.shows("通行证芯片写入次数已用完", "The card cannot be rewritten any more")
	c = b.newCitizen(55, false, sz)
	c.permit.writesLeft = 1
	c.shows("通行证芯片只剩一次写入", "One write left on the card")
	c = b.newCitizen(61, true, sz)
	c.permit.form = "booklet"
	c.shows("持本式通行证，机器不能写", "An old booklet, which the machine cannot write")
	c = b.newCitizen(28, false, sz)
	c.permit.status = "lost"
	c.shows("通行证已挂失", "The permit was reported lost")
	c = b.newCitizen(30, true, sz)
	c.permit.status = "void"
	c.shows("通行证已作废", "The permit is void")
	c = b.newCitizen(26, false, sz)
	c.permit.otherName = true
	c.nameChangedOn, c.formerName = b.cal.months(-3), "旧名示范"
	c.shows("改名后未换通行证", "Name changed since the permit was issued")
	b.newCitizen(24, true, sz).shows("没有港澳通行证", "No HK-Macau permit").withoutPermit()
}

func (b *builder) restricted() {
	sz := listed()[0]
	c := b.newCitizen(42, true, sz)
	c.staff = true
	c.shows("登记备案国家工作人员，需到窗口", "Registered state staff: window, without a reason shown")
	c = b.newCitizen(25, true, sz)
	c.military = true
	c.shows("现役军人，需到窗口", "Serving in the military: window, without a reason shown")
	c = b.newCitizen(37, true, sz)
	c.banned = true
	c.shows("限制出境人员，需到窗口（不说明原因）", "Exit ban: window, without a reason shown")
	c = b.newCitizen(12, false, sz)
	c.driver, c.vehicles = nil, nil
	c.passport.validTo = b.cal.months(3)
	c.shows("未满 16 周岁，需监护人到窗口", "Under 16: window with a guardian")
	c = b.newCitizen(14, true, unlisted()[0])
	c.driver, c.vehicles = nil, nil
	c.withoutPermit()
	c.passport = nil
	c.shows("未满 16 周岁，没有任何出入境证件", "Under 16 and without any travel document")
}
