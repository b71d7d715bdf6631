package visit

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// PersonStore keeps persons and their visits.
type PersonStore interface {
	// PersonByIndex finds the person of an ID number; models.ErrNotFound.
	PersonByIndex(ctx context.Context, tx models.Tx, index string) (Person, error)
	// Person reads one; models.ErrNotFound.
	Person(ctx context.Context, id models.ID) (Person, error)
	// AddPerson fails with models.ErrDuplicate when the number is known.
	AddPerson(ctx context.Context, tx models.Tx, p Person) error
	// VisitOf finds a presence; models.ErrNotFound.
	VisitOf(ctx context.Context, tx models.Tx, person models.ID, site string, on models.Date) (Visit, error)
	// AddVisit fails with models.ErrDuplicate when the presence exists.
	AddVisit(ctx context.Context, tx models.Tx, v Visit) error
}

// SessionStore keeps sessions.
type SessionStore interface {
	// AddSession fails with models.ErrDuplicate while the device has a live one.
	AddSession(ctx context.Context, tx models.Tx, s Session) error
	// Session reads one; models.ErrNotFound.
	Session(ctx context.Context, id models.ID) (Session, error)
	// SessionByToken finds a session, ended ones too; models.ErrNotFound.
	SessionByToken(ctx context.Context, tokenHash string) (Session, error)
	// LiveSession finds the device's live session; models.ErrNotFound.
	LiveSession(ctx context.Context, tx models.Tx, device models.ID) (Session, error)
	// StaleSessions lists live sessions last seen, or begun, before these times.
	StaleSessions(ctx context.Context, seen, begun time.Time, limit int) ([]Session, error)
	// ChangeSession writes LastSeenAt, Language, Assisted, the end and the rating
	// of a session that is still live; models.ErrStale when it is not.
	ChangeSession(ctx context.Context, tx models.Tx, s Session) error
}

// MatterStore keeps matters and the attempts refused before an application.
type MatterStore interface {
	// LatestMatter finds the person's newest matter of a service and holds it
	// until the commit; models.ErrNotFound.
	LatestMatter(ctx context.Context, tx models.Tx, person models.ID, service string) (Matter, error)
	// LockMatter reads one and holds it until the commit; models.ErrNotFound.
	LockMatter(ctx context.Context, tx models.Tx, id models.ID) (Matter, error)
	// AddMatter fails with models.ErrDuplicate while another is open.
	AddMatter(ctx context.Context, tx models.Tx, m Matter) error
	// ChangeMatter writes m where the stored version is m.Version-1; models.ErrStale.
	ChangeMatter(ctx context.Context, tx models.Tx, m Matter) error
	// SilentMatters lists open matters whose last event was before a date.
	SilentMatters(ctx context.Context, before models.Date, after models.ID, limit int) ([]Matter, error)
	// AddAttempt keeps a refused attempt; models.ErrDuplicate for a reference twice.
	AddAttempt(ctx context.Context, tx models.Tx, a Attempt) error
}

// PresenceStore keeps which visits a matter had.
type PresenceStore interface {
	// LastPresence is the matter's latest visit; models.ErrNotFound.
	LastPresence(ctx context.Context, tx models.Tx, matter models.ID) (Presence, error)
	// PresenceAt is a visit's part in a matter; models.ErrNotFound.
	PresenceAt(ctx context.Context, tx models.Tx, matter, visit models.ID) (Presence, error)
	// VisitByID reads one; models.ErrNotFound.
	VisitByID(ctx context.Context, tx models.Tx, id models.ID) (Visit, error)
	// WorkingAt lists what a visit left in the citizen's hands.
	WorkingAt(ctx context.Context, tx models.Tx, visit models.ID) ([]Presence, error)
	// AddPresence adds a visit to a matter.
	AddPresence(ctx context.Context, tx models.Tx, p Presence) error
	// ChangePresence writes the ending.
	ChangePresence(ctx context.Context, tx models.Tx, p Presence) error
}

// Holders names the person a permit belongs to, by the register's record of it.
type Holders interface {
	// HolderOfPermit answers name and ID number; models.ErrNotFound when the
	// register knows no such permit.
	HolderOfPermit(ctx context.Context, permit pii.Text) (Identity, error)
}

// Applications is what a matter has to know of its applications.
type Applications interface {
	// Holds tells whether one is in the office's hands or decided, so that the
	// citizen's silence cannot end the matter.
	Holds(ctx context.Context, tx models.Tx, matter models.ID) (bool, error)
	// GiveUp ends those that wait for the citizen, when the matter is abandoned.
	GiveUp(ctx context.Context, tx models.Tx, matter models.ID) error
}
