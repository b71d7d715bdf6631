package row

// Publication is a change of which version of a service is in force.
type Publication struct {
	ID          string `gorm:"column:id;primaryKey"`
	Kind        string `gorm:"column:kind"`
	Service     string `gorm:"column:service"`
	Hash        string `gorm:"column:hash"`
	Source      []byte `gorm:"column:source"`
	EffectiveAt int64  `gorm:"column:effective_at"`
	Note        string `gorm:"column:note"`
	State       string `gorm:"column:state"`
	Site        string `gorm:"column:site"`
	SubmittedBy string `gorm:"column:submitted_by"`
	SubmittedAt int64  `gorm:"column:submitted_at"`
	DecidedBy   string `gorm:"column:decided_by"`
	DecidedAt   int64  `gorm:"column:decided_at"`
	WithdrawnBy string `gorm:"column:withdrawn_by"`
	WithdrawnAt int64  `gorm:"column:withdrawn_at"`
	Reason      string `gorm:"column:reason"`
	Announced   int    `gorm:"column:announced"`
	OpenKey     string `gorm:"column:open_key"`
	Version     int64  `gorm:"column:version"`
}

// TableName is the row's table.
func (Publication) TableName() string { return "publication" }
