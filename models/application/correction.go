package application

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// RequestState is where a correction request stands.
type RequestState string

// The states of a correction request. An expired one can still be answered at a
// kiosk while its application lives; only its link is dead. Abandonment leaves
// it expired.
const (
	RequestAsked     RequestState = "asked"
	RequestAnswered  RequestState = "answered"
	RequestExpired   RequestState = "expired"
	RequestWithdrawn RequestState = "withdrawn" // by the office's recall, or with the application by its citizen
)

// Channel is the way by which a request was answered.
type Channel string

// The channels.
const (
	ByKiosk  Channel = "kiosk"
	ByPhone  Channel = "phone"
	ByWindow Channel = "window"
)

// CorrectionRequest is a request as it was kept.
type CorrectionRequest struct {
	ID          models.ID
	Application models.ID
	Site        string
	Seq         int // 1 for the application's first
	By          models.ID
	Sealed      []byte        // the ask at rest
	Ask         CorrectionAsk // opened by Cases; empty in a store's answer
	Note        pii.Text      // the clerk's words for the citizen, opened with Ask
	State       RequestState
	AskedAt     time.Time
	AnswerBy    models.Date // last day for the answer
	RemindOn    models.Date // "" where there is no day for a reminder
	RemindedAt  time.Time
	ClosedAt    time.Time // when it could not be answered any more
	AnsweredBy  Channel   // "" until answered
}

// Open tells whether the citizen can still answer it.
func (r CorrectionRequest) Open() bool {
	return r.ClosedAt.IsZero() && (r.State == RequestAsked || r.State == RequestExpired)
}

// RequestStore keeps correction requests.
type RequestStore interface {
	// AddRequest fails with models.ErrDuplicate where the application has an open
	// one or its number is taken.
	AddRequest(ctx context.Context, tx models.Tx, r CorrectionRequest) error
	// OpenRequest reads the application's open request; models.ErrNotFound.
	OpenRequest(ctx context.Context, application models.ID) (CorrectionRequest, error)
	// LockRequest is OpenRequest, held until the commit.
	LockRequest(ctx context.Context, tx models.Tx, application models.ID) (CorrectionRequest, error)
	// Requests lists all of an application, oldest first.
	Requests(ctx context.Context, application models.ID) ([]CorrectionRequest, error)
	// ChangeRequest writes state, reminder and end where the stored state is from;
	// models.ErrStale.
	ChangeRequest(ctx context.Context, tx models.Tx, r CorrectionRequest, from RequestState) error
	// DueRequests lists those asked whose last day was before today, or whose
	// reminder is due and was not sent.
	DueRequests(ctx context.Context, today models.Date, limit int) ([]CorrectionRequest, error)
}

// CorrectionView is what the citizen is shown of the request.
type CorrectionView struct {
	AnswerBy models.Date
	Expired  bool
	Note     string // the clerk's words
	Marks    []MarkView
	Answered int
}

// MarkView is one mark in words.
type MarkView struct {
	Step     string
	Field    string
	Label    models.Texts
	Reason   models.Texts
	Note     string
	Answered bool
}

// Call is a number called in a hall.
type Call struct {
	Number string
	At     time.Time
}

// CallStore keeps the numbers called.
type CallStore interface {
	// AddCall keeps a call of an application in a hall.
	AddCall(ctx context.Context, tx models.Tx, site string, application models.ID, c Call) error
	// Calls lists a hall's since a moment, newest first, each number once.
	Calls(ctx context.Context, site string, since time.Time, limit int) ([]Call, error)
	// ForgetCalls drops calls older than a moment.
	ForgetCalls(ctx context.Context, tx models.Tx, before time.Time) error
}

// Invitation is what a link to a correction request is made for.
type Invitation struct {
	Application models.ID
	Request     models.ID
	Person      models.ID
	Until       time.Time // its last moment
}

// Links are the phone's way to a correction request; *phone.Office is it.
type Links interface {
	// Invite makes the one live link of a request and answers its address, which
	// is told once the message was sent. The same key gives the same link until
	// then, and ErrTold afterwards.
	Invite(ctx context.Context, key string, i Invitation) (address string, err error)
	// Told forgets the secret that had to be kept until its message was sent.
	Told(ctx context.Context, key string) error
	// Close makes every link to the application dead. Sessions opened by them end
	// too, unless they may still look at what became of it.
	Close(ctx context.Context, tx models.Tx, application models.ID, why string, mayLook bool) error
}
