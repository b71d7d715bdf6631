package auditor

import (
	"context"
	"strings"
	"time"

	openapi "github.com/oapi-codegen/runtime/types"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/completion"
	"onevisit/models/visit"
)

const (
	defaultLimit   = 50
	timelineLength = 200
)

// ListMatters lists the matters behind a figure.
func (h *Handlers) ListMatters(ctx context.Context, r auditorapi.ListMattersRequestObject) (auditorapi.ListMattersResponseObject, error) {
	p := r.Params
	page := models.Page{After: orZero(p.Cursor), Limit: defaultLimit}
	if p.Limit != nil {
		page.Limit = *p.Limit
	}
	list, err := h.reports.Matters(ctx, gate.Actor(ctx), queryOf(p.From, p.To, p.Service, p.Site, nil), completion.Filter{
		Set: completion.Set(orZero(p.Set)), End: completion.State(orZero(p.End)),
		Visits: completion.VisitsFilter(orZero(p.Visits)), Cause: orZero(p.Cause),
	}, page)
	if err != nil {
		return nil, err
	}
	out := auditorapi.ListMatters200JSONResponse{
		Matters: make([]auditorapi.MatterRow, len(list.Matters)), Total: list.Total, Next: orNil(list.Next),
	}
	for i, m := range list.Matters {
		causes := append([]string{}, m.Causes()...)
		out.Matters[i] = auditorapi.MatterRow{
			Id: string(m.ID), Service: m.Service, ServiceTitle: h.title(ctx, m.Service), Site: m.Site,
			State: auditorapi.MatterRowState(m.State), OpenedOn: dateOf(m.OpenedOn), EndedOn: dateOrNil(m.EndedOn),
			Visits: m.Visits, Causes: &causes,
		}
	}
	return out, nil
}

