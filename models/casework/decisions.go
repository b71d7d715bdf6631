package casework

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/cursor"
	"onevisit/models/job"
	"onevisit/models/pii"
)

// DecisionsConfig is what Decisions is built from.
type DecisionsConfig struct {
	Transactor  models.Transactor
	List        List
	Timer       *Timer
	Kept        DecisionStore
	Past        DecisionList
	Office      Carrier
	Orders      Orders
	Files       Files
	Corrections Preparer
	Records     Recorder
	Clerks      Clerks
	Jobs        job.Queue
	Audit       audit.Log
	Vault       pii.Vault
	Clock       models.Clock
	IDs         *models.IDs
	Draw        func() int    // 0 to 99, for the blind second look
	Share       *int          // percent of approvals looked at twice, nil for what each definition says
	UndoTime    time.Duration // how long a decision can be undone; 0 carries it out at once
}

// Carrier carries decisions out on applications, in the deciding transaction;
// *application.Cases is it.
type Carrier interface {
	Office
	// Recall brings a decided application back to the clerks. A conflict when
	// something of the decision was carried out already.
	Recall(ctx context.Context, tx models.Tx, by models.Actor, id models.ID) error
}

// Orders ends what a decision asked to be paid; *payment.Cashier is it.
type Orders interface {
	// Void closes the application's open order. A conflict when it was paid, or
	// when the provider does not say that it is closed.
	Void(ctx context.Context, application models.ID) error
}

// Preparer completes a correction request before it goes out; *Corrections is
// it.
type Preparer interface {
	// Prepare answers the request as it will be asked, with the last day for the
	// answer. It refuses unknown fields and reasons, and a request that leaves out
	// what the system's own checks find.
	Prepare(
		ctx context.Context, c Case, file application.Dossier, asked application.CorrectionAsk,
	) (application.CorrectionAsk, error)
}

// Recorder keeps the case as it was when the decision was made; *Records is it.
type Recorder interface {
	// Keep writes the record in the decision's transaction and answers the hash
	// that the decision's audit entry names.
	Keep(ctx context.Context, tx models.Tx, c Case, file application.Dossier, d Decision) (hash string, err error)
}

// DecisionStore is the repository of decisions: what changes them. Each change
// names the state it changes from, so that an undo and the end of the undo time
// cannot both win.
type DecisionStore interface {
	// Begin takes a waiting case out under the clerk's live claim, or, where the
	// fence is 0, one that nobody else holds, and keeps the decision with the
	// clerk's hand. false, and the case as it stands, when the condition did not
	// hold; models.ErrDuplicate when the stage has a decision that counts.
	Begin(ctx context.Context, tx models.Tx, t Taking, d Decision) (Case, bool, error)
	// Hold reads a decision and its case and holds both until the commit;
	// models.ErrNotFound.
	Hold(ctx context.Context, tx models.Tx, id models.ID) (Decision, Case, error)
	// Close writes d's state, which was from; models.ErrStale when it was not.
	Close(ctx context.Context, tx models.Tx, d Decision, from DecisionState) error
	// Place writes where a case that Hold holds stands now: its state, stage,
	// round, claim and clock.
	Place(ctx context.Context, tx models.Tx, c Case) error
	// Round lists the decisions of an application's round, oldest first, and
	// holds them.
	Round(ctx context.Context, tx models.Tx, application models.ID, round int) ([]Decision, error)
	// Touch notes that somebody had a case in hand; noting it again changes nothing.
	Touch(ctx context.Context, tx models.Tx, h Hand) error
}

// DecisionList is the repository of decisions: what reads them.
type DecisionList interface {
	// Decision reads one; models.ErrNotFound.
	Decision(ctx context.Context, id models.ID) (Decision, error)
	// Decisions lists those on an application, oldest first.
	Decisions(ctx context.Context, application models.ID) ([]Decision, error)
	// Page lists a hall's decisions, newest first.
	Page(ctx context.Context, q DecisionQuery) ([]DecidedCase, error)
	// Touched tells whether the clerk had the case in hand, by one of the acts, in
	// another round or stage than the one it stands at.
	Touched(ctx context.Context, c Case, clerk models.ID, acts ...Act) (bool, error)
}

// DecisionQuery says which decisions to list.
type DecisionQuery struct {
	Site   string
	Clerk  models.ID // "" for the whole hall's
	Bulk   models.ID // "" for all
	Before models.ID // "" begins with the newest
	Limit  int
}

// Decisions is how cases are decided: provisional decisions that can be undone
// for a moment, second signatures, blind second looks, bulk decisions, and a
// supervisor's withdrawal of a final one. It is safe for concurrent use.
type Decisions struct {
	DecisionsConfig
	cursors cursor.Maker
}

// NewDecisions returns the use cases.
func NewDecisions(c DecisionsConfig) *Decisions {
	return &Decisions{DecisionsConfig: c, cursors: cursor.For("decisions", c.Vault)}
}

func (d *Decisions) caseOf(ctx context.Context, actor models.Actor, application models.ID) (Case, error) {
	return caseOfHall(ctx, d.List, actor, application)
}

// note appends an entry about a decision on a case.
func (d *Decisions) note(ctx context.Context, tx models.Tx, c Case, decision Decision, e audit.Entry) error {
	e.Subjects = append(subjects(c), audit.Ref{Kind: "decision", ID: string(decision.ID)})
	return d.Audit.Append(ctx, tx, e)
}
