package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// KeepRecord implements casework.KeptRecords.
func (s *Casework) KeepRecord(ctx context.Context, tx models.Tx, k casework.Kept) error {
	r := row.CaseRecord{
		DecisionID: string(k.Decision), ApplicationID: string(k.Application), Site: k.Site, StaffID: string(k.Clerk),
		Outcome: string(k.Outcome), DefinitionHash: k.Definition, KeptAt: millis(k.At), Sealed: k.Sealed,
	}
	return translate("keep record", in(ctx, tx).Create(&r).Error)
}

// RecordsOf implements casework.KeptRecords.
func (s *Casework) RecordsOf(ctx context.Context, application models.ID) ([]casework.Kept, error) {
	var rows []row.CaseRecord
	err := s.db.reader(ctx).Where("application_id = ?", string(application)).Order("kept_at, decision_id").Find(&rows).Error
	list := make([]casework.Kept, len(rows))
	for i, r := range rows {
		list[i] = casework.Kept{
			Decision: models.ID(r.DecisionID), Application: models.ID(r.ApplicationID), Site: r.Site, Clerk: models.ID(r.StaffID),
			Outcome: casework.Outcome(r.Outcome), Definition: r.DefinitionHash, At: instant(r.KeptAt), Sealed: r.Sealed,
		}
	}
	return list, translate("read records", err)
}
