package sim

import "fmt"

// travel makes the persons who show Taiwan permits, what waits to be collected,
// and who has nothing to ask about.
func (b *builder) travel() {
	b.taiwanPersons()
	b.collections()
	c := b.newCitizen(23, true, unlisted()[2])
	c.withoutPermit()
	c.passport = nil
	c.shows("没有任何出入境证件，可首次申领", "No travel document at all: first passport and permits")
}

// givesTaiwan gives a Taiwan permit card that is valid for years.
func (b *builder) givesTaiwan(c *citizen) *taiwan {
	c.taiwan = &taiwan{
		number: fmt.Sprintf("L%08d", 90000000+b.count), form: "card", status: "valid", issuedOn: b.cal.months(-40), validTo: b.cal.months(80),
	}
	return c.taiwan
}

func (b *builder) taiwanPersons() {
	sz := listed()[0]
	person := func(age int, zh, en string) (*citizen, *taiwan) {
		c := b.newCitizen(age, b.oneIn(2), sz)
		return c.shows(zh, en), b.givesTaiwan(c)
	}
	_, t := person(36, "持台湾通行证，可预填探亲签注", "A Taiwan permit: endorsement for a family visit, filled in here")
	t.endorsements = []taiwanEndorsement{{"T", 1, 0, b.cal.months(-14), b.cal.months(-8)}}
	_, t = person(44, "台湾通行证 3 个月后到期，可换发", "The Taiwan permit expires in 3 months: renew here")
	t.validTo = b.cal.months(3)
	_, t = person(33, "台湾通行证已过期", "The Taiwan permit has expired")
	t.validTo = b.cal.days(-30)
	_, t = person(51, "台湾通行证已挂失，可补发", "The Taiwan permit was reported lost: replace here")
	t.status = "lost"
	_, t = person(29, "台湾通行证已作废", "The Taiwan permit is void")
	t.status = "void"
	c, t := person(40, "改名后未换台湾通行证", "Name changed since the Taiwan permit was issued")
	t.otherName = true
	c.nameChangedOn, c.formerName = b.cal.months(-4), "旧名样例"
	c, _ = person(32, "台湾通行证补发申请在办", "An application for a Taiwan permit is pending")
	c.pending = []pending{{"taiwan-permit", "T4403009000001", b.cal.days(-4), "examining", b.cal.days(9)}}
	c, _ = person(38, "台湾签注申请在办，待补正", "An application for a Taiwan endorsement waits for a correction")
	c.pending = []pending{{"taiwan-endorsement", "T4403009000002", b.cal.days(-9), "correction", b.cal.days(4)}}
	c, _ = person(27, "持台湾通行证但没有指纹记录", "A Taiwan permit and no fingerprints on file")
	c.noFingers = true
}

func (b *builder) collections() {
	sz, gz := listed()[0], listed()[1]
	hall := func(city city) string { return city.name + "示范出入境大厅" }
	c := b.newCitizen(35, true, sz)
	c.ready = []ready{{"passport", "P4403009000101", sz.code, hall(sz), b.cal.days(-2), b.cal.days(88), true}}
	c.shows("护照已制好，可来厅领取", "A passport is ready to be collected")
	c = b.newCitizen(46, false, sz)
	c.ready = []ready{
		{"passport", "P4403009000102", sz.code, hall(sz), b.cal.days(-5), b.cal.days(85), false},
		{"hkm-permit", "W4403009000103", sz.code, hall(sz), b.cal.days(-100), b.cal.days(-10), true},
	}
	c.shows("两本证件：一本可领，一本逾期", "Two documents: one ready, one kept too long")
	c = b.newCitizen(30, true, gz)
	c.ready = []ready{{"hkm-permit", "W4401009000104", gz.code, hall(gz), b.cal.days(-1), b.cal.days(89), true}}
	c.shows("证件在广州等候领取", "A permit waits in another city")
	c = b.newCitizen(41, false, sz)
	c.ready = []ready{{"taiwan-permit", "T4403009000105", sz.code, hall(sz), b.cal.days(-120), b.cal.days(-30), false}}
	c.shows("证件逾期未领，需到窗口", "A document was not collected in time: window")
}
