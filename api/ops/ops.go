// Package ops answers the contract of operation: which version of every service
// is in force, and how two persons change it. What may be done stands in
// models/publication; here is only the translation.
package ops

import (
	"context"
	"net/http"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/once"
	"onevisit/models/publication"
)

// Publishing is how what is in force is looked at and changed;
// *publication.Office is it.
type Publishing interface {
	List(ctx context.Context) ([]publication.Line, time.Time, error)
	History(ctx context.Context, service string) (publication.History, error)
	Read(ctx context.Context, service, hash string) (publication.Version, error)
	See(ctx context.Context, actor models.Actor, id models.ID) (publication.Seen, error)
	Try(ctx context.Context, actor models.Actor, source []byte, from time.Time) (publication.Check, error)
	Submit(ctx context.Context, actor models.Actor, r publication.Request, record publication.Hook) (publication.Move, error)
	Decide(ctx context.Context, actor models.Actor, d publication.Decision, record publication.Hook) (publication.Move, error)
}

// Deps is what the handlers work with.
type Deps struct {
	Publishing Publishing
	Once       once.Keeper
	Clock      models.Clock
}

// Handlers implements opsapi.StrictServerInterface.
type Handlers struct{ d Deps }

// New returns the handlers.
func New(d Deps) *Handlers { return &Handlers{d} }

// ListDefinitions shows every service with what is in force.
func (h *Handlers) ListDefinitions(ctx context.Context, _ opsapi.ListDefinitionsRequestObject) (opsapi.ListDefinitionsResponseObject, error) {
	lines, at, err := h.d.Publishing.List(ctx)
	if err != nil {
		return nil, err
	}
	out := opsapi.ListDefinitions200JSONResponse{AsOf: at, Services: make([]opsapi.Standing, len(lines))}
	for i, l := range lines {
		out.Services[i] = h.standing(ctx, l, at)
	}
	return out, nil
}

// GetDefinitionHistory shows what happened to a service.
func (h *Handlers) GetDefinitionHistory(
	ctx context.Context, r opsapi.GetDefinitionHistoryRequestObject,
) (opsapi.GetDefinitionHistoryResponseObject, error) {
	history, err := h.d.Publishing.History(ctx, r.Service)
	if err != nil {
		return nil, err
	}
	now := h.d.Clock.Now()
	out := opsapi.GetDefinitionHistory200JSONResponse{
		Standing: h.standing(ctx, history.Line, now), Proposals: proposals(history.Moves, now),
		Versions: make([]opsapi.DefinitionVersion, len(history.Versions)),
	}
	for i, v := range history.Versions {
		out.Versions[i] = opsapi.DefinitionVersion{Hash: v.Hash, KeptAt: v.KeptAt}
	}
	return out, nil
}

// GetDefinitionSource gives a version's YAML.
func (h *Handlers) GetDefinitionSource(
	ctx context.Context, r opsapi.GetDefinitionSourceRequestObject,
) (opsapi.GetDefinitionSourceResponseObject, error) {
	v, err := h.d.Publishing.Read(ctx, r.Service, r.Hash)
	if err != nil {
		return nil, err
	}
	return opsapi.GetDefinitionSource200JSONResponse{Service: v.Service, Hash: v.Hash, Yaml: string(v.Source)}, nil
}

// CheckDefinition says what is found in a file.
func (h *Handlers) CheckDefinition(ctx context.Context, r opsapi.CheckDefinitionRequestObject) (opsapi.CheckDefinitionResponseObject, error) {
	from, err := moment(r.Body.From)
	if err != nil {
		return nil, err
	}
	c, err := h.d.Publishing.Try(ctx, gate.Actor(ctx), []byte(r.Body.Yaml), from)
	if err != nil {
		return nil, err
	}
	out := opsapi.CheckDefinition200JSONResponse{
		Fit: c.Fit(), Service: orNil(c.Service), Hash: orNil(c.Hash), Against: orNil(c.Against), Scenarios: c.Scenarios, Branches: c.Branches,
		Findings: findings(ctx, c.Findings), Changes: changes(ctx, c.Changes),
	}
	if c.Definition != nil {
		out.Title = orNil(c.Definition.Title.In(web.Language(ctx)))
	}
	return out, nil
}

