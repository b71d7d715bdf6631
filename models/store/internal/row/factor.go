package row

// StaffFactor is an account's second factor.
type StaffFactor struct {
	AccountID   string `gorm:"column:account_id;primaryKey"`
	Sealed      []byte `gorm:"column:sealed"`
	EnrolledAt  int64  `gorm:"column:enrolled_at"`
	LastStep    int64  `gorm:"column:last_step"`
	Failed      int    `gorm:"column:failed"`
	Total       int    `gorm:"column:total"`
	LastAt      int64  `gorm:"column:last_at"`
	LockedUntil int64  `gorm:"column:locked_until"`
	Version     int    `gorm:"column:version"`
}

// TableName is the row's table.
func (StaffFactor) TableName() string { return "staff_factor" }

// StaffRecovery is a code for a lost device.
type StaffRecovery struct {
	AccountID string `gorm:"column:account_id;primaryKey"`
	CodeHash  string `gorm:"column:code_hash;primaryKey"`
	UsedAt    int64  `gorm:"column:used_at"`
}

// TableName is the row's table.
func (StaffRecovery) TableName() string { return "staff_recovery" }

// StaffEntry is a sign-in half done.
type StaffEntry struct {
	ID        string `gorm:"column:id;primaryKey"`
	TokenHash string `gorm:"column:token_hash"`
	AccountID string `gorm:"column:account_id"`
	StartedAt int64  `gorm:"column:started_at"`
	EndsAt    int64  `gorm:"column:ends_at"`
	Offer     []byte `gorm:"column:offer"`
}

// TableName is the row's table.
func (StaffEntry) TableName() string { return "staff_entry" }

// StaffAllowance is one of the times an account may do something in an hour.
type StaffAllowance struct {
	AccountID string `gorm:"column:account_id;primaryKey"`
	Act       string `gorm:"column:act;primaryKey"`
	Slot      int    `gorm:"column:slot;primaryKey;autoIncrement:false"`
	TakenAt   int64  `gorm:"column:taken_at"`
}

// TableName is the row's table.
func (StaffAllowance) TableName() string { return "staff_allowance" }
