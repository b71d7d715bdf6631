package boot

import (
	"io"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models/casework"
	"onevisit/models/store"
)

// decisions is how the hall's cases are decided.
func (h *Hall) decisions(p *platform, c *cases) *casework.Decisions {
	kept := store.NewDecisions(h.db)
	return casework.NewDecisions(casework.DecisionsConfig{
		Transactor: h.db, List: store.NewCasework(h.db), Timer: c.line.timer, Kept: kept, Past: kept, Office: c.office, Orders: c.cashier,
		Corrections: h.corrections(c),
		Files:       casework.NewFiles(c.office, c.catalog), Records: h.records(p), Clerks: store.NewStaff(h.db),
		Jobs: p.jobs, Audit: p.audit, Vault: p.vault, Clock: h.env.Clock, IDs: p.ids,
		Draw: lots(h.env.Random), UndoTime: h.cfg.UndoTime, Share: h.share(),
	})
}

// corrections completes the requests that clerks send to citizens.
func (h *Hall) corrections(c *cases) *casework.Corrections {
	return casework.NewCorrections(casework.CorrectionsConfig{
		Transactor: h.db, List: store.NewCasework(h.db), Asking: c.office, Calendar: c.workdays, Clock: h.env.Clock,
	})
}

// share is the configured share of second looks, nil for the definitions' own.
func (h *Hall) share() *int {
	if h.cfg.SecondLooks == config.ByDefinition {
		return nil
	}
	return &h.cfg.SecondLooks
}

// lots draws evenly from 0 to 99. Where there is no randomness every approval is
// looked at twice rather than none.
func lots(random io.Reader) func() int {
	const sides, fair = 100, 200 // bytes from 200 on would favour the small numbers
	return func() int {
		var b [1]byte
		for {
			if _, err := io.ReadFull(random, b[:]); err != nil {
				return 0
			}
			if b[0] < fair {
				return int(b[0]) % sides
			}
		}
	}
}
