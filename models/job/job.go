package job

import (
	"context"
	"time"

	"onevisit/models"
)

// Job is one thing to do. Kind and Key together are unique, so putting the same
// job twice leaves one.
type Job struct {
	Kind    string    // which handler, "payment.poll"
	Key     string    // what makes it unique within its kind, e.g. the order's id
	Order   string    // jobs of one order run one after another, as they were put; "" = no order
	Payload []byte    // ids only
	RunAt   time.Time // not before; the zero time means at once
	Attempt int       // set by the worker: 1 on the first run
}

// Queue takes jobs in the transaction of the change they belong to.
type Queue interface {
	Put(ctx context.Context, tx models.Tx, j Job) error
}

// Handler carries one kind of job out. It must be idempotent and return in the
// time of the context. A nil error ends the job. See Retry and Never.
type Handler func(ctx context.Context, j Job) error

// Claimed is a job held by a worker.
type Claimed struct {
	ID models.ID
	Job
}

// Source is what a Worker works on; the store implements it.
type Source interface {
	// Claim takes up to n due jobs under token until the lease ends.
	Claim(ctx context.Context, kinds []string, token string, n int, now, lease time.Time) ([]Claimed, error)
	// Done ends a job held under token.
	Done(ctx context.Context, id models.ID, token string, now time.Time) error
	// Retry gives a job held under token back, to run not before at.
	Retry(ctx context.Context, id models.ID, token string, at time.Time, fault string) error
	// Bury ends a job held under token as a dead letter.
	Bury(ctx context.Context, id models.ID, token string, now time.Time, fault string) error
	// Wake is signalled when jobs were put by this process. Their transaction
	// may not have committed yet.
	Wake() <-chan struct{}
}
