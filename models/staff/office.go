package staff

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// The refusals.
var (
	ErrCredentials = models.E(models.KindUnauthenticated, "staff.credentials")
	ErrSignedOut   = models.E(models.KindUnauthenticated, "staff.session_ended")
	ErrLocked      = models.E(models.KindTooMany, "staff.locked")
	ErrPassword    = models.E(models.KindInvalid, "staff.password_weak")
	ErrAccount     = models.E(models.KindInvalid, "staff.account_invalid")
)

// Office is the use cases of staff: accounts, signing in and out.
type Office struct {
	Transactor models.Transactor
	Accounts   Accounts
	Sessions   Sessions
	Throttle   Throttle
	Audit      audit.Log
	Hasher     *Hasher
	Clock      models.Clock
	IDs        *models.IDs
	Random     io.Reader // crypto/rand.Reader outside tests
	Log        *slog.Logger

	// Of the second factor; Factors and Vault may be nil where Second names no role.
	Second  SecondFactor
	Factors FactorStore
	Vault   pii.Vault
}

// SignIn checks name and password and begins a session, or for a role that has
// to show a second factor an entry. network is the caller's address; failures
// are counted per account and network. The token is for the cookie and is known
// to nobody afterwards.
func (o *Office) SignIn(ctx context.Context, login, password, network string) (Admitted, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	now := o.Clock.Now()
	guesses, err := o.Throttle.Load(ctx, login, network)
	if err != nil {
		return Admitted{}, fmt.Errorf("staff: throttle: %w", err)
	}
	if wait := guesses.Wait(now); wait > 0 {
		return Admitted{}, ErrLocked.With("seconds", fmt.Sprint(int(wait/time.Second)+1))
	}
	stored, err := o.Accounts.ByLogin(ctx, login)
	known := err == nil
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return Admitted{}, fmt.Errorf("staff: account: %w", err)
	}
	// The same work for a name that does not exist, so that time tells nothing.
	right, err := o.Hasher.Verify(ctx, stored.Hash, password)
	if err != nil {
		return Admitted{}, err
	}
	if !known || !right || stored.Disabled {
		return Admitted{}, o.refuse(ctx, guesses, stored.Account, now)
	}
	if o.Second.requires(stored.Account.Role) {
		return o.halfway(ctx, stored.Account, guesses, now)
	}
	return o.begin(ctx, stored.Account, guesses, now)
}

// newSession makes a session that nobody keeps yet, and its token.
func (o *Office) newSession(account Account, now time.Time) (Session, string, error) {
	token, err := o.token()
	if err != nil {
		return Session{}, "", err
	}
	limits := LimitsOf(account.Role)
	return Session{
		ID: o.IDs.New(), Account: account, Started: now, Seen: now,
		IdleAt: now.Add(limits.Idle), EndsAt: now.Add(limits.Absolute),
	}, token, nil
}

func (o *Office) begin(ctx context.Context, account Account, guesses Guesses, now time.Time) (Admitted, error) {
	session, token, err := o.newSession(account, now)
	if err != nil {
		return Admitted{}, err
	}
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Sessions.Begin(ctx, tx, session, HashToken(token)); err != nil {
			return err
		}
		if err := o.Throttle.Save(ctx, tx, Guesses{Login: guesses.Login, Network: guesses.Network}); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffSignedIn, Actor: session.Actor(),
			Subjects: []audit.Ref{{Kind: "staff", ID: string(account.ID)}, {Kind: "session", ID: string(session.ID)}},
		})
	})
	if err != nil {
		return Admitted{}, fmt.Errorf("staff: sign in: %w", err)
	}
	return Admitted{Session: session, Token: token}, nil
}

// refuse counts a failure. An unknown name is counted and answered like a
// wrong password, and leaves an entry without a subject.
func (o *Office) refuse(ctx context.Context, guesses Guesses, account Account, now time.Time) error {
	after := guesses.Fail(now)
	entry := audit.Entry{Action: audit.StaffRefused, Actor: models.Actor{Kind: models.ActorStaff, ID: account.ID, Site: account.Site}}
	if account.ID != "" {
		entry.Subjects = []audit.Ref{{Kind: "staff", ID: string(account.ID)}}
	}
	if !after.LockedUntil.IsZero() && guesses.LockedUntil.Before(after.LockedUntil) {
		entry.Action = audit.StaffLocked
	}
	err := o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Throttle.Save(ctx, tx, after); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, entry)
	})
	if err != nil {
		return fmt.Errorf("staff: refuse: %w", err)
	}
	return ErrCredentials
}

