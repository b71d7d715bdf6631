package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

// rounds is how often the queue is read again when every candidate was taken
// while it was tried.
const rounds = 8

// candidates is how many free cases are looked at beyond those being tried.
const candidates = 16

// Next claims the first case nobody holds and the clerk may take. ErrQueueEmpty
// when there is none, ErrOffDuty for a clerk who is not on duty.
func (d *Desk) Next(ctx context.Context, actor models.Actor, record Hook[Claim]) (Claim, error) {
	taker, off, err := d.Roster.Taker(ctx, actor)
	if err != nil {
		return Claim{}, err
	}
	if off {
		return Claim{}, ErrOffDuty
	}
	refused := map[models.ID]bool{}
	for range rounds {
		free, err := d.List.Free(ctx, actor.Site, taker, d.Clock.Now(), candidates+d.dispenser.size()+len(refused))
		if err != nil {
			return Claim{}, fmt.Errorf("casework: read queue: %w", err)
		}
		free = without(free, refused)
		if len(free) == 0 {
			return Claim{}, ErrQueueEmpty
		}
		claim, err := d.first(ctx, actor, free, refused, record)
		if err == nil || !errors.Is(err, errTaken) {
			return claim, err
		}
	}
	return Claim{}, ErrQueueEmpty
}

// errTaken says that a colleague was faster on every candidate.
var errTaken = errors.New("casework: every candidate was taken")

// first tries the candidates in order until one is the clerk's. Those the clerk
// may not decide are noted in refused.
func (d *Desk) first(
	ctx context.Context, actor models.Actor, free []Case, refused map[models.ID]bool, record Hook[Claim],
) (Claim, error) {
	for {
		c, ok := d.dispenser.lend(free)
		if !ok {
			return Claim{}, errTaken
		}
		claim, err := d.take(ctx, actor, c, record)
		d.dispenser.giveBack(c.Application)
		switch {
		case errors.Is(err, ErrConflict):
			refused[c.Application] = true
		case !errors.Is(err, ErrClaimedByOther) && !errors.Is(err, ErrAlreadyDecided) && !errors.Is(err, application.ErrNotNow):
			return claim, err
		}
		free = without(free, map[models.ID]bool{c.Application: true})
	}
}

func without(cases []Case, gone map[models.ID]bool) []Case {
	var left []Case
	for _, c := range cases {
		if !gone[c.Application] {
			left = append(left, c)
		}
	}
	return left
}

// Take claims one case. Taking one's own claim again renews it under its fence.
func (d *Desk) Take(
	ctx context.Context, actor models.Actor, application models.ID, record Hook[Claim],
) (Claim, error) {
	c, err := d.caseOf(ctx, actor, application)
	if err != nil {
		return Claim{}, err
	}
	return d.take(ctx, actor, c, record)
}

func (d *Desk) take(ctx context.Context, actor models.Actor, c Case, record Hook[Claim]) (Claim, error) {
	if err := d.unbiased(ctx, actor, c); err != nil {
		return Claim{}, err
	}
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: read clerk: %w", err)
	}
	var claim Claim
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		t := d.taking(actor, c.Application, 0)
		t.Name = clerk.Name
		held, err := d.Queue.Claims(ctx, tx, actor.ID, t.Now)
		if err != nil {
			return fmt.Errorf("casework: count claims: %w", err)
		}
		got, ok, err := d.Queue.Claim(ctx, tx, t)
		switch {
		case err != nil:
			return fmt.Errorf("casework: claim: %w", err)
		case !ok && got.State == StateWaiting && got.Hold.Clerk == actor.ID:
			t.Fence = got.Hold.Fence
			claim, err = d.extend(ctx, tx, t)
		case !ok:
			return refusal(got, t)
		case held >= MostClaims:
			return ErrClaimLimit.With("most", strconv.Itoa(MostClaims))
		default:
			claim = Claim{Application: c.Application, Fence: got.Hold.Fence, ExpiresAt: t.Until}
			err = d.note(ctx, tx, actor, audit.CaseClaimed, got)
		}
		if err != nil {
			return err
		}
		return record.run(ctx, tx, claim)
	})
	return claim, err
}

// Renew extends a live claim.
func (d *Desk) Renew(ctx context.Context, actor models.Actor, application models.ID, fence int64) (Claim, error) {
	var claim Claim
	err := d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		claim, err = d.extend(ctx, tx, d.taking(actor, application, fence))
		return err
	})
	return claim, err
}

func (d *Desk) extend(ctx context.Context, tx models.Tx, t Taking) (Claim, error) {
	got, ok, err := d.Queue.Hold(ctx, tx, t)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: renew: %w", err)
	}
	if !ok {
		return Claim{}, refusal(got, t)
	}
	return Claim{Application: t.Application, Fence: t.Fence, ExpiresAt: t.Until}, nil
}

// Release gives a claim back.
func (d *Desk) Release(
	ctx context.Context, actor models.Actor, application models.ID, fence int64, record Hook[Claim],
) error {
	return d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		t := d.taking(actor, application, fence)
		t.Until = time.Time{}
		got, ok, err := d.Queue.Hold(ctx, tx, t)
		if err != nil {
			return fmt.Errorf("casework: release: %w", err)
		}
		if !ok {
			return refusal(got, t)
		}
		if err := d.note(ctx, tx, actor, audit.CaseReleased, got); err != nil {
			return err
		}
		return record.run(ctx, tx, Claim{Application: application, Fence: fence})
	})
}

func (d *Desk) taking(actor models.Actor, application models.ID, fence int64) Taking {
	now := d.Clock.Now()
	return Taking{
		Application: application, Site: actor.Site, Clerk: actor.ID, Fence: fence,
		Now: now, Until: now.Add(LeaseTime).Truncate(time.Millisecond),
	}
}

func (d *Desk) note(ctx context.Context, tx models.Tx, actor models.Actor, action audit.Action, c Case) error {
	err := d.Audit.Append(ctx, tx, audit.Entry{
		Action: action, Actor: actor, Subjects: subjects(c),
		Notes: map[string]string{"fence": strconv.FormatInt(c.Hold.Fence, 10)},
	})
	if err != nil {
		return fmt.Errorf("casework: audit: %w", err)
	}
	return nil
}

// refusal says why the database refused what t asked for, from the case as it
// stood in the way.
func refusal(c Case, t Taking) error {
	mine := c.Hold.Clerk == t.Clerk
	switch {
	case c.State == StateDecided, c.State == StateDeciding, c.State == StateCorrection:
		return ErrAlreadyDecided
	case c.State == StateWithdrawn:
		return application.ErrNotNow.With("state", string(application.Withdrawn))
	case t.Fence == 0: // a claim
		return ErrClaimedByOther.With("holder", c.Hold.Name).With("until", c.Hold.ExpiresAt.UTC().Format(time.RFC3339))
	case mine && c.Hold.Fence == t.Fence, t.Fence < c.Hold.Fence:
		return ErrLeaseExpired
	}
	return ErrNotClaimed
}
