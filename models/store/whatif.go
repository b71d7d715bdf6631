package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/completion"
	"onevisit/models/flow"
	"onevisit/models/store/internal/row"
	"onevisit/models/whatif"
)

// WhatIf reads the ended matters of a period with what a replay needs of them.
// It implements whatif.Source and writes nothing.
type WhatIf struct{ db *DB }

// NewWhatIf returns the reader.
func NewWhatIf(db *DB) *WhatIf { return &WhatIf{db} }

// whatIfPart is how many matters are handed over at once.
const whatIfPart = 500

// Ended implements whatif.Source. It goes day by day, so that each part is found
// by the index of ends alone and a period of any length is never sorted as a
// whole. The parts are read one after another and not from one moment: who wants
// the same answer twice asks for a period that is over.
func (w *WhatIf) Ended(ctx context.Context, s completion.Scope, contents bool, visit func([]whatif.Matter) error) error {
	days, err := w.days(ctx, s)
	if err != nil {
		return err
	}
	for _, day := range days {
		after := ""
		for {
			rows, err := w.part(ctx, s, day, after)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			part, err := w.fill(ctx, rows, contents)
			if err != nil {
				return err
			}
			if err := visit(part); err != nil {
				return err
			}
			if len(rows) < whatIfPart {
				break
			}
			after = rows[len(rows)-1].ID
		}
	}
	return nil
}

// days lists the days of the scope on which something ended.
func (w *WhatIf) days(ctx context.Context, s completion.Scope) ([]string, error) {
	c := endedMatters(s)
	var days []string
	err := w.db.reports(ctx).Raw("SELECT DISTINCT m.ended_on FROM matter m"+c.where()+" ORDER BY m.ended_on", c.args...).Scan(&days).Error
	return days, translate("list days", err)
}

func (w *WhatIf) part(ctx context.Context, s completion.Scope, day, after string) ([]row.Matter, error) {
	c := inScope(s)
	c.and("m.ended_on = ? AND m.state <> 'open' AND m.id > ?", day, after)
	var rows []row.Matter
	err := w.db.reports(ctx).Raw("SELECT m.* FROM matter m"+c.where()+" ORDER BY m.id LIMIT ?", append(c.args, whatIfPart)...).Scan(&rows).Error
	return rows, translate("read matters", err)
}

// fill reads what belongs to a part of matters.
func (w *WhatIf) fill(ctx context.Context, rows []row.Matter, contents bool) ([]whatif.Matter, error) {
	ids := make([]string, len(rows))
	part := make([]whatif.Matter, len(rows))
	at := make(map[string]*whatif.Matter, len(rows))
	for i, m := range rows {
		ids[i] = m.ID
		part[i].Matter = completion.Matter{
			ID: models.ID(m.ID), Person: models.ID(m.PersonID), Service: m.Service, Site: m.Site,
			State: completion.State(m.State), OpenedOn: models.Date(m.OpenedOn), LastEventOn: models.Date(m.LastEventOn),
			EndedOn: models.Date(m.EndedOn), Visits: m.Visits, Test: m.Test == 1, Demo: m.Demo == 1, PrecheckOnly: m.PrecheckOnly == 1,
		}
		at[m.ID] = &part[i]
	}
	var presences []row.MatterVisit
	if err := w.db.reports(ctx).Where("matter_id IN ?", ids).Order("matter_id, seq").Find(&presences).Error; err != nil {
		return nil, translate("read presences", err)
	}
	for _, p := range presences {
		m := at[p.MatterID]
		m.Presences = append(m.Presences, completion.Presence{
			Seq: p.Seq, Site: p.Site, On: models.Date(p.LocalDate), FirstAt: instant(p.FirstAt),
			Ending: p.Ending, EndingCause: p.EndingCause, Cause: p.Cause,
		})
	}
	if !contents {
		return part, nil
	}
	if err := w.refusals(ctx, ids, at); err != nil {
		return nil, err
	}
	return part, w.filed(ctx, ids, at)
}

func (w *WhatIf) refusals(ctx context.Context, ids []string, at map[string]*whatif.Matter) error {
	var rows []row.Attempt
	if err := w.db.reports(ctx).Where("matter_id IN ?", ids).Order("matter_id, created_at, id").Find(&rows).Error; err != nil {
		return translate("read attempts", err)
	}
	for _, r := range rows {
		m := at[r.MatterID]
		m.Refusals = append(m.Refusals, whatif.Refusal{Code: r.ReasonCode, Outcome: flow.Outcome(r.Outcome), At: instant(r.CreatedAt)})
	}
	return nil
}

// filed reads the applications, and with them what was asked for again, how large
// the pictures were and which evidence was shown.
func (w *WhatIf) filed(ctx context.Context, ids []string, at map[string]*whatif.Matter) error {
	var rows []row.Application
	if err := w.db.reports(ctx).Omit("fee_lines").Where("matter_id IN ?", ids).Order("matter_id, opened_at, id").Find(&rows).Error; err != nil {
		return translate("read applications", err)
	}
	if len(rows) == 0 {
		return nil
	}
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.ID
		m := at[r.MatterID]
		m.Filed = append(m.Filed, whatif.Filed{
			ID: models.ID(r.ID), Site: r.Site, Region: r.Region, OpenedAt: instant(r.OpenedAt), SubmittedAt: instant(r.SubmittedAt),
			Route: flow.Route(r.Route), Total: models.Fen(r.TotalFen), Sealed: whatif.Sealed{Answers: r.Answers, Facts: r.Facts},
		})
	}
	filed := map[string]*whatif.Filed{}
	for _, m := range at {
		for i := range m.Filed {
			filed[string(m.Filed[i].ID)] = &m.Filed[i]
		}
	}
	return w.beside(ctx, keys, filed)
}

func (w *WhatIf) beside(ctx context.Context, keys []string, filed map[string]*whatif.Filed) error {
	var asked []row.CorrectionRequest
	if err := w.db.reports(ctx).Where("application_id IN ?", keys).Order("application_id, seq").Find(&asked).Error; err != nil {
		return translate("read correction requests", err)
	}
	for _, r := range asked {
		f := filed[r.ApplicationID]
		f.Requests = append(f.Requests, whatif.Asked{
			ID: models.ID(r.ID), Sealed: r.Sealed, AskedAt: instant(r.AskedAt), Channel: application.Channel(r.AnsweredBy),
		})
	}
	var photos []row.Attachment
	err := w.db.reports(ctx).Select("id", "application_id", "field", "width", "height", "created_at").
		Where("application_id IN ?", keys).Order("application_id, created_at, id").Find(&photos).Error
	if err != nil {
		return translate("read sizes of pictures", err)
	}
	for _, r := range photos {
		f := filed[r.ApplicationID]
		f.Photos = append(f.Photos, whatif.Photo{ID: r.ID, Field: r.Field, Width: r.Width, Height: r.Height, At: instant(r.CreatedAt)})
	}
	var seen []row.EvidenceSeen
	if err := w.db.reports(ctx).Where("application_id IN ?", keys).Order("application_id, image").Find(&seen).Error; err != nil {
		return translate("read evidence shown", err)
	}
	for _, r := range seen {
		f := filed[r.ApplicationID]
		f.Seen = append(f.Seen, r.Image)
	}
	return nil
}
