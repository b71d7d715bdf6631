package visit

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
)

// End ends the session an actor acts in. An actor without one, or with one that
// is over, is no error: afterwards it is dead in any case.
func (r *Reception) End(ctx context.Context, actor models.Actor, reason EndReason) error {
	s, err := r.d.Sessions.Session(ctx, actor.Session)
	if errors.Is(err, models.ErrNotFound) || (err == nil && !s.Live()) {
		return nil
	}
	if err != nil {
		return err
	}
	if over := s.expired(r.d.Clock.Now(), r.d.Limits); over != "" {
		reason = over
	}
	return r.end(ctx, s, reason)
}

// EndStale ends the sessions whose time is up and that nobody asked for again;
// it is called every few seconds. It returns which, so that what was remembered
// of them can be forgotten.
func (r *Reception) EndStale(ctx context.Context) ([]models.ID, error) {
	now := r.d.Clock.Now()
	stale, err := r.d.Sessions.StaleSessions(ctx, now.Add(-r.d.Limits.Idle(false)), now.Add(-r.d.Limits.Absolute), 100)
	if err != nil {
		return nil, err
	}
	var ended []models.ID
	for _, s := range stale {
		over := s.expired(now, r.d.Limits)
		if over == "" {
			continue // with an aid it may live longer
		}
		if err := r.end(ctx, s, over); err != nil {
			return ended, err
		}
		ended = append(ended, s.ID)
	}
	return ended, nil
}

func (r *Reception) end(ctx context.Context, s Session, reason EndReason) error {
	err := r.d.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return r.endIn(ctx, tx, s, reason)
	})
	if errors.Is(err, models.ErrStale) {
		return nil // ended by somebody else meanwhile
	}
	return err
}

// endFormer ends what the device left behind.
func (r *Reception) endFormer(ctx context.Context, tx models.Tx, device models.ID) error {
	s, err := r.d.Sessions.LiveSession(ctx, tx, device)
	if errors.Is(err, models.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	reason := Device
	if over := s.expired(r.d.Clock.Now(), r.d.Limits); over != "" {
		reason = over
	}
	return r.endIn(ctx, tx, s, reason)
}

// endIn ends the session and says of each form still in the citizen's hands how
// it was left.
func (r *Reception) endIn(ctx context.Context, tx models.Tx, s Session, reason EndReason) error {
	s.EndedAt, s.EndReason = r.d.Clock.Now(), reason
	r.recent.bury(s.ID, s.EndedAt)
	if err := r.d.Sessions.ChangeSession(ctx, tx, s); err != nil {
		return err
	}
	working, err := r.d.Presences.WorkingAt(ctx, tx, s.Visit)
	if err != nil {
		return fmt.Errorf("visit: presences of a session: %w", err)
	}
	for _, p := range working {
		p.Ending = p.Ending.Then(EndingOf(reason.ending(), string(reason)))
		if err := r.d.Presences.ChangePresence(ctx, tx, p); err != nil {
			return err
		}
	}
	return r.log(ctx, tx, audit.SessionEnded, s, map[string]string{"end": string(reason)})
}
