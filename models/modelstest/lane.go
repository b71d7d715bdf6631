package modelstest

import (
	"crypto/rand"
	"time"

	"onevisit/models"
	"onevisit/models/identity"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// NewLane opens the office's lane for people whom a kiosk cannot recognise. The
// hall closes at 17:00.
func NewLane(o *Office, news identity.News) *identity.Lane {
	tries := func(act string, times int) *staff.Allowance {
		return &staff.Allowance{Takings: store.NewStaffFactors(o.DB), Clock: o.Clock, Act: act, Times: times, Window: 15 * time.Minute}
	}
	return identity.New(identity.Config{
		Transactor: o.DB, Store: store.NewIdentities(o.DB), Reception: o.Reception,
		Guesses: tries("identity-code", 5), Asking: tries("identity-ask", 20),
		Interests: store.NewCasework(o.DB), Doorman: visit.NewDoorman(o.Visits, o.Vault, o.Clock, o.IDs), Ledger: o.Ledger, Applications: o.Cases,
		Catalog: o.Catalog, News: news, Closes: func(models.Date) int { return 17 * 60 },
		Audit: o.Log, Vault: o.Vault, Clock: o.Clock, IDs: o.IDs, Random: rand.Reader,
	})
}
