package sim

// giveHousehold gives what an ordinary person has: a card with fingerprints in
// its chip, a family whose printed book is as the register.
func (b *builder) giveHousehold(c *citizen) {
	c.card = idCard{status: "valid", issuedOn: b.cal.years(-3), photoOn: b.cal.years(-3)}
	c.home = household{bookOn: b.cal.years(-6), members: []member{{"示范甲", "parent", false}, {"示范乙", "spouse", false}}}
}

// idCards are the persons of renewal, replacement and the temporary card.
func (b *builder) idCards() {
	sz := listed()[0]
	card := func(age int, zh, en string) *citizen { return b.newCitizen(age, b.oneIn(2), sz).shows(zh, en) }
	card(44, "身份证下个月到期，可换领（深圳户籍免费）", "Identity card ends next month: renew here, free for Shenzhen residents").cardValidTo = b.cal.days(25)
	c := b.newCitizen(27, true, listed()[1])
	c.cardValidTo = b.cal.days(-4)
	c.shows("广州户籍，身份证已过期，换领 20 元", "Guangzhou resident, card expired: renewal costs 20 yuan")
	c = b.newCitizen(33, false, listed()[1])
	c.cardValidTo, c.card.supported = b.cal.days(10), true
	c.shows("低保对象，换领免费", "On minimum living support: renewal is free")
	c = b.newCitizen(36, true, unlisted()[0])
	c.cardValidTo = b.cal.days(12)
	c.shows("外省户籍，身份证快到期，到异地受理窗口", "Registered in another province, card ending: window")
	c = card(48, "没有采集过指纹，换身份证到窗口", "Fingerprints never taken for the card: window")
	c.cardValidTo, c.card.noFingers = b.cal.days(20), true
	c = card(29, "改名后还没换身份证，到窗口", "Name changed since the card: window")
	c.card.otherName = true
	c = card(52, "一号两人，到窗口核查", "One number with two persons: window")
	c.card.disputed = true
	c = card(17, "还没有领过身份证，首次申领到窗口", "No identity card yet: the first is made at a window")
	c.card, c.driver, c.vehicles = idCard{}, nil, nil
	c = card(40, "身份证已挂失，可在本机补领", "Card reported lost: replace it here")
	c.card.status, c.card.lossOn = "lost", b.cal.days(-2)
	c.Documents = []string{"hkm-permit"}
	c = card(66, "身份证损坏，可在本机换领", "Card damaged: replace it here")
	c.card.status, c.cardValidTo, c.card.photoOn = "damaged", "9999-12-31", b.cal.years(-9)
	c = card(37, "身份证损坏，登记里没有照片，要现拍", "Card damaged and no photo on file: a new one is taken")
	c.card.status, c.card.photoOn = "damaged", ""
	c = card(31, "身份证作废，到窗口", "Card void: window")
	c.card.status = "void"
	c = card(38, "身份证在制，可办临时身份证", "A new card is being made: temporary card here")
	c.card.orderNumber, c.card.orderedOn = "H4499009000001", b.cal.days(-4)
	c.cardValidTo = b.cal.days(-1)
	c = card(35, "身份证在制，临时身份证还有效", "A new card is being made, the temporary one is current")
	c.card.orderNumber, c.card.orderedOn, c.card.temporaryTo = "H4499009000002", b.cal.days(-20), b.cal.days(70)
	c = b.newCitizen(24, false, unlisted()[1])
	c.card.orderNumber, c.card.orderedOn = "H5115009000001", b.cal.days(-6)
	c.shows("身份证在外省户籍地办理中，临时证到户籍地窗口", "Card being made in another province: temporary card there")
	c = card(15, "未满 16 岁，换身份证由监护人陪同", "Under 16, card ending: with a guardian")
	c.cardValidTo, c.driver, c.vehicles = b.cal.days(30), nil, nil
}

