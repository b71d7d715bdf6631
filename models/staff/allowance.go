package staff

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
)

// ErrAllowance is the refusal of something an account did too often; its
// parameter says after how many seconds once more.
var ErrAllowance = models.E(models.KindTooMany, "staff.allowance")

// Taken is one of the times an account did something. An act has as many slots
// as times are allowed; a slot is taken over once its time is long enough ago.
type Taken struct {
	Slot int
	At   time.Time
}

// Takings is the repository of what accounts did.
type Takings interface {
	// Takings lists an account's times of an act, held for the transaction.
	Takings(ctx context.Context, tx models.Tx, account models.ID, act string) ([]Taken, error)
	// AddTaking takes a slot nobody took yet; ErrDuplicate where somebody did.
	AddTaking(ctx context.Context, tx models.Tx, account models.ID, act string, t Taken) error
	// MoveTaking takes a slot over whose time is before; ErrStale where it is not.
	MoveTaking(ctx context.Context, tx models.Tx, account models.ID, act string, t Taken, before time.Time) error
}

// Allowance lets an account do something a number of times in a window that
// slides: six exports in any hour, say. It counts in the database, so that a
// restart or a second server forgets nothing, and in the caller's transaction, so
// that what fails is not counted.
type Allowance struct {
	Takings Takings
	Clock   models.Clock
	Act     string // "export"; a lower-case word of at most 30 characters
	Times   int    // in a window
	Window  time.Duration
}

// Take counts one time more, or refuses it with ErrAllowance, whose seconds become
// the Retry-After of a 429. Two at once for the last slot: one is refused.
func (a *Allowance) Take(ctx context.Context, tx models.Tx, account models.ID) error {
	now := a.Clock.Now()
	taken, err := a.Takings.Takings(ctx, tx, account, a.Act)
	if err != nil {
		return fmt.Errorf("staff: allowance: %w", err)
	}
	if wait := a.wait(taken, now); wait > 0 {
		return ErrAllowance.With("seconds", fmt.Sprint(int((wait+time.Second-1)/time.Second)))
	}
	if len(taken) < a.Times {
		err := a.Takings.AddTaking(ctx, tx, account, a.Act, Taken{Slot: firstFree(taken), At: now})
		if errors.Is(err, models.ErrDuplicate) { // another request at this moment
			return ErrAllowance.With("seconds", "1")
		}
		return err
	}
	oldest := first(taken)
	err = a.Takings.MoveTaking(ctx, tx, account, a.Act, Taken{Slot: oldest.Slot, At: now}, now.Add(-a.Window))
	if errors.Is(err, models.ErrStale) {
		return ErrAllowance.With("seconds", "1")
	}
	return err
}

// Left refuses where Take would, and counts nothing.
func (a *Allowance) Left(ctx context.Context, tx models.Tx, account models.ID) error {
	taken, err := a.Takings.Takings(ctx, tx, account, a.Act)
	if err != nil {
		return fmt.Errorf("staff: allowance: %w", err)
	}
	if wait := a.wait(taken, a.Clock.Now()); wait > 0 {
		return ErrAllowance.With("seconds", fmt.Sprint(int((wait+time.Second-1)/time.Second)))
	}
	return nil
}

// wait is how long until a time more is allowed, at most 0 where one is left.
func (a *Allowance) wait(taken []Taken, now time.Time) time.Duration {
	if len(taken) < a.Times {
		return 0
	}
	return first(taken).At.Add(a.Window).Sub(now)
}

func first(taken []Taken) Taken {
	return slices.MinFunc(taken, func(x, y Taken) int { return x.At.Compare(y.At) })
}

func firstFree(taken []Taken) int {
	used := map[int]bool{}
	for _, t := range taken {
		used[t.Slot] = true
	}
	slot := 0
	for used[slot] {
		slot++
	}
	return slot
}
