package store

import (
	"context"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// StaffHalls keeps which halls accounts answer for and which one a session looks
// at; it implements staff.HallStore and casework.HallStore.
type StaffHalls struct{ db *DB }

// NewStaffHalls returns the repository.
func NewStaffHalls(db *DB) *StaffHalls { return &StaffHalls{db} }

// Known implements staff.HallStore.
func (s *StaffHalls) Known(ctx context.Context, sites []string) ([]string, error) {
	var known []string
	if len(sites) == 0 {
		return nil, nil
	}
	err := s.db.reader(ctx).Model(&row.Site{}).Where("code IN ?", sites).Pluck("code", &known).Error
	return known, translate("look for halls", err)
}

// SetHalls implements staff.HallStore.
func (s *StaffHalls) SetHalls(ctx context.Context, tx models.Tx, account models.ID, sites []string) error {
	g := in(ctx, tx)
	if err := g.Where("account_id = ?", string(account)).Delete(&row.StaffSite{}).Error; err != nil {
		return translate("take halls", err)
	}
	rows := make([]row.StaffSite, len(sites))
	for i, site := range sites {
		rows[i] = row.StaffSite{AccountID: string(account), Site: site}
	}
	if len(rows) == 0 {
		return nil
	}
	return translate("give halls", g.Create(&rows).Error)
}

// Of implements casework.HallStore.
func (s *StaffHalls) Of(ctx context.Context, account models.ID) ([]casework.Hall, error) {
	var rows []row.Site
	err := s.db.reader(ctx).Raw(`SELECT s.* FROM (
			SELECT 0 AS further, site FROM staff_account WHERE id = ?
			UNION SELECT 1, site FROM staff_site WHERE account_id = ?
		) h JOIN site s ON s.code = h.site ORDER BY h.further, s.code`, account, account).Scan(&rows).Error
	halls := make([]casework.Hall, len(rows))
	for i, r := range rows {
		halls[i] = casework.Hall{Site: r.Code, Names: fromSiteRow(r).Names}
	}
	return halls, translate("list halls", err)
}

// Look implements casework.HallStore.
func (s *StaffHalls) Look(ctx context.Context, tx models.Tx, session models.ID, site string) error {
	r := row.StaffSessionSite{SessionID: string(session), Site: site}
	again := clause.OnConflict{Columns: []clause.Column{{Name: "session_id"}}, DoUpdates: clause.AssignmentColumns([]string{"site"})}
	return translate("look at hall", in(ctx, tx).Clauses(again).Create(&r).Error)
}
