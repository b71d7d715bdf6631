package boot

import (
	"onevisit/models/phone"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// openPhones is the way to correction requests from a phone. Its links lead to
// where the outside reaches this server.
func (h *Hall) openPhones(p *platform, people *visit.Reception, requests *store.Corrections) *phone.Office {
	kept := store.NewPhones(h.db)
	return phone.New(phone.Parts{
		Links: kept, Sessions: kept, Requests: requests, People: people, Vault: p.vault, Log: p.audit, Transactions: h.db,
		Clock: h.env.Clock, IDs: p.ids, Random: h.env.Random, Address: func() string { return h.publicURL() + "/phone" },
		HallPhone: h.cfg.HallPhone,
	})
}
