package phone

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/visit"
)

// The limits of links and sessions.
const (
	MostTries = 5
	Idle      = 15 * time.Minute
	Absolute  = 60 * time.Minute
)

// Kept is how long links and sessions outlive their last day, so that what went
// wrong with one can still be looked into; the record of it stays in the audit log.
const Kept = 30 * 24 * time.Hour

// factorLength is how many characters of the ID number the second factor has.
const factorLength = 6

var (
	// ErrDead is the one answer to every link that does not work.
	ErrDead = models.E(models.KindGone, "link-dead")
	// ErrFactor is the answer to a wrong second factor; its parameter "left" says
	// how many tries there are.
	ErrFactor = models.E(models.KindForbidden, "factor-wrong")
	// ErrNoSession is the answer to a token without a live session.
	ErrNoSession = models.E(models.KindUnauthenticated, "phone.none")
)

// Link is the way to one correction request.
type Link struct {
	ID          models.ID
	Key         string // of the message that carries it
	Application models.ID
	Request     models.ID
	Person      models.ID
	TokenHash   string // hex SHA-256 of the secret
	Sealed      []byte // the secret, until its message was sent
	Tries       int    // wrong second factors
	MadeAt      time.Time
	ExpiresAt   time.Time
	OpenedAt    time.Time // when a device passed, zero before
	ClosedAt    time.Time // zero while it is the application's live link
	ClosedWhy   string
}

// usable tells whether a device can still open it.
func (l Link) usable(now time.Time) bool {
	return l.ClosedAt.IsZero() && l.OpenedAt.IsZero() && l.Tries < MostTries && now.Before(l.ExpiresAt)
}

// Session is one use of a link by the device that passed.
type Session struct {
	ID          models.ID
	Link        models.ID
	Application models.ID
	Person      models.ID
	TokenHash   string
	StartedAt   time.Time
	LastSeenAt  time.Time
	EndedAt     time.Time // zero while it was not ended
	EndReason   string
}

// Live tells whether the session can be used at the moment.
func (s Session) Live(now time.Time) bool {
	return s.EndedAt.IsZero() && now.Before(s.LastSeenAt.Add(Idle)) && now.Before(s.StartedAt.Add(Absolute))
}

// Actor is the citizen acting in the session: at no kiosk.
func (s Session) Actor() models.Actor {
	return models.Actor{Kind: models.ActorCitizen, ID: s.Person, Session: s.ID}
}

// LinkStore keeps links. Reads in a transaction hold the link until the commit.
type LinkStore interface {
	// AddLink fails with models.ErrDuplicate where the application has a live one
	// or the key was used.
	AddLink(ctx context.Context, tx models.Tx, l Link) error
	// LinkByKey finds the link of a message; models.ErrNotFound.
	LinkByKey(ctx context.Context, tx models.Tx, key string) (Link, error)
	// LinkByToken finds the link of a secret's hash; models.ErrNotFound.
	LinkByToken(ctx context.Context, tx models.Tx, hash string) (Link, error)
	// ChangeLink writes what changes of a link the caller holds.
	ChangeLink(ctx context.Context, tx models.Tx, l Link) error
	// CloseLinks closes an application's live link.
	CloseLinks(ctx context.Context, tx models.Tx, application models.ID, why string, at time.Time) error
	// DropLinks deletes what expired before the moment, and answers how many.
	DropLinks(ctx context.Context, tx models.Tx, before time.Time) (int64, error)
}

// SessionStore keeps the sessions of phones.
type SessionStore interface {
	// AddPhoneSession fails with models.ErrDuplicate for a link's second.
	AddPhoneSession(ctx context.Context, tx models.Tx, s Session) error
	// PhoneSession finds a session by its token's hash, ended ones too;
	// models.ErrNotFound.
	PhoneSession(ctx context.Context, tokenHash string) (Session, error)
	// SeePhoneSession moves the last sign of life of a session that was not ended.
	SeePhoneSession(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error
	// EndPhoneSession ends one; an ended one stays as it is.
	EndPhoneSession(ctx context.Context, tx models.Tx, id models.ID, why string, at time.Time) error
	// EndPhoneSessions ends all of an application.
	EndPhoneSessions(ctx context.Context, tx models.Tx, application models.ID, why string, at time.Time) error
	// DropPhoneSessions deletes what began before the moment, and answers how many.
	DropPhoneSessions(ctx context.Context, tx models.Tx, before time.Time) (int64, error)
}

// Requests tells what is asked of an application's citizen.
type Requests interface {
	// OpenRequest reads the open request; models.ErrNotFound.
	OpenRequest(ctx context.Context, application models.ID) (application.CorrectionRequest, error)
}

// People names persons; *visit.Reception is it.
type People interface {
	// Identity opens a person's name and number.
	Identity(ctx context.Context, person models.ID) (visit.Identity, error)
}
