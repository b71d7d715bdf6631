package row

// WindowAct is what was recorded at a window.
type WindowAct struct {
	ID            string `gorm:"column:id;primaryKey"`
	VisitID       string `gorm:"column:visit_id"`
	MatterID      string `gorm:"column:matter_id"`
	PersonID      string `gorm:"column:person_id"`
	ApplicationID string `gorm:"column:application_id"`
	StaffID       string `gorm:"column:staff_id"`
	Site          string `gorm:"column:site"`
	Act           string `gorm:"column:act"`
	Purpose       string `gorm:"column:purpose"`
	Reason        string `gorm:"column:reason"`
	Note          []byte `gorm:"column:note"`
	At            int64  `gorm:"column:at"`
}

// TableName is the row's table.
func (WindowAct) TableName() string { return "window_act" }
