package row

// Decision is a clerk's decision; LiveKey is unique in it.
type Decision struct {
	ID            string `gorm:"column:id;primaryKey"`
	ApplicationID string `gorm:"column:application_id"`
	StaffID       string `gorm:"column:staff_id"`
	Site          string `gorm:"column:site"`
	Service       string `gorm:"column:service"`
	RoundNo       int    `gorm:"column:round_no"`
	Stage         string `gorm:"column:stage"`
	Outcome       string `gorm:"column:outcome"`
	Reason        string `gorm:"column:reason"`
	Note          []byte `gorm:"column:note"`
	Correction    []byte `gorm:"column:correction"`
	Ticked        string `gorm:"column:ticked"` // codes parted by spaces
	BulkID        string `gorm:"column:bulk_id"`
	Blind         int    `gorm:"column:blind"`
	Drawn         int    `gorm:"column:drawn"`
	Fence         int64  `gorm:"column:fence"`
	DecidedAt     int64  `gorm:"column:decided_at"`
	FinalAt       int64  `gorm:"column:final_at"`
	State         string `gorm:"column:state"`
	ClosedAt      int64  `gorm:"column:closed_at"`
	ClosedBy      string `gorm:"column:closed_by"`
	ClosedWhy     string `gorm:"column:closed_why"`
	ClosedNote    []byte `gorm:"column:closed_note"`
	LiveKey       string `gorm:"column:live_key"`
}

// TableName is the row's table.
func (Decision) TableName() string { return "decision" }

// CaseHand is a member of staff who had a case in hand.
type CaseHand struct {
	ApplicationID string `gorm:"column:application_id;primaryKey"`
	StaffID       string `gorm:"column:staff_id;primaryKey"`
	RoundNo       int    `gorm:"column:round_no;primaryKey"`
	Stage         string `gorm:"column:stage;primaryKey"`
	Act           string `gorm:"column:act;primaryKey"`
	At            int64  `gorm:"column:at"`
}

// TableName is the row's table.
func (CaseHand) TableName() string { return "case_hand" }
