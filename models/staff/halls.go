package staff

import (
	"context"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/audit"
)

// ErrHalls is the refusal of halls somebody cannot answer for.
var ErrHalls = models.E(models.KindInvalid, "staff.halls_invalid")

// HallStore keeps which halls accounts answer for beside their own.
type HallStore interface {
	// Known lists those of the codes that name a hall.
	Known(ctx context.Context, sites []string) ([]string, error)
	// SetHalls keeps the whole list of an account.
	SetHalls(ctx context.Context, tx models.Tx, account models.ID, sites []string) error
}

// Halls says which halls a supervisor answers for beside the account's own. A
// session looks at one of them at a time, and whatever holds for a hall holds
// for the one looked at: nothing reaches across.
type Halls struct {
	Transactor models.Transactor
	Store      HallStore
	Audit      audit.Log
}

// Set gives an account its further halls, the whole list. A hall that is taken
// away is out of reach at once, for open sessions as well. Only supervisors
// answer for more than one hall, and only for halls that there are.
func (h Halls) Set(ctx context.Context, actor models.Actor, account Account, sites []string) error {
	sites = slices.Compact(slices.Sorted(slices.Values(sites)))
	sites = slices.DeleteFunc(sites, func(s string) bool { return s == account.Site })
	if len(sites) > 0 && account.Role != Supervisor {
		return ErrHalls
	}
	known, err := h.Store.Known(ctx, sites)
	if err != nil {
		return fmt.Errorf("staff: halls: %w", err)
	}
	if len(known) != len(sites) {
		return ErrHalls
	}
	err = h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Store.SetHalls(ctx, tx, account.ID, sites); err != nil {
			return err
		}
		return h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffHallsSet, Actor: actor, Subjects: hallSubjects(account, sites),
			Notes: map[string]string{"count": fmt.Sprint(len(sites))},
		})
	})
	if err != nil {
		return fmt.Errorf("staff: halls: %w", err)
	}
	return nil
}

func hallSubjects(account Account, sites []string) []audit.Ref {
	subjects := []audit.Ref{{Kind: "staff", ID: string(account.ID)}}
	for _, site := range sites {
		subjects = append(subjects, audit.Ref{Kind: "site", ID: site})
	}
	return subjects
}
