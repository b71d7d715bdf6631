package desk

import (
	"context"
	"net/http"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/window"
)

// Counter is what is done at windows; *window.Window is it.
type Counter interface {
	LookUp(ctx context.Context, actor models.Actor, q window.Query) (window.File, error)
	Record(ctx context.Context, actor models.Actor, d window.Deed, record window.Hook) (window.Done, error)
	Reprints
}

// LookUpAtWindow finds what a citizen at the window came for.
func (h *Handlers) LookUpAtWindow(ctx context.Context, r deskapi.LookUpAtWindowRequestObject) (deskapi.LookUpAtWindowResponseObject, error) {
	actor := gate.Actor(ctx)
	file, err := h.d.Counter.LookUp(ctx, actor, window.Query{
		Code: orZero(r.Body.Code), Number: orZero(r.Body.Number), IDNumber: pii.Conceal(orZero(r.Body.IdNumber)),
	})
	if err != nil {
		return nil, err
	}
	say := func(t models.Texts) string { return t.In(web.Language(ctx)) }
	out := deskapi.LookUpAtWindow200JSONResponse{Visits: file.Visits, Items: make([]deskapi.WindowItem, len(file.Items))}
	out.Person.Id, out.Person.Holder, out.Person.IdNumber = string(file.Person), file.Holder.Reveal(), orNil(file.IDNumber.Reveal())
	if file.Here {
		out.Today = &struct {
			Sessions int `json:"sessions"`
		}{file.Sessions}
	}
	for i, item := range file.Items {
		out.Items[i] = windowItem(item, actor, say)
	}
	services := make([]deskapi.NamedCode, len(file.Services))
	for i, s := range file.Services {
		services[i] = deskapi.NamedCode{Code: s.Code, Name: say(s.Title)}
	}
	out.Services = &services
	return out, nil
}

func windowItem(item window.Item, actor models.Actor, say func(models.Texts) string) deskapi.WindowItem {
	out := deskapi.WindowItem{
		Id: string(item.ID), Kind: deskapi.WindowItemKind(item.Kind), Number: item.Number, Service: item.Service,
		ServiceTitle: say(item.Title), Site: item.Site, OwnHall: item.Site == actor.Site, State: item.State, StateText: say(item.StateText),
		Note: orNil(item.Note.Reveal()), Bring: textsOf(item.Bring, say), Visits: item.Visits,
		Acts: make([]deskapi.WindowItemActs, len(item.Acts)), Sections: sectionsOf(item.Sections, say),
		Results: make([]deskapi.WindowResult, len(item.Results)), Reasons: make([]deskapi.Reason, len(item.Reasons)), Prints: item.Prints,
	}
	if item.Reason != nil {
		out.Reason = orNil(say(item.Reason))
	}
	for i, act := range item.Acts {
		out.Acts[i] = deskapi.WindowItemActs(act)
	}
	for i, r := range item.Results {
		out.Results[i] = deskapi.WindowResult{
			Id: string(r.ID), Title: say(r.Title), State: string(r.State), Number: orNil(r.Number), Collectable: r.Collectable(),
		}
	}
	for i, r := range item.Reasons {
		out.Reasons[i] = reasonOf(r, say)
	}
	return out
}

func textsOf(list []models.Texts, say func(models.Texts) string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = say(t)
	}
	return out
}

// RecordWindowAct records what happened at the window.
func (h *Handlers) RecordWindowAct(ctx context.Context, r deskapi.RecordWindowActRequestObject) (deskapi.RecordWindowActResponseObject, error) {
	language := web.Language(ctx)
	answer := func(d window.Done) deskapi.RecordWindowAct200JSONResponse {
		return deskapi.RecordWindowAct200JSONResponse{
			Item: string(d.Item), State: d.State, StateText: orNil(d.StateText.In(language)), Visits: d.Visits, Cause: orNil(causeText(d.Cause, language)),
		}
	}
	record := web.Record(ctx, h.d.Once, func(d window.Done) any { return answer(d) }, http.StatusOK)
	done, err := h.d.Counter.Record(ctx, gate.Actor(ctx), window.Deed{
		Item: models.ID(orZero(r.Body.Item)), Person: models.ID(orZero(r.Body.PersonId)), Service: orZero(r.Body.Service),
		Act: window.Act(r.Body.Act), Result: models.ID(orZero(r.Body.ResultId)), Purpose: window.Purpose(orZero(r.Body.Purpose)),
		Reason: orZero(r.Body.ReasonCode), Note: pii.Conceal(orZero(r.Body.Note)),
	}, record)
	if err != nil {
		return nil, err
	}
	return answer(done), nil
}
