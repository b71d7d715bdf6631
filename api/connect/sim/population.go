package sim

// ordinary persons fill the hall up; chance gives them what the specials have
// one at a time.
func (b *builder) ordinary(total int) {
	for len(b.made) < total {
		home := pick(b.dice, listed())
		if b.oneIn(4) {
			home = pick(b.dice, unlisted())
		}
		c := b.newCitizen(18+b.IntN(60), b.oneIn(2), home)
		b.chancePermit(c)
		b.chancePassport(c)
		b.chanceTraffic(c)
	}
}

func (b *builder) chancePermit(c *citizen) {
	switch b.IntN(10) {
	case 0:
		c.withoutPermit()
	case 1:
		c.permit.validTo = b.cal.months(1 + b.IntN(10))
	case 2:
		c.permit.endorsements = []endorsement{{"HKG", "L", 1, 1, b.cal.days(-10), b.cal.days(80)}}
	case 3:
		c.filing = &filing{company: pick(b.dice, companies()), destinations: []string{"HKG", "MAC"}, validTo: b.cal.months(b.IntN(12))}
	case 4:
		c.residence = &residence{active: !b.oneIn(3), city: listed()[0].code, validTo: b.cal.months(6), address: c.address}
	}
	c.staff = b.oneIn(25)
}

func (b *builder) chancePassport(c *citizen) {
	switch b.IntN(6) {
	case 0:
		c.passport = nil
	case 1, 2:
		c.passport.validTo = b.cal.months(1 + b.IntN(6))
	}
	c.noFingers = b.oneIn(30)
}

func (b *builder) chanceTraffic(c *citizen) {
	if b.oneIn(4) {
		c.driver, c.vehicles = nil, nil
		return
	}
	kinds := []string{"parking", "sign", "marking", "red", "belt", "phone", "bus", "slow", "stop", "cross"}
	for range b.IntN(4) {
		b.give(c, pick(b.dice, kinds), 3+b.IntN(80))
	}
	c.driver.points = b.IntN(8)
	if b.oneIn(5) {
		c.driver.status = "H"
	}
}
