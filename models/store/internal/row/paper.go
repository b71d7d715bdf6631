package row

// PaperCopy is one print of a paper.
type PaperCopy struct {
	ID        string `gorm:"column:id;primaryKey"`
	SubjectID string `gorm:"column:subject_id"`
	Paper     string `gorm:"column:paper"`
	Copy      int    `gorm:"column:copy"`
	State     string `gorm:"column:state"`
	Fault     string `gorm:"column:fault"`
	Format    string `gorm:"column:format"`
	Language  string `gorm:"column:language"`
	DeviceID  string `gorm:"column:device_id"`
	ByActor   string `gorm:"column:by_actor"`
	MadeAt    int64  `gorm:"column:made_at"`
}

// TableName is the row's table.
func (PaperCopy) TableName() string { return "paper_copy" }
