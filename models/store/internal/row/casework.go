package row

import "gorm.io/gorm"

// QueuedCase is a case in the clerks' queue with its last claim.
type QueuedCase struct {
	ApplicationID  string `gorm:"column:application_id;primaryKey"`
	MatterID       string `gorm:"column:matter_id"`
	PersonID       string `gorm:"column:person_id"`
	SessionID      string `gorm:"column:session_id"`
	Number         string `gorm:"column:number"`
	Service        string `gorm:"column:service"`
	Site           string `gorm:"column:site"`
	Kiosk          string `gorm:"column:kiosk"`
	Holder         []byte `gorm:"column:holder"`
	SubmittedAt    int64  `gorm:"column:submitted_at"`
	PromisedDate   string `gorm:"column:promised_date"`
	State          string `gorm:"column:state"`
	Demo           int    `gorm:"column:demo"`
	ClaimedBy      string `gorm:"column:claimed_by"`
	ClaimedName    string `gorm:"column:claimed_name"`
	ClaimExpiresAt int64  `gorm:"column:claim_expires_at"`
	Fence          int64  `gorm:"column:fence"`
	Skill          string `gorm:"column:skill"`
	Language       string `gorm:"column:language"`
	Stage          string `gorm:"column:stage"`
	Eyes           int    `gorm:"column:eyes"`
	Checked        string `gorm:"column:checked"`
	Corrected      int    `gorm:"column:corrected"`
	AssignedTo     string `gorm:"column:assigned_to"`
	DueDate        string `gorm:"column:due_date"`
	StoppedAt      int64  `gorm:"column:stopped_at"`
	EscalatedAt    int64  `gorm:"column:escalated_at"`
	Deadline       string `gorm:"column:deadline"`
	WarnDate       string `gorm:"column:warn_date"`
	WarnDays       int    `gorm:"column:warn_days"`
	SignDays       int    `gorm:"column:sign_days"`
	Place          int64  `gorm:"column:place"`
	Away           int    `gorm:"column:away"`
	WarnedAt       int64  `gorm:"column:warned_at"`
	TouchedAt      int64  `gorm:"column:touched_at"`
	RoundNo        int    `gorm:"column:round_no"`
}

// TableName is the row's table.
func (QueuedCase) TableName() string { return "queued_case" }

// BeforeUpdate notes when the row changed, by the database's own time: the
// clocks of several servers may differ, the database has one.
func (QueuedCase) BeforeUpdate(g *gorm.DB) error {
	g.Statement.SetColumn("touched_at", gorm.Expr(DatabaseMillis(g.Dialector.Name())))
	return nil
}

// DatabaseMillis is the database's time in milliseconds as an SQL expression.
func DatabaseMillis(dialect string) string {
	if dialect == "sqlite" {
		return "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
	}
	return "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS UNSIGNED)"
}

// StaffInterest is a person whose cases a clerk may not decide.
type StaffInterest struct {
	StaffID     string `gorm:"column:staff_id;primaryKey"`
	PersonIndex string `gorm:"column:person_index;primaryKey"`
	Kind        string `gorm:"column:kind"`
}

// TableName is the row's table.
func (StaffInterest) TableName() string { return "staff_interest" }
