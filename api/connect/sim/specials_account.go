package sim

import "fmt"

// decided gives a citizen a decision of before the world began, on the last vehicle.
func (b *builder) decided(c *citizen, kind string, daysAgo int) *fine {
	a := acts()[kind]
	f := fine{
		number: fmt.Sprintf("%s1%08d", here().code, 25000000+b.count*10+len(c.fines)), kind: "1", state: "0", fineFen: a.fineFen,
		receivedOn: b.cal.days(-daysAgo), decidedOn: b.cal.days(-daysAgo), at: b.cal.days(-daysAgo-20) + " 09:15", act: a,
	}
	if n := len(c.vehicles); n > 0 {
		f.plate, f.plateType = c.vehicles[n-1].plate, c.vehicles[n-1].plateType
	}
	c.fines = append(c.fines, f)
	return &c.fines[len(c.fines)-1]
}

// examined hands in a medical statement that is good.
func (b *builder) examined(c *citizen) *medical {
	c.medical = &medical{examined: b.cal.days(-5), validTo: b.cal.months(6), classes: c.driver.classes}
	return c.medical
}

// endsSoon is a driver whose licence can be renewed now.
func (b *builder) endsSoon(age int, male bool) *citizen {
	c := b.newCitizen(age, male, listed()[0])
	c.driver.validTo = b.cal.months(2)
	b.examined(c)
	return c
}

func (b *builder) fines() {
	sz := listed()[0]
	c := b.newCitizen(39, true, sz)
	b.decided(c, "parking", 4)
	b.decided(c, "red", 25)
	c.shows("两份没缴的罚款，一份已逾期", "Two unpaid fines, one of them overdue")
	c = b.newCitizen(47, false, sz)
	b.decided(c, "parking", 200)
	b.decided(c, "sign", 30).paused = 12
	c.shows("逾期很久的罚款，和复议期间不计的", "A fine at its cap, and one with days that do not count")
	c = b.newCitizen(55, true, sz)
	b.decided(c, "parking", 10).state = "2"
	b.decided(c, "belt", 12).kind = "3"
	b.decided(c, "sign", 14).elsewhere = true
	b.decided(c, "bus", 16).receivedOn = ""
	c.shows("罚款名单里各种不能缴的，一份能缴", "Fines with every reason why one cannot be paid here, beside one that can")
}

func (b *builder) renewals() {
	b.endsSoon(41, false).shows("驾驶证两个月后到期，可以换证", "The driving licence ends in two months: renew here")
	c := b.endsSoon(37, true)
	c.driver.status = "AH"
	b.give(c, "parking", 20)
	c.shows("驾驶证快到期，有一条违法要先处理", "The licence ends soon, an open record comes first")
	c = b.endsSoon(44, false)
	b.decided(c, "parking", 9)
	c.shows("驾驶证快到期，有一份罚款要先缴", "The licence ends soon, an unpaid fine comes first")
	c = b.endsSoon(50, true)
	c.medical = nil
	c.shows("驾驶证快到期，还没有体检", "The licence ends soon, not examined yet")
	c = b.endsSoon(58, true)
	c.medical.failed = true
	c.shows("驾驶证快到期，体检不合格", "The licence ends soon, the examination was not passed")
	c = b.endsSoon(52, false)
	c.driver.validTo, c.driver.status = b.cal.days(-420), "R"
	c.shows("驾驶证过期一年以上，已注销可恢复", "The licence ended more than a year ago: cancelled")
	c = b.endsSoon(61, true)
	c.driver.validTo = "9999-12-31"
	c.shows("驾驶证长期有效", "A driving licence without an end")
}

// elders are those whose age alone decides.
func (b *builder) elders() {
	c := b.endsSoon(66, true)
	c.driver.classes = "A2"
	b.examined(c)
	c.shows("满 63 周岁，大型车准驾车型要换成小型车", "Past 63: the class of large vehicles is changed at a window")
}

