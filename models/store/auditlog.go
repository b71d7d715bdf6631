package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/internal/txn"
	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// AuditLog keeps the Merkle log of the audit entries beside them.
type AuditLog struct {
	db   *DB
	pool func(context.Context) *gorm.DB // the archive is read through it
}

// NewAuditLog returns the log's keeper.
func NewAuditLog(db *DB) *AuditLog { return &AuditLog{db, db.reader} }

// NewAuditArchive returns the log for those who check it: what they read counts
// as a report.
func NewAuditArchive(db *DB) *AuditLog { return &AuditLog{db, db.reports} }

const headID = 1

// Begin implements translog.Ledger.
func (l *AuditLog) Begin(ctx context.Context, verifier string) error {
	root, err := (&translog.Tree{}).Root()
	if err != nil {
		return err
	}
	r := row.AuditHead{ID: headID, Verifier: verifier, Root: root.String(), Gaps: []byte{}, Edge: []byte{}}
	err = l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return translate("begin log", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
	})
	if errors.Is(err, models.ErrDuplicate) {
		return nil
	}
	return err
}

// Head implements translog.Ledger and translog.Archive.
func (l *AuditLog) Head(ctx context.Context) (translog.Head, error) { return head(l.db.reader(ctx)) }

func head(g *gorm.DB) (translog.Head, error) {
	g = g.Session(&gorm.Session{})
	var rows []row.AuditHead
	if err := g.Where("id = ?", headID).Limit(1).Find(&rows).Error; err != nil || len(rows) == 0 {
		return translog.Head{}, translate("read the log's head", err)
	}
	r := rows[0]
	h := translog.Head{
		Verifier: r.Verifier, Holder: r.Holder, LeaseUntil: instant(r.LeaseUntil), Version: r.Version, Size: r.Size,
		Seen: r.Seen, Gaps: translog.DecodeGaps(r.Gaps), Edge: r.Edge, SequencedAt: instant(r.SequencedAt),
		SignedSize: r.SignedSize, SignedAt: instant(r.SignedAt), Alarm: r.Alarm, AlarmAt: instant(r.AlarmAt),
	}
	// A root that is none stays the zero hash, which is the root of no tree.
	h.Root, _ = tlog.ParseHash(r.Root)
	var err error
	h.Statements, err = statements(g)
	return h, err
}

// Hold implements translog.Ledger. The holder's lease is renewed when half of
// it is over, so that a quiet second costs one read.
func (l *AuditLog) Hold(ctx context.Context, holder string, now, until time.Time) (translog.Head, bool, error) {
	h, err := l.Head(ctx)
	if err != nil || h.Verifier == "" {
		return h, false, err
	}
	mine := h.Holder == holder && h.LeaseUntil.After(now)
	if mine && until.After(now) && h.LeaseUntil.Sub(now) > until.Sub(now)/2 {
		return h, true, nil
	}
	if !mine && h.LeaseUntil.After(now) {
		return h, false, nil
	}
	held := false
	err = l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		g := in(ctx, tx)
		result := g.Model(&row.AuditHead{}).Where("id = ? AND (holder = ? OR lease_until <= ?)", headID, holder, millis(now)).
			Updates(map[string]any{"holder": holder, "lease_until": millis(until)})
		if result.Error != nil {
			return translate("hold the log", result.Error)
		}
		if held = result.RowsAffected == 1; !held {
			return nil
		}
		h, err = head(g)
		return err
	})
	return h, held, err
}

// Add implements translog.Ledger.
func (l *AuditLog) Add(ctx context.Context, was, now translog.Head, a translog.Addition) error {
	return l.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		g := in(ctx, tx)
		err := changed("move the log's head", g.Model(&row.AuditHead{}).
			Where("id = ? AND version = ? AND holder = ?", headID, was.Version, was.Holder).
			Updates(map[string]any{
				"version": now.Version, "size": now.Size, "root": now.Root.String(), "seen": now.Seen,
				"gaps": translog.EncodeGaps(now.Gaps), "edge": slices.Concat([]byte{}, now.Edge), "sequenced_at": millis(now.SequencedAt),
				"signed_size": now.SignedSize, "signed_at": millis(now.SignedAt),
			}))
		if err != nil {
			return err
		}
		return addRows(g, a)
	})
}

