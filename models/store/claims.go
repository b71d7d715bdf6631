package store

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// claimBatch is how many claims go into one commit at most.
const claimBatch = 96

// Claims writes clerks' claims: those that arrive within the time of one commit
// share it, each with its own condition and its own outcome. The condition is
// checked twice, on the rows as they are held and in the update itself.
type Claims struct {
	db      *DB
	log     *Audit
	replies *Once
	line    *line[casework.ClaimOrder]
}

// NewClaims returns the line of claims. replies may be nil where no order carries
// one.
func NewClaims(db *DB, log *Audit, replies *Once) *Claims {
	s := &Claims{db: db, log: log, replies: replies}
	lanes := 1
	if db.dialect == MySQL { // while one commit waits for the disk another is written
		lanes = 2
	}
	s.line = &line[casework.ClaimOrder]{db: db, name: "claim", lanes: lanes, limit: claimBatch, write: s.write}
	return s
}

// Claim implements casework.ClaimLine.
func (s *Claims) Claim(ctx context.Context, o casework.ClaimOrder) error {
	err := s.line.do(ctx, o)
	if err == nil {
		audit.Observe(ctx, o.Entry)
	}
	return err
}

func (s *Claims) write(g *gorm.DB, batch []casework.ClaimOrder) ([]error, error) {
	outcomes := make([]error, len(batch))
	by, err := hold(g, batch)
	if err != nil {
		return nil, err
	}
	winners, err := judge(g, batch, outcomes, by)
	if err != nil || len(winners) == 0 {
		return outcomes, err
	}
	if err := claim(g, winners); err != nil {
		return nil, err
	}
	entries := make([]audit.Entry, len(winners))
	var replies []row.OnceReply
	for i, o := range winners {
		entries[i] = o.Entry
		if o.Request == nil {
			continue
		}
		reply, err := s.replies.row(*o.Request, o.Reply)
		if err != nil {
			return nil, err
		}
		replies = append(replies, reply)
	}
	if err := s.log.appendAll(g, entries); err != nil {
		return nil, err
	}
	if len(replies) == 0 {
		return outcomes, nil
	}
	return outcomes, translate("record replies", g.Create(&replies).Error)
}

