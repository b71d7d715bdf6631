package row

// FigureFold is how far the log has been folded into the figures.
type FigureFold struct {
	ID         int    `gorm:"column:id;primaryKey;autoIncrement:false"`
	Holder     string `gorm:"column:holder"`
	LeaseUntil int64  `gorm:"column:lease_until"`
	Version    int64  `gorm:"column:version"`
	State      string `gorm:"column:state"`
	Began      int64  `gorm:"column:began"`
	Place      int64  `gorm:"column:place"`
	FoldedAt   int64  `gorm:"column:folded_at"`
	Listed     int    `gorm:"column:listed"`
}

// TableName is the row's table.
func (FigureFold) TableName() string { return "figure_fold" }

// FigurePlace is a place that contributions name.
type FigurePlace struct {
	ID       int    `gorm:"column:id;primaryKey;autoIncrement:false"`
	Service  string `gorm:"column:service"`
	Site     string `gorm:"column:site"`
	Channel  string `gorm:"column:channel"`
	DeviceID string `gorm:"column:device_id"`
	Language string `gorm:"column:language"`
	Aid      string `gorm:"column:aid"`
	Age      string `gorm:"column:age"`
}

// TableName is the row's table.
func (FigurePlace) TableName() string { return "figure_place" }

// FigureCell is a bucket that contributions name.
type FigureCell struct {
	ID      int    `gorm:"column:id;primaryKey;autoIncrement:false"`
	Measure string `gorm:"column:measure"`
	Bucket  string `gorm:"column:bucket"`
}

// TableName is the row's table.
func (FigureCell) TableName() string { return "figure_cell" }

// FigureKept is what a subject contributes.
type FigureKept struct {
	Kind      string `gorm:"column:kind;primaryKey"`
	SubjectID string `gorm:"column:subject_id;primaryKey"`
	N         int    `gorm:"column:n"`
	FromSize  int64  `gorm:"column:from_size"`
	EntrySeq  int64  `gorm:"column:entry_seq"`
	CountedOn string `gorm:"column:counted_on"`
	Demo      int    `gorm:"column:demo"`
	PlaceID   int    `gorm:"column:place_id"`
	Cells     []byte `gorm:"column:cells"`
}

// TableName is the row's table.
func (FigureKept) TableName() string { return "figure_kept" }

// FigureRare is an entry of the list of a rare cell.
type FigureRare struct {
	CellID    int    `gorm:"column:cell_id;primaryKey;autoIncrement:false"`
	CountedOn string `gorm:"column:counted_on;primaryKey"`
	Kind      string `gorm:"column:kind;primaryKey"`
	SubjectID string `gorm:"column:subject_id;primaryKey"`
	PlaceID   int    `gorm:"column:place_id"`
	Demo      int    `gorm:"column:demo"`
}

// TableName is the row's table.
func (FigureRare) TableName() string { return "figure_rare" }

// FigurePast is what a subject contributed before.
type FigurePast struct {
	Kind      string `gorm:"column:kind;primaryKey"`
	SubjectID string `gorm:"column:subject_id;primaryKey"`
	N         int    `gorm:"column:n;primaryKey;autoIncrement:false"`
	FromSize  int64  `gorm:"column:from_size"`
	UntilSize int64  `gorm:"column:until_size"`
	EntrySeq  int64  `gorm:"column:entry_seq"`
	CountedOn string `gorm:"column:counted_on"`
	Demo      int    `gorm:"column:demo"`
	PlaceID   int    `gorm:"column:place_id"`
	Cells     []byte `gorm:"column:cells"`
}

// TableName is the row's table.
func (FigurePast) TableName() string { return "figure_past" }

// FigureSum holds the counts of a combination, measure and bundle.
type FigureSum struct {
	Shape   string `gorm:"column:shape;primaryKey"`
	Demo    int    `gorm:"column:demo;primaryKey;autoIncrement:false"`
	Measure string `gorm:"column:measure;primaryKey"`
	Bundle  string `gorm:"column:bundle;primaryKey"`
	Service string `gorm:"column:service;primaryKey"`
	Site    string `gorm:"column:site;primaryKey"`
	Slice   string `gorm:"column:slice;primaryKey"`
	Counts  []byte `gorm:"column:counts"`
}

// TableName is the row's table.
func (FigureSum) TableName() string { return "figure_sum" }
