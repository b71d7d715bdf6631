package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// terms are the parts of a WHERE clause.
type terms struct {
	parts []string
	args  []any
}

func (c *terms) add(part string, args ...any) {
	c.parts, c.args = append(c.parts, part), append(c.args, args...)
}

func (c *terms) String() string { return strings.Join(c.parts, " AND ") }

// queueOrder is served by the indexes queued_case_line and queued_case_free.
const queueOrder = " ORDER BY q.place, q.away, q.submitted_at, q.application_id LIMIT ?"

// Case implements casework.List.
func (s *Casework) Case(ctx context.Context, application models.ID) (casework.Case, error) {
	var r row.QueuedCase
	if err := s.db.reader(ctx).Where("application_id = ?", string(application)).Take(&r).Error; err != nil {
		return casework.Case{}, translate("read case", err)
	}
	return fromQueuedCase(r), nil
}

// Waiting implements casework.List.
func (s *Casework) Waiting(ctx context.Context, q casework.Query) ([]casework.Case, error) {
	cases, err := s.inLane(ctx, q, lane)
	if first := q.Lane == casework.LaneAll || q.Lane == ""; err != nil || !first || !blind(q) {
		return cases, err
	}
	// Blind looks are few and have a range of the index to themselves; among the
	// first decisions they look like one.
	looks, err := s.inLane(ctx, q, func(c *terms, _ casework.Query) {
		c.add("q.state = ? AND q.stage = ? AND q.eyes = 1", casework.StateWaiting, casework.StageSecond)
	})
	if err != nil || len(looks) == 0 {
		return cases, err
	}
	cases = append(cases, looks...)
	slices.SortFunc(cases, func(a, b casework.Case) int {
		if a.Position().Before(b.Position()) {
			return -1
		}
		return 1
	})
	return cases[:min(len(cases), q.Limit)], nil
}

// blind tells whether whoever asks must not know which cases are second looks.
func blind(q casework.Query) bool { return q.Taker != nil && !q.Taker.Supervisor }

func (s *Casework) inLane(
	ctx context.Context, q casework.Query, lane func(*terms, casework.Query),
) ([]casework.Case, error) {
	var c terms
	c.add("q.site = ?", q.Site)
	lane(&c, q)
	filters(&c, q)
	if q.Taker != nil {
		mayTake(&c, *q.Taker)
	}
	if a := q.After; a != (casework.Position{}) {
		c.add("q.place >= ? AND (q.place, q.away, q.submitted_at, q.application_id) > (?, ?, ?, ?)",
			a.Place, a.Place, a.Away, a.SubmittedAt, a.Application)
	}
	return s.cases(ctx, "list queue", "SELECT q.* FROM queued_case q WHERE "+c.String()+queueOrder, append(c.args, q.Limit)...)
}

func lane(c *terms, q casework.Query) {
	switch q.Lane {
	case casework.LaneMine:
		c.add("q.state = ? AND q.claimed_by = ? AND q.claim_expires_at > ?", casework.StateWaiting, q.Clerk, millis(q.Now))
	case casework.LaneSecond:
		c.add("q.state = ? AND q.stage = ?", casework.StateWaiting, casework.StageSecond)
		if blind(q) {
			c.add("q.eyes = 2")
		}
	case casework.LaneSupervisor:
		c.add("q.state = ? AND q.stage = ?", casework.StateWaiting, casework.StageSupervisor)
	case casework.LaneCorrection:
		c.add("q.state = ?", casework.StateCorrection)
	default:
		c.add("q.state = ? AND q.stage = ?", casework.StateWaiting, casework.StageFirst)
	}
}

