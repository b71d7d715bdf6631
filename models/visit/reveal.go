package visit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// RevealReason says why an auditor has to see whose matter it is.
type RevealReason string

// The closed list of reasons.
const (
	RevealComplaint RevealReason = "complaint" // the citizen has complained
	RevealSample    RevealReason = "sample"    // drawn to be compared with the paper file
	RevealSuspicion RevealReason = "suspicion" // a figure looks made up
)

// RevealReasons lists them.
func RevealReasons() []RevealReason {
	return []RevealReason{RevealComplaint, RevealSample, RevealSuspicion}
}

// The fields of a matter's person that can be revealed.
const (
	RevealName     = "name"
	RevealIDNumber = "idNumber"
)

// RevealedFor is how long a screen may show what was revealed.
const RevealedFor = 30 * time.Second

// auditorRole reveals; a desk has its own way, for the cases in its hands.
const auditorRole = "auditor"

// Revealer shows an auditor whose matter it is, one field at a time.
type Revealer struct{ RevealerConfig }

// RevealerConfig is what a Revealer is built from.
type RevealerConfig struct {
	Matters MatterStore
	People  interface {
		// Person reads one; models.ErrNotFound.
		Person(ctx context.Context, id models.ID) (Person, error)
	}
	Vault      pii.Vault
	Audit      audit.Log
	Transactor models.Transactor
}

// NewRevealer returns the use case.
func NewRevealer(c RevealerConfig) *Revealer { return &Revealer{c} }

// Reveal shows one field of a matter's person in full and keeps who asked, for
// which field and why: nothing is shown that the log does not say was shown.
func (r *Revealer) Reveal(ctx context.Context, actor models.Actor, matter models.ID, field string, reason RevealReason) (pii.Text, error) {
	var none pii.Text
	switch {
	case actor.Role != auditorRole:
		return none, models.E(models.KindForbidden, "forbidden-role")
	case !slices.Contains(RevealReasons(), reason):
		return none, models.Invalid("input", models.FieldError{Field: "reason", Code: "field.choice"})
	case field != RevealName && field != RevealIDNumber:
		return none, models.Invalid("input", models.FieldError{Field: "field", Code: "field.choice"})
	}
	var value pii.Text
	err := r.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		m, err := r.Matters.LockMatter(ctx, tx, matter)
		if err != nil {
			return fmt.Errorf("visit: read matter: %w", err)
		}
		person, err := r.People.Person(ctx, m.Person)
		if err != nil {
			return fmt.Errorf("visit: read person: %w", err)
		}
		identity, err := openIdentity(r.Vault, person.ID, columnPerson, person.Sealed)
		if err != nil {
			return err
		}
		if value = identity.Name; field == RevealIDNumber {
			value = identity.IDNumber
		}
		return r.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.MatterRevealed, Actor: actor, Fields: []string{field}, Notes: map[string]string{"reason": string(reason)},
			Subjects: []audit.Ref{{Kind: "matter", ID: string(m.ID)}, {Kind: "person", ID: string(person.ID)}},
		})
	})
	if err != nil {
		return none, err
	}
	return value, nil
}
