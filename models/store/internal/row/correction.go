package row

// CorrectionRequest is what the office asked a citizen to put right. OpenKey is
// the application's id while it can be answered.
type CorrectionRequest struct {
	ID            string  `gorm:"column:id;primaryKey"`
	ApplicationID string  `gorm:"column:application_id"`
	OpenKey       *string `gorm:"column:open_key"`
	Site          string  `gorm:"column:site"`
	Seq           int     `gorm:"column:seq"`
	AskedBy       string  `gorm:"column:asked_by"`
	Sealed        []byte  `gorm:"column:sealed"`
	State         string  `gorm:"column:state"`
	AskedAt       int64   `gorm:"column:asked_at"`
	AnswerBy      string  `gorm:"column:answer_by"`
	RemindOn      string  `gorm:"column:remind_on"`
	RemindedAt    int64   `gorm:"column:reminded_at"`
	ClosedAt      int64   `gorm:"column:closed_at"`
	AnsweredBy    string  `gorm:"column:answered_by"`
}

// TableName is the row's table.
func (CorrectionRequest) TableName() string { return "correction_request" }

// HallCall is a number called in a hall.
type HallCall struct {
	ID            string `gorm:"column:id;primaryKey"`
	Site          string `gorm:"column:site"`
	ApplicationID string `gorm:"column:application_id"`
	Number        string `gorm:"column:number"`
	At            int64  `gorm:"column:at"`
}

// TableName is the row's table.
func (HallCall) TableName() string { return "hall_call" }
