package staff

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// The columns the vault binds to.
const (
	secretColumn   = "staff_factor.secret"
	offerColumn    = "staff_entry.offer"
	recoveryColumn = "staff_recovery.code"
)

// offered is what is kept, sealed, of an offer between showing and confirming it.
type offered struct {
	Seed     string   `json:"seed"` // what the codes are made from
	Recovery []string `json:"recovery"`
	step     int64    // of the code that confirmed it
}

// OfferFactor makes a second factor for an account that has none. It counts from
// when ConfirmFactor got one of its codes; making another one voids it.
func (o *Office) OfferFactor(ctx context.Context, e Entry) (Offer, error) {
	if e.Enrolled {
		return Offer{}, ErrHasFactor
	}
	offer, err := makeOffer(o.Random, e.Account)
	if err != nil {
		return Offer{}, err
	}
	kept := offered{Seed: offer.Secret.Reveal()}
	for _, code := range offer.Recovery {
		kept.Recovery = append(kept.Recovery, code.Reveal())
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return Offer{}, fmt.Errorf("staff: offer: %w", err)
	}
	sealed, err := o.Vault.Seal(e.ID, offerColumn, plain)
	if err != nil {
		return Offer{}, fmt.Errorf("staff: offer: %w", err)
	}
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return o.Factors.Offer(ctx, tx, e.ID, sealed)
	})
	if errors.Is(err, models.ErrStale) {
		return Offer{}, ErrSignedOut
	}
	return offer, err
}

// ConfirmFactor enrols what was offered, if the code shows that the device has
// it, and begins the session the password was for.
func (o *Office) ConfirmFactor(ctx context.Context, e Entry, code string) (Session, string, error) {
	kept, err := o.offerOf(ctx, e)
	if err != nil {
		return Session{}, "", err
	}
	now := o.Clock.Now()
	var right bool
	if kept.step, right, _ = match(kept.Seed, plainCode(code), now, 0); !right {
		return Session{}, "", o.wrongCode(ctx, e.Actor(), e.Account.ID, audit.FactorRefused, "confirmation", nil)
	}
	return o.open(ctx, e, now, func(ctx context.Context, tx models.Tx) error {
		return o.enrol(ctx, tx, e.Account.ID, e.Actor(), kept, now)
	})
}

func (o *Office) offerOf(ctx context.Context, e Entry) (offered, error) {
	sealed, err := o.Factors.Offered(ctx, e.ID)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return offered{}, ErrSignedOut
	case err != nil:
		return offered{}, fmt.Errorf("staff: offer: %w", err)
	case e.Enrolled:
		return offered{}, ErrHasFactor
	case len(sealed) == 0:
		return offered{}, ErrNothingMade
	}
	plain, err := o.Vault.Open(e.ID, offerColumn, sealed)
	if err != nil {
		return offered{}, fmt.Errorf("staff: offer: %w", err)
	}
	var kept offered
	if err := json.Unmarshal(plain, &kept); err != nil {
		return offered{}, fmt.Errorf("staff: offer: %w", err)
	}
	return kept, nil
}

func (o *Office) enrol(ctx context.Context, tx models.Tx, account models.ID, by models.Actor, kept offered, now time.Time) error {
	sealed, err := o.Vault.Seal(account, secretColumn, []byte(kept.Seed))
	if err != nil {
		return fmt.Errorf("staff: enrol: %w", err)
	}
	hashes := make([]string, len(kept.Recovery))
	for i, code := range kept.Recovery {
		hashes[i] = o.recoveryHash(account, code)
	}
	err = o.Factors.AddFactor(ctx, tx, Factor{Account: account, Sealed: sealed, EnrolledAt: now, LastStep: kept.step}, hashes)
	if errors.Is(err, models.ErrDuplicate) { // the same person in another window
		return ErrHasFactor
	}
	if err != nil {
		return err
	}
	return o.Audit.Append(ctx, tx, audit.Entry{Action: audit.FactorEnrolled, Actor: by, Subjects: aboutStaff(account)})
}

// recoveryHash keys the hash with a key that is not in the database, and binds it
// to the account.
func (o *Office) recoveryHash(account models.ID, code string) string {
	return o.Vault.Index(recoveryColumn, string(account)+" "+plainCode(code))
}

// ResetFactor takes the second factor of an account away: its device was lost.
// The account's sessions end, and its next sign-in sets a new one up.
func (o *Office) ResetFactor(ctx context.Context, actor models.Actor, account models.ID) error {
	now := o.Clock.Now()
	return o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		err := o.Factors.RemoveFactor(ctx, tx, account)
		if errors.Is(err, models.ErrStale) {
			return ErrNoFactor
		}
		if err != nil {
			return err
		}
		if err := o.Factors.EndEntries(ctx, tx, account); err != nil {
			return err
		}
		if err := o.Sessions.EndAll(ctx, tx, account, now, "factor-reset"); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{Action: audit.FactorReset, Actor: actor, Subjects: aboutStaff(account)})
	})
}

// EnrolDemo gives an account of the demo hall the second factor of DemoSecret, if
// its role has to have one; told says whether it has. It refuses an account that
// is not of the demo hall. Twice is no error.
func (o *Office) EnrolDemo(ctx context.Context, account Account) (told bool, err error) {
	if !account.Demo {
		return false, ErrAccount
	}
	if !o.Second.requires(account.Role) {
		return false, nil
	}
	if has, err := o.enrolled(ctx, account.ID); has || err != nil {
		return has, err
	}
	now := o.Clock.Now()
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return o.enrol(ctx, tx, account.ID, models.Actor{Kind: models.ActorSystem}, offered{Seed: DemoSecret}, now)
	})
	if err != nil && !errors.Is(err, ErrHasFactor) { // that: another process was first
		return false, err
	}
	return true, nil
}

func aboutStaff(account models.ID) []audit.Ref {
	return []audit.Ref{{Kind: "staff", ID: string(account)}}
}