// households are the persons of proofs from the household register.
func (b *builder) households() {
	sz := listed()[0]
	home := func(age int, zh, en string) *citizen { return b.newCitizen(age, b.oneIn(2), sz).shows(zh, en) }
	c := home(45, "父母在别的户，可打印亲属关系证明", "Parents in another household: proof of relation here")
	c.home.members = []member{{"示范父", "parent", true}, {"示范妻", "spouse", false}, {"示范子", "child", false}}
	c = home(34, "改名后户口簿未更新，可打印变更证明", "Name changed, book not printed anew: proof of the change here")
	c.home.changes = []change{{"name", b.cal.years(-2)}}
	c.home.bookOn = b.cal.years(-5)
	c = home(39, "迁过户口，户口簿上已经写明，不用开证明", "Moved once, and the book says so: no proof needed")
	c.home.changes = []change{{"address", b.cal.years(-8)}}
	c = home(58, "家人已注销户口，可打印注销证明", "A relative's entry was cancelled: proof here")
	c.home.exits = []leaver{{"示范母", "death", b.cal.years(-1)}}
	c = home(23, "学校集体户", "In a collective household of a school")
	c.home.collective, c.home.bookOn, c.home.members = true, "", nil
	c = home(41, "户口登记正在核查，到窗口", "The entry is being looked into: window")
	c.home.disputed = true
	c = home(62, "没有户口登记，到窗口", "In no household register: window")
	c.home = household{none: true}
	c = home(30, "户籍系统查询无应答", "The household register does not answer for this person")
	c.silent = []string{"population.household"}
	home(43, "无犯罪记录证明要两人复核", "Proof of no criminal record: two officers sign").heard = true
	c = home(13, "未满 18 岁，无犯罪记录证明由监护人陪同", "Under 18, proof of no criminal record: with a guardian")
	c.driver, c.vehicles = nil, nil
}

// residences are people from elsewhere who live in the city of the hall.
func (b *builder) residences() {
	sz, far := listed()[0], unlisted()[0]
	address := sz.name + "示范二路6号"
	stays := func(months int, proofs, zh, en string) *citizen {
		c := b.newCitizen(22+b.IntN(25), b.oneIn(2), far).shows(zh, en)
		c.stay = &stay{city: sz.code, since: b.cal.months(-months), address: address, proofs: proofs}
		return c
	}
	permit := func(c *citizen, active bool, validTo string) {
		c.residence = &residence{active: active, city: sz.code, validTo: validTo, address: address}
	}
	stays(9, "1", "居住满半年且有社保，可申领居住证", "Lived here nine months with a job: residence permit here")
	stays(8, "", "居住满半年，就业居住就学查不到，要上传材料", "Lived here eight months, nothing confirmed: upload a paper")
	stays(3, "1,2", "居住未满半年", "Lived here three months: too early")
	c := b.newCitizen(26, true, far)
	c.shows("没有居住登记，先办居住登记", "No residence registration yet")
	permit(stays(30, "1,2", "居住证 20 天后到期，可马上签注", "Residence permit ends in 20 days: endorsed at once"), true, b.cal.days(20))
	permit(stays(30, "", "居住证快到期，数据查不到，上传材料", "Residence permit ending, nothing confirmed: upload a paper"), true, b.cal.days(15))
	permit(stays(30, "2", "居住证逾期中止，补签后恢复", "Residence permit suspended: endorsement restores it"), false, b.cal.months(-3))
	permit(stays(60, "2", "居住证中断两年以上，重新申领", "Residence permit lapsed over two years: apply anew"), false, b.cal.months(-30))
	permit(stays(20, "1", "居住证还早，不用签注", "Residence permit good for months: too early"), true, b.cal.months(8))
	c = stays(20, "1", "居住证是别的城市的", "Residence permit of another city")
	c.residence = &residence{active: true, city: listed()[1].code, validTo: b.cal.days(15), address: address}
	c = stays(9, "1", "居住证登记系统查询无应答", "The residence register does not answer for this person")
	c.silent = []string{"population.stay"}
	c = b.newCitizen(14, false, far)
	c.stay = &stay{city: sz.code, since: b.cal.months(-9), address: address, proofs: "3"}
	c.driver, c.vehicles = nil, nil
	c.shows("未满 16 岁，居住证由监护人代办", "Under 16: a guardian applies for the residence permit")
}
