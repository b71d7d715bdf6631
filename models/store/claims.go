package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/once"
	"onevisit/models/store/internal/row"
)

// claimBatch is how many claims go into one commit at most: a hall's clerks all
// at once, so that a burst is served by the second commit.
const claimBatch = 200

// Claims writes clerks' claims: those that arrive within the time of one commit
// share it, each with its own condition and its own outcome. What the clerks may
// is found out while they are held; whether a case may be had is said by the
// update itself, and only what it did not meet is looked at.
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
	tried, twice, err := by.admit(g, batch, outcomes)
	if err != nil || len(tried) == 0 {
		return outcomes, err
	}
	taken, err := take(g, tried)
	if err != nil {
		return nil, err
	}
	if taken < len(tried) || len(twice) > 0 {
		if tried, err = sift(g, slices.Concat(tried, twice), taken, outcomes); err != nil {
			return nil, err
		}
	}
	return outcomes, record(g, s.log, s.replies, tried, func(o attempt) (audit.Entry, *once.Request, once.Reply) {
		return o.Entry, o.Request, o.Reply
	})
}

// attempt is an order with its place in the batch.
type attempt struct {
	casework.ClaimOrder
	place int
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

// admit refuses the orders whose clerk may not have the case, as far as clerk and
// case are known, and parts the others: those to be tried, and those of a case
// that an order before them in the batch is about.
func (c *clerks) admit(g *gorm.DB, batch []casework.ClaimOrder, outcomes []error) (tried, twice []attempt, err error) {
	hands, err := handsOn(g, batch)
	if err != nil {
		return nil, nil, err
	}
	seen := make(map[models.ID]bool, len(batch))
	for i, o := range batch {
		switch free := c.free[o.Clerk]; {
		case free < offDuty/2:
			outcomes[i] = casework.ErrOffDuty
		case free <= 0:
			outcomes[i] = casework.ErrClaimLimit.With("most", strconv.Itoa(casework.MostClaims))
		case c.near[pair{o.Clerk, o.Person}]:
			outcomes[i] = casework.ErrConflict
		case hands[pair{o.Clerk, o.Application}]:
			outcomes[i] = casework.ErrSameHands
		case seen[o.Application]:
			twice = append(twice, attempt{o, i})
		default:
			seen[o.Application] = true
			c.free[o.Clerk]--
			tried = append(tried, attempt{o, i})
		}
	}
	return tried, twice, nil
}

// sift tells who got a case from who did not, when the update met only so many of
// the cases, and gives the latter the case as it stands in the way.
func sift(g *gorm.DB, orders []attempt, taken int, outcomes []error) ([]attempt, error) {
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = string(o.Application)
	}
	var rows []row.QueuedCase
	if err := g.Clauses(clause.Locking{Strength: "UPDATE"}).Where("application_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, translate("hold cases", err)
	}
	stored := make(map[models.ID]casework.Case, len(rows))
	for _, r := range rows {
		stored[models.ID(r.ApplicationID)] = fromQueuedCase(r)
	}
	var winners []attempt
	won := map[models.ID]bool{}
	for _, o := range orders {
		c, found := stored[o.Application]
		switch got := c.Hold.Clerk == o.Clerk && c.Hold.Fence == o.Fence+1 && c.Hold.ExpiresAt.Equal(o.Until); {
		case !found || c.Site != o.Site:
			outcomes[o.place] = models.ErrNotFound.Because(errors.New("claim"))
		case taken > 0 && got && !won[o.Application]:
			won[o.Application] = true
			winners = append(winners, o)
		default:
			outcomes[o.place] = &casework.Missed{Case: c}
		}
	}
	if len(winners) != taken {
		return nil, errRace
	}
	return winners, nil
}

// handsOn finds who had which of the cases in hand at an earlier stage.
func handsOn(g *gorm.DB, batch []casework.ClaimOrder) (map[pair]bool, error) {
	var ids []string
	for _, o := range batch {
		if o.Stage != casework.StageFirst {
			ids = append(ids, string(o.Application))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
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

// errRace fails a batch of which it cannot be told who got a case: it is written
// again one by one.
var errRace = errors.New("store: claim: another claim looks the same")

// take is the one conditional update of all orders; it answers how many held.
func take(g *gorm.DB, orders []attempt) (int, error) {
	var by, name, until, as strings.Builder // what each becomes, and as it was read
	var bys, names, untils, read []any
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = string(o.Application)
		by.WriteString(" WHEN ? THEN ?")
		bys = append(bys, ids[i], string(o.Clerk))
		name.WriteString(" WHEN ? THEN ?")
		names = append(names, ids[i], o.Name)
		until.WriteString(" WHEN ? THEN ?")
		untils = append(untils, ids[i], millis(o.Until))
		as.WriteString(" WHEN ? THEN ?")
		read = append(read, ids[i], fmt.Sprintf("%d %s %s", o.Fence, o.Stage, o.Site))
	}
	sql := "UPDATE queued_case SET claimed_by = CASE application_id" + by.String() + " ELSE claimed_by END, claimed_name = CASE application_id" +
		name.String() + " ELSE claimed_name END, claim_expires_at = CASE application_id" + until.String() +
		" ELSE claim_expires_at END, fence = fence + 1, touched_at = " + row.DatabaseMillis(g.Dialector.Name()) +
		// Written so that no engine takes another index than the primary key's for it.
		" WHERE application_id IN ? AND (state = ?) = 1 AND (claimed_by = '' OR claim_expires_at <= ?)" +
		" AND CONCAT(fence, ' ', stage, ' ', site) = CASE application_id" + as.String() + " END"
	args := slices.Concat(bys, names, untils, []any{ids, casework.StateWaiting, millis(orders[0].Now)}, read)
	result := g.Exec(sql, args...)
	return int(result.RowsAffected), translate("claim", result.Error)
}
