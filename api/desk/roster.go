package desk

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/casework"
)

// GetDuty tells whether the caller takes cases now, and which.
func (h *Handlers) GetDuty(ctx context.Context, _ deskapi.GetDutyRequestObject) (deskapi.GetDutyResponseObject, error) {
	line, err := h.d.Roster.Mine(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return deskapi.GetDuty200JSONResponse(rosterEntry(line)), nil
}

// SetDuty lets the caller come on duty or leave.
func (h *Handlers) SetDuty(ctx context.Context, r deskapi.SetDutyRequestObject) (deskapi.SetDutyResponseObject, error) {
	reply := func(l casework.RosterLine) deskapi.SetDuty200JSONResponse {
		return deskapi.SetDuty200JSONResponse(rosterEntry(l))
	}
	record := web.Record(ctx, h.d.Once, func(l casework.RosterLine) any { return reply(l) }, http.StatusOK)
	line, err := h.d.Roster.SetDuty(ctx, gate.Actor(ctx), r.Body.OnDuty, record)
	if err != nil {
		return nil, err
	}
	return reply(line), nil
}

// GetRoster lists the hall's clerks with what they take.
func (h *Handlers) GetRoster(ctx context.Context, _ deskapi.GetRosterRequestObject) (deskapi.GetRosterResponseObject, error) {
	lines, err := h.d.Roster.Hall(ctx, gate.Actor(ctx))
	if err != nil {
		return nil, err
	}
	out := deskapi.GetRoster200JSONResponse{
		Clerks: make([]deskapi.RosterEntry, len(lines)), Skills: h.skills(ctx), Languages: languages(),
	}
	for i, l := range lines {
		out.Clerks[i] = rosterEntry(l)
	}
	return out, nil
}

// SetRoster changes a clerk's entry.
func (h *Handlers) SetRoster(ctx context.Context, r deskapi.SetRosterRequestObject) (deskapi.SetRosterResponseObject, error) {
	change := casework.RosterChange{Duty: r.Body.OnDuty, Skills: r.Body.Skills, Languages: r.Body.Languages}
	if r.Body.AbsentUntil != nil {
		change.AbsentUntil = models.Date(r.Body.AbsentUntil.Format("2006-01-02"))
	}
	if err := h.known(ctx, change); err != nil {
		return nil, err
	}
	reply := func(l casework.RosterLine) deskapi.SetRoster200JSONResponse {
		return deskapi.SetRoster200JSONResponse(rosterEntry(l))
	}
	record := web.Record(ctx, h.d.Once, func(l casework.RosterLine) any { return reply(l) }, http.StatusOK)
	line, err := h.d.Roster.Set(ctx, gate.Actor(ctx), models.ID(r.ClerkId), change, record)
	if err != nil {
		return nil, err
	}
	return reply(line), nil
}

// known refuses skills no definition asks for and languages nobody asks in.
func (h *Handlers) known(ctx context.Context, change casework.RosterChange) error {
	var faults []models.FieldError
	for _, list := range []struct {
		field       string
		given       []string
		permissible []deskapi.NamedCode
	}{{"skills", change.Skills, h.skills(ctx)}, {"languages", change.Languages, languages()}} {
		for _, code := range list.given {
			if !slices.ContainsFunc(list.permissible, func(n deskapi.NamedCode) bool { return n.Code == code }) {
				faults = append(faults, models.FieldError{Field: list.field, Code: "field.choice"})
				break
			}
		}
	}
	if len(faults) > 0 {
		return models.Invalid("input", faults...)
	}
	return nil
}

// skills are the groups and services a definition asks for.
func (h *Handlers) skills(ctx context.Context) []deskapi.NamedCode {
	names := map[string]string{}
	for _, def := range h.d.Titles.AllKnown() {
		skill := def.Policy.SkillOf(def)
		if names[skill] = def.Title.In(web.Language(ctx)); skill != def.Service {
			names[skill] = groupName(skill).In(web.Language(ctx))
		}
		if group, _, found := strings.Cut(skill, "."); found {
			names[group] = groupName(group).In(web.Language(ctx))
		}
	}
	list := make([]deskapi.NamedCode, 0, len(names))
	for code, name := range names {
		list = append(list, deskapi.NamedCode{Code: code, Name: name})
	}
	slices.SortFunc(list, func(a, b deskapi.NamedCode) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// groupName is what a group of services is called, its code where it has no name.
func groupName(group string) models.Texts {
	names := map[string]models.Texts{
		"exit-entry": {"zh-CN": "出入境", "en": "Exit and entry"},
		"traffic":    {"zh-CN": "交通违法", "en": "Traffic violations"},
		"household":  {"zh-CN": "户政", "en": "Household"},
	}
	if name, ok := names[group]; ok {
		return name
	}
	return models.Texts{"zh-CN": group}
}

// languages are those a citizen can choose beside Chinese.
func languages() []deskapi.NamedCode {
	return []deskapi.NamedCode{{Code: "en", Name: "English"}}
}

func rosterEntry(l casework.RosterLine) deskapi.RosterEntry {
	return deskapi.RosterEntry{
		ClerkId: string(l.ID), Name: l.Name, Role: deskapi.RosterEntryRole(l.Role), OnDuty: l.Now, AbsentUntil: dateOf(l.AbsentUntil),
		Skills: append([]string{}, l.Skills...), Languages: append([]string{}, l.Languages...), Held: l.Held,
	}
}
