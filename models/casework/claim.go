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
	"onevisit/models/once"
)

// tries is how many candidates one request tries when others are faster.
const tries = 64

// personalLimit is how many cases are looked at for one clerk alone, where none
// of the shared buffer may be taken.
const personalLimit = 32

// Reply encodes what will be answered to a claim before it is written, so that
// claim, audit entry and stored reply stand in one commit with those of others;
// nil stores nothing. The request's key is empty where the caller gave none.
type Reply func(Claim) (once.Request, once.Reply, error)

// ClaimOrder is one claim with everything it writes. Person and stage are the
// case's as it was read: the claim holds only while its fence still is that one.
type ClaimOrder struct {
	Taking
	Person  models.ID
	Stage   Stage
	Entry   audit.Entry
	Request *once.Request
	Reply   once.Reply
}

// ClaimLine writes claims, those of many clerks in one commit.
type ClaimLine interface {
	// Claim gives the case to the clerk under the fence after o.Fence. It answers
	// Missed when the case is not free any more or has another fence, ErrClaimLimit,
	// ErrOffDuty, or ErrSameHands, each for this order alone; and nothing before the
	// commit.
	Claim(ctx context.Context, o ClaimOrder) error
}

// Missed says that a claim's condition did not hold, with the case as it stood
// in the way.
type Missed struct{ Case Case }

// Error implements error.
func (m *Missed) Error() string { return "casework: the case is not free" }

// Next claims the first case nobody holds and the clerk may take. ErrQueueEmpty
// when there is none, ErrOffDuty for a clerk who is not on duty.
func (d *Desk) Next(ctx context.Context, actor models.Actor, reply Reply) (Claim, error) {
	taker, off, err := d.takers.of(ctx, actor)
	if err != nil {
		return Claim{}, err
	}
	if off {
		return Claim{}, ErrOffDuty
	}
	refused := map[models.ID]bool{}
	today := models.DateOf(d.Clock.Now())
	may := func(c Case) bool { return !refused[c.Application] && taker.May(c, today) == nil }
	for range tries {
		c, ok, err := d.dispenser.lend(ctx, actor.Site, taker, may)
		if err != nil {
			return Claim{}, err
		}
		if !ok {
			return d.personal(ctx, actor, taker, refused, reply)
		}
		claim, err := d.claim(ctx, actor, taker, c, reply)
		switch {
		case errors.Is(err, errMissed):
		case errors.Is(err, ErrSameHands), errors.Is(err, ErrConflict):
			refused[c.Application] = true
		default:
			return claim, err
		}
	}
	return Claim{}, models.E(models.KindUnavailable, "database.busy")
}

// personal looks for a case for one clerk alone: the shared buffer had none that
// this clerk may take.
func (d *Desk) personal(
	ctx context.Context, actor models.Actor, taker Taker, refused map[models.ID]bool, reply Reply,
) (Claim, error) {
	var err error
	if taker.Near, err = d.Roster.Store.Near(ctx, actor.ID); err != nil {
		return Claim{}, fmt.Errorf("casework: interests: %w", err)
	}
	now, limit := d.Clock.Now(), personalLimit+len(refused)
	free, err := d.List.Free(ctx, actor.Site, taker, now, limit)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: read queue: %w", err)
	}
	lapsed, err := d.List.Lapsed(ctx, actor.Site, taker, now, limit)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: read queue: %w", err)
	}
	for _, c := range merge(free, lapsed, limit) {
		if refused[c.Application] || !d.dispenser.borrow(c.Application) {
			continue
		}
		claim, err := d.claim(ctx, actor, taker, c, reply)
		if !errors.Is(err, errMissed) && !errors.Is(err, ErrSameHands) && !errors.Is(err, ErrConflict) {
			return claim, err
		}
	}
	return Claim{}, ErrQueueEmpty
}

// errMissed says that somebody else was faster.
var errMissed = errors.New("casework: somebody was faster")

// claim tries a borrowed case and gives it back to the dispenser.
func (d *Desk) claim(ctx context.Context, actor models.Actor, taker Taker, c Case, reply Reply) (Claim, error) {
	claim, err := d.write(ctx, actor, taker.Name, c, reply)
	var missed *Missed
	switch {
	case err == nil:
		d.dispenser.giveBack(c.Application, claim.Fence)
		d.Feed.Publish(Event{Site: c.Site, Case: c.Application, Change: Changed, Holder: taker.Name})
	case errors.As(err, &missed):
		d.dispenser.giveBack(c.Application, max(missed.Case.Hold.Fence, c.Hold.Fence+1))
		return Claim{}, errMissed
	default:
		d.dispenser.giveBack(c.Application, 0)
	}
	return claim, err
}

