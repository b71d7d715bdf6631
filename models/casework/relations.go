package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Declarations is where declared interests are kept.
type Declarations interface {
	Declare(ctx context.Context, tx models.Tx, clerk models.ID, personIndex string, kind Interest) error
}

// Relations keeps whose cases each member of staff may not decide. Of the
// other person nothing but the keyed index of the ID number is kept.
type Relations struct {
	transactor models.Transactor
	kept       Declarations
	audit      audit.Log
	vault      pii.Vault
}

// NewRelations returns the use case.
func NewRelations(t models.Transactor, kept Declarations, log audit.Log, vault pii.Vault) *Relations {
	return &Relations{t, kept, log, vault}
}

// Declare notes that the clerk is, lives with, or is related to the person with
// the normalised ID number. Declaring it again changes only the kind.
func (r *Relations) Declare(ctx context.Context, by models.Actor, clerk models.ID, idNumber pii.Text, kind Interest) error {
	index := visit.IndexOf(r.vault, idNumber)
	err := r.transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := r.kept.Declare(ctx, tx, clerk, index, kind); err != nil {
			return err
		}
		return r.audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffRelated, Actor: by, Subjects: []audit.Ref{{Kind: "staff", ID: string(clerk)}},
			Notes: map[string]string{"kind": string(kind)},
		})
	})
	if err != nil {
		return fmt.Errorf("casework: declare interest: %w", err)
	}
	return nil
}
