package row

// Roster says whether a member of staff takes cases, and which.
type Roster struct {
	StaffID     string `gorm:"column:staff_id;primaryKey"`
	OnDuty      int    `gorm:"column:on_duty"`
	AbsentUntil string `gorm:"column:absent_until"`
	Skills      string `gorm:"column:skills"`
	Languages   string `gorm:"column:languages"`
	ChangedAt   int64  `gorm:"column:changed_at"`
}

// TableName is the row's table.
func (Roster) TableName() string { return "roster" }

// CaseStop is a time during which a case's clock stood still.
type CaseStop struct {
	ApplicationID string `gorm:"column:application_id;primaryKey"`
	FromAt        int64  `gorm:"column:from_at;primaryKey"`
	ToAt          int64  `gorm:"column:to_at"`
	Days          int    `gorm:"column:days"`
	Reason        string `gorm:"column:reason"`
}

// TableName is the row's table.
func (CaseStop) TableName() string { return "case_stop" }

// CaseTransfer is a case that changed hands by a supervisor's word.
type CaseTransfer struct {
	ID            string `gorm:"column:id;primaryKey"`
	ApplicationID string `gorm:"column:application_id"`
	Kind          string `gorm:"column:kind"`
	ByStaff       string `gorm:"column:by_staff"`
	FromStaff     string `gorm:"column:from_staff"`
	ToStaff       string `gorm:"column:to_staff"`
	Reason        string `gorm:"column:reason"`
	Note          []byte `gorm:"column:note"`
	At            int64  `gorm:"column:at"`
}

// TableName is the row's table.
func (CaseTransfer) TableName() string { return "case_transfer" }
