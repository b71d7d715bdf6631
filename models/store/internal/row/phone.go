package row

// PhoneLink is a link by which a correction request is answered. LiveKey is its
// application's id until it is closed.
type PhoneLink struct {
	ID            string  `gorm:"column:id;primaryKey"`
	MessageKey    string  `gorm:"column:message_key"`
	ApplicationID string  `gorm:"column:application_id"`
	RequestID     string  `gorm:"column:request_id"`
	PersonID      string  `gorm:"column:person_id"`
	LiveKey       *string `gorm:"column:live_key"`
	TokenHash     string  `gorm:"column:token_hash"`
	Sealed        []byte  `gorm:"column:sealed"`
	Tries         int     `gorm:"column:tries"`
	MadeAt        int64   `gorm:"column:made_at"`
	ExpiresAt     int64   `gorm:"column:expires_at"`
	OpenedAt      int64   `gorm:"column:opened_at"`
	ClosedAt      int64   `gorm:"column:closed_at"`
	ClosedWhy     string  `gorm:"column:closed_why"`
}

// TableName is the row's table.
func (PhoneLink) TableName() string { return "phone_link" }

// PhoneSession is one use of a link.
type PhoneSession struct {
	ID            string `gorm:"column:id;primaryKey"`
	LinkID        string `gorm:"column:link_id"`
	ApplicationID string `gorm:"column:application_id"`
	PersonID      string `gorm:"column:person_id"`
	TokenHash     string `gorm:"column:token_hash"`
	StartedAt     int64  `gorm:"column:started_at"`
	LastSeenAt    int64  `gorm:"column:last_seen_at"`
	EndedAt       int64  `gorm:"column:ended_at"`
	EndReason     string `gorm:"column:end_reason"`
}

// TableName is the row's table.
func (PhoneSession) TableName() string { return "phone_session" }
