package sim

import (
	"fmt"
)

// builder makes citizens one after another; their numbers never repeat.
type builder struct {
	dice
	cal    calendar
	count  int
	plates int
	made   []*citizen
}

// newCitizen is an ordinary adult of a city: permit and passport valid for years,
// a clean licence, one car, no record, nothing pending.
func (b *builder) newCitizen(age int, male bool, home city) *citizen {
	b.count++
	n := b.count
	s := pick(b.dice, surnames())
	names, sex, sequence := givenFemale(), "female", 2*(n%499)
	if male {
		names, sex, sequence = givenMale(), "male", 2*(n%499)+1
	}
	g := pick(b.dice, names)
	born := birth(age, 1+b.IntN(10), 1+b.IntN(28))
	c := &citizen{
		Person: Person{
			ID: fmt.Sprintf("p%03d", n), Name: s.han + g.han, Sex: sex, BirthDate: born,
			IDNumber: idNumber(1+n/400, born, sequence), Documents: []string{"id-card"},
		},
		ethnic: "01", hukouCity: home.code, hukouPlace: home.name + home.station, household: fmt.Sprintf("449900%06d", 1+(n-1)/3),
		address: fmt.Sprintf("%s%s%d号%d室", home.name, pick(b.dice, streets()), 1+b.IntN(300), 101+b.IntN(1800)),
		mobile:  fmt.Sprintf("1990000%04d", n),
		surname: s.pinyin[0], given: g.pinyin[0], surnameReadings: s.pinyin, givenReadings: g.pinyin,
		cardValidTo: b.cal.years(7),
	}
	b.giveHousehold(c)
	b.givePermit(c)
	b.givePassport(c)
	b.giveLicence(c)
	b.giveCar(c)
	b.made = append(b.made, c)
	return c
}

func (b *builder) givePermit(c *citizen) {
	c.permit = &permit{
		number: fmt.Sprintf("CZ%07d", 9000000+b.count), form: "card", status: "valid",
		issuedOn: b.cal.months(-38), validTo: b.cal.months(82), writesLeft: 240 - b.IntN(60),
	}
	c.Permit = c.permit.number
	c.Documents = []string{"id-card", "hkm-permit"}
}

func (b *builder) givePassport(c *citizen) {
	c.passport = &passport{
		number: fmt.Sprintf("EZ%07d", 9000000+b.count), status: "valid",
		issuedOn: b.cal.months(-50), validTo: b.cal.months(70), issuedAt: "广东", pagesLeft: 30,
		surname: c.surname, given: c.given,
	}
}

func (b *builder) giveLicence(c *citizen) {
	c.driver = &driver{
		archive: fmt.Sprintf("4499%08d", b.count), classes: "C1", status: "A",
		cycleFrom: b.cal.months(-5), cycleTo: b.cal.months(7), validTo: b.cal.years(4), office: "粤S 车管所（演示）",
	}
	c.account = account{noviceTo: b.cal.years(-6), licencedOn: b.cal.years(-7)}
}

func (b *builder) giveCar(c *citizen) *vehicle {
	c.vehicles = append(c.vehicles, vehicle{
		plate: b.plate("粤B"), plateType: "02", kind: "小型轿车", status: "A", use: "A", owned: true, classes: "C1,C2,B1,B2,A1,A2,A3",
		registeredOn: b.cal.months(-34), inspectedTo: b.cal.months(14), insuredTo: b.cal.months(8),
	})
	return &c.vehicles[len(c.vehicles)-1]
}

// plate makes a number nobody else in this world has: 7919 and 100000 have no
// common factor, so the sequence repeats only after 100000 plates.
func (b *builder) plate(head string) string {
	b.plates++
	return fmt.Sprintf("%s%05d", head, b.plates*7919%100000)
}

// act is one kind of violation with what the platform says of it today.
type act struct {
	code, text string
	points     int
	fineFen    int64
	provision  string
	measured   string // of a speed, with its unit
	limit      string
}