// write puts a claim of the case as it was read into the line.
func (d *Desk) write(ctx context.Context, actor models.Actor, name string, c Case, reply Reply) (Claim, error) {
	order := ClaimOrder{Taking: d.taking(actor, c.Application, c.Hold.Fence), Person: c.Person, Stage: c.Stage}
	order.Name = name
	claim := Claim{Application: c.Application, Fence: c.Hold.Fence + 1, ExpiresAt: order.Until}
	c.Hold.Fence = claim.Fence
	order.Entry = claimEntry(audit.CaseClaimed, actor, c, nil)
	if reply != nil {
		request, stored, err := reply(claim)
		if err != nil {
			return Claim{}, fmt.Errorf("casework: encode reply: %w", err)
		}
		if request.Key != "" {
			order.Request, order.Reply = &request, stored
		}
	}
	if err := d.Line.Claim(ctx, order); err != nil {
		return Claim{}, err
	}
	return claim, nil
}

// Take claims one case. Taking one's own claim again renews it under its fence.
func (d *Desk) Take(ctx context.Context, actor models.Actor, id models.ID, reply Reply) (Claim, error) {
	for range tries {
		c, err := d.caseOf(ctx, actor, id)
		if err != nil {
			return Claim{}, err
		}
		now := d.Clock.Now()
		if c.heldBy(actor, now) {
			return d.again(ctx, actor, c, reply)
		}
		t := d.taking(actor, id, 0)
		if c.State != StateWaiting || c.Hold.Live(now) {
			return Claim{}, refusal(c, t)
		}
		name, err := d.mayTake(ctx, actor, c)
		if err != nil {
			return Claim{}, err
		}
		claim, err := d.write(ctx, actor, name, c, reply)
		var missed *Missed
		if errors.As(err, &missed) {
			if missed.Case.State != StateWaiting || missed.Case.Hold.Live(now) && missed.Case.Hold.Clerk != actor.ID {
				return Claim{}, refusal(missed.Case, t)
			}
			continue // it was taken and given back meanwhile
		}
		if err == nil {
			d.dispenser.giveBack(id, claim.Fence)
			d.Feed.Publish(Event{Site: c.Site, Case: id, Change: Changed, Holder: name})
		}
		return claim, err
	}
	return Claim{}, models.E(models.KindUnavailable, "database.busy")
}

// mayTake refuses a case the actor may not take, and answers the actor's name.
func (d *Desk) mayTake(ctx context.Context, actor models.Actor, c Case) (string, error) {
	taker, _, err := d.Roster.Taker(ctx, actor)
	if err != nil {
		return "", err
	}
	if err := d.unbiased(ctx, actor, c); err != nil {
		return "", err
	}
	if err := taker.May(c, models.DateOf(d.Clock.Now())); err != nil && (!taker.Supervisor || errors.Is(err, ErrConflict)) {
		return "", err
	}
	return taker.Name, nil
}

// again renews a claim one holds already, for whoever claims it once more.
func (d *Desk) again(ctx context.Context, actor models.Actor, c Case, reply Reply) (Claim, error) {
	var claim Claim
	err := d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		if claim, err = d.extend(ctx, tx, d.taking(actor, c.Application, c.Hold.Fence)); err != nil || reply == nil {
			return err
		}
		request, stored, err := reply(claim)
		if err != nil || request.Key == "" {
			return err
		}
		return d.Replies.Record(ctx, tx, request, stored)
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
	err := d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		t := d.taking(actor, application, fence)
		t.Until = time.Time{}
		got, ok, err := d.Queue.Hold(ctx, tx, t)
		if err != nil {
			return fmt.Errorf("casework: release: %w", err)
		}
		if !ok {
			return refusal(got, t)
		}
		if err := d.Audit.Append(ctx, tx, claimEntry(audit.CaseReleased, actor, got, nil)); err != nil {
			return fmt.Errorf("casework: audit: %w", err)
		}
		return record.run(ctx, tx, Claim{Application: application, Fence: fence})
	})
	if err == nil {
		d.freed(actor.Site, application)
	}
	return err
}

// freed tells that a case is to be had again.
func (d *Desk) freed(site string, application models.ID) {
	d.dispenser.renew(site)
	d.Feed.Publish(Event{Site: site, Case: application, Change: Changed})
}

func (d *Desk) taking(actor models.Actor, application models.ID, fence int64) Taking {
	now := d.Clock.Now()
	return Taking{
		Application: application, Site: actor.Site, Clerk: actor.ID, Fence: fence,
		Now: now, Until: now.Add(LeaseTime).Truncate(time.Millisecond),
	}
}

func claimEntry(action audit.Action, actor models.Actor, c Case, notes map[string]string) audit.Entry {
	all := map[string]string{"fence": strconv.FormatInt(c.Hold.Fence, 10)}
	for key, value := range notes {
		all[key] = value
	}
	return audit.Entry{Action: action, Actor: actor, Subjects: subjects(c), Notes: all}
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
