package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// caller is one client; it does one step save a call.
type caller func(ctx context.Context) error

// figure is one measurement.
type figure struct {
	perSecond float64
	p99       time.Duration
	failed    int
}

// load lets the callers work at once, each one request after another.
func load(ctx context.Context, callers []caller, length time.Duration) (figure, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed int
	var first error
	var wait sync.WaitGroup
	began := time.Now()
	end := began.Add(length)
	for _, call := range callers {
		wait.Go(func() {
			var own []time.Duration
			var bad int
			for time.Now().Before(end) && ctx.Err() == nil {
				start := time.Now()
				if err := call(ctx); err != nil {
					bad++
					mu.Lock()
					first = errors.Join(first, onlyFirst(first, err))
					mu.Unlock()
					time.Sleep(10 * time.Millisecond)
					continue
				}
				own = append(own, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, own...)
			failed += bad
		})
	}
	wait.Wait()
	took := time.Since(began)
	if len(all) == 0 {
		return figure{}, fmt.Errorf("nothing succeeded: %w", first)
	}
	slices.Sort(all)
	return figure{
		perSecond: float64(len(all)) / took.Seconds(),
		p99:       all[min(len(all)-1, len(all)*99/100)],
		failed:    failed,
	}, first
}

func onlyFirst(have, err error) error {
	if have != nil {
		return nil
	}
	return err
}

func median(figures []figure) figure {
	rates, tails := make([]float64, 0, len(figures)), make([]time.Duration, 0, len(figures))
	var failed int
	for _, f := range figures {
		rates, tails = append(rates, f.perSecond), append(tails, f.p99)
		failed += f.failed
	}
	slices.Sort(rates)
	slices.Sort(tails)
	return figure{perSecond: rates[len(rates)/2], p99: tails[len(tails)/2], failed: failed}
}
