package sim

func (b *builder) drivers() {
	sz := listed()[0]
	c := b.newCitizen(40, true, sz)
	b.give(c, "parking", 12)
	c.shows("一条违停记录，罚款 200 元", "One parking record, fine ¥200")
	c = b.newCitizen(33, false, sz)
	b.give(c, "red", 20)
	b.give(c, "belt", 9)
	c.driver.points = 3
	c.shows("已记 3 分，闯红灯加安全带，合计 10 分", "3 points, red light and belt: 10 in all")
	c = b.newCitizen(46, true, sz)
	b.give(c, "red", 30)
	b.give(c, "parking", 4)
	c.driver.points = 6
	c.shows("已记 6 分，再闯红灯将达 12 分", "6 points: a red light would reach 12")
	c = b.newCitizen(32, true, sz)
	b.give(c, "red", 25)
	c.driver.points = 5
	c.shows("已记 5 分，闯红灯后正好 11 分", "5 points: a red light makes exactly 11")
	c = b.newCitizen(29, false, sz)
	b.give(c, "slow", 5)
	c.shows("超速未达 10%，只予警告，无需缴费", "Less than 10 % too fast: a warning, nothing to pay")
	c = b.newCitizen(51, true, sz)
	b.give(c, "fast", 15)
	b.give(c, "ramp", 16)
	c.shows("罚款超过 200 元，需到窗口", "Fines above ¥200: window")
	c = b.newCitizen(38, true, sz)
	v := b.give(c, "sign", 18)
	v.office, v.officeName = "430100", "长沙市公安局交通警察支队（演示）"
	c.shows("外省抓拍的记录", "A record of another province")
	c = b.newCitizen(50, false, sz)
	v = b.give(c, "bus", 18)
	v.office, v.officeName = "430100", "长沙市公安局交通警察支队（演示）"
	c.shows("外省抓拍、不记分的记录，可以办理", "A record of another province without points: allowed")
	c = b.newCitizen(37, true, sz)
	v = b.give(c, "sign", 18)
	v.office, v.officeName = "440600", "佛山市公安局交通警察支队（演示）"
	c.shows("本省其他城市抓拍、记分的记录", "A record with points of another city of the province")
	c = b.newCitizen(48, true, sz)
	b.give(c, "plate", 23)
	c.shows("一次记 9 分的记录，需到窗口", "A record that carries 9 points: window")
	c = b.newCitizen(31, false, sz)
	v = b.give(c, "parking", 9)
	v.plate = b.plate("粤B")
	c.shows("他人车辆的记录，未备案", "A record of somebody else's car that is not filed")
	c = b.newCitizen(42, true, sz)
	b.give(c, "belt", 6)
	c.driver.points = 12
	c.shows("本周期已记满 12 分", "12 points in this cycle already")
	c = b.newCitizen(36, false, sz)
	v = b.give(c, "marking", 11)
	v.hidden = true
	c.shows("证据照片无法调取", "The evidence pictures cannot be shown")
	c = b.newCitizen(27, true, sz)
	b.give(c, "cross", 8)
	c.shows("对斑马线未让行记录有异议", "Wants to dispute a crosswalk record")
	b.manyRecords(b.newCitizen(44, true, sz))
	b.newCitizen(57, false, sz).shows("没有待处理的违法记录", "No open record")
}

// manyRecords has every reason why a record may not be handled here, beside
// some that can.
func (b *builder) manyRecords(c *citizen) {
	b.give(c, "parking", 40)
	b.give(c, "bus", 35)
	b.give(c, "stop", 33)
	b.give(c, "slow", 31)
	b.give(c, "phone", 28)
	b.give(c, "fast", 27)
	v := b.give(c, "red", 26)
	v.state = "locked"
	v = b.give(c, "sign", 24)
	v.state = "disputed"
	v = b.give(c, "belt", 22)
	v.accident = true
	v = b.give(c, "marking", 21)
	v.general = true
	v = b.give(c, "parking", 19)
	v.hidden = true
	v = b.give(c, "sign", 17)
	v.office, v.officeName = "450100", "南宁市公安局交通警察支队（演示）"
	v = b.give(c, "parking", 16)
	v.plate = b.plate("粤B")
	b.give(c, "plate", 15)
	b.oddCars(c)
	c.driver.points = 2
	c.shows("18 条记录，含各种不能在本机处理的原因", "Eighteen records with every reason why one may not be handled here")
}

// oddCars gives a record each of vehicles a kiosk may not decide about.
func (b *builder) oddCars(c *citizen) {
	for _, change := range []func(v *vehicle){
		func(v *vehicle) { v.owned, v.filedOn = false, b.cal.days(-3) },
		func(v *vehicle) { v.owned, v.unit, v.filedOn = false, true, b.cal.days(-90) },
		func(v *vehicle) { v.status = "K" },
		func(v *vehicle) { v.plateType, v.kind, v.classes = "01", "重型货车", "B2,A2" },
	} {
		change(b.giveCar(c))
		b.give(c, "parking", 14)
	}
}