func filters(c *terms, q casework.Query) {
	if q.Service != "" {
		c.add("q.service = ?", q.Service)
	}
	if q.Language != "" {
		c.add("q.language = ?", q.Language)
	}
	if q.InHall != nil {
		c.add("q.away = ?", flag(!*q.InHall))
	}
	if q.Checked != "" {
		c.add("q.checked = ?", q.Checked)
	}
	if q.Number != "" { // letters, digits and hyphens: nothing LIKE would read
		c.add("q.number LIKE ?", q.Number+"%")
	}
	today := models.DateOf(q.Now)
	switch q.Risk {
	case casework.Overdue:
		c.add("q.deadline <> '' AND q.deadline < ?", today)
	case casework.Today:
		c.add("q.deadline = ?", today)
	case casework.Soon:
		c.add("q.deadline > ? AND q.warn_date <> '' AND q.warn_date <= ?", today, today)
	case casework.NoRisk:
		c.add("(q.deadline = '' OR (q.deadline > ? AND (q.warn_date = '' OR q.warn_date > ?)))", today, today)
	}
}

// mayTake is casework.Taker in SQL, without assignments: skill, language,
// persons, stage, and hands the case went through.
func mayTake(c *terms, t casework.Taker) {
	if len(t.Skills) > 0 {
		parts, args := make([]string, 0, len(t.Skills)), []any{t.Skills}
		for _, skill := range t.Skills {
			parts, args = append(parts, " OR q.skill LIKE ?"), append(args, skill+".%")
		}
		c.add("(q.skill IN ?"+strings.Join(parts, "")+")", args...)
	}
	if spoken := notSpoken(t); len(spoken) > 0 {
		c.add("q.language NOT IN ?", spoken)
	}
	if len(t.Near) > 0 {
		c.add("q.person_id NOT IN ?", t.Near)
	}
	if !t.Supervisor {
		c.add("q.stage <> ?", casework.StageSupervisor)
	}
	c.add("(q.stage = ? OR NOT EXISTS (SELECT 1 FROM case_hand h WHERE h.application_id = q.application_id AND h.staff_id = ? "+
		"AND "+otherHands+"))", casework.StageFirst, t.Clerk)
}

// otherHands tells of a hand h on a case q that it was another stage's, and one
// that counts: where two disagree, only deciding does.
const otherHands = "(h.round_no <> q.round_no OR h.stage <> q.stage) AND (q.stage <> 'supervisor' OR h.act = 'decide')"

// notSpoken are the languages that colleagues speak and the taker does not.
func notSpoken(t casework.Taker) []string {
	var others []string
	for _, language := range t.Spoken {
		if !t.Speaks(language) {
			others = append(others, language)
		}
	}
	return others
}

// Free implements casework.List.
func (s *Casework) Free(
	ctx context.Context, site string, t casework.Taker, now time.Time, limit int,
) ([]casework.Case, error) {
	return s.free(ctx, site, t, now, limit, terms{parts: []string{"q.claimed_by = ''"}})
}

// Lapsed implements casework.List.
func (s *Casework) Lapsed(
	ctx context.Context, site string, t casework.Taker, now time.Time, limit int,
) ([]casework.Case, error) {
	return s.free(ctx, site, t, now, limit, terms{
		parts: []string{"q.claimed_by > '' AND q.claim_expires_at <= ?"}, args: []any{millis(now)},
	})
}

const freeColumns = `q.application_id, q.matter_id, q.person_id, q.site, q.state, q.stage, q.skill, q.language, q.assigned_to,
	q.deadline, q.warn_date, q.place, q.away, q.submitted_at, q.claimed_by, q.claim_expires_at, q.fence`

// free reads one kind of free cases, for which the index queued_case_free has a
// range of its own: those nobody holds, and the few whose lease has run out.
func (s *Casework) free(
	ctx context.Context, site string, t casework.Taker, now time.Time, limit int, c terms,
) ([]casework.Case, error) {
	c.add("q.site = ? AND q.state = ?", site, casework.StateWaiting)
	mayTake(&c, t)
	if len(t.OnDuty) > 0 {
		c.add("(q.assigned_to IN ? OR q.assigned_to NOT IN ? OR (q.deadline <> '' AND q.deadline < ?))",
			[]models.ID{"", t.Clerk}, t.OnDuty, models.DateOf(now))
	}
	return s.cases(ctx, "list free cases", "SELECT "+freeColumns+" FROM queued_case q WHERE "+c.String()+queueOrder, append(c.args, limit)...)
}