// hold holds the clerks until the commit, so that no two requests of one pass the
// limit and nobody leaves duty meanwhile.
func hold(g *gorm.DB, batch []casework.ClaimOrder) (*clerks, error) {
	ids := make([]string, 0, len(batch))
	for _, o := range batch {
		ids = append(ids, string(o.Clerk))
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var known []string
	err := g.Clauses(clause.Locking{Strength: "UPDATE"}).Model(&row.StaffAccount{}).Where("id IN ?", ids).Order("id").Pluck("id", &known).Error
	if err != nil {
		return nil, translate("hold clerks", err)
	}
	c := &clerks{free: make(map[models.ID]int, len(known)), near: map[pair]bool{}}
	for _, id := range known {
		c.free[models.ID(id)] = casework.MostClaims
	}
	return c, c.read(g, ids, batch[0].Now)
}

// clerks is what is known of a batch's clerks: how many more cases each may take,
// negative for one who is off duty, and the persons each must keep away from.
type clerks struct {
	free map[models.ID]int
	near map[pair]bool
}

// read asks in one statement for live claims, absences and interests.
func (c *clerks) read(g *gorm.DB, ids []string, now time.Time) error {
	var rows []struct {
		Kind, StaffID, PersonID string
		N                       int
	}
	// The state is no condition of the first part, or SQLite reads every waiting case.
	err := g.Raw(`SELECT 'held' AS kind, claimed_by AS staff_id, '' AS person_id, SUM(CASE WHEN state = ? THEN 1 ELSE 0 END) AS n
			FROM queued_case WHERE claimed_by IN ? AND claim_expires_at > ? GROUP BY claimed_by
		UNION ALL SELECT 'off', staff_id, '', 1 FROM roster WHERE staff_id IN ? AND (on_duty = 0 OR absent_until >= ?)
		UNION ALL SELECT 'near', x.staff_id, x.person_id, 1 FROM (`+nearPairs+`) x`,
		casework.StateWaiting, ids, millis(now), ids, models.DateOf(now), ids, ids, ids).Scan(&rows).Error
	for _, r := range rows {
		clerk := models.ID(r.StaffID)
		switch r.Kind {
		case "held":
			c.free[clerk] -= r.N
		case "off":
			c.free[clerk] = offDuty
		case "near":
			c.near[pair{clerk, models.ID(r.PersonID)}] = true
		}
	}
	return translate("read clerks", err)
}

// offDuty is far below what counting claims can reach.
const offDuty = -1 << 20

// judge holds the cases and parts the orders that may be written from those that
// came too late, two orders of one case in a batch included.
func judge(g *gorm.DB, batch []casework.ClaimOrder, outcomes []error, by *clerks) ([]casework.ClaimOrder, error) {
	ids := make([]string, len(batch))
	later := false
	for i, o := range batch {
		ids[i] = string(o.Application)
		later = later || o.Stage != casework.StageFirst
	}
	var rows []row.QueuedCase
	if err := g.Clauses(clause.Locking{Strength: "UPDATE"}).Where("application_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, translate("hold cases", err)
	}
	stored := make(map[models.ID]casework.Case, len(rows))
	for _, r := range rows {
		stored[models.ID(r.ApplicationID)] = fromQueuedCase(r)
	}
	hands := map[pair]bool{}
	if later {
		var err error
		if hands, err = handsOn(g, ids); err != nil {
			return nil, err
		}
	}
	var winners []casework.ClaimOrder
	for i, o := range batch {
		c, found := stored[o.Application]
		outcomes[i] = verdict(o, c, found, by.free[o.Clerk])
		switch {
		case outcomes[i] != nil:
		case by.near[pair{o.Clerk, c.Person}]:
			outcomes[i] = casework.ErrConflict
		case hands[pair{o.Clerk, c.Application}]:
			outcomes[i] = casework.ErrSameHands
		}
		if outcomes[i] != nil {
			continue
		}
		by.free[o.Clerk]--
		c.Hold = casework.Hold{Clerk: o.Clerk, Name: o.Name, Fence: o.Fence + 1, ExpiresAt: o.Until}
		stored[o.Application] = c
		winners = append(winners, o)
	}
	return winners, nil
}

func verdict(o casework.ClaimOrder, c casework.Case, found bool, free int) error {
	switch {
	case !found || c.Site != o.Site:
		return models.ErrNotFound.Because(errors.New("claim"))
	case c.State != casework.StateWaiting, c.Hold.Fence != o.Fence, c.Hold.Live(o.Now):
		return &casework.Missed{Case: c}
	case free < offDuty/2:
		return casework.ErrOffDuty
	case free <= 0:
		return casework.ErrClaimLimit.With("most", strconv.Itoa(casework.MostClaims))
	}
	return nil
}

// handsOn finds who had which of the cases in hand at an earlier stage.
func handsOn(g *gorm.DB, ids []string) (map[pair]bool, error) {
	var hands []row.CaseHand
	err := g.Raw(`SELECT h.* FROM case_hand h JOIN queued_case q ON q.application_id = h.application_id
		WHERE h.application_id IN ? AND q.stage <> ? AND `+otherHands, ids, casework.StageFirst).Scan(&hands).Error
	found := make(map[pair]bool, len(hands))
	for _, h := range hands {
		found[pair{models.ID(h.StaffID), models.ID(h.ApplicationID)}] = true
	}
	return found, translate("read hands", err)
}

// pair is a clerk and what the clerk must not take.
type pair struct{ clerk, other models.ID }

// errRace fails a batch whose update met fewer rows than were held: it is
// written again one by one.
var errRace = errors.New("store: claim: a held row was not there")

// claim is the one conditional update of all winners.
func claim(g *gorm.DB, winners []casework.ClaimOrder) error {
	var by, name, until, where strings.Builder
	var bys, names, untils, wheres []any
	ids := make([]string, len(winners))
	for i, o := range winners {
		ids[i] = string(o.Application)
		by.WriteString(" WHEN ? THEN ?")
		bys = append(bys, ids[i], string(o.Clerk))
		name.WriteString(" WHEN ? THEN ?")
		names = append(names, ids[i], o.Name)
		until.WriteString(" WHEN ? THEN ?")
		untils = append(untils, ids[i], millis(o.Until))
		if i > 0 {
			where.WriteString(" OR ")
		}
		where.WriteString("(application_id = ? AND fence = ?)")
		wheres = append(wheres, ids[i], o.Fence)
	}
	sql := "UPDATE queued_case SET claimed_by = CASE application_id" + by.String() + " ELSE claimed_by END, claimed_name = CASE application_id" +
		name.String() + " ELSE claimed_name END, claim_expires_at = CASE application_id" + until.String() +
		" ELSE claim_expires_at END, fence = fence + 1, touched_at = " + row.DatabaseMillis(g.Dialector.Name()) +
		// Written so that no engine takes an index on the state for it.
		" WHERE application_id IN ? AND (state = ?) = 1 AND (claimed_by = '' OR claim_expires_at <= ?) AND (" + where.String() + ")"
	args := slices.Concat(bys, names, untils, []any{ids, casework.StateWaiting, millis(winners[0].Now)}, wheres)
	result := g.Exec(sql, args...)
	if result.Error != nil {
		return translate("claim", result.Error)
	}
	if int(result.RowsAffected) != len(winners) {
		return errRace
	}
	return nil
}
