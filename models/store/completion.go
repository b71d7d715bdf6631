package store

import (
	"context"
	"strings"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/store/internal/row"
)

// Completion reads what reports are made of, by plain SQL over the tables of
// matters. It writes nothing.
type Completion struct{ db *DB }

// NewCompletion returns the reader.
func NewCompletion(db *DB) *Completion { return &Completion{db} }

// condition is a growing WHERE with its arguments.
type condition struct {
	text []string
	args []any
}

func (c *condition) and(text string, args ...any) {
	c.text, c.args = append(c.text, text), append(c.args, args...)
}

func (c *condition) where() string { return " WHERE " + strings.Join(c.text, " AND ") }

// inScope selects the matters of a hall and query, whatever their state.
func inScope(s completion.Scope) *condition {
	c := &condition{}
	c.and("m.test = 0 AND m.uncounted = 0")
	if !s.Demo {
		c.and("m.demo = 0")
	}
	if s.Service != "" {
		c.and("m.service = ?", s.Service)
	}
	if s.Site != "" {
		c.and("m.site = ?", s.Site)
	}
	return c
}

func endedMatters(s completion.Scope) *condition {
	c := inScope(s)
	c.and("m.ended_on >= ? AND m.ended_on <= ? AND m.state <> 'open'", string(s.From), string(s.To))
	return c
}

// Tallies implements completion.Reader, as finely as tallies can be. What auditors
// see comes from the projection of the figures (figures.Rates); this is what it
// is checked against, and what is read while there is none.
func (r *Completion) Tallies(ctx context.Context, _ completion.Definition, s completion.Scope, _ completion.Grouping) ([]completion.Tally, error) {
	c := endedMatters(s)
	var tallies []completion.Tally
	err := r.db.reports(ctx).Raw(`SELECT m.service, m.site, SUBSTR(m.ended_on, 1, 7) AS month, m.state,
		CASE WHEN m.visits > 4 THEN 4 ELSE m.visits END AS visits, COUNT(*) AS count
		FROM matter m`+c.where()+` GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`, c.args...).Scan(&tallies).Error
	return tallies, translate("count matters", err)
}

// Beside implements completion.Reader.
func (r *Completion) Beside(ctx context.Context, d completion.Definition, s completion.Scope) (completion.Beside, error) {
	var b completion.Beside
	g := r.db.reports(ctx)
	two, away, spared := openTwo(s), turnedAway(d, s), sparedBy(s)
	for _, q := range []struct {
		sql  string
		c    *condition
		into *int
	}{
		{"SELECT COUNT(*) FROM matter m", two, &b.OpenWithTwo},
		{"SELECT COUNT(DISTINCT m.person_id) FROM matter m" + lastPresence, away, &b.TurnedAway},
		{"SELECT COUNT(*) FROM matter m", spared, &b.Spared},
	} {
		if err := g.Raw(q.sql+q.c.where(), q.c.args...).Scan(q.into).Error; err != nil {
			return b, translate("count beside", err)
		}
	}
	return b, nil
}

const lastPresence = " JOIN matter_visit last ON last.matter_id = m.id AND last.seq = m.visits"

func openTwo(s completion.Scope) *condition {
	c := inScope(s)
	c.and("m.state = 'open' AND m.visits >= 2")
	return c
}

func turnedAway(d completion.Definition, s completion.Scope) *condition {
	c := inScope(s)
	c.and("m.state = 'open'")
	var kinds []string
	var args []any
	for _, kind := range d.TurnedAway {
		kinds = append(kinds, "last.ending = ? OR last.ending LIKE ?")
		args = append(args, kind, kind+":%")
	}
	c.and("("+strings.Join(kinds, " OR ")+")", args...)
	return c
}

func sparedBy(s completion.Scope) *condition {
	c := inScope(s)
	c.and("m.precheck_only = 1 AND m.visits = 0 AND m.opened_on >= ? AND m.opened_on <= ?", string(s.From), string(s.To))
	return c
}

// Causes implements completion.Reader.
func (r *Completion) Causes(ctx context.Context, s completion.Scope) ([]completion.CauseCount, error) {
	c := endedMatters(s)
	c.and("v.cause <> ''")
	var counts []completion.CauseCount
	err := r.db.reports(ctx).Raw(`SELECT v.cause AS code, COUNT(*) AS count FROM matter m
		JOIN matter_visit v ON v.matter_id = m.id`+c.where()+` GROUP BY v.cause`, c.args...).Scan(&counts).Error
	return counts, translate("count causes", err)
}

