package translog

import (
	"context"
	"errors"
	"time"
)

// Span is a run of places in the log: From is in it, Until is not.
type Span struct{ From, Until int64 }

// Signal tells cheaply where somebody may have changed the log's tables, so that
// a change anywhere is noticed within a minute although comparing all of a log
// takes longer.
type Signal interface {
	// Suspects returns the places below until whose entry, batch, salt, tile or
	// checkpoint may not be what it was when this was asked last; the first time
	// all of them. ErrReplaced: the database is not the one that was opened.
	Suspects(ctx context.Context, until int64) ([]Span, error)
}

// ErrReplaced is returned by a signal whose database was exchanged for another
// under the running process.
var ErrReplaced = errors.New("translog: the database file was exchanged under the running process")

// How the looks that a signal leads to are paced.
const (
	// spanChecked is how many places of a suspicion are compared before what is
	// done is noted.
	spanChecked = 100_000
	// A look takes at most a fifth of one core, but the next is never put off
	// longer than lookAgain, so that two together end within a minute.
	lookShare = 4
	lookAgain = 30 * time.Second
)

// look asks the signal and compares what is suspected.
func (w *Watch) look(ctx context.Context, head Head, until int64, report *Report) error {
	began := w.Clock.Now()
	if w.Signal == nil || began.Before(w.lookNext) || w.Looks != nil && !w.Looks() {
		return nil
	}
	spans, err := w.Signal.Suspects(ctx, until)
	if errors.Is(err, ErrReplaced) {
		report.fault(StoreReplaced, 0, "%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	w.suspects = append(w.suspects, spans...)
	for len(w.suspects) > 0 {
		s := &w.suspects[0]
		next := min(s.Until, s.From+spanChecked)
		if err := compareRange(ctx, w.Archive, head, s.From, next, report); err != nil {
			return err
		}
		if err := w.signedIn(ctx, head, Span{s.From, next}, report); err != nil {
			return err
		}
		if s.From = next; s.From >= s.Until {
			w.suspects = w.suspects[1:]
		}
	}
	ended := w.Clock.Now()
	w.lookNext = ended.Add(min(lookShare*ended.Sub(began), lookAgain))
	w.mu.Lock()
	w.state.Looked = began
	w.mu.Unlock()
	return nil
}

// signedIn checks the checkpoints of sizes in a span.
func (w *Watch) signedIn(ctx context.Context, head Head, s Span, report *Report) error {
	known, err := keysOf(head)
	if err != nil {
		return nil //nolint:nilerr // the report has it
	}
	tiles := w.Archive.Tiles(ctx, head)
	return w.Archive.Checkpoints(ctx, s.From+1, s.Until, func(size int64, signed []byte) error {
		report.Checkpoints++
		checkSigned(head, size, signed, known, tiles, report)
		return nil
	})
}