func addRows(g *gorm.DB, a translog.Addition) error {
	if b := a.Batch; b != nil {
		batch := row.AuditBatch{
			FirstIndex: b.First, Size: len(b.Seqs), LowSeq: b.Low, HighSeq: b.High, SequencedAt: millis(b.At),
			Seqs: packSeqs(b.Seqs), Commitments: pack(b.Commitments),
		}
		if err := g.Create(&batch).Error; err != nil {
			return translate("add batch", err)
		}
		if err := g.Create(&row.AuditSalt{FirstIndex: b.First, Salts: pack(b.Salts)}).Error; err != nil {
			return translate("add salts", err)
		}
	}
	for _, t := range a.Tiles {
		if err := g.Create(&row.AuditTile{TileLevel: t.Level, TileNumber: t.Number, Hashes: t.Hashes}).Error; err != nil {
			return translate("add tile", err)
		}
	}
	if c := a.Checkpoint; c != nil {
		return translate("add checkpoint", g.Create(&row.AuditCheckpoint{Size: c.Size, SignedAt: millis(a.Signed), Note: string(c.Note)}).Error)
	}
	return nil
}

// Fresh implements translog.Ledger.
func (l *AuditLog) Fresh(ctx context.Context, h translog.Head, limit int) ([]translog.Row, error) {
	var fresh []translog.Row
	const atOnce = 100
	for gaps := range slices.Chunk(h.Gaps, atOnce) {
		var where []string
		var args []any
		for _, gap := range gaps {
			where, args = append(where, "seq BETWEEN ? AND ?"), append(args, gap.From, gap.To)
		}
		if err := l.read(ctx, &fresh, strings.Join(where, " OR ")+" ORDER BY seq", args...); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(fresh, func(a, b translog.Row) int { return int(a.Seq - b.Seq) })
	err := l.read(ctx, &fresh, "seq > ? ORDER BY seq LIMIT ?", h.Seen, limit)
	return fresh, err
}

func (l *AuditLog) read(ctx context.Context, into *[]translog.Row, where string, args ...any) error {
	rows := l.rows(ctx, where, args...)
	defer rows.Close()
	for {
		r, err := rows.Next()
		if err != nil || r == nil {
			return err
		}
		*into = append(*into, *r.Clone())
	}
}

// Dead implements translog.Ledger. SQLite gives numbers out and commits under
// one lock, so a number without a row is dead. On MariaDB a shared locking read
// waits for a row that is not committed yet.
func (l *AuditLog) Dead(ctx context.Context, gaps []translog.Gap) ([]translog.Gap, error) {
	if l.db.dialect == SQLite {
		return gaps, nil
	}
	var dead []translog.Gap
	for _, gap := range gaps {
		free, err := l.free(ctx, gap)
		if err != nil && !retryable(err) {
			return nil, translate("look into a gap", err)
		}
		if err == nil && free {
			dead = append(dead, gap)
		}
	}
	return dead, nil
}

// free tells whether nobody has a row in the gap. Read committed locks rows only,
// not the place where one could be.
func (l *AuditLog) free(ctx context.Context, gap translog.Gap) (bool, error) {
	var held []int64
	err := l.db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return g.Raw("SELECT seq FROM audit_entry WHERE seq BETWEEN ? AND ? LIMIT 1 LOCK IN SHARE MODE", gap.From, gap.To).Scan(&held).Error
	}, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	return len(held) == 0, err
}

