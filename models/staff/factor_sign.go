package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// Admitted is what a right password gives: a session, or where the account has to
// show a second factor an entry. Token is the cookie of whichever it is.
type Admitted struct {
	Session Session
	Entry   Entry // with an ID where the second factor is missing
	Token   string
}

// Half tells whether the second factor is missing.
func (a Admitted) Half() bool { return a.Entry.ID != "" }

// halfway begins an entry for an account whose password was right.
func (o *Office) halfway(ctx context.Context, account Account, guesses Guesses, now time.Time) (Admitted, error) {
	token, err := o.token()
	if err != nil {
		return Admitted{}, err
	}
	entry := Entry{ID: o.IDs.New(), Account: account, Started: now, EndsAt: now.Add(EntryTime)}
	if entry.Enrolled, err = o.enrolled(ctx, account.ID); err != nil {
		return Admitted{}, err
	}
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Factors.BeginEntry(ctx, tx, entry, HashToken(token)); err != nil {
			return err
		}
		if err := o.Throttle.Save(ctx, tx, Guesses{Login: guesses.Login, Network: guesses.Network}); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{Action: audit.StaffHalfway, Actor: entry.Actor(), Subjects: aboutStaff(account.ID)})
	})
	if err != nil {
		return Admitted{}, fmt.Errorf("staff: sign in: %w", err)
	}
	return Admitted{Entry: entry, Token: token}, nil
}

func (o *Office) enrolled(ctx context.Context, account models.ID) (bool, error) {
	_, err := o.Factors.Factor(ctx, account)
	if errors.Is(err, models.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("staff: second factor: %w", err)
	}
	return true, nil
}

// AuthenticateEntry returns the entry of a token, if it lives.
func (o *Office) AuthenticateEntry(ctx context.Context, token string) (Entry, error) {
	if token == "" || o.Factors == nil {
		return Entry{}, ErrSignedOut
	}
	entry, err := o.Factors.FindEntry(ctx, HashToken(token))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return Entry{}, ErrSignedOut
	case err != nil:
		return Entry{}, fmt.Errorf("staff: entry: %w", err)
	case entry.Account.Disabled, !o.Clock.Now().Before(entry.EndsAt):
		return Entry{}, ErrSignedOut
	}
	entry.Enrolled, err = o.enrolled(ctx, entry.Account.ID)
	return entry, err
}

// EnterCode finishes a sign-in with a code of the account's device, or with one
// of its recovery codes.
func (o *Office) EnterCode(ctx context.Context, e Entry, code string) (Session, string, error) {
	now := o.Clock.Now()
	var session Session
	var token string
	err := o.check(ctx, attempt{account: e.Account.ID, actor: e.Actor(), code: code, now: now, refused: audit.FactorRefused},
		func(settle func(context.Context, models.Tx) error) (err error) {
			session, token, err = o.open(ctx, e, now, settle)
			return err
		})
	if err != nil {
		return Session{}, "", err
	}
	return session, token, nil
}

// open ends an entry and begins the session it was for, in one transaction with
// what settles the second factor.
func (o *Office) open(ctx context.Context, e Entry, now time.Time, settle func(context.Context, models.Tx) error) (Session, string, error) {
	session, token, err := o.newSession(e.Account, now)
	if err != nil {
		return Session{}, "", err
	}
	session.FactorAt, session.Factor = now, true
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Factors.EndEntry(ctx, tx, e.ID); err != nil {
			if errors.Is(err, models.ErrStale) { // used by another request
				return ErrSignedOut
			}
			return err
		}
		if err := settle(ctx, tx); err != nil {
			return err
		}
		if err := o.Sessions.Begin(ctx, tx, session, HashToken(token)); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffSignedIn, Actor: session.Actor(),
			Subjects: append(aboutStaff(e.Account.ID), audit.Ref{Kind: "session", ID: string(session.ID)}),
		})
	})
	if err != nil {
		return Session{}, "", err
	}
	return session, token, nil
}

// StepUp shows the second factor again in a session. The session gets a new
// token, and the old one is dead. until is when it has to be shown once more.
func (o *Office) StepUp(ctx context.Context, s Session, code string) (until time.Time, token string, err error) {
	if !s.Factor {
		return time.Time{}, "", ErrNoFactor
	}
	now := o.Clock.Now()
	if token, err = o.token(); err != nil {
		return time.Time{}, "", err
	}
	err = o.check(ctx, attempt{account: s.Account.ID, actor: s.Actor(), code: code, now: now, refused: audit.StepUpRefused},
		func(settle func(context.Context, models.Tx) error) error {
			return o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
				if err := settle(ctx, tx); err != nil {
					return err
				}
				if err := o.Sessions.StepUp(ctx, tx, s.ID, now, HashToken(token)); err != nil {
					if errors.Is(err, models.ErrStale) { // ended meanwhile
						return ErrSignedOut
					}
					return err
				}
				return o.Audit.Append(ctx, tx, audit.Entry{
					Action: audit.StepUpPassed, Actor: s.Actor(),
					Subjects: append(aboutStaff(s.Account.ID), audit.Ref{Kind: "session", ID: string(s.ID)}),
				})
			})
		})
	if err != nil {
		return time.Time{}, "", err
	}
	return now.Add(o.Second.StepUp), token, nil
}

// StepUpTime is how long a step-up lasts.
func (o *Office) StepUpTime() time.Duration { return o.Second.StepUp }

// RecoveryLeft counts the recovery codes an account has left; 0 where it has no
// second factor.
func (o *Office) RecoveryLeft(ctx context.Context, s Session) (int, error) {
	if !s.Factor {
		return 0, nil
	}
	return o.Factors.RecoveryLeft(ctx, s.Account.ID)
}

// settleFactor says of a session found what its second factor is worth now, and
// whether it may live: one that was begun without, before the role had to have
// one, may not.
func (o *Office) settleFactor(s Session, now time.Time) (Session, bool) {
	s.Factor = o.Second.requires(s.Account.Role)
	if !s.Factor {
		return s, true
	}
	s.SteppedUp = !s.SteppedUpAt.IsZero() && now.Before(s.SteppedUpAt.Add(o.Second.StepUp))
	return s, !s.FactorAt.IsZero()
}
