package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// Witnesses implements translog.Witnessed.
func (l *AuditLog) Witnesses(ctx context.Context) (map[string]translog.WitnessState, error) {
	var rows []row.AuditWitness
	if err := l.db.reader(ctx).Find(&rows).Error; err != nil {
		return nil, translate("read witnesses", err)
	}
	heard := make(map[string]translog.WitnessState, len(rows))
	for _, r := range rows {
		heard[r.Witness] = translog.WitnessState{Name: r.Witness, Size: r.Size, At: instant(r.CosignedAt)}
	}
	return heard, nil
}

// Cosigned implements translog.Witnessed: the first countersignature of a
// checkpoint is kept for good, of a later one only that it came.
func (l *AuditLog) Cosigned(ctx context.Context, c translog.Checkpoint, name string, at time.Time) error {
	return l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		g := in(ctx, tx)
		kept := row.AuditCosignature{Size: c.Size, Witness: name, CosignedAt: millis(at), Note: string(c.Note)}
		var known int64
		if err := g.Model(&row.AuditCosignature{}).Where("size = ? AND witness = ?", c.Size, name).Count(&known).Error; err != nil {
			return translate("look for cosignature", err)
		}
		if known == 0 {
			if err := g.Create(&kept).Error; err != nil && !isDuplicate(err) {
				return translate("keep cosignature", err)
			}
		}
		var before []row.AuditWitness
		if err := holding(ctx, tx).Where("witness = ?", name).Limit(1).Find(&before).Error; err != nil {
			return translate("look for witness", err)
		}
		if len(before) > 0 && (before[0].CosignedAt > millis(at) || before[0].CosignedAt == millis(at) && before[0].Size >= c.Size) {
			return nil // an older one, sent again
		}
		heard := row.AuditWitness{Witness: name, Size: c.Size, CosignedAt: millis(at)}
		return translate("note witness", g.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "witness"}}, DoUpdates: clause.AssignmentColumns([]string{"size", "cosigned_at"}),
		}).Create(&heard).Error)
	})
}

// Cosignatures returns the notes by which witnesses countersigned a checkpoint.
func (l *AuditLog) Cosignatures(ctx context.Context, size int64) ([][]byte, error) {
	var notes []string
	err := l.db.reader(ctx).Model(&row.AuditCosignature{}).Where("size = ?", size).Order("witness").Pluck("note", &notes).Error
	if err != nil {
		return nil, translate("read cosignatures", err)
	}
	list := make([][]byte, len(notes))
	for i, n := range notes {
		list[i] = []byte(n)
	}
	return list, nil
}
