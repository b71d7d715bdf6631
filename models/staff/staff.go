package staff

import (
	"context"
	"time"

	"onevisit/models"
)

// Role is what a member of staff may do; what each may do stands in one table
// in the gate.
type Role string

// The roles.
const (
	Clerk      Role = "clerk"
	Supervisor Role = "supervisor"
	Auditor    Role = "auditor"
)

// Roles lists every role.
func Roles() []Role { return []Role{Clerk, Supervisor, Auditor} }

// Account is one member of staff.
type Account struct {
	ID       models.ID
	Login    string // lower case
	Name     string // as colleagues see it
	Role     Role
	Site     string // the hall
	Disabled bool
	Demo     bool // an account of the demo hall
}

// Session is one signed-in use of an account.
type Session struct {
	ID      models.ID
	Account Account
	Started time.Time
	Seen    time.Time
	IdleAt  time.Time // ends unless there is activity
	EndsAt  time.Time // absolute end
	Hall    string    // the further hall the session looks at, "" for the account's own

	// FactorAt is when the second factor was shown at sign-in, SteppedUpAt when
	// it was last asked for again; zero where it was not.
	FactorAt    time.Time
	SteppedUpAt time.Time
	// Factor says that the account's role has to show a second factor, SteppedUp
	// that it was shown again so recently that what wants a step-up may be done.
	// Authenticate settles both.
	Factor    bool
	SteppedUp bool
}

// NeedsStepUp tells whether the second factor has to be shown again before
// something that wants a step-up. Roles without one are never asked.
func (s Session) NeedsStepUp() bool { return s.Factor && !s.SteppedUp }

// Actor names the session's person for audit and authorisation.
func (s Session) Actor() models.Actor {
	site := s.Account.Site
	if s.Hall != "" {
		site = s.Hall
	}
	return models.Actor{
		Kind: models.ActorStaff, ID: s.Account.ID, Session: s.ID, Site: site, Role: string(s.Account.Role),
	}
}

// Limits are a role's session limits.
type Limits struct {
	Idle     time.Duration
	Absolute time.Duration
}

// LimitsOf returns the session limits of a role.
func LimitsOf(r Role) Limits {
	if r == Auditor {
		return Limits{Idle: 10 * time.Minute, Absolute: 4 * time.Hour}
	}
	return Limits{Idle: 15 * time.Minute, Absolute: 10 * time.Hour}
}

// NewAccount is what an account is made from.
type NewAccount struct {
	Login    string
	Name     string
	Password string
	Role     Role
	Site     string
	Demo     bool
}

// Stored is an account with its password hash, as the repository keeps it.
type Stored struct {
	Account
	Hash string // argon2id in PHC form
}

// Guesses counts failed sign-ins of one account from one network.
type Guesses struct {
	Login       string
	Network     string
	Failed      int       // since the last success or lock
	Total       int       // since the last reset
	Last        time.Time // of the last failure
	LockedUntil time.Time
}

// Accounts is the repository of accounts.
type Accounts interface {
	ByLogin(ctx context.Context, login string) (Stored, error)
	ByID(ctx context.Context, id models.ID) (Stored, error)
	Add(ctx context.Context, tx models.Tx, s Stored, at time.Time) error
	Disable(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error
	List(ctx context.Context, site string) ([]Account, error)
}

// Sessions is the repository of sessions. Tokens are passed hashed.
type Sessions interface {
	Begin(ctx context.Context, tx models.Tx, s Session, tokenHash string) error
	Find(ctx context.Context, tokenHash string) (Session, error)
	Touch(ctx context.Context, tx models.Tx, id models.ID, seen, idleAt time.Time) error
	End(ctx context.Context, tx models.Tx, id models.ID, at time.Time, reason string) error
	EndAll(ctx context.Context, tx models.Tx, account models.ID, at time.Time, reason string) error
	// StepUp keeps that the second factor was shown again, and gives the session a
	// new token; ErrStale where it ended.
	StepUp(ctx context.Context, tx models.Tx, id models.ID, at time.Time, tokenHash string) error
}

// Throttle is the repository of failed sign-ins.
type Throttle interface {
	Load(ctx context.Context, login, network string) (Guesses, error)
	Save(ctx context.Context, tx models.Tx, g Guesses) error
}
