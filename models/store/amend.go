package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
)

// PresenceNo implements visit.AmendStore.
func (s *Visits) PresenceNo(ctx context.Context, tx models.Tx, matter models.ID, seq int) (visit.Presence, error) {
	return s.presence(holding(ctx, tx).Where("matter_id = ? AND seq = ?", string(matter), seq))
}

// ChangeCause implements visit.AmendStore.
func (s *Visits) ChangeCause(ctx context.Context, tx models.Tx, p visit.Presence) error {
	return changed("change cause", in(ctx, tx).Model(&row.MatterVisit{}).
		Where("matter_id = ? AND seq = ?", string(p.Matter), p.Seq).
		Updates(map[string]any{"cause": string(p.Cause), "cause_text": p.CauseText}))
}

// AddAmendment implements visit.AmendStore.
func (s *Visits) AddAmendment(ctx context.Context, tx models.Tx, a visit.Amendment) error {
	r := row.CauseAmendment{
		ID: string(a.ID), MatterID: string(a.Matter), Seq: a.Seq, FromCause: string(a.From), ToCause: string(a.To),
		Reason: string(a.Reason), Note: append([]byte{}, a.Note...), ByStaff: string(a.By), At: millis(a.At),
	}
	return translate("add amendment", in(ctx, tx).Create(&r).Error)
}

// Amendments implements visit.AmendStore.
func (s *Visits) Amendments(ctx context.Context, matter models.ID) ([]visit.Amendment, error) {
	var rows []row.CauseAmendment
	err := s.db.reader(ctx).Where("matter_id = ?", string(matter)).Order("id").Find(&rows).Error
	list := make([]visit.Amendment, len(rows))
	for i, r := range rows {
		list[i] = visit.Amendment{
			ID: models.ID(r.ID), Matter: models.ID(r.MatterID), Seq: r.Seq, From: visit.Cause(r.FromCause), To: visit.Cause(r.ToCause),
			Reason: visit.AmendReason(r.Reason), Note: r.Note, By: models.ID(r.ByStaff), At: instant(r.At),
		}
	}
	return list, translate("list amendments", err)
}
