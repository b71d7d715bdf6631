package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/staff"
	"onevisit/models/store/internal/row"
)

// Roster keeps who takes cases; it implements casework.RosterStore.
type Roster struct {
	db    *DB
	clock models.Clock
}

// NewRoster returns the repository.
func NewRoster(db *DB, clock models.Clock) *Roster { return &Roster{db, clock} }

const memberColumns = `SELECT a.id, a.login, a.name, a.role, a.site, a.disabled_at, a.demo, r.staff_id AS listed,
	COALESCE(r.on_duty, 1) AS on_duty, COALESCE(r.absent_until, '') AS absent_until,
	COALESCE(r.skills, '') AS skills, COALESCE(r.languages, '') AS languages
	FROM staff_account a LEFT JOIN roster r ON r.staff_id = a.id WHERE `

type memberRow struct {
	row.StaffAccount
	Listed      *string
	OnDuty      int
	AbsentUntil string
	Skills      string
	Languages   string
}

// Members implements casework.RosterStore.
func (s *Roster) Members(ctx context.Context, site string) ([]casework.Member, error) {
	return s.members(ctx, memberColumns+`(a.site = ? OR a.id IN (SELECT account_id FROM staff_site WHERE site = ?))
		AND a.role IN ? AND a.disabled_at = 0 ORDER BY a.login`, site, site, []staff.Role{staff.Clerk, staff.Supervisor})
}

// Member implements casework.RosterStore.
func (s *Roster) Member(ctx context.Context, clerk models.ID) (casework.Member, error) {
	list, err := s.members(ctx, memberColumns+"a.id = ?", clerk)
	switch {
	case err != nil:
		return casework.Member{}, err
	case len(list) == 0:
		return casework.Member{}, models.ErrNotFound.Because(fmt.Errorf("member %s", clerk))
	}
	return list[0], nil
}

func (s *Roster) members(ctx context.Context, sql string, args ...any) ([]casework.Member, error) {
	var rows []memberRow
	if err := s.db.reader(ctx).Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, translate("read roster", err)
	}
	list := make([]casework.Member, len(rows))
	for i, r := range rows {
		list[i] = casework.Member{
			Account: fromAccountRow(r.StaffAccount), Listed: r.Listed != nil, Duty: r.OnDuty == 1,
			AbsentUntil: models.Date(r.AbsentUntil), Skills: strings.Fields(r.Skills), Languages: strings.Fields(r.Languages),
		}
	}
	return list, nil
}

// Put implements casework.RosterStore.
func (s *Roster) Put(ctx context.Context, tx models.Tx, m casework.Member) error {
	r := row.Roster{
		StaffID: string(m.ID), OnDuty: flag(m.Duty), AbsentUntil: string(m.AbsentUntil),
		Skills: strings.Join(m.Skills, " "), Languages: strings.Join(m.Languages, " "), ChangedAt: millis(s.clock.Now()),
	}
	again := clause.OnConflict{
		Columns:   []clause.Column{{Name: "staff_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"on_duty", "absent_until", "skills", "languages", "changed_at"}),
	}
	return translate("keep roster", in(ctx, tx).Clauses(again).Create(&r).Error)
}

// Near implements casework.RosterStore.
func (s *Roster) Near(ctx context.Context, clerk models.ID) ([]models.ID, error) {
	return (&Casework{db: s.db}).Near(ctx, clerk)
}

// Near lists the persons whose cases the clerk may not decide.
func (s *Casework) Near(ctx context.Context, clerk models.ID) ([]models.ID, error) {
	var persons []models.ID
	clerks := []string{string(clerk)}
	err := s.db.reader(ctx).Raw("SELECT n.person_id FROM ("+nearPairs+") n", clerks, clerks, clerks).Scan(&persons).Error
	return persons, translate("read interests", err)
}

// Held implements casework.ClaimLister. It holds the clerk first: a claim under
// way is seen, and a later one sees the roster.
func (s *Casework) Held(ctx context.Context, tx models.Tx, clerk models.ID, now time.Time) ([]casework.Case, error) {
	var known []string
	if err := holding(ctx, tx).Model(&row.StaffAccount{}).Where("id = ?", string(clerk)).Pluck("id", &known).Error; err != nil {
		return nil, translate("hold clerk", err)
	}
	var rows []row.QueuedCase
	err := s.liveClaims(holding(ctx, tx), clerk, now).Order("application_id").Find(&rows).Error
	return fromQueuedCases(rows), translate("list claims", err)
}
