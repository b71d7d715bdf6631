package figures

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"onevisit/models"
)

// How the fold works.
const (
	// Every is the pause between two looks for entries that have got their places.
	Every     = 250 * time.Millisecond
	foldLease = 15 * time.Second
	// idle is how many entries that change no figure are left behind the fold
	// before it writes down that it saw them.
	idle = 1000
)

// Fold keeps the projection current. Several processes may each have one: a lease
// decides which one works. It reads and computes in a snapshot, so that its
// transaction only writes: what changes meanwhile is named by later entries.
type Fold struct {
	Book   Book
	Keeper Keeper
	Source Source
	Clock  models.Clock
	ID     string // of this process
}

// Pass folds what there is to fold and tells whether this process holds the
// lease. Where it does not, nothing was done.
func (f *Fold) Pass(ctx context.Context) (bool, error) {
	now := f.Clock.Now()
	held, err := f.Keeper.Hold(ctx, f.ID, now, now.Add(foldLease))
	for more := held; err == nil && more; {
		more, err = f.step(ctx)
	}
	if errors.Is(err, models.ErrStale) { // another process took over in between
		return false, nil
	}
	return held, err
}

// Close gives the lease back.
func (f *Fold) Close(ctx context.Context) error {
	now := f.Clock.Now()
	_, err := f.Keeper.Hold(ctx, f.ID, now, now) // a lease that ends at once
	return err
}

// step folds the next entries, and tells whether there are more.
func (f *Fold) step(ctx context.Context) (more bool, err error) {
	var t Turn
	worth := false
	err = f.Book.Look(ctx, func(ctx context.Context, tx models.Tx) error {
		s, err := f.Book.Standing(ctx, tx)
		if err != nil || s.Building || s.Place >= s.Size {
			return err
		}
		changes, reach, err := f.Book.Placed(ctx, tx, s)
		if err != nil {
			return err
		}
		more, worth = reach < s.Size, len(changes) > 0 || reach-s.Place >= idle
		t = Turn{Holder: f.ID, Version: s.Version, Place: reach, At: f.Clock.Now()}
		return f.turn(ctx, tx, changes, &t)
	})
	if err != nil || !worth {
		return false, err
	}
	return more, f.Keeper.Turn(ctx, t)
}

// turn computes anew what the changes' subjects contribute.
func (f *Fold) turn(ctx context.Context, tx models.Tx, changes []Change, t *Turn) error {
	if len(changes) == 0 {
		return nil
	}
	touched, err := touch(ctx, tx, f.Source, changes)
	if err != nil || len(touched.subjects) == 0 {
		return err
	}
	now, err := f.Source.Contributions(ctx, tx, touched.subjects)
	if err != nil {
		return err
	}
	kept, err := f.Book.KeptOf(ctx, tx, touched.subjects)
	if err != nil {
		return err
	}
	sums := newSheet()
	for i := range now {
		by := touched.by[touched.subjects[i]]
		t.take(sums, &kept[i], now[i], by.Place+1, by.Seq)
	}
	t.Rows, err = Summed(ctx, tx, f.Book, sums.rows())
	return err
}

// take replaces what a subject is kept with by what it contributes now, from the
// log's size on.
func (t *Turn) take(sums *sheet, kept *Kept, now Contribution, from, entry int64) {
	if kept.same(&now) {
		return
	}
	next := Kept{Version: Version{Contribution: now, From: from, Entry: entry}, N: kept.N + 1}
	if now.On == "" {
		next.Contribution = Contribution{Subject: now.Subject}
	}
	if kept.N > 0 {
		sums.add(&kept.Contribution, -1)
		if len(kept.Rare()) > 0 {
			t.Gone = append(t.Gone, *kept)
		}
		if kept.From < from {
			ended := *kept
			ended.Until = from
			t.Past = append(t.Past, ended)
		} else { // never seen at any size of the log
			next.N, next.From = kept.N, kept.From
		}
	}
	sums.add(&next.Contribution, 1)
	t.Kept = append(t.Kept, next)
}

// Summed adds changes to the rows as they are.
func Summed(ctx context.Context, tx models.Tx, totals Totals, changes []Row) ([]Row, error) {
	keys := make([]RowKey, len(changes))
	for i := range changes {
		keys[i] = changes[i].RowKey
	}
	before, err := totals.RowsOf(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	for i := range changes {
		changes[i].Counts = merge(before[changes[i].RowKey], changes[i].Counts)
	}
	return changes, nil
}

// touched are subjects with the last change that names each.
type touched struct {
	subjects []Subject // in order
	by       map[Subject]Change
}

func touch(ctx context.Context, tx models.Tx, source Source, changes []Change) (touched, error) {
	entries := make([]Entry, len(changes))
	for i, c := range changes {
		entries[i] = c.Entry
	}
	named, err := source.Touched(ctx, tx, entries)
	if err != nil {
		return touched{}, err
	}
	by := map[Subject]Change{}
	for i, list := range named {
		for _, s := range list {
			by[s] = changes[i]
		}
	}
	return touched{slices.SortedFunc(maps.Keys(by), compareSubjects), by}, nil
}
