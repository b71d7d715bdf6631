package store

import (
	"context"
	"fmt"

	"onevisit/models/store/migrate"
)

// Migrate brings the schema up to date.
func (db *DB) Migrate(ctx context.Context) error {
	raw, err := db.write.DB()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return migrate.Up(ctx, raw, string(db.dialect))
}

// CheckSchema tells whether the schema is the one this binary needs.
func (db *DB) CheckSchema(ctx context.Context) error {
	raw, err := db.write.DB()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return migrate.Check(ctx, raw, string(db.dialect))
}
