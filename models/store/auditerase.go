package store

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// erasedAtOnce is how many entries one erasure names.
const erasedAtOnce = 50

// Erase destroys the salts of every entry about a subject: from then on nobody
// can show what the log committed to, while every leaf and proof stays valid.
// The erasure is itself an entry that names the others, without which a missing
// salt counts as tampering. It returns how many entries there were; entries that
// have no place in the log yet are a conflict, to be tried again.
//
// The row itself holds no personal value, only ids that lead nowhere once the
// person's data keys are destroyed.
func (l *AuditLog) Erase(ctx context.Context, log *Audit, actor models.Actor, about audit.Ref) (int, error) {
	var seqs []int64
	err := l.db.reader(ctx).Model(&row.AuditSubject{}).Where("kind = ? AND subject_id = ?", about.Kind, about.ID).
		Order("audit_seq").Pluck("audit_seq", &seqs).Error
	if err != nil {
		return 0, translate("find entries to erase", err)
	}
	return len(seqs), l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		for some := range slices.Chunk(seqs, erasedAtOnce) {
			if err := l.erase(in(ctx, tx), some); err != nil {
				return err
			}
			entry := audit.Entry{Action: audit.PersonalDataErased, Actor: actor}
			for _, seq := range some {
				entry.Subjects = append(entry.Subjects, audit.Ref{Kind: translog.EntryKind, ID: translog.EntryID(seq)})
			}
			if err := log.Append(ctx, tx, entry); err != nil {
				return err
			}
		}
		return nil
	})
}
