package row

// IdentityRequest is somebody whom a kiosk could not recognise. CodeIndex is nil
// but while its one-time code may be used.
type IdentityRequest struct {
	ID        string  `gorm:"column:id;primaryKey"`
	Site      string  `gorm:"column:site"`
	DeviceID  string  `gorm:"column:device_id"`
	LocalDate string  `gorm:"column:local_date"`
	Seq       int     `gorm:"column:seq"`
	Service   string  `gorm:"column:service"`
	Why       string  `gorm:"column:why"`
	Language  string  `gorm:"column:language"`
	Sealed    []byte  `gorm:"column:sealed"`
	State     string  `gorm:"column:state"`
	StaffID   string  `gorm:"column:staff_id"`
	HeldUntil int64   `gorm:"column:held_until"`
	Document  string  `gorm:"column:document"`
	Refusal   string  `gorm:"column:refusal"`
	PersonID  string  `gorm:"column:person_id"`
	SessionID string  `gorm:"column:session_id"`
	CodeIndex *string `gorm:"column:code_index"`
	CodeUntil int64   `gorm:"column:code_until"`
	MadeAt    int64   `gorm:"column:made_at"`
	DecidedAt int64   `gorm:"column:decided_at"`
	ExpiresAt int64   `gorm:"column:expires_at"`
	Version   int64   `gorm:"column:version"`
}

// TableName is the row's table.
func (IdentityRequest) TableName() string { return "identity_request" }
