package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/translog"
)

// Exec runs a raw statement, for tests of what the schema itself refuses.
func Exec(db *DB, statement string) error {
	return db.write.WithContext(context.Background()).Exec(statement).Error
}

// Get runs a raw query for one value, for tests that look at rows from outside.
func Get[T any](db *DB, query string, args ...any) (T, error) {
	var value T
	err := db.write.WithContext(context.Background()).Raw(query, args...).Row().Scan(&value)
	return value, err
}

// Put runs a raw statement with values.
func Put(db *DB, statement string, args ...any) error {
	return db.write.WithContext(context.Background()).Exec(statement, args...).Error
}

// Reports is the pool of reports.
func Reports(db *DB) (*sql.DB, error) { return db.report.DB() }

// In is the handle of an open transaction, for tests that write rows by hand.
func In(ctx context.Context, tx models.Tx) *gorm.DB { return in(ctx, tx) }

// Attempts is how often a transaction is tried in all.
const Attempts = attempts

// NewAuditSignalOf is a signal with blocks of at least so many places.
func NewAuditSignalOf(db *DB, places int64) translog.Signal {
	signal := NewAuditSignal(db)
	if b, ok := signal.(*blockSignal); ok {
		b.atLeast = places
	}
	return signal
}

// NamePlaces has figures name so many places one by one at most.
func NamePlaces(f *Figures, most int) { f.named = most }
