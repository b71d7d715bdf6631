package row

// StaffAccount is one member of staff.
type StaffAccount struct {
	ID           string `gorm:"column:id;primaryKey"`
	Login        string `gorm:"column:login"`
	Name         string `gorm:"column:name"`
	Role         string `gorm:"column:role"`
	Site         string `gorm:"column:site"`
	PasswordHash string `gorm:"column:password_hash"`
	Demo         int    `gorm:"column:demo"`
	DisabledAt   int64  `gorm:"column:disabled_at"`
	CreatedAt    int64  `gorm:"column:created_at;autoCreateTime:false"`
}

// TableName is the row's table.
func (StaffAccount) TableName() string { return "staff_account" }

// StaffSession is a signed-in use of an account.
type StaffSession struct {
	ID        string `gorm:"column:id;primaryKey"`
	TokenHash string `gorm:"column:token_hash"`
	AccountID string `gorm:"column:account_id"`
	StartedAt int64  `gorm:"column:started_at"`
	SeenAt    int64  `gorm:"column:seen_at"`
	IdleAt    int64  `gorm:"column:idle_at"`
	EndsAt    int64  `gorm:"column:ends_at"`
	EndedAt   int64  `gorm:"column:ended_at"`
	EndReason string `gorm:"column:end_reason"`

	FactorAt    int64 `gorm:"column:factor_at"`
	SteppedUpAt int64 `gorm:"column:stepped_up_at"`
}

// TableName is the row's table.
func (StaffSession) TableName() string { return "staff_session" }

// StaffGuess counts failed sign-ins.
type StaffGuess struct {
	Login       string `gorm:"column:login;primaryKey"`
	Network     string `gorm:"column:network;primaryKey"`
	Failed      int    `gorm:"column:failed"`
	Total       int    `gorm:"column:total"`
	LastAt      int64  `gorm:"column:last_at"`
	LockedUntil int64  `gorm:"column:locked_until"`
}

// TableName is the row's table.
func (StaffGuess) TableName() string { return "staff_guess" }
