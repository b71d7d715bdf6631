package boot

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/job"
	"onevisit/models/store"
)

// How often the hall looks after itself, and how long it keeps what is done.
const (
	sessionsEvery  = 5 * time.Second
	leavesEvery    = 2 * time.Second
	deadlinesEvery = 30 * time.Second
	laneEvery      = time.Minute
	sweepEvery     = time.Hour
	keepDoneJobs   = 7 * 24 * time.Hour
	keepNonces     = 10 * time.Minute
)

// work starts the workers: jobs, and the regular chores. They end before the
// database does, each with what it has in hand finished.
func (h *Hall) work(ctx context.Context, p *platform, c *cases) error {
	if err := c.cashier.StartReconciling(ctx); err != nil {
		return err
	}
	handlers := c.office.Handlers()
	maps.Copy(handlers, c.cashier.Handlers())
	maps.Copy(handlers, c.decisions.Handlers())
	worker := job.NewWorker(p.jobs, handlers, h.env.Clock, p.ids, h.env.Log, job.Settings{
		Parallel: 8, OnDeath: func(ctx context.Context, j job.Job) { h.noteDeath(ctx, p, j) },
	})
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		if err := worker.Run(working); err != nil {
			h.env.Log.Error("jobs stopped", "error", err)
		}
	})
	h.every(working, &running, sessionsEvery, "sessions", func(ctx context.Context) error {
		ended, err := c.reception.EndStale(ctx)
		for _, session := range ended {
			c.office.Forget(session)
		}
		return err
	})
	h.every(working, &running, leavesEvery, "leaves", c.line.leave)
	h.every(working, &running, deadlinesEvery, "deadlines", func(ctx context.Context) error {
		_, err := c.line.timer.Escalate(ctx)
		return err
	})
	h.every(working, &running, laneEvery, "identity requests", func(ctx context.Context) error {
		_, err := c.lane.Expire(ctx)
		return err
	})
	h.every(working, &running, sweepEvery, "sweep", func(ctx context.Context) error { return h.tidy(ctx, p, c) })
	h.watchDevices(working, &running, p, c)
	h.watchDefinitions(working, &running, c.catalog)
	if err := h.fold(working, &running, p.ids); err != nil {
		stop()
		return err
	}
	h.onEnd("workers", func(ctx context.Context) error {
		stop()
		ended := make(chan struct{})
		go func() {
			running.Wait()
			close(ended)
		}()
		select {
		case <-ended:
			return nil
		case <-ctx.Done(): // what is in hand is taken up again when its lease ends
			return ctx.Err()
		}
	})
	return nil
}

// every runs a chore at once and then regularly. A chore that fails is tried
// again the next time.
func (h *Hall) every(ctx context.Context, running *sync.WaitGroup, pause time.Duration, name string, chore func(context.Context) error) {
	running.Go(func() {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for {
			if err := chore(ctx); err != nil && ctx.Err() == nil {
				h.env.Log.Error("chore failed", "chore", name, "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// tidy abandons matters that have been silent too long and drops what is over.
func (h *Hall) tidy(ctx context.Context, p *platform, c *cases) error {
	now := h.env.Clock.Now()
	if err := p.vault.Rotate(ctx); err != nil { // this month's data key
		return err
	}
	if _, err := c.office.Sweep(ctx); err != nil {
		return err
	}
	if _, err := c.office.SweepCorrections(ctx); err != nil {
		return err
	}
	if _, err := p.once.Purge(ctx); err != nil {
		return err
	}
	if _, _, err := c.phones.Purge(ctx); err != nil {
		return err
	}
	if _, err := p.jobs.Purge(ctx, now.Add(-keepDoneJobs)); err != nil {
		return err
	}
	nonces := store.NewDeviceNonces(h.db)
	return h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return nonces.Forget(ctx, tx, now.Add(-keepNonces))
	})
}

// noteDeath keeps in the audit log that a job was given up.
func (h *Hall) noteDeath(ctx context.Context, p *platform, j job.Job) {
	h.env.Log.ErrorContext(ctx, "job given up", "kind", j.Kind, "key", j.Key)
	err := h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return p.audit.Append(ctx, tx, audit.Entry{
			Action: audit.JobDied, Actor: models.Actor{Kind: models.ActorSystem}, Subjects: []audit.Ref{{Kind: "job", ID: j.Key}},
			Notes: map[string]string{"kind": j.Kind, "attempts": strconv.Itoa(j.Attempt)},
		})
	})
	if err != nil {
		h.env.Log.ErrorContext(ctx, "audit of a dead job", "error", err)
	}
}
