package boot

import (
	"context"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store"
	"onevisit/models/visit"
	"onevisit/models/window"
)

// records opens cases as they were when they were decided on.
func (h *Hall) records(p *platform) *casework.Records {
	work := store.NewCasework(h.db)
	return casework.NewRecords(casework.RecordsConfig{
		Transactor: h.db, Kept: work, List: work, Audit: p.audit, Record: p.audit, Vault: p.vault, Clock: h.env.Clock,
	})
}

// story is what a clerk is told of a case beside the case itself.
func (h *Hall) story(p *platform, c *cases) casework.Story {
	return casework.Story{
		Decisions: store.NewDecisions(h.db), Corrections: c.office, Records: h.records(p), Visits: store.NewCasework(h.db),
		Clock: casework.NewDeadlines(store.NewCasework(h.db)),
	}
}

// counter is what is done at the hall's windows.
func (h *Hall) counter(p *platform, o *outside, c *cases) *window.Window {
	visits, work, clock := store.NewVisits(h.db), store.NewCasework(h.db), h.env.Clock
	return window.New(window.Config{
		Transactor: h.db, Applications: c.office, Printing: c.office, Halls: hallNames{store.NewDevices(h.db)}, Files: store.NewApplications(h.db, p.audit, p.once), Book: visits,
		Interests: work, Households: work, Notes: casework.NewNotes(store.NewDecisions(h.db), p.vault), Journal: visits, Catalog: c.catalog, Source: o.registers,
		Doorman: visit.NewDoorman(visits, p.vault, clock, p.ids), Ledger: visit.NewLedger(visits, visits, p.audit, clock, p.ids),
		Audit: p.audit, Vault: p.vault, Clock: clock, IDs: p.ids, Demo: h.cfg.Demo,
	})
}

// hallNames implements window.Halls.
type hallNames struct{ devices *store.Devices }

// HallName implements window.Halls.
func (n hallNames) HallName(ctx context.Context, site string) (models.Texts, error) {
	sites, err := n.devices.AllSites(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		if s.Code == site {
			return s.Names, nil
		}
	}
	return nil, models.ErrNotFound
}
