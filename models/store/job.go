package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/job"
	"onevisit/models/store/internal/row"
)

// The states of a job.
const (
	jobWaiting = "waiting"
	jobDone    = "done"
	jobDead    = "dead"
)

// neverFree is the lease of a job that is done or dead: it never runs out. So the
// guarded updates name the row and its lease or token only. With the state in
// their conditions MariaDB would find the row by the index of states, lock its
// neighbours, and the workers would deadlock (seen on 10.11).
const neverFree = int64(1) << 53

// Jobs is the outbox.
type Jobs struct {
	db    *DB
	clock models.Clock
	ids   *models.IDs
	wake  chan struct{}
}

// NewJobs returns the outbox.
func NewJobs(db *DB, clock models.Clock, ids *models.IDs) *Jobs {
	return &Jobs{db: db, clock: clock, ids: ids, wake: make(chan struct{}, 1)}
}

// Put implements job.Queue.
func (q *Jobs) Put(ctx context.Context, tx models.Tx, j job.Job) error {
	now := q.clock.Now()
	if j.RunAt.IsZero() {
		j.RunAt = now
	}
	if j.Payload == nil {
		j.Payload = []byte{}
	}
	r := row.Job{
		ID: string(q.ids.New()), Kind: j.Kind, JobKey: j.Key, OrderKey: j.Order, Payload: j.Payload,
		State: jobWaiting, RunAt: millis(j.RunAt), PutAt: millis(now),
	}
	// Nothing is read from this result: on a duplicate the engines disagree
	// about the affected rows.
	if err := in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error; err != nil {
		return translate("put job", err)
	}
	select {
	case q.wake <- struct{}{}:
	default: // a signal is waiting already
	}
	return nil
}

// Wake implements job.Source.
func (q *Jobs) Wake() <-chan struct{} { return q.wake }

// noEarlier holds for a job without an unfinished predecessor in its order. A
// dead letter does not hold its successors up.
const noEarlier = `(job.order_key = '' OR NOT EXISTS (SELECT 1 FROM job earlier
	WHERE earlier.order_key = job.order_key AND earlier.state = 'waiting'
	AND (earlier.put_at < job.put_at OR (earlier.put_at = job.put_at AND earlier.id < job.id))))`

// Claim implements job.Source: the ids are only a guess, the guarded update
// decides who holds what, and the rows are read by the token it wrote.
func (q *Jobs) Claim(ctx context.Context, kinds []string, token string, n int, now, lease time.Time) ([]job.Claimed, error) {
	var ids []string
	err := q.db.reader(ctx).Model(&row.Job{}).
		Where("state = ? AND run_at <= ? AND lease_until <= ? AND kind IN ?", jobWaiting, millis(now), millis(now), kinds).
		Where(noEarlier).Order("run_at, put_at, id").Limit(n).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, translate("find jobs", err)
	}
	slices.Sort(ids) // every worker locks in one order
	var rows []row.Job
	err = q.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		rows = nil
		g := in(ctx, tx)
		held := false
		for _, id := range ids {
			result := g.Model(&row.Job{}).Where("id = ? AND lease_until <= ?", id, millis(now)).
				Updates(map[string]any{"token": token, "lease_until": millis(lease), "attempt": gorm.Expr("attempt + 1")})
			if result.Error != nil {
				return translate("claim jobs", result.Error)
			}
			held = held || result.RowsAffected == 1
		}
		if !held {
			return nil
		}
		return translate("read claimed jobs", g.Where("id IN ? AND token = ?", ids, token).Order("run_at, put_at, id").Find(&rows).Error)
	})
	if err != nil {
		return nil, err
	}
	claimed := make([]job.Claimed, len(rows))
	for i, r := range rows {
		claimed[i] = job.Claimed{ID: models.ID(r.ID), Job: fromJobRow(r)}
	}
	return claimed, nil
}

func fromJobRow(r row.Job) job.Job {
	return job.Job{
		Kind: r.Kind, Key: r.JobKey, Order: r.OrderKey, Payload: r.Payload, RunAt: instant(r.RunAt), Attempt: r.Attempt,
	}
}

// Done implements job.Source.
func (q *Jobs) Done(ctx context.Context, id models.ID, token string, now time.Time) error {
	return q.finish(ctx, "end job", id, token, map[string]any{
		"state": jobDone, "ended_at": millis(now), "token": "", "lease_until": neverFree, "fault": "",
	})
}

// Retry implements job.Source. Without a fault the attempt is not counted.
func (q *Jobs) Retry(ctx context.Context, id models.ID, token string, at time.Time, fault string) error {
	columns := map[string]any{"run_at": millis(at), "token": "", "lease_until": 0, "fault": fault}
	if fault == "" {
		columns["attempt"] = gorm.Expr("attempt - 1")
	}
	return q.finish(ctx, "retry job", id, token, columns)
}

// Bury implements job.Source.
func (q *Jobs) Bury(ctx context.Context, id models.ID, token string, now time.Time, fault string) error {
	return q.finish(ctx, "bury job", id, token, map[string]any{
		"state": jobDead, "ended_at": millis(now), "token": "", "lease_until": neverFree, "fault": fault,
	})
}

func (q *Jobs) finish(ctx context.Context, op string, id models.ID, token string, columns map[string]any) error {
	return q.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return changed(op, in(ctx, tx).Model(&row.Job{}).
			Where("id = ? AND token = ?", string(id), token).Updates(columns))
	})
}

// Requeue gives a dead letter another round of attempts.
func (q *Jobs) Requeue(ctx context.Context, tx models.Tx, id models.ID) error {
	return changed("requeue job", in(ctx, tx).Model(&row.Job{}).Where("id = ? AND state = ?", string(id), jobDead).
		Updates(map[string]any{"state": jobWaiting, "attempt": 0, "run_at": millis(q.clock.Now()), "lease_until": 0, "ended_at": 0, "fault": ""}))
}

// Backlog is what the outbox holds.
type Backlog struct {
	Waiting int64
	Dead    int64
	Oldest  time.Time // due since, the zero time where nothing is due
}

// Backlog tells how far behind the workers are.
func (q *Jobs) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	g := q.db.reader(ctx)
	if err := g.Model(&row.Job{}).Where("state = ?", jobWaiting).Count(&b.Waiting).Error; err != nil {
		return b, translate("count jobs", err)
	}
	if err := g.Model(&row.Job{}).Where("state = ?", jobDead).Count(&b.Dead).Error; err != nil {
		return b, translate("count dead letters", err)
	}
	var due []int64
	err := g.Model(&row.Job{}).Where("state = ? AND run_at <= ?", jobWaiting, millis(q.clock.Now())).
		Order("run_at").Limit(1).Pluck("run_at", &due).Error
	if len(due) > 0 {
		b.Oldest = instant(due[0])
	}
	return b, translate("oldest job", err)
}

// Purge removes jobs that were done before the instant. Until then their keys
// keep the same job from being put again.
func (q *Jobs) Purge(ctx context.Context, before time.Time) (int64, error) {
	var gone int64
	err := q.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		result := in(ctx, tx).Where("state = ? AND ended_at < ?", jobDone, millis(before)).Delete(&row.Job{})
		gone = result.RowsAffected
		return translate("purge jobs", result.Error)
	})
	return gone, err
}
