package store

import (
	"context"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// Seize implements casework.Transfers.
func (s *Casework) Seize(ctx context.Context, tx models.Tx, t casework.Taking) (casework.Case, bool, error) {
	result := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND site = ? AND state = ?", t.Application, t.Site, casework.StateWaiting).
		Updates(map[string]any{
			"claimed_by": string(t.Clerk), "claimed_name": t.Name, "claim_expires_at": millis(t.Until),
			"fence": gorm.Expr("fence + 1"), "assigned_to": "",
		})
	return s.outcome(ctx, tx, t, result)
}

// Assign implements casework.Transfers. Where a claim ends its fence is left
// behind, so that the former holder's screen is refused as one that lost it.
func (s *Casework) Assign(ctx context.Context, tx models.Tx, t casework.Taking) (casework.Case, bool, error) {
	const others = "(claimed_by <> '' AND claimed_by <> ?)"
	result := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND site = ? AND state = ?", t.Application, t.Site, casework.StateWaiting).
		Updates(map[string]any{"assigned_to": string(t.Clerk)})
	if result.Error != nil || result.RowsAffected != 1 {
		return s.outcome(ctx, tx, t, result)
	}
	ended := in(ctx, tx).Model(&row.QueuedCase{}).
		Where("application_id = ? AND "+others, t.Application, string(t.Clerk)).
		Updates(map[string]any{"claimed_by": "", "claimed_name": "", "claim_expires_at": 0, "fence": gorm.Expr("fence + 1")})
	if ended.Error != nil {
		return casework.Case{}, false, translate("end claim", ended.Error)
	}
	return s.outcome(ctx, tx, t, result)
}

// Keep implements casework.Transfers.
func (s *Casework) Keep(ctx context.Context, tx models.Tx, t casework.Transfer) error {
	r := row.CaseTransfer{
		ID: string(t.ID), ApplicationID: string(t.Application), Kind: string(t.Kind), ByStaff: string(t.By), FromStaff: string(t.From),
		ToStaff: string(t.To), Reason: string(t.Reason), Note: notNil(t.Note), At: millis(t.At),
	}
	return translate("keep transfer", in(ctx, tx).Create(&r).Error)
}
