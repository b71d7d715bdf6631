package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/paper"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
)

// Papers counts what was printed.
type Papers struct{ db *DB }

// NewPapers makes the repository.
func NewPapers(db *DB) *Papers { return &Papers{db} }

// AddCopy implements application.CopyStore.
func (s *Papers) AddCopy(ctx context.Context, tx models.Tx, c application.PaperCopy) error {
	r := row.PaperCopy{
		ID: string(c.ID), SubjectID: string(c.Subject), Paper: c.Paper, Copy: c.Copy, State: string(c.State), Fault: c.Fault,
		Format: string(c.Format), Language: c.Language, DeviceID: string(c.Device), ByActor: string(c.By), MadeAt: millis(c.At),
	}
	return translate("add paper copy", in(ctx, tx).Create(&r).Error)
}

// LastCopy implements application.CopyStore.
func (s *Papers) LastCopy(ctx context.Context, tx models.Tx, subject models.ID, name string) (int, error) {
	var last int
	err := in(ctx, tx).Model(&row.PaperCopy{}).Where("subject_id = ? AND paper = ?", string(subject), name).
		Select("COALESCE(MAX(copy), 0)").Scan(&last).Error
	return last, translate("last paper copy", err)
}

// Copies implements application.CopyStore.
func (s *Papers) Copies(ctx context.Context, subject models.ID) ([]application.PaperCopy, error) {
	var rows []row.PaperCopy
	err := s.db.reader(ctx).Where("subject_id = ?", string(subject)).Order("paper, copy").Find(&rows).Error
	list := make([]application.PaperCopy, len(rows))
	for i, r := range rows {
		list[i] = application.PaperCopy{
			ID: models.ID(r.ID), Subject: models.ID(r.SubjectID), Paper: r.Paper, Copy: r.Copy, State: application.CopyState(r.State),
			Fault: r.Fault, Format: paper.Format(r.Format), Language: r.Language, Device: models.ID(r.DeviceID), By: models.ID(r.ByActor), At: instant(r.MadeAt),
		}
	}
	return list, translate("list paper copies", err)
}

// FailCopy implements application.CopyStore.
func (s *Papers) FailCopy(ctx context.Context, tx models.Tx, c application.PaperCopy) error {
	return changed("fail paper copy", in(ctx, tx).Model(&row.PaperCopy{}).
		Where("subject_id = ? AND paper = ? AND copy = ? AND state = ?", string(c.Subject), c.Paper, c.Copy, string(application.CopyMade)).
		Updates(map[string]any{"state": string(application.CopyFailed), "fault": c.Fault}))
}

// Attempt implements application.Attempts.
func (s *Papers) Attempt(ctx context.Context, id models.ID) (visit.Attempt, error) {
	var r row.Attempt
	err := s.db.reader(ctx).Where("id = ?", string(id)).Take(&r).Error
	return visit.Attempt{
		ID: models.ID(r.ID), Reference: r.Reference, Matter: models.ID(r.MatterID), Visit: models.ID(r.VisitID), Session: models.ID(r.SessionID),
		Service: r.Service, Outcome: r.Outcome, Reason: r.ReasonCode, Cause: visit.Cause(r.Cause), At: instant(r.CreatedAt),
	}, translate("read attempt", err)
}
