package row

// Attachment is a picture of an application, sealed.
type Attachment struct {
	ID            string `gorm:"column:id;primaryKey"`
	ApplicationID string `gorm:"column:application_id"`
	Field         string `gorm:"column:field"`
	MediaType     string `gorm:"column:media_type"`
	Width         int    `gorm:"column:width"`
	Height        int    `gorm:"column:height"`
	Size          int64  `gorm:"column:size"`
	SHA256        string `gorm:"column:sha256"`
	SessionID     string `gorm:"column:session_id"`
	CreatedAt     int64  `gorm:"column:created_at"`
	Content       []byte `gorm:"column:content"`
}

// TableName is the row's table.
func (Attachment) TableName() string { return "attachment" }

// EvidenceSeen notes that an evidence picture was shown.
type EvidenceSeen struct {
	ApplicationID string `gorm:"column:application_id;primaryKey"`
	Image         string `gorm:"column:image;primaryKey"`
	SeenAt        int64  `gorm:"column:seen_at"`
}

// TableName is the row's table.
func (EvidenceSeen) TableName() string { return "evidence_seen" }
