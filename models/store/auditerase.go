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

// Erasure says what is erased, why and by whom.
type Erasure struct {
	About  audit.Ref
	Reason string      // a code
	By     []models.ID // accounts of those who decided it
}

// Erase destroys the salts of every entry about a subject: from then on nobody
// can show what the log committed to, while every leaf and proof stays valid.
// The erasure is itself an entry that names the others, the reason and who
// decided it, without which a missing salt counts as tampering. It returns how
// many entries still had a salt; entries that have no place in the log yet are
// a conflict, to be tried again.
//
// The row itself holds no personal value, only ids that lead nowhere once the
// person's data keys are destroyed. It stays: the application's account cannot
// change it. From then on its parts that are not in the leaf (actor, subjects,
// fields, notes) are vouched for by nobody.
func (l *AuditLog) Erase(ctx context.Context, log *Audit, e Erasure) (int, error) {
	var seqs []int64
	err := l.db.reader(ctx).Model(&row.AuditSubject{}).Where("kind = ? AND subject_id = ?", e.About.Kind, e.About.ID).
		Order("audit_seq").Pluck("audit_seq", &seqs).Error
	if err != nil {
		return 0, translate("find entries to erase", err)
	}
	n := 0
	err = l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		n = 0
		for some := range slices.Chunk(seqs, erasedAtOnce) {
			erased, err := l.erase(in(ctx, tx), some)
			if err != nil {
				return err
			}
			if len(erased) == 0 {
				continue
			}
			n += len(erased)
			if err := log.Append(ctx, tx, e.entry(erased)); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (e Erasure) entry(seqs []int64) audit.Entry {
	entry := audit.Entry{Action: audit.PersonalDataErased, Actor: models.Actor{Kind: models.ActorSystem}}
	if e.Reason != "" {
		entry.Notes = map[string]string{"reason": e.Reason}
	}
	for _, id := range e.By {
		entry.Subjects = append(entry.Subjects, audit.Ref{Kind: "staff", ID: string(id)})
	}
	for _, seq := range seqs {
		entry.Subjects = append(entry.Subjects, audit.Ref{Kind: translog.EntryKind, ID: translog.EntryID(seq)})
	}
	return entry
}
