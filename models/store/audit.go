package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store/internal/row"
)

// Audit keeps the record of who did what. Rows are only ever inserted: SQLite
// refuses the rest by trigger, MariaDB by privilege (DB.Grant).
type Audit struct {
	db      *DB
	clock   models.Clock
	refused atomic.Pointer[models.Error]
}

// NewAudit returns the log.
func NewAudit(db *DB, clock models.Clock) *Audit { return &Audit{db: db, clock: clock} }

// Refuse makes every change that would need an entry fail with the error, until
// it is called with nil: what could not be proven later must not happen.
func (a *Audit) Refuse(err *models.Error) { a.refused.Store(err) }

// Append implements audit.Log.
func (a *Audit) Append(ctx context.Context, tx models.Tx, e audit.Entry) error {
	return a.appendAll(in(ctx, tx), []audit.Entry{e})
}

// AppendAll appends entries in order, with few statements.
func (a *Audit) AppendAll(ctx context.Context, tx models.Tx, entries []audit.Entry) error {
	const atOnce = 200
	for part := range slices.Chunk(entries, atOnce) {
		if err := a.appendAll(in(ctx, tx), part); err != nil {
			return err
		}
	}
	return nil
}

// AppendAnyway appends although changes are refused: what is wrong with the log
// belongs into it.
func (a *Audit) AppendAnyway(ctx context.Context, tx models.Tx, e audit.Entry) error {
	return a.insert(in(ctx, tx), []audit.Entry{e})
}

// appendAll adds the entries unless changes are refused.
func (a *Audit) appendAll(g *gorm.DB, entries []audit.Entry) error {
	if err := a.refused.Load(); err != nil {
		return err
	}
	return a.insert(g, entries)
}

// insert adds the entries in order, two statements for however many.
func (a *Audit) insert(g *gorm.DB, entries []audit.Entry) error {
	for _, e := range entries {
		audit.Observe(g.Statement.Context, e)
	}
	now := millis(a.clock.Now())
	rows := make([]row.AuditEntry, len(entries))
	for i, e := range entries {
		err := e.Check()
		if err == nil {
			rows[i], err = toAuditRow(e)
		}
		if err != nil {
			return err
		}
		rows[i].At = now
	}
	if err := g.Create(&rows).Error; err != nil {
		return translate("append audit entries", err)
	}
	var subjects []row.AuditSubject
	for i, e := range entries {
		seen := map[audit.Ref]bool{}
		for _, s := range e.Subjects {
			if !seen[s] {
				seen[s] = true
				subjects = append(subjects, row.AuditSubject{Kind: s.Kind, SubjectID: s.ID, AuditSeq: rows[i].Seq})
			}
		}
	}
	if len(subjects) == 0 {
		return nil
	}
	return translate("append audit subjects", g.Create(&subjects).Error)
}

// About implements audit.Reader. The cursor is the last entry's position.
func (a *Audit) About(ctx context.Context, subject audit.Ref, page models.Page) ([]audit.Record, error) {
	return about(a.db.reader(ctx), subject, page)
}

// AuditReports reads the record for auditors, as a report.
type AuditReports struct{ db *DB }

// NewAuditReports returns the reader.
func NewAuditReports(db *DB) *AuditReports { return &AuditReports{db} }

// About implements audit.Reader.
func (a *AuditReports) About(ctx context.Context, subject audit.Ref, page models.Page) ([]audit.Record, error) {
	return about(a.db.reports(ctx), subject, page)
}

func about(g *gorm.DB, subject audit.Ref, page models.Page) ([]audit.Record, error) {
	after := int64(0)
	if page.After != "" {
		var err error
		if after, err = strconv.ParseInt(page.After, 10, 64); err != nil {
			return nil, models.E(models.KindInvalid, "cursor")
		}
	}
	var rows []row.AuditEntry
	err := g.
		Joins("JOIN audit_subject ON audit_subject.audit_seq = audit_entry.seq").
		Where("audit_subject.kind = ? AND audit_subject.subject_id = ? AND audit_subject.audit_seq > ?", subject.Kind, subject.ID, after).
		Order("audit_entry.seq").Limit(page.Limit).Find(&rows).Error
	if err != nil {
		return nil, translate("read audit entries", err)
	}
	records := make([]audit.Record, len(rows))
	for i, r := range rows {
		if records[i], err = fromAuditRow(r); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Count returns the number of entries, which is also the position of the last.
func (a *Audit) Count(ctx context.Context) (int64, error) {
	var n int64
	err := a.db.reader(ctx).Model(&row.AuditEntry{}).Count(&n).Error
	return n, translate("count audit entries", err)
}

func toAuditRow(e audit.Entry) (row.AuditEntry, error) {
	pairs := make([][2]string, len(e.Subjects))
	for i, s := range e.Subjects {
		pairs[i] = [2]string{s.Kind, s.ID}
	}
	subjects, err := json.Marshal(pairs)
	if err != nil {
		return row.AuditEntry{}, fmt.Errorf("store: audit subjects: %w", err)
	}
	fields, err := json.Marshal(append([]string{}, e.Fields...))
	if err != nil {
		return row.AuditEntry{}, fmt.Errorf("store: audit fields: %w", err)
	}
	notes := []byte("{}")
	if len(e.Notes) > 0 {
		if notes, err = json.Marshal(e.Notes); err != nil {
			return row.AuditEntry{}, fmt.Errorf("store: audit notes: %w", err)
		}
	}
	return row.AuditEntry{
		Action: string(e.Action), ActorKind: string(e.Actor.Kind), ActorID: string(e.Actor.ID),
		SessionID: string(e.Actor.Session), DeviceID: string(e.Actor.Device), Site: e.Actor.Site, Role: e.Actor.Role,
		Subjects: string(subjects), Fields: string(fields), Notes: string(notes),
	}, nil
}

func fromAuditRow(r row.AuditEntry) (audit.Record, error) {
	record := audit.Record{Seq: r.Seq, At: instant(r.At), Entry: audit.Entry{
		Action: audit.Action(r.Action),
		Actor: models.Actor{
			Kind: models.ActorKind(r.ActorKind), ID: models.ID(r.ActorID), Session: models.ID(r.SessionID),
			Device: models.ID(r.DeviceID), Site: r.Site, Role: r.Role,
		},
	}}
	var pairs [][2]string
	if err := json.Unmarshal([]byte(r.Subjects), &pairs); err != nil {
		return record, fmt.Errorf("store: audit entry %d: %w", r.Seq, err)
	}
	for _, p := range pairs {
		record.Subjects = append(record.Subjects, audit.Ref{Kind: p[0], ID: p[1]})
	}
	if err := json.Unmarshal([]byte(r.Fields), &record.Fields); err != nil {
		return record, fmt.Errorf("store: audit entry %d: %w", r.Seq, err)
	}
	if err := json.Unmarshal([]byte(r.Notes), &record.Notes); err != nil {
		return record, fmt.Errorf("store: audit entry %d: %w", r.Seq, err)
	}
	return record, nil
}