func acts() map[string]act {
	return map[string]act{
		"parking": {"1039", "机动车违反规定停放、临时停车", 0, 20000, "《道路交通安全法》第五十六条第一款", "", ""},
		"sign":    {"1344", "机动车违反禁令标志指示", 1, 20000, "《道路交通安全法》第三十八条", "", ""},
		"marking": {"1345", "机动车违反禁止标线指示", 1, 20000, "《道路交通安全法》第三十八条", "", ""},
		"red":     {"1625", "驾驶机动车违反道路交通信号灯通行", 6, 20000, "《道路交通安全法》第三十八条", "", ""},
		"belt":    {"6011", "驾驶人未按规定使用安全带", 1, 20000, "《道路交通安全法》第五十一条", "", ""},
		"phone":   {"1223", "驾驶时拨打接听手持电话", 3, 10000, "《道路交通安全法实施条例》第六十二条", "", ""},
		"bus":     {"1019", "机动车违反规定使用专用车道", 0, 15000, "《道路交通安全法》第三十七条", "", ""},
		"plate":   {"1614", "故意遮挡机动车号牌", 9, 20000, "《道路交通安全法》第十一条第二款", "", ""},
		"slow":    {"6050", "驾驶机动车超过规定时速未达10%", 0, 0, "《道路交通安全法》第四十二条第一款", "65 km/h", "60 km/h"},
		"fast":    {"1721A", "驾驶机动车超过规定时速50%以上", 6, 100000, "《道路交通安全法》第四十二条第一款", "92 km/h", "60 km/h"},
		"stop":    {"1211", "机动车通过有灯控路口时越过停止线", 0, 10000, "《道路交通安全法实施条例》第三十八条", "", ""},
		"cross":   {"1205", "遇行人正在通过人行横道时未停车让行", 3, 20000, "《道路交通安全法》第四十七条第一款", "", ""},
		"ramp":    {"83036", "机动车违反规定在导流带行驶", 3, 30000, "《深圳经济特区道路交通安全违法行为处罚条例》", "", ""},
	}
}

type office struct{ code, name string }

func here() office { return office{"440300", "深圳市公安局交通警察局（演示）"} }

func places() []string {
	return []string{"示范大道与样板路交叉口", "演示高架东行 3 公里", "虚构隧道入口", "测试中路 18 号门前"}
}

// give adds an open record of the citizen's last vehicle, days old.
func (b *builder) give(c *citizen, kind string, days int) *violation {
	a, v := acts()[kind], c.vehicles[len(c.vehicles)-1]
	o := here()
	c.violations = append(c.violations, violation{
		record: fmt.Sprintf("440379%010d", 7000000000+b.count*100+len(c.violations)),
		plate:  v.plate, plateType: v.plateType,
		at:    fmt.Sprintf("%s %02d:%02d", b.cal.days(-days), 6+b.IntN(16), b.IntN(60)),
		place: pick(b.dice, places()), code: a.code, act: a.text, points: a.points, fineFen: a.fineFen,
		office: o.code, officeName: o.name, state: "open",
		provision: a.provision, basis: "《道路交通安全法》第九十条", measured: a.measured, limit: a.limit, pictures: 2 + b.IntN(2),
	})
	return &c.violations[len(c.violations)-1]
}

// shows names a special person and says what is to be seen.
func (c *citizen) shows(zh, en string) *citizen {
	c.Shows, c.Special = zh+" / "+en, true
	return c
}

// called gives a person another name.
func (c *citizen) called(surname, given word) *citizen {
	c.Name = surname.han + given.han
	c.surname, c.given = surname.pinyin[0], given.pinyin[0]
	c.surnameReadings, c.givenReadings = surname.pinyin, given.pinyin
	if c.passport != nil {
		c.passport.surname, c.passport.given = c.surname, c.given
	}
	return c
}

func (c *citizen) withoutPermit() {
	c.permit, c.Permit, c.Documents = nil, "", []string{"id-card"}
}
