package job_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/job"
)

// source hands out one job until it ends and writes down what became of it.
type source struct {
	mu      sync.Mutex
	attempt int
	held    bool
	over    bool
	ends    []string
	pauses  []time.Duration
	wake    chan struct{}
	now     func() time.Time
}

func (s *source) Claim(_ context.Context, _ []string, _ string, _ int, _, _ time.Time) ([]job.Claimed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held || s.over {
		return nil, nil
	}
	s.held = true
	s.attempt++
	return []job.Claimed{{ID: "j", Job: job.Job{Kind: "k", Key: "1", Attempt: s.attempt}}}, nil
}

func (s *source) end(what string, change func()) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends = append(s.ends, what)
	s.held = false
	change()
	return nil
}

func (s *source) Done(context.Context, models.ID, string, time.Time) error {
	return s.end("done", func() { s.over = true })
}

func (s *source) Bury(_ context.Context, _ models.ID, _ string, _ time.Time, fault string) error {
	return s.end("dead "+fault, func() { s.over = true })
}

func (s *source) Retry(_ context.Context, _ models.ID, _ string, at time.Time, fault string) error {
	return s.end("retry "+fault, func() {
		s.pauses = append(s.pauses, at.Sub(s.now()))
		if fault == "" {
			s.attempt--
		}
	})
}

func (s *source) Wake() <-chan struct{} { return s.wake }

// run lets a worker work with a handler until the job is over.
func run(t *testing.T, settings job.Settings, handler job.Handler) *source {
	t.Helper()
	clock := models.ClockFunc(func() time.Time { return time.Unix(1000, 0) })
	s := &source{wake: make(chan struct{}), now: clock}
	settings.Poll = time.Millisecond
	w := job.NewWorker(s, map[string]job.Handler{"k": handler}, clock, models.NewIDs(clock, rand.Reader), slog.New(slog.DiscardHandler), settings)
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	for ctx.Err() == nil {
		s.mu.Lock()
		over := s.over
		s.mu.Unlock()
		if over {
			break
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWorker(t *testing.T) {
	t.Run("ends a job that succeeds", func(t *testing.T) {
		s := run(t, job.Settings{}, func(context.Context, job.Job) error { return nil })
		if strings.Join(s.ends, ",") != "done" {
			t.Error(s.ends)
		}
	})
	t.Run("retries with growing pauses and gives up", func(t *testing.T) {
		died := 0
		s := run(t, job.Settings{Attempts: 4, Backoff: time.Second, OnDeath: func(context.Context, job.Job) { died++ }},
			func(context.Context, job.Job) error { return errors.New("张三 is not at home") })
		if strings.Join(s.ends, ",") != "retry internal,retry internal,retry internal,dead internal" || died != 1 {
			t.Error(s.ends, died)
		}
		for i, longest := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			if s.pauses[i] < longest/2 || s.pauses[i] > longest {
				t.Errorf("pause %d: %v", i, s.pauses[i])
			}
		}
	})
	t.Run("gives up at once what a retry cannot mend", func(t *testing.T) {
		s := run(t, job.Settings{}, func(context.Context, job.Job) error {
			return job.Never(models.E(models.KindInvalid, "payment.amount"))
		})
		if strings.Join(s.ends, ",") != "dead payment.amount" {
			t.Error(s.ends)
		}
	})
	t.Run("does not count a pause that is no failure", func(t *testing.T) {
		runs := 0
		s := run(t, job.Settings{Attempts: 2}, func(_ context.Context, j job.Job) error {
			if runs++; runs < 5 {
				return job.Again(time.Minute)
			}
			if j.Attempt != 1 {
				t.Errorf("attempt %d", j.Attempt)
			}
			return nil
		})
		if strings.Join(s.ends, ",") != "retry ,retry ,retry ,retry ,done" || s.pauses[0] != time.Minute {
			t.Error(s.ends, s.pauses)
		}
	})
	t.Run("survives a panic", func(t *testing.T) {
		s := run(t, job.Settings{Attempts: 2}, func(_ context.Context, j job.Job) error {
			if j.Attempt == 1 {
				panic("a defect")
			}
			return nil
		})
		if strings.Join(s.ends, ",") != "retry internal,done" {
			t.Error(s.ends)
		}
	})
	t.Run("takes a hung handler's time away", func(t *testing.T) {
		s := run(t, job.Settings{Lease: 20 * time.Millisecond, Attempts: 1}, func(ctx context.Context, _ job.Job) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if strings.Join(s.ends, ",") != "dead timeout" {
			t.Error(s.ends)
		}
	})
}

func TestWorker_finishesTheJobInHandWhenStopped(t *testing.T) {
	clock := models.ClockFunc(func() time.Time { return time.Unix(1000, 0) })
	s := &source{wake: make(chan struct{}), now: clock}
	began, goOn := make(chan struct{}), make(chan struct{})
	w := job.NewWorker(s, map[string]job.Handler{"k": func(ctx context.Context, _ job.Job) error {
		close(began)
		<-goOn
		return ctx.Err()
	}}, clock, models.NewIDs(clock, rand.Reader), slog.New(slog.DiscardHandler), job.Settings{Poll: time.Millisecond})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	<-began
	stop()
	close(goOn)
	if err := <-ended; err != nil || strings.Join(s.ends, ",") != "done" {
		t.Fatal(err, s.ends)
	}
}