// SubmitProposal asks for a change.
func (h *Handlers) SubmitProposal(ctx context.Context, r opsapi.SubmitProposalRequestObject) (opsapi.SubmitProposalResponseObject, error) {
	from, err := moment(r.Body.From)
	if err != nil {
		return nil, err
	}
	reply := func(m publication.Move) opsapi.SubmitProposal201JSONResponse {
		return opsapi.SubmitProposal201JSONResponse(proposal(m, h.d.Clock.Now()))
	}
	record := web.Record(ctx, h.d.Once, func(m publication.Move) any { return reply(m) }, http.StatusCreated)
	m, err := h.d.Publishing.Submit(ctx, gate.Actor(ctx), publication.Request{
		Kind: publication.Kind(r.Body.Kind), Service: text(r.Body.Service), Source: []byte(text(r.Body.Yaml)), From: from, Note: text(r.Body.Note),
	}, record)
	if err != nil {
		return nil, err
	}
	return reply(m), nil
}

// GetProposal shows a change to the second person.
func (h *Handlers) GetProposal(ctx context.Context, r opsapi.GetProposalRequestObject) (opsapi.GetProposalResponseObject, error) {
	seen, err := h.d.Publishing.See(ctx, gate.Actor(ctx), models.ID(r.ProposalId))
	if err != nil {
		return nil, err
	}
	out := opsapi.GetProposal200JSONResponse{
		Proposal: proposal(seen.Move, h.d.Clock.Now()), Title: seen.Title.In(web.Language(ctx)), Against: seen.Against,
		Changes: changes(ctx, seen.Changes), Findings: findings(ctx, seen.Findings), Scenarios: seen.Count, Branches: seen.Branches,
		May: make([]opsapi.ProposalSeenMay, len(seen.May)),
	}
	for i, c := range seen.May {
		out.May[i] = opsapi.ProposalSeenMay(c)
	}
	return out, nil
}

// ApproveProposal is the second person's yes.
func (h *Handlers) ApproveProposal(ctx context.Context, r opsapi.ApproveProposalRequestObject) (opsapi.ApproveProposalResponseObject, error) {
	m, err := decide(ctx, h, publication.Decision{
		Move: models.ID(r.ProposalId), Command: publication.Approve, Against: r.Body.Against,
	}, func(p opsapi.Proposal) any { return opsapi.ApproveProposal200JSONResponse(p) })
	if err != nil {
		return nil, err
	}
	return opsapi.ApproveProposal200JSONResponse(m), nil
}

// ReturnProposal sends it back.
func (h *Handlers) ReturnProposal(ctx context.Context, r opsapi.ReturnProposalRequestObject) (opsapi.ReturnProposalResponseObject, error) {
	m, err := decide(ctx, h, publication.Decision{
		Move: models.ID(r.ProposalId), Command: publication.Return, Reason: r.Body.Reason,
	}, func(p opsapi.Proposal) any { return opsapi.ReturnProposal200JSONResponse(p) })
	if err != nil {
		return nil, err
	}
	return opsapi.ReturnProposal200JSONResponse(m), nil
}

// WithdrawProposal takes it back.
func (h *Handlers) WithdrawProposal(ctx context.Context, r opsapi.WithdrawProposalRequestObject) (opsapi.WithdrawProposalResponseObject, error) {
	m, err := decide(ctx, h, publication.Decision{
		Move: models.ID(r.ProposalId), Command: publication.Withdraw, Reason: text(r.Body.Reason),
	}, func(p opsapi.Proposal) any { return opsapi.WithdrawProposal200JSONResponse(p) })
	if err != nil {
		return nil, err
	}
	return opsapi.WithdrawProposal200JSONResponse(m), nil
}

// decide gives a command, and keeps the reply with it.
func decide(ctx context.Context, h *Handlers, d publication.Decision, reply func(opsapi.Proposal) any) (opsapi.Proposal, error) {
	record := web.Record(ctx, h.d.Once, func(m publication.Move) any { return reply(proposal(m, h.d.Clock.Now())) }, http.StatusOK)
	m, err := h.d.Publishing.Decide(ctx, gate.Actor(ctx), d, record)
	return proposal(m, h.d.Clock.Now()), err
}