// touchEvery keeps a busy screen from writing on every call. The idle limit is
// exact to within it.
const touchEvery = 20 * time.Second

// Authenticate returns the live session of a token and moves its idle limit.
func (o *Office) Authenticate(ctx context.Context, token string) (Session, error) {
	if token == "" {
		return Session{}, ErrSignedOut
	}
	now := o.Clock.Now()
	session, err := o.Sessions.Find(ctx, HashToken(token))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return Session{}, ErrSignedOut
	case err != nil:
		return Session{}, fmt.Errorf("staff: session: %w", err)
	case session.Account.Disabled, !now.Before(session.IdleAt), !now.Before(session.EndsAt):
		return Session{}, ErrSignedOut
	}
	session, may := o.settleFactor(session, now)
	if !may {
		return Session{}, ErrSignedOut
	}
	if now.Sub(session.Seen) < touchEvery {
		return session, nil
	}
	session.Seen, session.IdleAt = now, now.Add(LimitsOf(session.Account.Role).Idle)
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return o.Sessions.Touch(ctx, tx, session.ID, session.Seen, session.IdleAt)
	})
	switch {
	case errors.Is(err, models.ErrStale): // ended meanwhile
		return Session{}, ErrSignedOut
	case err != nil:
		return Session{}, fmt.Errorf("staff: touch: %w", err)
	}
	return session, nil
}

// Lives tells whether the token's session has not ended, without being a sign of
// life for it.
func (o *Office) Lives(ctx context.Context, token string) (bool, error) {
	session, err := o.Sessions.Find(ctx, HashToken(token))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("staff: session: %w", err)
	}
	now := o.Clock.Now()
	_, may := o.settleFactor(session, now)
	return may && !session.Account.Disabled && now.Before(session.IdleAt) && now.Before(session.EndsAt), nil
}

// SignOut ends the session of a token. A token that opens nothing is no error.
func (o *Office) SignOut(ctx context.Context, token string) error {
	session, err := o.Sessions.Find(ctx, HashToken(token))
	if errors.Is(err, models.ErrNotFound) || token == "" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("staff: session: %w", err)
	}
	return o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		err := o.Sessions.End(ctx, tx, session.ID, o.Clock.Now(), "signed-out")
		if errors.Is(err, models.ErrStale) { // somebody else ended it
			return nil
		}
		if err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffSignedOut, Actor: session.Actor(),
			Subjects: []audit.Ref{{Kind: "staff", ID: string(session.Account.ID)}, {Kind: "session", ID: string(session.ID)}},
		})
	})
}

// Create makes an account. actor is who makes it; the system for the first.
func (o *Office) Create(ctx context.Context, actor models.Actor, n NewAccount) (Account, error) {
	account := Account{ID: o.IDs.New(), Login: strings.ToLower(strings.TrimSpace(n.Login)), Name: n.Name, Role: n.Role, Site: n.Site, Demo: n.Demo}
	if err := n.check(); err != nil {
		return Account{}, err
	}
	hash, err := o.Hasher.Hash(ctx, n.Password)
	if err != nil {
		return Account{}, err
	}
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Accounts.Add(ctx, tx, Stored{Account: account, Hash: hash}, o.Clock.Now()); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffCreated, Actor: actor,
			Subjects: []audit.Ref{{Kind: "staff", ID: string(account.ID)}}, Notes: map[string]string{"role": string(account.Role)},
		})
	})
	if err != nil {
		return Account{}, fmt.Errorf("staff: create: %w", err)
	}
	return account, nil
}

// Disable ends an account and every session of it at once.
func (o *Office) Disable(ctx context.Context, actor models.Actor, id models.ID) error {
	now := o.Clock.Now()
	return o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Accounts.Disable(ctx, tx, id, now); err != nil {
			return err
		}
		if err := o.Sessions.EndAll(ctx, tx, id, now, "disabled"); err != nil {
			return err
		}
		return o.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.StaffDisabled, Actor: actor, Subjects: []audit.Ref{{Kind: "staff", ID: string(id)}},
		})
	})
}

func (n NewAccount) check() error {
	known := false
	for _, r := range Roles() {
		known = known || r == n.Role
	}
	if !known || strings.TrimSpace(n.Login) == "" || n.Name == "" || n.Site == "" {
		return ErrAccount
	}
	if length := utf8.RuneCountInString(n.Password); length < 12 || length > 128 {
		return ErrPassword
	}
	return nil
}

func (o *Office) token() (string, error) {
	var raw [32]byte
	if _, err := io.ReadFull(o.Random, raw[:]); err != nil {
		return "", fmt.Errorf("staff: no randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// HashToken is how a token is stored and looked up.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
