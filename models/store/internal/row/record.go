package row

// CaseRecord is what is kept of one decision.
type CaseRecord struct {
	DecisionID     string `gorm:"column:decision_id;primaryKey"`
	ApplicationID  string `gorm:"column:application_id"`
	Site           string `gorm:"column:site"`
	StaffID        string `gorm:"column:staff_id"`
	Outcome        string `gorm:"column:outcome"`
	DefinitionHash string `gorm:"column:definition_hash"`
	KeptAt         int64  `gorm:"column:kept_at"`
	Sealed         []byte `gorm:"column:sealed"`
}

// TableName is the row's table.
func (CaseRecord) TableName() string { return "case_record" }
