package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// batchesAtOnce is how many batches are read at once.
const batchesAtOnce = 64

// Batches implements translog.Archive.
func (l *AuditLog) Batches(ctx context.Context, first, last int64, each func(*translog.Batch) error) error {
	// The batch that first is in begins at or before it.
	var begin []int64
	err := l.pool(ctx).Model(&row.AuditBatch{}).Where("first_index <= ?", first).
		Order("first_index DESC").Limit(1).Pluck("first_index", &begin).Error
	if err != nil {
		return translate("find batch", err)
	}
	from := first
	if len(begin) > 0 {
		from = begin[0]
	}
	for {
		batches, err := l.batches(l.pool(ctx).Where("first_index BETWEEN ? AND ?", from, last).Order("first_index").Limit(batchesAtOnce))
		if err != nil {
			return err
		}
		for _, b := range batches {
			if err := each(b); err != nil {
				return err
			}
			from = b.First + 1
		}
		if len(batches) < batchesAtOnce {
			return nil
		}
	}
}

// batches reads the batches of a query with their salts.
func (l *AuditLog) batches(g *gorm.DB) ([]*translog.Batch, error) {
	var rows []row.AuditBatch
	if err := g.Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, translate("read batches", err)
	}
	firsts := make([]int64, len(rows))
	for i, r := range rows {
		firsts[i] = r.FirstIndex
	}
	var kept []row.AuditSalt
	if err := l.pool(g.Statement.Context).Where("first_index IN ?", firsts).Find(&kept).Error; err != nil {
		return nil, translate("read salts", err)
	}
	salts := make(map[int64][]byte, len(kept))
	for _, s := range kept {
		salts[s.FirstIndex] = s.Salts
	}
	batches := make([]*translog.Batch, len(rows))
	for i, r := range rows {
		batches[i] = &translog.Batch{
			First: r.FirstIndex, Low: r.LowSeq, High: r.HighSeq, At: instant(r.SequencedAt),
			Seqs: unpackSeqs(r.Seqs), Commitments: unpackCommitments(r.Commitments), Salts: unpackSalts(salts[r.FirstIndex]),
		}
		// What is no whole number, commitment or salt, or another number of them
		// than the row says, is no batch.
		if len(r.Seqs)%8 != 0 || len(r.Commitments)%tlog.HashSize != 0 || len(salts[r.FirstIndex])%translog.SaltSize != 0 || r.Size != len(batches[i].Seqs) {
			batches[i].Seqs = nil
		}
	}
	return batches, nil
}

// BatchOf implements translog.Finder. Batches are made in the order of their
// greatest numbers, so the first that reaches seq is nearly always the one. An
// entry that committed late is in another, which takes a longer look.
func (l *AuditLog) BatchOf(ctx context.Context, seq int64) ([]*translog.Batch, error) {
	around := l.pool(ctx).Where("high_seq >= ? AND low_seq <= ?", seq, seq).Order("high_seq").Session(&gorm.Session{})
	likely, err := l.batches(around.Limit(1))
	if err != nil || len(likely) == 0 || slices.Contains(likely[0].Seqs, seq) {
		return likely, err
	}
	return l.batches(around)
}

// Checkpoints implements translog.Archive.
func (l *AuditLog) Checkpoints(ctx context.Context, from, to int64, each func(size int64, signed []byte) error) error {
	const atOnce = 1000
	for {
		var rows []row.AuditCheckpoint
		if err := l.pool(ctx).Where("size BETWEEN ? AND ?", from, to).Order("size").Limit(atOnce).Find(&rows).Error; err != nil {
			return translate("read checkpoints", err)
		}
		for _, r := range rows {
			if err := each(r.Size, []byte(r.Note)); err != nil {
				return err
			}
			from = r.Size + 1
		}
		if len(rows) < atOnce {
			return nil
		}
	}
}

// Erasures implements translog.Finder.
func (l *AuditLog) Erasures(ctx context.Context, seqs []int64) (map[int64]int64, error) {
	by := map[int64]int64{}
	for _, seq := range seqs {
		var found []int64
		err := l.pool(ctx).Model(&row.AuditSubject{}).
			Where("kind = ? AND subject_id = ?", translog.EntryKind, translog.EntryID(seq)).Order("audit_seq").Limit(1).Pluck("audit_seq", &found).Error
		if err != nil {
			return nil, translate("find erasure", err)
		}
		if len(found) > 0 {
			by[seq] = found[0]
		}
	}
	return by, nil
}

// CheckpointBelow implements translog.Kept.
func (l *AuditLog) CheckpointBelow(ctx context.Context, size int64) ([]byte, time.Time, error) {
	var r row.AuditCheckpoint
	if err := l.pool(ctx).Where("size <= ?", size).Order("size DESC").Limit(1).Take(&r).Error; err != nil {
		return nil, time.Time{}, translate("read checkpoint", err)
	}
	return []byte(r.Note), instant(r.SignedAt), nil
}

// Subjects implements translog.Subjects.
func (l *AuditLog) Subjects(ctx context.Context, each func(kind, id string, seq int64) error) error {
	raw, err := l.pool(ctx).DB()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	rows, err := raw.QueryContext(ctx, "SELECT kind, subject_id, audit_seq FROM audit_subject")
	if err != nil {
		return translate("read subjects", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, id string
		var seq int64
		if err := rows.Scan(&kind, &id, &seq); err != nil {
			return translate("read subjects", err)
		}
		if err := each(kind, id, seq); err != nil {
			return err
		}
	}
	return translate("read subjects", rows.Err())
}
