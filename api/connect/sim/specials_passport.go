package sim

func (b *builder) passports() {
	sz := listed()[0]
	c := b.newCitizen(37, false, sz)
	c.passport.validTo = b.cal.months(4)
	c.shows("护照 4 个月后到期，可在本机换发", "The passport expires in 4 months: renew here")
	c = b.newCitizen(59, true, sz)
	c.passport.validTo = b.cal.days(-90)
	c.shows("护照已过期，可换发", "The passport has expired: renew here")
	c = b.newCitizen(31, true, sz)
	c.passport.validTo = b.cal.years(5)
	c.shows("护照还有 5 年，暂不需换发", "The passport is good for five more years")
	c = b.newCitizen(34, true, sz)
	c.passport.pagesLeft = 0
	c.shows("护照签证页用完，可换发", "The passport's pages are full: renew here")
	c = b.newCitizen(26, false, sz)
	c.passport.status = "lost"
	c.shows("护照已挂失", "The passport was reported lost")
	c = b.newCitizen(40, true, sz)
	c.passport.status = "damaged"
	c.shows("护照损毁", "The passport is damaged")
	c = b.newCitizen(43, true, sz)
	c.passport.status = "void"
	c.shows("护照已作废", "The passport is void")
	c = b.newCitizen(29, false, unlisted()[1])
	c.passport.validTo = b.cal.months(2)
	c.shows("外地户籍换发护照（全国通办）", "Registered elsewhere: renewal is nationwide")
	c = b.newCitizen(33, true, sz).called(word{"曾", []string{"ZENG", "CENG"}}, word{"乐", []string{"LE", "YUE"}})
	c.passport.validTo = b.cal.months(3)
	c.passport.given = "YUE"
	c.shows("多音字姓名，护照拼音与户籍不同", "A name with two readings, spelt otherwise in the passport")
	c = b.newCitizen(54, true, sz).called(word{"吕", []string{"LYU"}}, word{"建华", []string{"JIANHUA"}})
	c.passport.validTo = b.cal.months(5)
	c.passport.surname = "LV"
	c.shows("旧护照拼音 LV，新规为 LYU", "The old passport spells LV, today's rule is LYU")
	c = b.newCitizen(46, false, sz)
	c.passport.validTo = b.cal.months(3)
	c.address, c.mobile = "", ""
	c.shows("没有登记住址和手机，需自行填写", "No address and mobile on record: to be filled in")
}

func (b *builder) passportWindows() {
	sz := listed()[0]
	window := func(zh, en string) *citizen {
		c := b.newCitizen(25+b.IntN(35), b.oneIn(2), sz)
		c.passport.validTo = b.cal.months(3)
		return c.shows(zh, en)
	}
	window("没有指纹记录，换护照需到窗口", "No fingerprints on file: window").noFingers = true
	window("没有人像底图，换护照需到窗口", "No face on file: window").noFace = true
	c := window("改名后换护照，需到窗口", "Name changed since the passport: window")
	c.passport.otherName = true
	c.nameChangedOn, c.formerName = b.cal.months(-8), "旧名演示"
	c = window("已有护照申请在办", "A passport application is pending")
	c.pending = []pending{{"passport", "P4403009000001", b.cal.days(-3), "making", b.cal.days(6)}}
	window("国家工作人员换护照，需到窗口", "State staff, passport expiring: window").staff = true
	c = b.newCitizen(19, false, sz)
	c.passport = nil
	c.shows("首次申领护照，需到窗口", "First passport: window")
}

func (b *builder) oddities() {
	sz := listed()[0]
	c := b.newCitizen(35, false, unlisted()[1])
	c.Name, c.ethnic = "阿依努尔·示范麦提", "05"
	c.surname, c.given = "SHIFANMAITI", "AYINUER"
	c.surnameReadings, c.givenReadings = []string{"SHIFANMAITI"}, []string{"AYINUER"}
	c.passport.surname, c.passport.given, c.passport.validTo = c.surname, c.given, b.cal.months(3)
	c.shows("少数民族长姓名，带间隔号", "A long name with a middle dot")
	c = b.newCitizen(30, true, sz).called(word{"许", []string{"XU"}}, word{"𬭎毅", []string{"HONGYI"}})
	c.shows("姓名含生僻字（扩展区汉字）", "A rare character in the name")
	c = b.newCitizen(82, false, sz)
	c.passport.validTo, c.cardValidTo = b.cal.months(2), "9999-12-31"
	c.driver, c.vehicles = nil, nil
	c.shows("82 岁，适合演示大字版", "82 years old: for large type")
	c = b.newCitizen(38, true, sz)
	c.cardValidTo, c.passport.validTo = b.cal.days(-15), b.cal.months(3)
	c.shows("身份证已过期", "The identity card has expired")
	c = b.newCitizen(39, false, sz)
	c.passport.validTo = b.cal.months(3)
	c.silent = []string{"exit-entry.applicant"}
	c.shows("出入境系统查询无应答", "The exit-entry register does not answer for this person")
	c = b.newCitizen(48, false, sz)
	b.give(c, "parking", 9)
	c.silent = []string{"traffic.violations"}
	c.shows("交管系统查询无应答", "The traffic register does not answer for this person")
	c = b.newCitizen(42, false, sz)
	b.give(c, "red", 13)
	b.give(c, "parking", 8)
	c.passport.validTo = b.cal.months(4)
	c.shows("三项都能办：签注、换护照、处理违法", "All three services in one visit")
}