func (b *builder) licences() {
	sz := listed()[0]
	for _, l := range []struct{ letters, zh, en string }{
		{"H", "驾驶证状态 H（违法未处理），可以办理", "Licence status H (open violation): allowed"},
		{"AN", "驾驶证状态 AN（延期换证），可以办理", "Licence status AN (renewal deferred): allowed"},
		{"M", "驾驶证逾期未换证", "Licence renewal overdue"},
		{"B", "驾驶证超分", "Licence over points"},
		{"D", "驾驶证暂扣", "Licence suspended"},
		{"F", "驾驶证吊销", "Licence revoked"},
		{"G", "驾驶证注销", "Licence cancelled"},
		{"AW", "驾驶证出现未知状态 W", "Licence with a status letter nobody knows"},
		{"HI", "驾驶证有事故未处理", "Licence with an open accident"},
	} {
		c := b.newCitizen(30+b.IntN(25), b.oneIn(2), sz)
		c.driver.status = l.letters
		b.give(c, "parking", 10)
		c.shows(l.zh, l.en)
	}
	c := b.newCitizen(23, false, sz)
	b.give(c, "parking", 7)
	c.driver = nil
	c.shows("名下有车但没有驾驶证", "Owns a car, has no driving licence")
	c = b.newCitizen(49, true, sz)
	c.vehicles[0].plateType, c.vehicles[0].kind, c.vehicles[0].classes = "01", "重型货车", "B2,A2"
	b.give(c, "parking", 13)
	c.shows("准驾车型 C1，与货车不符", "Licence class C1 does not cover the truck")
	c = b.newCitizen(35, true, sz)
	b.give(c, "parking", 6)
	c.driver.othersPlates = 5
	c.shows("一年内处理过 5 辆他人车辆的记录", "Took records of five other people's plates in a year")
	c = b.newCitizen(53, true, sz)
	b.give(c, "parking", 14)
	c.vehicles[0].driversTaken = 3
	c.shows("该车一年内已有 3 人处理记录", "Three drivers took records of this car in a year")
	c = b.newCitizen(64, true, sz)
	b.give(c, "parking", 14)
	c.driver.validTo = b.cal.days(-40)
	c.driver.status = "M"
	c.shows("驾驶证已过有效期", "The driving licence has expired")
}

func (b *builder) vehicleCases() {
	sz := listed()[0]
	other := func(filedDaysAgo, recordDaysAgo int) *citizen {
		c := b.newCitizen(28+b.IntN(20), b.oneIn(2), sz)
		v := &c.vehicles[0]
		v.owned, v.filedOn = false, b.cal.days(-filedDaysAgo)
		b.give(c, "parking", recordDaysAgo)
		return c
	}
	other(60, 10).shows("已备案的他人车辆，记录在备案之后", "A filed car of somebody else, recorded after the filing")
	other(10, 60).shows("已备案的他人车辆，但记录在备案之前", "A filed car of somebody else, recorded before the filing")
	c := b.newCitizen(41, true, sz)
	c.vehicles[0].owned, c.vehicles[0].unit, c.vehicles[0].filedOn = false, true, b.cal.days(-60)
	b.give(c, "parking", 9)
	c.shows("单位车辆，需到窗口", "A company's car: window")
	for _, v := range []struct{ field, value, zh, en string }{
		{"use", "D", "出租车，需到窗口", "A taxi: window"},
		{"status", "K", "车辆被查封", "The vehicle is sealed"},
		{"status", "G", "车辆状态 G（违法未处理），可以办理", "Vehicle status G (open violation): allowed"},
		{"status", "Q", "车辆逾期未检验，可以办理", "Vehicle inspection overdue: allowed"},
		{"status", "C", "车辆被盗抢", "The vehicle was reported stolen"},
		{"plate", "52", "新能源车牌", "A new-energy plate"},
		{"plate", "23", "警用车牌，需到窗口", "A police plate: window"},
		{"plate", "26", "香港入出境车，需到窗口", "A Hong Kong plate: window"},
	} {
		c := b.newCitizen(30+b.IntN(25), b.oneIn(2), sz)
		car := &c.vehicles[0]
		switch v.field {
		case "use":
			car.use = v.value
		case "status":
			car.status = v.value
		case "plate":
			car.plateType, car.plate = v.value, b.plateOf(v.value)
		}
		b.give(c, "parking", 10)
		c.shows(v.zh, v.en)
	}
	c = b.newCitizen(45, false, sz)
	b.give(c, "parking", 16)
	b.giveCar(c)
	b.give(c, "belt", 5)
	c.shows("两辆车各一条记录", "Two cars, a record each")
	b.newCitizen(22, true, sz).shows("名下没有车辆", "No vehicle").vehicles = nil
}

func (b *builder) plateOf(kind string) string {
	switch kind {
	case "52":
		return b.plate("粤BD")
	case "23":
		return b.plate("粤B")[:len("粤B")+4] + "警"
	case "26":
		return b.plate("粤Z")[:len("粤Z")+4] + "港"
	}
	return b.plate("粤B")
}
