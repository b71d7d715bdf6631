package casework

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// indexHousehold names the keyed index of household numbers.
const indexHousehold = "person.household"

// HouseholdOf is the keyed index of a household number, "" for none.
func HouseholdOf(vault pii.Vault, number pii.Text) string {
	if number.Empty() {
		return ""
	}
	return vault.Index(indexHousehold, number.Reveal())
}

// Declarations is where declared interests are kept.
type Declarations interface {
	Declare(ctx context.Context, tx models.Tx, clerk models.ID, personIndex string, kind Interest) error
	// DeclareHousehold keeps a household of a declared person.
	DeclareHousehold(ctx context.Context, tx models.Tx, clerk models.ID, household string) error
}

// Relations keeps whose cases each member of staff may not decide. Of the
// other person nothing but the keyed indexes of the ID number and of the
// register's household number are kept.
type Relations struct {
	transactor models.Transactor
	kept       Declarations
	audit      audit.Log
	vault      pii.Vault
	source     register.Source
}

// NewRelations returns the use case. source is asked for households; nil where
// no register can be reached.
func NewRelations(t models.Transactor, kept Declarations, log audit.Log, vault pii.Vault, source register.Source) *Relations {
	return &Relations{t, kept, log, vault, source}
}

// Declare notes that the clerk is, lives with, or is related to the person with
// the normalised ID number, and everybody of that person's household with them.
// Declaring it again changes only the kind, and asks for the household again.
// false when the register did not tell the household: then the declared person
// alone is refused, until the person was here once or it is declared again.
func (r *Relations) Declare(ctx context.Context, by models.Actor, clerk models.ID, idNumber pii.Text, kind Interest) (bool, error) {
	household, err := r.household(ctx, idNumber)
	if err != nil {
		return false, fmt.Errorf("casework: household: %w", err)
	}
	index := visit.IndexOf(r.vault, idNumber)
	err = r.transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := r.kept.Declare(ctx, tx, clerk, index, kind); err != nil {
			return err
		}
		if household != "" {
			if err := r.kept.DeclareHousehold(ctx, tx, clerk, household); err != nil {
				return err
			}
		}
		return r.audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffRelated, Actor: by, Subjects: []audit.Ref{{Kind: "staff", ID: string(clerk)}},
			Notes: map[string]string{"kind": string(kind)},
		})
	})
	if err != nil {
		return false, fmt.Errorf("casework: declare interest: %w", err)
	}
	return household != "", nil
}

// household asks the population register, before any transaction. Silence, and
// a person it does not know, are "not told".
func (r *Relations) household(ctx context.Context, idNumber pii.Text) (string, error) {
	if r.source == nil {
		return "", nil
	}
	fact, err := r.source.Fetch(ctx, register.FactPerson, register.Query{IDNumber: idNumber})
	if kind := models.KindOf(err); err != nil && (kind == models.KindUnavailable || errors.Is(err, models.ErrNotFound)) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	person, _ := fact.(register.Person)
	return HouseholdOf(r.vault, pii.Conceal(person.Household)), nil
}
