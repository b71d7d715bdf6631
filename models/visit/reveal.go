package visit

import (
	"context"
	"errors"
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
	identity, err := r.look(ctx, matter, audit.Entry{
		Action: audit.MatterRevealed, Actor: actor, Fields: []string{field}, Notes: map[string]string{"reason": string(reason)},
	})
	if field == RevealIDNumber {
		return identity.IDNumber, err
	}
	return identity.Name, err
}

// Masked shows a matter's person as far as a mask lets through: enough to find
// the paper file it is compared with. A mask is about somebody too, so that the
// look is kept, as a clerk's is. What cannot be opened any more is empty: the
// matter is evidence without it.
func (r *Revealer) Masked(ctx context.Context, actor models.Actor, matter models.ID) (Masked, error) {
	if actor.Role != auditorRole {
		return Masked{}, models.E(models.KindForbidden, "forbidden-role")
	}
	identity, err := r.look(ctx, matter, audit.Entry{Action: audit.MatterSeen, Actor: actor})
	if err != nil && !errors.Is(err, errSealed) {
		return Masked{}, err
	}
	return Masked{
		Name:     pii.Conceal(pii.MaskName(identity.Name.Reveal())),
		IDNumber: pii.Conceal(pii.MaskID(identity.IDNumber.Reveal())),
	}, nil
}

// Masked is a matter's person behind the mask.
type Masked struct{ Name, IDNumber pii.Text }

// look reads whose matter it is, together with the entry that says so. An
// identity that cannot be opened (its key was destroyed, the row is damaged) is
// errSealed; that somebody looked is kept all the same.
func (r *Revealer) look(ctx context.Context, matter models.ID, entry audit.Entry) (Identity, error) {
	var identity Identity
	var sealed error
	err := r.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		m, err := r.Matters.LockMatter(ctx, tx, matter)
		if err != nil {
			return fmt.Errorf("visit: read matter: %w", err)
		}
		person, err := r.People.Person(ctx, m.Person)
		if err != nil {
			return fmt.Errorf("visit: read person: %w", err)
		}
		identity, sealed = openIdentity(r.Vault, person.ID, columnPerson, person.Sealed)
		entry.Subjects = []audit.Ref{{Kind: "matter", ID: string(m.ID)}, {Kind: "person", ID: string(person.ID)}}
		return r.Audit.Append(ctx, tx, entry)
	})
	if err != nil {
		return Identity{}, err
	}
	if sealed != nil {
		return Identity{}, fmt.Errorf("%w: %w", errSealed, sealed)
	}
	return identity, nil
}

var errSealed = errors.New("visit: the identity cannot be opened")
