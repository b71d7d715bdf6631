package store

import (
	"context"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/store/internal/row"
)

// nearPairs selects clerks with the ids of the persons whose cases they may not
// touch: those declared, those of a household that was found when one was
// declared, and those of the household of a declared person who was here since.
// It has the clerks as its parameter three times.
const nearPairs = `SELECT i.staff_id AS staff_id, p.id AS person_id
		FROM staff_interest i JOIN person p ON p.id_index = i.person_index WHERE i.staff_id IN ?
	UNION SELECT h.staff_id, ph.person_id
		FROM staff_household h JOIN person_household ph ON ph.household_index = h.household_index WHERE h.staff_id IN ?
	UNION SELECT i.staff_id, ph.person_id FROM staff_interest i JOIN person d ON d.id_index = i.person_index
		JOIN person_household dh ON dh.person_id = d.id JOIN person_household ph ON ph.household_index = dh.household_index
		WHERE i.staff_id IN ?`

// near tells whether the person is one of the clerk's.
func (s *Casework) near(ctx context.Context, clerk, person models.ID) (bool, error) {
	var n int64
	clerks := []string{string(clerk)}
	err := s.db.reader(ctx).Raw("SELECT COUNT(*) FROM ("+nearPairs+") n WHERE n.person_id = ?",
		clerks, clerks, clerks, string(person)).Scan(&n).Error
	return n > 0, translate("read interests", err)
}

// Lives implements window.Households: it keeps which household a person belongs to.
func (s *Casework) Lives(ctx context.Context, tx models.Tx, person models.ID, household string) error {
	r := row.PersonHousehold{PersonID: string(person), HouseholdIndex: household}
	moved := clause.OnConflict{
		Columns: []clause.Column{{Name: "person_id"}}, DoUpdates: clause.AssignmentColumns([]string{"household_index"}),
	}
	return translate("keep household", in(ctx, tx).Clauses(moved).Create(&r).Error)
}

// DeclareHousehold implements casework.Declarations.
func (s *Casework) DeclareHousehold(ctx context.Context, tx models.Tx, clerk models.ID, household string) error {
	r := row.StaffHousehold{StaffID: string(clerk), HouseholdIndex: household}
	return translate("declare household", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
}
