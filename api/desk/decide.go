package desk

import (
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/pii"
)

// Decisions is how cases are decided; *casework.Decisions is it.
type Decisions interface {
	Decide(ctx context.Context, actor models.Actor, r casework.Ruling, record casework.Hook[casework.Decided]) (casework.Decided, error)
	Undo(ctx context.Context, actor models.Actor, id models.ID, record casework.Hook[casework.Claim]) (casework.Claim, error)
	Withdraw(ctx context.Context, actor models.Actor, r casework.Recalling, record casework.Hook[models.ID]) error
	History(ctx context.Context, actor models.Actor, hall bool, page models.Page) (casework.History, error)
}

// Bulk is how many cases are decided alike; *casework.Decisions is it.
type Bulk interface {
	Preview(ctx context.Context, actor models.Actor, r casework.BulkRuling) (casework.BulkPreview, error)
	DecideBulk(ctx context.Context, actor models.Actor, r casework.BulkRuling, record casework.Hook[casework.BulkDecided]) (casework.BulkDecided, error)
	UndoBulk(ctx context.Context, actor models.Actor, bulk models.ID, record casework.Hook[casework.BulkDecided]) (casework.BulkDecided, error)
}

// Decide decides a case; the decision can be undone for a moment.
func (h *Handlers) Decide(ctx context.Context, r deskapi.DecideRequestObject) (deskapi.DecideResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(d casework.Decided) any { return decidedOf(d) }, http.StatusOK)
	decided, err := h.d.Decisions.Decide(ctx, gate.Actor(ctx), casework.Ruling{
		Application: models.ID(r.CaseId), Fence: r.Body.Fence, Outcome: casework.Outcome(r.Body.Outcome),
		Reason: orZero(r.Body.ReasonCode), Note: pii.Conceal(orZero(r.Body.Note)), Checks: orZero(r.Body.Checks),
		Correction: askOf(r.Body.Correction),
	}, record)
	if err != nil {
		return nil, err
	}
	return decidedOf(decided), nil
}

func askOf(r *deskapi.CorrectionRequest) *application.CorrectionAsk {
	if r == nil {
		return nil
	}
	ask := &application.CorrectionAsk{Again: orZero(r.AgainReason)}
	for _, m := range r.Marks {
		ask.Marks = append(ask.Marks, application.Mark{Field: m.Field, Reason: m.ReasonCode, Note: pii.Conceal(orZero(m.Note))})
	}
	return ask
}

func decidedOf(d casework.Decided) deskapi.Decide200JSONResponse {
	return deskapi.Decide200JSONResponse{
		CaseId: string(d.Application), DecisionId: string(d.Decision), Outcome: string(d.Outcome), State: string(d.State),
		Stage: deskapi.DecidedStage(d.Stage), FinalAt: d.FinalAt, UndoSeconds: int(d.UndoTime.Seconds()),
	}
}

// UndoDecision takes one's own decision back while it is provisional.
func (h *Handlers) UndoDecision(ctx context.Context, r deskapi.UndoDecisionRequestObject) (deskapi.UndoDecisionResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(c casework.Claim) any { return deskapi.UndoDecision200JSONResponse(claimOf(c)) }, http.StatusOK)
	claim, err := h.d.Decisions.Undo(ctx, gate.Actor(ctx), models.ID(r.DecisionId), record)
	if err != nil {
		return nil, err
	}
	return deskapi.UndoDecision200JSONResponse(claimOf(claim)), nil
}

// WithdrawDecision takes a final decision back for a supervisor.
func (h *Handlers) WithdrawDecision(ctx context.Context, r deskapi.WithdrawDecisionRequestObject) (deskapi.WithdrawDecisionResponseObject, error) {
	record := web.Record(ctx, h.d.Once, func(models.ID) any { return deskapi.WithdrawDecision204Response{} }, http.StatusNoContent)
	err := h.d.Decisions.Withdraw(ctx, gate.Actor(ctx), casework.Recalling{
		Decision: models.ID(r.DecisionId), Reason: casework.RecallReason(r.Body.ReasonCode), Note: pii.Conceal(orZero(r.Body.Note)),
	}, record)
	if err != nil {
		return nil, err
	}
	return deskapi.WithdrawDecision204Response{}, nil
}
