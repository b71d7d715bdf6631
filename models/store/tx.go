package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/internal/txn"
)

// attempts is how often a transaction is tried in all when the engine undoes it.
const attempts = 4

var errNested = errors.New("store: a transaction inside a transaction")

type txKey struct{}

// Atomically runs work in one transaction that commits alone, again a bounded
// number of times when a neighbour's lock made the engine undo it.
func (db *DB) Atomically(ctx context.Context, work func(context.Context, models.Tx) error) error {
	if ctx.Value(txKey{}) != nil {
		return errNested
	}
	var err error
	for try := range attempts {
		if err = db.once(ctx, work); err == nil || !retryable(err) {
			return settle(err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
	return models.E(models.KindUnavailable, "database.busy").Because(err)
}

func (db *DB) once(ctx context.Context, work func(context.Context, models.Tx) error) error {
	return db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		return work(context.WithValue(ctx, txKey{}, true), txn.New(g))
	})
}

// pause waits a random time that doubles with each try (full jitter).
func pause(ctx context.Context, try int) error {
	wait := rand.N(10 * time.Millisecond << try) //nolint:gosec // jitter, no secret
	select {
	case <-ctx.Done():
		return fmt.Errorf("store: waiting to retry: %w", ctx.Err())
	case <-time.After(wait):
		return nil
	}
}

// in returns the handle of an open transaction.
func in(ctx context.Context, tx models.Tx) *gorm.DB {
	g, ok := tx.Handle().(*gorm.DB)
	if !ok {
		panic("store: the zero Tx is no transaction")
	}
	return g.WithContext(ctx)
}

// reader returns the reading pool.
func (db *DB) reader(ctx context.Context) *gorm.DB { return db.read.WithContext(ctx) }

// reports returns the pool for what auditors and exports read, which may take
// long. Nothing that a citizen or clerk waits for may use it, and nothing inside
// a transaction.
func (db *DB) reports(ctx context.Context) *gorm.DB { return db.report.WithContext(ctx) }

// changed checks the affected rows of a conditional update: exactly one, or the
// version was stale.
func changed(op string, result *gorm.DB) error {
	if result.Error != nil {
		return translate(op, result.Error)
	}
	if result.RowsAffected != 1 {
		return models.ErrStale.Because(fmt.Errorf("%s: %d rows", op, result.RowsAffected))
	}
	return nil
}
