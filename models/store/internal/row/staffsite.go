package row

// StaffSite is a further hall that an account answers for.
type StaffSite struct {
	AccountID string `gorm:"column:account_id;primaryKey"`
	Site      string `gorm:"column:site;primaryKey"`
}

// TableName is the row's table.
func (StaffSite) TableName() string { return "staff_site" }

// StaffSessionSite is the further hall that a session looks at.
type StaffSessionSite struct {
	SessionID string `gorm:"column:session_id;primaryKey"`
	Site      string `gorm:"column:site"`
}

// TableName is the row's table.
func (StaffSessionSite) TableName() string { return "staff_session_site" }
