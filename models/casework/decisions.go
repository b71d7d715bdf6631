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
	Queue       Queue
	List        List
	Kept        DecisionStore
	Office      Office
	Files       Files
	Corrections Preparer
	Recorder    Recorder
	Clerks      Clerks
	Jobs        job.Queue
	Audit       audit.Log
	Vault       pii.Vault
	Clock       models.Clock
	IDs         *models.IDs
	Draw        func() int    // 0 to 99, for the blind second look
	UndoTime    time.Duration // how long a decision can be undone; 0 carries it out at once
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

// DecisionStore is the repository of decisions. Each change names the state it
// changes from, so that an undo and the end of the undo time cannot both win.
type DecisionStore interface {
	// Begin takes a waiting case out under the clerk's live claim, or, where the
	// fence is 0, one that nobody else holds, and keeps the decision. false, and
	// the case as it stands, when the condition did not hold.
	Begin(ctx context.Context, tx models.Tx, t Taking, d Decision) (Case, bool, error)
	// Hold reads a decision and its case and holds both until the commit;
	// models.ErrNotFound.
	Hold(ctx context.Context, tx models.Tx, id models.ID) (Decision, Case, error)
	// Close writes d's state, which was from; models.ErrStale when it was not.
	Close(ctx context.Context, tx models.Tx, d Decision, from DecisionState) error
	// Place writes the state, stage, round, claim and clock of a case that Hold
	// holds.
	Place(ctx context.Context, tx models.Tx, c Case) error
	// Of lists the decisions on an application, oldest first.
	Of(ctx context.Context, application models.ID) ([]Decision, error)
	// Page lists a hall's decisions, newest first.
	Page(ctx context.Context, q DecisionQuery) ([]Decided, error)
}

// DecisionQuery says which decisions to list.
type DecisionQuery struct {
	Site   string
	Clerk  models.ID // "" for the whole hall's
	Bulk   models.ID // "" for all
	Before models.ID // "" begins with the newest
	Limit  int
}
