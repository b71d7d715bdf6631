package window

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// Act is what can be recorded at a window.
type Act string

// The acts.
const (
	Attended  Act = "attended"  // was here; nothing came to an end
	Collected Act = "collected" // took a finished document away
	Completed Act = "completed" // what was handed over was done here
	Refused   Act = "refused"   // it was turned down here, for good
	Repaired  Act = "repaired"  // what a machine failed at goes on
)

// Acts lists every act.
func Acts() []Act { return []Act{Attended, Collected, Completed, Refused, Repaired} }

// Purpose is what somebody who attended came for.
type Purpose string

// The purposes.
const (
	Ask        Purpose = "ask"
	Papers     Purpose = "papers"
	Photo      Purpose = "photo"
	Biometrics Purpose = "biometrics"
	Identity   Purpose = "identity"
	Payment    Purpose = "payment"
	Other      Purpose = "other"
)

// Purposes lists every purpose.
func Purposes() []Purpose {
	return []Purpose{Ask, Papers, Photo, Biometrics, Identity, Payment, Other}
}

// Kind says what an item is.
type Kind string

// The kinds of items.
const (
	KindApplication Kind = "application"
	KindAttempt     Kind = "attempt" // refused at the pre-check, before there was an application
)

// ErrUnknown is the answer to a code, number or person that leads to nothing
// this window may know of.
var ErrUnknown = models.E(models.KindNotFound, "window.unknown")

// ErrNotPossible is the answer to an act that the item's state does not allow.
var ErrNotPossible = models.E(models.KindConflict, "window.not-possible")

// longestNote is in characters.
const longestNote = 200

// shownDays is how long what has ended is still shown: as long as a return
// belongs to the same matter.
const shownDays = visit.Window

// mostItems bounds what one look-up shows; nobody has more under way.
const mostItems = 30

// Applications is the part of application the window works with;
// *application.Cases is it.
type Applications interface {
	visit.Applications
	Dossier(ctx context.Context, id models.ID) (application.Dossier, error)
	Collected(ctx context.Context, tx models.Tx, by models.Actor, application, result models.ID) error
	Conclude(ctx context.Context, tx models.Tx, c application.Conclusion) (application.State, error)
	Repair(ctx context.Context, tx models.Tx, by models.Actor, application models.ID) error
}

// Files finds applications.
type Files interface {
	// ByID reads one; models.ErrNotFound.
	ByID(ctx context.Context, id models.ID) (application.Application, error)
	// ByNumber reads one; models.ErrNotFound.
	ByNumber(ctx context.Context, number string) (application.Application, error)
	// Lock reads one in the transaction and holds it.
	Lock(ctx context.Context, tx models.Tx, id models.ID) (application.Application, error)
	// OfPerson lists a person's applications that live or ended since, newest first.
	OfPerson(ctx context.Context, person models.ID, since time.Time, limit int) ([]application.Application, error)
}

// Book reads persons, their matters and what was refused them.
type Book interface {
	// PersonByID reads one; models.ErrNotFound.
	PersonByID(ctx context.Context, id models.ID) (visit.Person, error)
	// MattersOf lists a person's matters, newest first.
	MattersOf(ctx context.Context, person models.ID) ([]visit.Matter, error)
	// AttemptByID reads one; models.ErrNotFound.
	AttemptByID(ctx context.Context, id models.ID) (Attempt, error)
	// AttemptByReference reads one; models.ErrNotFound.
	AttemptByReference(ctx context.Context, reference string) (Attempt, error)
	// AttemptsOf lists what was refused a person since, newest first.
	AttemptsOf(ctx context.Context, person models.ID, since time.Time, limit int) ([]Attempt, error)
	// VisitsOf counts the presences of the matters, each once.
	VisitsOf(ctx context.Context, matters []models.ID) (int, error)
	// Today counts the person's sessions at the hall on the day; false where the
	// person was not there.
	Today(ctx context.Context, person models.ID, site string, on models.Date) (int, bool, error)
}

// Attempt is a refused attempt with whose and where it was.
type Attempt struct {
	visit.Attempt
	Person models.ID
	Site   string
}

// Interests tells whose matters a clerk may not touch.
type Interests interface {
	Interested(ctx context.Context, clerk, person models.ID) (bool, error)
}

// Notes reads what a clerk wrote for the window; *casework.Notes is it.
type Notes interface {
	HandedOver(ctx context.Context, application models.ID) (pii.Text, error)
}

// Households keeps which household a person belongs to, as a keyed index.
type Households interface {
	Lives(ctx context.Context, tx models.Tx, person models.ID, household string) error
}

// Journal keeps the acts.
type Journal interface {
	AddAct(ctx context.Context, tx models.Tx, e Entry) error
}

// Entry is an act as it was kept, never changed.
type Entry struct {
	ID          models.ID
	Visit       models.ID
	Matter      models.ID
	Person      models.ID
	Application models.ID // "" where there is none
	Clerk       models.ID
	Site        string
	Act         Act
	Purpose     Purpose
	Reason      string
	Note        []byte // sealed
	At          time.Time
}

// Catalog gives the definitions; *catalog.Catalog is it.
type Catalog interface {
	application.Catalog
	// Known is the one in force, of a retired service the last that was.
	Known(service string) (*catalog.Definition, bool)
}

// Config is what the window is built from.
type Config struct {
	Transactor   models.Transactor
	Applications Applications
	Printing     Printing
	Halls        Halls
	Files        Files
	Book         Book
	Interests    Interests
	Households   Households
	Notes        Notes
	Journal      Journal
	Catalog      Catalog
	Source       register.Source
	Doorman      *visit.Doorman
	Ledger       *visit.Ledger
	Audit        audit.Log
	Vault        pii.Vault
	Clock        models.Clock
	IDs          *models.IDs
	Demo         bool // the hall is a demo hall: its visits never enter figures
}

// Window is what is done at a window. It is safe for concurrent use.
type Window struct{ Config }

// New returns the window.
func New(c Config) *Window { return &Window{c} }

// unbiased refuses a clerk's own matters and those of relatives and of the
// clerk's household.
func (w *Window) unbiased(ctx context.Context, actor models.Actor, person models.ID) error {
	near, err := w.Interests.Interested(ctx, actor.ID, person)
	if err != nil {
		return err
	}
	if near {
		return casework.ErrConflict
	}
	return nil
}
