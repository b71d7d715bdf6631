package staff

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// attempt is one code somebody entered.
type attempt struct {
	account models.ID
	actor   models.Actor
	code    string
	now     time.Time
	refused audit.Action // the entry of a wrong one
}

// races is how often an attempt that met another one of the same account looks
// again.
const races = 8

// check holds a code against the account's second factor. Where it is right,
// pass is called with what has to happen in its transaction: the code is used up
// in it. A wrong one is counted; every change of the count is conditional on what
// was read, so that tries at once are counted one after the other and a code is
// taken once however many send it.
func (o *Office) check(ctx context.Context, a attempt, pass func(settle func(context.Context, models.Tx) error) error) error {
	a.code = plainCode(a.code)
	for range races {
		f, err := o.Factors.Factor(ctx, a.account)
		if errors.Is(err, models.ErrNotFound) {
			return ErrNoFactor
		}
		if err != nil {
			return fmt.Errorf("staff: second factor: %w", err)
		}
		if err := o.try(ctx, a, f, pass); !errors.Is(err, models.ErrStale) {
			return err
		}
	}
	return models.E(models.KindUnavailable, "database.busy")
}

// errNoRecovery says inside a transaction that a code is none of the account's.
var errNoRecovery = errors.New("staff: no such recovery code")

func (o *Office) try(ctx context.Context, a attempt, f Factor, pass func(func(context.Context, models.Tx) error) error) error {
	if wait := f.Guesses.Wait(a.now); wait > 0 {
		return ErrLocked.With("seconds", fmt.Sprint(int(wait/time.Second)+1))
	}
	if len(a.code) != codeDigits.Length() {
		err := pass(o.settleRecovery(a, f))
		if errors.Is(err, errNoRecovery) {
			return o.countWrong(ctx, a, f)
		}
		return err
	}
	secret, err := o.Vault.Open(f.Account, secretColumn, f.Sealed)
	if err != nil {
		return fmt.Errorf("staff: second factor: %w", err)
	}
	step, right, used := match(string(secret), a.code, a.now, f.LastStep)
	switch {
	case right:
		f.LastStep, f.Guesses = step, Guesses{}
		return pass(func(ctx context.Context, tx models.Tx) error { return o.Factors.ChangeFactor(ctx, tx, f) })
	case used:
		// Nothing can be learnt by it, and an honest person sends twice: not counted.
		if err := o.wrongCode(ctx, a.actor, a.account, a.refused, "used", nil); !errors.Is(err, ErrCode) {
			return err
		}
		return ErrCodeUsed
	default:
		return o.countWrong(ctx, a, f)
	}
}

func (o *Office) settleRecovery(a attempt, f Factor) func(context.Context, models.Tx) error {
	return func(ctx context.Context, tx models.Tx) error {
		f := f // the transaction may be run again
		f.Guesses = Guesses{}
		if err := o.Factors.ChangeFactor(ctx, tx, f); err != nil {
			return err
		}
		err := o.Factors.UseRecovery(ctx, tx, a.account, o.recoveryHash(a.account, a.code), a.now)
		if errors.Is(err, models.ErrStale) {
			return errNoRecovery
		}
		if err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{Action: audit.RecoveryUsed, Actor: a.actor, Subjects: aboutStaff(a.account)})
	}
}

// countWrong counts a wrong code and refuses it.
func (o *Office) countWrong(ctx context.Context, a attempt, f Factor) error {
	before := f.Guesses
	f.Guesses = before.Fail(a.now)
	action := a.refused
	if before.LockedUntil.Before(f.Guesses.LockedUntil) {
		action = audit.StaffLocked
	}
	return o.wrongCode(ctx, a.actor, a.account, action, "wrong", func(ctx context.Context, tx models.Tx) error {
		return o.Factors.ChangeFactor(ctx, tx, f)
	})
}

// wrongCode records a refusal and returns it.
func (o *Office) wrongCode(
	ctx context.Context, actor models.Actor, account models.ID, action audit.Action, reason string, count func(context.Context, models.Tx) error,
) error {
	err := o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if count != nil {
			if err := count(ctx, tx); err != nil {
				return err
			}
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: action, Actor: actor, Subjects: aboutStaff(account), Notes: map[string]string{"reason": reason},
		})
	})
	if err != nil {
		return err
	}
	return ErrCode
}
