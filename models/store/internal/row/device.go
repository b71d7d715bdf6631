package row

// Site is a service hall.
type Site struct {
	Code   string `gorm:"column:code;primaryKey"`
	NameZh string `gorm:"column:name_zh"`
	NameEn string `gorm:"column:name_en"`
	Demo   int    `gorm:"column:demo"`
}

// TableName is the row's table.
func (Site) TableName() string { return "site" }

// Device is a kiosk.
type Device struct {
	ID             string `gorm:"column:id;primaryKey"`
	Name           string `gorm:"column:name"`
	Site           string `gorm:"column:site"`
	CredentialHash string `gorm:"column:credential_hash"`
	AgentKey       []byte `gorm:"column:agent_key"`
	EnrolledAt     int64  `gorm:"column:enrolled_at"`
	SeenAt         int64  `gorm:"column:seen_at"`
	RevokedAt      int64  `gorm:"column:revoked_at"`
}

// TableName is the row's table.
func (Device) TableName() string { return "device" }

// DevicePeripheral is what a part could do when last reported.
type DevicePeripheral struct {
	DeviceID   string `gorm:"column:device_id;primaryKey"`
	Kind       string `gorm:"column:kind;primaryKey"`
	Ready      int    `gorm:"column:ready"`
	ReportedAt int64  `gorm:"column:reported_at"`
}

// TableName is the row's table.
func (DevicePeripheral) TableName() string { return "device_peripheral" }

// DeviceCode is an enrolment code.
type DeviceCode struct {
	Handle     string `gorm:"column:handle;primaryKey"`
	SecretHash string `gorm:"column:secret_hash"`
	Name       string `gorm:"column:name"`
	Site       string `gorm:"column:site"`
	MadeBy     string `gorm:"column:made_by"`
	MadeAt     int64  `gorm:"column:made_at"`
	ExpiresAt  int64  `gorm:"column:expires_at"`
	WrongTries int    `gorm:"column:wrong_tries"`
	UsedAt     int64  `gorm:"column:used_at"`
	Void       int    `gorm:"column:void"`
}

// TableName is the row's table.
func (DeviceCode) TableName() string { return "device_code" }

// DeviceNonce is a signed token's nonce that was used.
type DeviceNonce struct {
	DeviceID string `gorm:"column:device_id;primaryKey"`
	Nonce    string `gorm:"column:nonce;primaryKey"`
	UsedAt   int64  `gorm:"column:used_at"`
}

// TableName is the row's table.
func (DeviceNonce) TableName() string { return "device_nonce" }

// DeviceDay is in which minutes of a day a device was heard of.
type DeviceDay struct {
	DeviceID    string `gorm:"column:device_id;primaryKey"`
	OnDate      string `gorm:"column:on_date;primaryKey"`
	Site        string `gorm:"column:site"`
	Minutes     []byte `gorm:"column:minutes"`
	Demo        int    `gorm:"column:demo"`
	Closed      int    `gorm:"column:closed"`
	OpenMinutes int    `gorm:"column:open_minutes"`
	UpMinutes   int    `gorm:"column:up_minutes"`
}

// TableName is the row's table.
func (DeviceDay) TableName() string { return "device_day" }