func packSeqs(seqs []int64) []byte {
	b := make([]byte, 0, 8*len(seqs))
	for _, seq := range seqs {
		b = binary.BigEndian.AppendUint64(b, uint64(seq))
	}
	return b
}

func unpackSeqs(b []byte) []int64 {
	seqs := make([]int64, len(b)/8)
	for i := range seqs {
		seqs[i] = int64(binary.BigEndian.Uint64(b[8*i:]))
	}
	return seqs
}

func pack[T ~[16]byte | ~[32]byte](list []T) []byte {
	var b []byte
	for _, x := range list {
		switch v := any(x).(type) {
		case translog.Salt:
			b = append(b, v[:]...)
		case translog.Commitment:
			b = append(b, v[:]...)
		}
	}
	return b
}

func unpackSalts(b []byte) []translog.Salt {
	list := make([]translog.Salt, len(b)/translog.SaltSize)
	for i := range list {
		copy(list[i][:], b[i*translog.SaltSize:])
	}
	return list
}

func unpackCommitments(b []byte) []translog.Commitment {
	list := make([]translog.Commitment, len(b)/tlog.HashSize)
	for i := range list {
		copy(list[i][:], b[i*tlog.HashSize:])
	}
	return list
}

// Raise keeps the first thing found wrong, until Clear.
func (l *AuditLog) Raise(ctx context.Context, tx models.Tx, alarm string, now time.Time) error {
	const room = 200
	return translate("raise alarm", in(ctx, tx).Model(&row.AuditHead{}).Where("id = ? AND alarm = ''", headID).
		Updates(map[string]any{"alarm": alarm[:min(len(alarm), room)], "alarm_at": millis(now)}).Error)
}

// Clear takes the alarm back, after somebody has looked into it.
func (l *AuditLog) Clear(ctx context.Context, tx models.Tx) error {
	return translate("clear alarm", in(ctx, tx).Model(&row.AuditHead{}).Where("id = ?", headID).
		Updates(map[string]any{"alarm": "", "alarm_at": 0}).Error)
}

// Backlog tells how many entries have no place yet, counted up to a limit, and
// since when the oldest of them waits; the zero time where there is none.
func (l *AuditLog) Backlog(ctx context.Context, h translog.Head, limit int) (int, time.Time, error) {
	var at []int64
	err := l.db.reader(ctx).Model(&row.AuditEntry{}).Where("seq > ?", h.Seen).Order("seq").Limit(limit).Pluck("at", &at).Error
	if err != nil || len(at) == 0 {
		return 0, time.Time{}, translate("count unsequenced entries", err)
	}
	return len(at), instant(slices.Min(at)), nil
}

// erase destroys the salts of entries, so that nobody can show any more what
// the log committed to, and returns those that still had one. Whoever calls it
// appends the erasure's entry in the same transaction.
func (l *AuditLog) erase(g *gorm.DB, seqs []int64) (erased []int64, err error) {
	for _, seq := range seqs {
		place, found, err := translog.Find(g.Statement.Context, l, seq)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, models.E(models.KindConflict, "audit.not-sequenced").Because(fmt.Errorf("entry %d", seq))
		}
		if place.Batch.Salts[place.At].Destroyed() {
			continue
		}
		var s row.AuditSalt
		if err := holding(g.Statement.Context, txn.New(g)).Where("first_index = ?", place.Batch.First).Take(&s).Error; err != nil {
			return nil, translate("find salts", err)
		}
		from := place.At * translog.SaltSize
		if from+translog.SaltSize > len(s.Salts) {
			return nil, fmt.Errorf("store: the salts of the batch from %d on are too few", place.Batch.First)
		}
		copy(s.Salts[from:], make([]byte, translog.SaltSize))
		if err := changed("destroy salt", g.Model(&row.AuditSalt{}).Where("first_index = ?", s.FirstIndex).Update("salts", s.Salts)); err != nil {
			return nil, err
		}
		erased = append(erased, seq)
	}
	return erased, nil
}
