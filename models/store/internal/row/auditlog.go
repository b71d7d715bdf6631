package row

// AuditHead is where the Merkle log stands.
type AuditHead struct {
	ID          int    `gorm:"column:id;primaryKey;autoIncrement:false"`
	Verifier    string `gorm:"column:verifier"`
	Holder      string `gorm:"column:holder"`
	LeaseUntil  int64  `gorm:"column:lease_until"`
	Version     int64  `gorm:"column:version"`
	Size        int64  `gorm:"column:size"`
	Root        string `gorm:"column:root"`
	Seen        int64  `gorm:"column:seen"`
	Gaps        []byte `gorm:"column:gaps"`
	Edge        []byte `gorm:"column:edge"`
	SequencedAt int64  `gorm:"column:sequenced_at"`
	SignedSize  int64  `gorm:"column:signed_size"`
	SignedAt    int64  `gorm:"column:signed_at"`
	Alarm       string `gorm:"column:alarm"`
	AlarmAt     int64  `gorm:"column:alarm_at"`
}

// TableName is the row's table.
func (AuditHead) TableName() string { return "audit_head" }

// AuditBatch is what was given its places in the log together.
type AuditBatch struct {
	FirstIndex  int64  `gorm:"column:first_index;primaryKey;autoIncrement:false"`
	Size        int    `gorm:"column:size"`
	LowSeq      int64  `gorm:"column:low_seq"`
	HighSeq     int64  `gorm:"column:high_seq"`
	SequencedAt int64  `gorm:"column:sequenced_at"`
	Seqs        []byte `gorm:"column:seqs"`
	Commitments []byte `gorm:"column:commitments"`
}

// TableName is the row's table.
func (AuditBatch) TableName() string { return "audit_batch" }

// AuditSalt holds the salts of a batch.
type AuditSalt struct {
	FirstIndex int64  `gorm:"column:first_index;primaryKey;autoIncrement:false"`
	Salts      []byte `gorm:"column:salts"`
}

// TableName is the row's table.
func (AuditSalt) TableName() string { return "audit_salt" }

// AuditTile is a finished tile of the tree.
type AuditTile struct {
	TileLevel  int    `gorm:"column:tile_level;primaryKey;autoIncrement:false"`
	TileNumber int64  `gorm:"column:tile_number;primaryKey;autoIncrement:false"`
	Hashes     []byte `gorm:"column:hashes"`
}

// TableName is the row's table.
func (AuditTile) TableName() string { return "audit_tile" }

// AuditCheckpoint is a signed checkpoint.
type AuditCheckpoint struct {
	Size     int64  `gorm:"column:size;primaryKey;autoIncrement:false"`
	SignedAt int64  `gorm:"column:signed_at"`
	Note     string `gorm:"column:note"`
}

// TableName is the row's table.
func (AuditCheckpoint) TableName() string { return "audit_checkpoint" }

// AuditCosignature is a checkpoint with a witness's signature.
type AuditCosignature struct {
	Size       int64  `gorm:"column:size;primaryKey;autoIncrement:false"`
	Witness    string `gorm:"column:witness;primaryKey"`
	CosignedAt int64  `gorm:"column:cosigned_at"`
	Note       string `gorm:"column:note"`
}

// TableName is the row's table.
func (AuditCosignature) TableName() string { return "audit_cosignature" }

// AuditWitness is the last that was heard of a witness.
type AuditWitness struct {
	Witness    string `gorm:"column:witness;primaryKey"`
	Size       int64  `gorm:"column:size"`
	CosignedAt int64  `gorm:"column:cosigned_at"`
}

// TableName is the row's table.
func (AuditWitness) TableName() string { return "audit_witness" }

// AuditBreak is the statement that the log was begun anew.
type AuditBreak struct {
	Number    int    `gorm:"column:number;primaryKey;autoIncrement:false"`
	Size      int64  `gorm:"column:size"`
	BegunAt   int64  `gorm:"column:begun_at"`
	Statement string `gorm:"column:statement"`
}

// TableName is the row's table.
func (AuditBreak) TableName() string { return "audit_break" }