// listed is the FROM and WHERE of a listing, and the date it is ordered by.
func listed(d completion.Definition, l completion.Listing) (from string, c *condition, on string) {
	from, on = " FROM matter m", "m.opened_on"
	switch l.Set {
	case completion.OpenTwo:
		c = openTwo(l.Scope)
	case completion.AwaySet:
		from, c = from+lastPresence, turnedAway(d, l.Scope)
	case completion.SparedSet:
		c = sparedBy(l.Scope)
	default:
		c, on = endedMatters(l.Scope), "m.ended_on"
		if l.End != "" {
			c.and("m.state = ?", string(l.End))
		}
	}
	switch l.Visits {
	case completion.AnyVisits:
	case completion.AtMostOne:
		c.and("m.visits <= ?", d.MostVisits)
	case completion.More:
		c.and("m.visits > ?", d.MostVisits)
	}
	if l.Cause != "" {
		c.and("EXISTS (SELECT 1 FROM matter_visit v WHERE v.matter_id = m.id AND v.cause = ?)", l.Cause)
	}
	return from, c, on
}

// Total implements completion.Reader.
func (r *Completion) Total(ctx context.Context, d completion.Definition, l completion.Listing) (int, error) {
	from, c, _ := listed(d, l)
	var n int
	err := r.db.reports(ctx).Raw("SELECT COUNT(*)"+from+c.where(), c.args...).Scan(&n).Error
	return n, translate("count matters", err)
}

// List implements completion.Reader.
func (r *Completion) List(ctx context.Context, d completion.Definition, l completion.Listing) ([]completion.Matter, error) {
	from, c, on := listed(d, l)
	if l.After.ID != "" {
		c.and("("+on+" < ? OR ("+on+" = ? AND m.id < ?))", string(l.After.On), string(l.After.On), l.After.ID)
	}
	var rows []row.Matter
	sql := "SELECT m.*" + from + c.where() + " ORDER BY " + on + " DESC, m.id DESC LIMIT ?"
	if err := r.db.reports(ctx).Raw(sql, append(c.args, l.Limit)...).Scan(&rows).Error; err != nil {
		return nil, translate("list matters", err)
	}
	return r.withPresences(ctx, rows)
}

// Matter implements completion.Reader.
func (r *Completion) Matter(ctx context.Context, s completion.Scope, id models.ID) (completion.Matter, error) {
	c := inScope(s)
	c.and("m.id = ?", id)
	var rows []row.Matter
	if err := r.db.reports(ctx).Raw("SELECT m.* FROM matter m"+c.where(), c.args...).Scan(&rows).Error; err != nil {
		return completion.Matter{}, translate("read matter", err)
	}
	if len(rows) == 0 {
		return completion.Matter{}, models.ErrNotFound
	}
	matters, err := r.withPresences(ctx, rows)
	if err != nil {
		return completion.Matter{}, err
	}
	return matters[0], nil
}

func (r *Completion) withPresences(ctx context.Context, rows []row.Matter) ([]completion.Matter, error) {
	ids := make([]string, len(rows))
	for i, m := range rows {
		ids[i] = m.ID
	}
	presences := map[string][]completion.Presence{}
	if len(ids) > 0 {
		var parts []row.MatterVisit
		if err := r.db.reports(ctx).Where("matter_id IN ?", ids).Order("matter_id, seq").Find(&parts).Error; err != nil {
			return nil, translate("read presences", err)
		}
		for _, p := range parts {
			presences[p.MatterID] = append(presences[p.MatterID], completion.Presence{
				Seq: p.Seq, Site: p.Site, On: models.Date(p.LocalDate), FirstAt: instant(p.FirstAt),
				Ending: p.Ending, EndingCause: p.EndingCause, Cause: p.Cause, CauseText: p.CauseText,
			})
		}
	}
	matters := make([]completion.Matter, len(rows))
	for i, m := range rows {
		matters[i] = completion.Matter{
			ID: models.ID(m.ID), Person: models.ID(m.PersonID), Service: m.Service, Site: m.Site,
			State: completion.State(m.State), OpenedOn: models.Date(m.OpenedOn), LastEventOn: models.Date(m.LastEventOn),
			EndedOn: models.Date(m.EndedOn), Visits: m.Visits, Test: m.Test == 1, Demo: m.Demo == 1,
			PrecheckOnly: m.PrecheckOnly == 1, Presences: presences[m.ID],
		}
	}
	return matters, nil
}
