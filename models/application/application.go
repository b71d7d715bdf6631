package application

import (
	"time"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Application is one form and its case.
type Application struct {
	ID          models.ID
	Number      string // what staff and the slip call it
	Matter      models.ID
	Person      models.ID
	Service     string
	Definition  string // hash of the version it is pinned to
	State       State
	Version     int64
	Site        string    // where it was opened; its clerks decide
	Region      string    // six-digit division code of that site's city
	Device      models.ID // of the last session that worked on it
	Session     models.ID
	Visit       models.ID
	Answers     []byte // sealed
	Facts       []byte // sealed
	Lines       []byte // sealed fee lines, once submitted
	Total       models.Fen
	Paid        models.Fen
	Route       flow.Route
	Promised    models.Date
	OpenedAt    time.Time
	UpdatedAt   time.Time
	SubmittedAt time.Time
	DecidedAt   time.Time
	EndedAt     time.Time
	Reason      string // code of a rejection, hand-over or stop
	Language    string // the citizen's, as chosen in the last session
}

// Live tells whether the application has not ended.
func (a Application) Live() bool { return !a.State.Ended() }

// today is the date the engine computes with: the submission's, once there is
// one, so that what was submitted keeps meaning the same.
func (a Application) today(now time.Time) models.Date {
	if a.SubmittedAt.IsZero() || a.State.Editable() {
		return models.DateOf(now)
	}
	return models.DateOf(a.SubmittedAt)
}

// ResultState is where a result stands.
type ResultState string

// The states of a result. Unknown is an effect without a reply: it is asked
// about before anything else.
const (
	ResultWaiting ResultState = "waiting"
	ResultDue     ResultState = "due" // at the device
	ResultUnknown ResultState = "unknown"
	ResultDone    ResultState = "done"
	ResultFailed  ResultState = "failed"
)

// The kinds of results.
const (
	KindDecision = "decision"
	KindWrite    = "permit-write"
	KindPrint    = "print"
	KindProduce  = "produce"
	KindPost     = "post"
	KindAnswer   = "answer" // said at once; nothing is carried out or kept
)

// The stages of results.
const (
	BeforePayment = "before-payment"
	AfterPayment  = "after-payment"
)

// Result is one thing an approved application leads to. Its words are the
// definition's and are made anew for every view.
type Result struct {
	ID          models.ID
	Application models.ID
	Seq         int // place in the engine's list
	Kind        string
	Item        string // key of the list element, "" where there is none
	Stage       string
	State       ResultState
	Number      string // document, decision or tracking number
	Amount      models.Fen
	Visit       bool // receiving it takes one more presence
	Attempts    int
	Device      models.ID
	Fault       string
	UpdatedAt   time.Time
	DoneAt      time.Time
}

// byDevice tells whether the kiosk carries the result out.
func (r Result) byDevice() bool { return r.Kind == KindWrite || r.Kind == KindPrint }

// ready tells whether the result is made and waits to be collected.
func (r Result) ready() bool { return r.Visit && r.State != ResultDone && !r.DoneAt.IsZero() }

// over tells whether nothing more will be done for it.
func (r Result) over() bool { return r.State == ResultDone || r.State == ResultFailed }

// QueueEntry is an application that goes to the clerks.
type QueueEntry struct {
	Application models.ID
	Matter      models.ID
	Person      models.ID
	Session     models.ID
	Number      string
	Service     string
	Site        string
	Kiosk       string   // name of the machine
	Holder      pii.Text // masked name
	Household   pii.Text // number of the holder's household, empty where the register has none
	SubmittedAt time.Time
	Promised    models.Date
	Demo        bool
	Skill       string // what the definition's policy asks of a clerk
	Language    string // the citizen's
	Eyes        int    // how many clerks have to sign: 1 or 2
	Corrected   bool   // comes back answered: it keeps its place and goes to the clerk who asked
	// File is the application as it is handed in, with definition, walk and facts
	// only: what the office's deadlines and the machine's checks are worked out from.
	File *Dossier
}

// Ruling is what a clerk decided on a queued application.
type Ruling struct {
	By          models.Actor
	Application models.ID
	Command     Command // Approve, Reject, Correct or HandOver
	Reason      string
	Cause       visit.Cause // of the visit the reason makes necessary
	Note        pii.Text    // the clerk's words for the citizen, with a hand-over or a correction
	Correction  *CorrectionAsk
}

// CorrectionAsk is the one complete request to put things right (一次性告知,
// Administrative Licence Law art. 32).
type CorrectionAsk struct {
	Marks    []Mark
	Again    string      // why a second request for the application is necessary, "" for the first
	AnswerBy models.Date // last day for the answer
}

// Mark is one thing a correction request asks the citizen to put right.
type Mark struct {
	Field  string // a field, or a document, of the definition
	Reason string // code of the closed list
	Note   pii.Text
}

// Place is the kiosk a citizen stands at.
type Place struct {
	Device        models.ID
	Name          string
	Site          string
	SiteName      string
	City          string // six-digit division code
	Province      string
	Demo          bool
	PermitStation bool
	Printer       bool
	Camera        bool
	ClerksToday   bool
}
