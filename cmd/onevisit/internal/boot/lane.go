package boot

import (
	"time"

	"onevisit/models"
	"onevisit/models/identity"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// What one kiosk may do on the way to a window and back: few guesses of a code,
// and no more requests than a busy hour makes.
const (
	laneWindow  = 15 * time.Minute
	codeGuesses = 5
	laneAsks    = 20
)

// lane is for people whom a kiosk cannot recognise.
func (h *Hall) lane(p *platform, c *cases) *identity.Lane {
	visits, work, clock, hours := store.NewVisits(h.db), store.NewCasework(h.db), h.env.Clock, h.hours(c.workdays)
	tries := func(act string, times int) *staff.Allowance {
		return &staff.Allowance{Takings: store.NewStaffFactors(h.db), Clock: clock, Act: act, Times: times, Window: laneWindow}
	}
	return identity.New(identity.Config{
		Transactor: h.db, Store: store.NewIdentities(h.db), Reception: c.reception,
		Guesses: tries("identity-code", codeGuesses), Asking: tries("identity-ask", laneAsks),
		Interests: work, Doorman: visit.NewDoorman(visits, p.vault, clock, p.ids),
		Ledger: visit.NewLedger(visits, visits, p.audit, clock, p.ids), Applications: c.office, Catalog: c.catalog, News: c.line.feed,
		Closes: func(on models.Date) int {
			_, to := hours(on)
			return to
		},
		Audit: p.audit, Vault: p.vault, Clock: clock, IDs: p.ids, Random: h.env.Random, Demo: h.cfg.Demo,
	})
}
