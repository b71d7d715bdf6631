package desk

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// Archive opens cases as they were decided on; *casework.Records is it.
type Archive interface {
	Of(ctx context.Context, actor models.Actor, application models.ID) ([]casework.Record, error)
	Open(ctx context.Context, actor models.Actor, application, decision models.ID) (casework.Record, error)
}

// ListRecords lists the moments at which a case was kept.
func (h *Handlers) ListRecords(ctx context.Context, r deskapi.ListRecordsRequestObject) (deskapi.ListRecordsResponseObject, error) {
	records, err := h.d.Archive.Of(ctx, gate.Actor(ctx), models.ID(r.CaseId))
	if err != nil {
		return nil, err
	}
	out := deskapi.ListRecords200JSONResponse{Records: make([]deskapi.RecordLine, len(records))}
	for i, k := range records {
		out.Records[i] = deskapi.RecordLine{
			DecisionId: string(k.Decision), Outcome: string(k.Outcome), At: k.At, By: k.By, DefinitionVersion: k.Definition,
		}
	}
	return out, nil
}

// GetRecord opens a case as it was at one decision.
func (h *Handlers) GetRecord(ctx context.Context, r deskapi.GetRecordRequestObject) (deskapi.GetRecordResponseObject, error) {
	k, err := h.d.Archive.Open(ctx, gate.Actor(ctx), models.ID(r.CaseId), models.ID(r.DecisionId))
	if err != nil {
		return nil, err
	}
	say := func(t models.Texts) string { return t.In(web.Language(ctx)) }
	out := deskapi.GetRecord200JSONResponse{
		DecisionId: string(k.Decision), At: k.At, By: k.By, Outcome: string(k.Outcome), Language: k.Language,
		DefinitionVersion: k.Definition, DefinitionTitle: say(k.Title), Law: orEmpty(k.Law), FactsHash: k.FactsHash,
		Sections: sectionsOf(k.Sections, say), Facts: rowsOf(k.Facts, say), Checks: checksOf(k.Checks, say), Ticked: orEmpty(k.Ticked),
		Fees: feesOf(k.Fees, say), TotalFen: int64(k.Total), Intact: k.Intact,
	}
	if k.Reason != nil {
		out.Reason = orNil(say(k.Reason))
	}
	return out, nil
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
