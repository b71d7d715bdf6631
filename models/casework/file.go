package casework

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/pii"
)

// Files opens applications for the desk. What it returns is in the clear; the
// desk masks it before anybody sees it.
type Files interface {
	Cabinet
	// Definitions lists the definitions of all services, retired ones with the last that was in force.
	Definitions() []*catalog.Definition
}

// Cabinet is where application keeps what Files opens; *application.Cases is it.
type Cabinet interface {
	Dossier(ctx context.Context, id models.ID) (application.Dossier, error)
	Exhibit(ctx context.Context, id models.ID, name string) (application.Image, error)
}

// cabinet makes Files of application's own use cases.
type cabinet struct {
	Cabinet
	catalog Services
}

// Services lists what is and was offered; *catalog.Catalog is it.
type Services interface {
	AllKnown() []*catalog.Definition
}

// NewFiles returns the desk's way to applications.
func NewFiles(c Cabinet, catalog Services) Files { return cabinet{c, catalog} }

func (c cabinet) Definitions() []*catalog.Definition { return c.catalog.AllKnown() }

// StageEnded is shown of a case that nobody has to decide any more.
const StageEnded Stage = "ended"

// View is the whole case on one screen, masked.
type View struct {
	Case       Case
	Stage      Stage
	Holder     pii.Text     // masked name
	Title      models.Texts // of the service
	Definition string       // version
	State      application.State
	StateText  models.Texts
	Claim      *Claim // the viewer's own live claim
	ClaimedBy  string // who holds it, "" for nobody
	Sections   []Section
	Facts      []Row
	Checks     []Check
	Pictures   []application.Exhibit
	Fees       []flow.FeeLine
	Total      models.Fen
	Timeline   []Moment
	Earlier    []Earlier
	Visits     []PastVisit
	Clock      DeadlineClock
	Decisions  []DecisionSeen
	Asked      []AskedSeen
	Reasons    []Reason // of the version the application is pinned to
	viewer     models.ID
	blind      bool
}

// Section is one step's answers.
type Section struct {
	Title models.Texts
	Rows  []Row
}

// Row is one value, masked where it is personal.
type Row struct {
	Field    string // by which it is revealed
	Label    models.Texts
	Value    models.Texts
	Masked   bool
	Register models.Texts // the register's value where it differs, masked alike; nil where not
}

// CheckResult is what the machine already found on a line of the check-list.
type CheckResult string

// The results.
const (
	CheckOK        CheckResult = "ok"
	CheckAttention CheckResult = "attention"
	CheckHuman     CheckResult = "human" // only a person can tell
)

// Check is one line of the definition's check-list.
type Check struct {
	Code      string
	Text      models.Texts
	Result    CheckResult
	Mandatory bool // to be ticked before approving
}

// Purpose is why a clerk asks to see a masked value.
type Purpose string

// The purposes.
const (
	VerifyIdentity   Purpose = "verify-identity"
	ContactCitizen   Purpose = "contact-citizen"
	CompareDocuments Purpose = "compare-documents"
	OtherPurpose     Purpose = "other"
)

// Purposes lists every purpose.
func Purposes() []Purpose {
	return []Purpose{VerifyIdentity, ContactCitizen, CompareDocuments, OtherPurpose}
}

// RevealedFor is how long a screen may show a revealed value.
const RevealedFor = 30 * time.Second
