package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"onevisit/models"
)

// Worker carries jobs out until its context ends.
type Worker struct {
	source   Source
	handlers map[string]Handler
	clock    models.Clock
	ids      *models.IDs
	log      *slog.Logger
	settings Settings
}

// Settings tune a Worker; zero values take the defaults.
type Settings struct {
	Parallel int           // jobs at once; 4
	Lease    time.Duration // 25 s, what a crash may hold a citizen up; a handler gets nine tenths
	Poll     time.Duration // 1 s
	Attempts int           // before a job is a dead letter; 12
	Backoff  time.Duration // of the first retry, doubled each time up to Longest; 500 ms
	Longest  time.Duration // 10 min
	// OnDeath is told of every dead letter, e.g. to append an audit entry.
	OnDeath func(ctx context.Context, j Job)
}

// NewWorker returns a worker of the kinds that have a handler.
func NewWorker(source Source, handlers map[string]Handler, clock models.Clock, ids *models.IDs, log *slog.Logger, s Settings) *Worker {
	setDefault(&s.Parallel, 4)
	setDefault(&s.Lease, 25*time.Second)
	setDefault(&s.Poll, time.Second)
	setDefault(&s.Attempts, 12)
	setDefault(&s.Backoff, 500*time.Millisecond)
	setDefault(&s.Longest, 10*time.Minute)
	return &Worker{source: source, handlers: handlers, clock: clock, ids: ids, log: log, settings: s}
}

func setDefault[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// Never marks a failure that a retry cannot mend: the job is a dead letter.
func Never(err error) error { return &never{err} }

type never struct{ cause error }

func (n *never) Error() string { return n.cause.Error() }
func (n *never) Unwrap() error { return n.cause }

// Again asks for another run after a pause that is no failure, e.g. while a
// payment is still open.
func Again(after time.Duration) error { return &again{after} }

type again struct{ after time.Duration }

func (a *again) Error() string { return "again in " + a.after.String() }

// eager is when to look again after a wake-up: the signal comes before the
// commit, so the first look may be too early.
func eager() []time.Duration {
	return []time.Duration{2 * time.Millisecond, 8 * time.Millisecond, 30 * time.Millisecond, 100 * time.Millisecond}
}

// Run works until ctx ends and then waits for the jobs in hand, which get the
// time their lease allows. It returns nil.
func (w *Worker) Run(ctx context.Context) error {
	var hands sync.WaitGroup
	defer hands.Wait()
	free := make(chan struct{}, w.settings.Parallel)
	for ctx.Err() == nil {
		if w.round(ctx, &hands, free) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(w.settings.Poll):
		case <-w.source.Wake():
			w.burst(ctx, &hands, free)
		}
	}
	return nil
}

func (w *Worker) burst(ctx context.Context, hands *sync.WaitGroup, free chan struct{}) {
	for _, pause := range eager() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if w.round(ctx, hands, free) > 0 {
			return
		}
	}
}

// round claims as many jobs as there are free hands and starts them.
func (w *Worker) round(ctx context.Context, hands *sync.WaitGroup, free chan struct{}) int {
	select { // wait for one free hand at least
	case free <- struct{}{}:
		<-free
	case <-ctx.Done():
		return 0
	}
	room := cap(free) - len(free)
	now := w.clock.Now()
	token := string(w.ids.New())
	kinds := slices.Sorted(maps.Keys(w.handlers))
	jobs, err := w.source.Claim(ctx, kinds, token, room, now, now.Add(w.settings.Lease))
	if err != nil {
		if ctx.Err() == nil {
			w.log.ErrorContext(ctx, "jobs cannot be claimed", "error", err)
		}
		return 0
	}
	for _, j := range jobs {
		free <- struct{}{}
		hands.Go(func() {
			defer func() { <-free }()
			w.carryOut(context.WithoutCancel(ctx), j, token)
		})
	}
	return len(jobs)
}

func (w *Worker) carryOut(ctx context.Context, j Claimed, token string) {
	limit, cancel := context.WithTimeout(ctx, w.settings.Lease*9/10)
	defer cancel()
	err := w.call(limit, j)
	var pause *again
	var hopeless *never
	now := w.clock.Now()
	switch {
	case err == nil:
		err = w.source.Done(ctx, j.ID, token, now)
	case errors.As(err, &pause):
		err = w.source.Retry(ctx, j.ID, token, now.Add(pause.after), "")
	case errors.As(err, &hopeless), j.Attempt >= w.settings.Attempts:
		w.log.ErrorContext(ctx, "job given up", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "error", err)
		err = w.source.Bury(ctx, j.ID, token, now, fault(err))
		if err == nil && w.settings.OnDeath != nil {
			w.settings.OnDeath(ctx, j.Job)
		}
	default:
		w.log.WarnContext(ctx, "job failed, will be retried", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "error", err)
		err = w.source.Retry(ctx, j.ID, token, now.Add(w.backoff(j.Attempt)), fault(err))
	}
	if err != nil { // the lease ends and somebody takes the job again
		w.log.ErrorContext(ctx, "job's end cannot be kept", "kind", j.Kind, "job", j.ID, "error", err)
	}
}

// call runs the handler; a panic is a failure of this job, not of the worker.
func (w *Worker) call(ctx context.Context, j Claimed) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job: %s panicked: %v", j.Kind, p)
		}
	}()
	return w.handlers[j.Kind](ctx, j.Job)
}

// backoff is the pause before the next attempt: doubled each time, half of it
// random, so that a crowd of failures does not come back as a crowd.
func (w *Worker) backoff(attempt int) time.Duration {
	pause := w.settings.Longest
	if shift := attempt - 1; shift < 20 {
		pause = min(w.settings.Backoff<<shift, w.settings.Longest)
	}
	return pause/2 + rand.N(pause/2+1) //nolint:gosec // jitter, no secret
}

// fault is what the row remembers of a failure: the stable code, never a text
// that could hold somebody's data.
func fault(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return "internal"
}