func (s *Casework) cases(ctx context.Context, op, sql string, args ...any) ([]casework.Case, error) {
	var rows []row.QueuedCase
	if err := s.db.reader(ctx).Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, translate(op, err)
	}
	return fromQueuedCases(rows), nil
}

func fromQueuedCases(rows []row.QueuedCase) []casework.Case {
	cases := make([]casework.Case, len(rows))
	for i, r := range rows {
		cases[i] = fromQueuedCase(r)
	}
	return cases
}

// Tally implements casework.List.
func (s *Casework) Tally(ctx context.Context, site string, today models.Date) ([]casework.Tally, error) {
	var tallies []casework.Tally
	err := s.db.reader(ctx).Raw(`SELECT q.state, q.stage, q.eyes, q.skill, q.service, q.language,
		CASE WHEN q.deadline <> '' AND q.deadline < ? THEN 1 ELSE 0 END AS overdue, COUNT(*) AS n
		FROM queued_case q WHERE q.site = ? AND q.state IN ?
		GROUP BY q.state, q.stage, q.eyes, q.skill, q.service, q.language, overdue`,
		today, site, []casework.State{casework.StateWaiting, casework.StateCorrection}).Scan(&tallies).Error
	return tallies, translate("count queue", err)
}

// Exceptions implements casework.List.
func (s *Casework) Exceptions(ctx context.Context, site string, clerk models.ID) ([]casework.Case, error) {
	near, err := s.Near(ctx, clerk)
	if err != nil {
		return nil, err
	}
	const waits = "SELECT q.* FROM queued_case q WHERE q.site = ? AND q.state IN ? AND "
	states := []casework.State{casework.StateWaiting, casework.StateCorrection}
	touched := `q.stage <> ? AND q.application_id IN (SELECT h.application_id FROM case_hand h
		WHERE h.staff_id = ? AND ` + otherHands + `)`
	if len(near) == 0 {
		return s.cases(ctx, "count exceptions", waits+touched, site, states, casework.StageFirst, clerk)
	}
	return s.cases(ctx, "count exceptions", waits+"(q.person_id IN ? OR ("+touched+"))",
		site, states, near, casework.StageFirst, clerk)
}

// Holding implements casework.List.
func (s *Casework) Holding(ctx context.Context, clerk models.ID, now time.Time) (int, error) {
	var n int64
	err := s.liveClaims(s.db.reader(ctx), clerk, now).Count(&n).Error
	return int(n), translate("count claims", err)
}

func (s *Casework) liveClaims(g *gorm.DB, clerk models.ID, now time.Time) *gorm.DB {
	return g.Model(&row.QueuedCase{}).
		Where("claimed_by = ? AND claim_expires_at > ? AND state = ?", string(clerk), millis(now), casework.StateWaiting)
}

// HandsOn implements casework.List.
func (s *Casework) HandsOn(ctx context.Context, c casework.Case, clerk models.ID) (bool, error) {
	if c.Stage == casework.StageFirst {
		return false, nil
	}
	var n int64
	err := s.db.reader(ctx).Raw(`SELECT COUNT(*) FROM case_hand h JOIN queued_case q ON q.application_id = h.application_id
		WHERE h.application_id = ? AND h.staff_id = ? AND `+otherHands, c.Application, clerk).Scan(&n).Error
	return n > 0, translate("read hands", err)
}

// Earlier implements casework.List.
func (s *Casework) Earlier(ctx context.Context, person, except models.ID) ([]casework.Earlier, error) {
	var matters []casework.Earlier
	err := s.db.reader(ctx).Raw(`SELECT service, state, opened_on, visits FROM matter
		WHERE person_id = ? AND id <> ? ORDER BY opened_on DESC, id DESC LIMIT 10`, person, except).Scan(&matters).Error
	return matters, translate("read earlier matters", err)
}