func (b *builder) marks() {
	due := func(age int, zh, en string) (*citizen, *vehicle) {
		c := b.newCitizen(age, age%2 == 0, listed()[0])
		v := &c.vehicles[0]
		v.registeredOn, v.inspectedTo = b.cal.months(-47), b.cal.months(1)
		return c.shows(zh, en), v
	}
	due(33, "车的检验标志下月到期，免检", "The inspection mark ends next month; no test is needed")
	c, _ := due(36, "检验标志下月到期，有一条违法要先处理", "The inspection mark ends next month, an open record comes first")
	b.give(c, "parking", 15)
	c, _ = due(43, "检验标志下月到期，有一份罚款要先缴", "The inspection mark ends next month, an unpaid fine comes first")
	b.decided(c, "parking", 8)
	_, v := due(40, "第六年，要先上线检测", "The sixth year: a test comes first")
	v.registeredOn = b.cal.months(-71)
	c, _ = due(46, "几辆车，领标志各有各的原因", "Several cars, each with its own reason")
	for _, change := range []func(v *vehicle){
		func(v *vehicle) { v.owned, v.filedOn = false, b.cal.days(-30) },
		func(v *vehicle) { v.use = "D" },
		func(v *vehicle) { v.status = "AI" },
		func(v *vehicle) { v.insuredTo = b.cal.days(-3) },
		func(v *vehicle) { v.registeredOn = b.cal.months(-71) },
	} {
		v := b.giveCar(c)
		v.registeredOn, v.inspectedTo = b.cal.months(-47), b.cal.months(1)
		change(v)
	}
}

func (b *builder) studies() {
	study := func(age int, zh, en string) *citizen {
		c := b.newCitizen(age, age%2 == 0, listed()[0])
		c.driver.points = 4
		return c.shows(zh, en)
	}
	study(28, "记了 4 分，可以学法减分", "Four points: study can take some off")
	study(31, "本周期已减满 6 分", "Six points taken off in this cycle already").account.reduced = 6
	study(34, "学法减分已经约过", "A study is booked already").account.told = true
	study(20, "实习期，不能学法减分", "In the novice period: no study").account.noviceTo = b.cal.months(5)
	study(45, "两次满分教育，不能学法减分", "Two full-mark courses: no study").account.fullMarks = 2
	study(49, "酒驾处罚未满三个周期", "Punished for drink-driving within three cycles").account.grave = true
	study(53, "学习作弊过", "Cheated in an earlier study").account.cheated = true
	c := study(56, "车逾期未检验，先领标志再减分", "The car's inspection is overdue: the mark first, then the study")
	c.vehicles[0].registeredOn, c.vehicles[0].inspectedTo, c.vehicles[0].status = b.cal.months(-49), b.cal.days(-20), "AQ"
	c = study(38, "有一条违法，先处理再减分", "An open record: settled first, then the study")
	b.give(c, "stop", 12)
}

// scrapped comes last, so that nobody before it becomes another person.
func (b *builder) scrapped() {
	c := b.newCitizen(51, true, listed()[0])
	c.driver.points = 4
	c.vehicles[0].status = "P"
	c.shows("车到了报废年限，先注销再减分", "The car is due for scrap and has to be taken out of the register first")
}

func (b *builder) filings() {
	sz := listed()[0]
	c := b.newCitizen(30, false, sz)
	for range 3 {
		v := b.giveCar(c)
		v.owned, v.filedOn = false, b.cal.days(-100)
	}
	c.shows("已备案三辆他人车辆", "Three cars of others are filed already")
	c = b.newCitizen(32, true, sz)
	b.give(c, "sign", 9).state = "disputed"
	c.shows("唯一的记录正在复核", "The only record is being reviewed")
	c = b.newCitizen(63, true, sz)
	c.mobile = ""
	c.shows("车主没有登记手机，收不到备案验证码", "An owner without a number on record, who cannot be texted the code")
}
