package row

// Definition is one version of a service definition, as it was read.
type Definition struct {
	Hash    string `gorm:"column:hash;primaryKey"`
	Service string `gorm:"column:service"`
	Path    string `gorm:"column:path"`
	Source  []byte `gorm:"column:source"`
	KeptAt  int64  `gorm:"column:kept_at"`
}

// TableName is the row's table.
func (Definition) TableName() string { return "definition" }