// GetMatter shows one matter with its visits and what happened.
func (h *Handlers) GetMatter(ctx context.Context, r auditorapi.GetMatterRequestObject) (auditorapi.GetMatterResponseObject, error) {
	m, err := h.reports.Matter(ctx, gate.Actor(ctx), models.ID(r.MatterId))
	if err != nil {
		return nil, err
	}
	records, err := h.record.About(ctx, audit.Ref{Kind: "matter", ID: string(m.ID)}, models.Page{Limit: timelineLength})
	if err != nil {
		return nil, err
	}
	whose, err := h.whose(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	causes := append([]string{}, m.Causes()...)
	out := auditorapi.GetMatter200JSONResponse{
		Id: string(m.ID), Service: m.Service, ServiceTitle: h.title(ctx, m.Service), Site: m.Site,
		State: auditorapi.MatterState(m.State), OpenedOn: dateOf(m.OpenedOn), EndedOn: dateOrNil(m.EndedOn),
		Visits: m.Visits, Causes: &causes, Timeline: momentsOf(ctx, records), Whose: whose,
	}
	out.Presences, err = h.presencesOf(ctx, m.Presences)
	return out, err
}

type (
	presence = struct {
		// Cause why this visit was needed; only after the first
		Cause     *string      `json:"cause,omitempty"`
		CauseText *string      `json:"causeText,omitempty"`
		Ending    string       `json:"ending"`
		On        openapi.Date `json:"on"`
		Site      string       `json:"site"`
		SiteName  string       `json:"siteName"`
	}
	moment = struct {
		Action string    `json:"action"`
		Actor  string    `json:"actor"`
		At     time.Time `json:"at"`

		// Entry the audit entry that says so, for its proof
		Entry int64   `json:"entry"`
		Text  *string `json:"text,omitempty"`
	}
)

func (h *Handlers) presencesOf(ctx context.Context, presences []completion.Presence) ([]presence, error) {
	d, err := h.reports.Definition()
	if err != nil {
		return nil, err
	}
	language, names := web.Language(ctx), h.names()
	out := make([]presence, len(presences))
	for i, p := range presences {
		name, err := names.of(ctx, p.Site)
		if err != nil {
			return nil, err
		}
		out[i] = presence{On: dateOf(p.On), Site: p.Site, SiteName: name, Ending: endingText(p.Ending, language)}
		if p.Cause != "" {
			cause, _ := d.Cause(p.Cause)
			text := cause.Text.In(language)
			if p.CauseText != "" {
				text += " (" + p.CauseText + ")"
			}
			out[i].Cause, out[i].CauseText = orNil(p.Cause), orNil(text)
		}
	}
	return out, nil
}

// endingText says in words how a presence ended; the code of a reason stays
// beside the words, since it is what the definition's rules are called by.
func endingText(ending, language string) string {
	kind, reason, _ := strings.Cut(ending, ":")
	text, known := endings()[visit.EndingKind(kind)]
	if !known {
		return ending
	}
	if reason == "" {
		return text.In(language)
	}
	return text.In(language) + " (" + reason + ")"
}

func endings() map[visit.EndingKind]models.Texts {
	return map[visit.EndingKind]models.Texts{
		visit.EndWorking:    {"zh-CN": "填写中", "en": "Filling in"},
		visit.EndLeft:       {"zh-CN": "未填完离开", "en": "Left unfinished"},
		visit.EndDevice:     {"zh-CN": "机器中断", "en": "Broken off by the kiosk"},
		visit.EndRefused:    {"zh-CN": "预检未通过", "en": "Refused at the pre-check"},
		visit.EndSilent:     {"zh-CN": "接口无应答", "en": "A register did not answer"},
		visit.EndPhoto:      {"zh-CN": "照片不合格", "en": "Photo refused"},
		visit.EndSubmitted:  {"zh-CN": "已提交", "en": "Submitted"},
		visit.EndUnpaid:     {"zh-CN": "待缴费", "en": "To be paid"},
		visit.EndIssuing:    {"zh-CN": "制发中", "en": "Being issued"},
		visit.EndNeedsStaff: {"zh-CN": "须工作人员处理", "en": "Needs staff"},
		visit.EndPosted:     {"zh-CN": "已寄出", "en": "Posted"},
		visit.EndToCollect:  {"zh-CN": "待领取", "en": "To be collected"},
		visit.EndCorrection: {"zh-CN": "待补正", "en": "To be corrected"},
		visit.EndRejected:   {"zh-CN": "不予批准", "en": "Rejected"},
		visit.EndHandedOver: {"zh-CN": "转窗口", "en": "Handed over to a window"},
		visit.EndWithdrawn:  {"zh-CN": "撤回", "en": "Withdrawn"},
		visit.EndCompleted:  {"zh-CN": "办结", "en": "Completed"},
	}
}

// momentsOf tells what happened without saying who: kind and role of the actor.
func momentsOf(ctx context.Context, records []audit.Record) []moment {
	language := web.Language(ctx)
	out := make([]moment, len(records))
	for i, r := range records {
		out[i] = moment{At: r.At, Entry: r.Seq, Action: string(r.Action), Actor: actorText(r.Actor, language), Text: orNil(r.Action.Describe().In(language))}
	}
	return out
}

func actorText(a models.Actor, language string) string {
	switch a.Kind {
	case models.ActorCitizen:
		return models.Texts{"zh-CN": "群众", "en": "Citizen"}.In(language)
	case models.ActorDevice:
		return models.Texts{"zh-CN": "自助机", "en": "Kiosk"}.In(language)
	case models.ActorStaff:
		roles := map[string]models.Texts{
			"clerk": {"zh-CN": "民警", "en": "Clerk"}, "supervisor": {"zh-CN": "主管", "en": "Supervisor"},
			"auditor": {"zh-CN": "督察", "en": "Auditor"},
		}
		return roles[a.Role].In(language)
	case models.ActorSystem:
	}
	return models.Texts{"zh-CN": "系统", "en": "System"}.In(language)
}

func dateOrNil(d models.Date) *openapi.Date {
	if d == "" {
		return nil
	}
	date := dateOf(d)
	return &date
}
