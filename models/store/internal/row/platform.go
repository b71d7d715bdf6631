package row

// PIIKey is a wrapped data key.
type PIIKey struct {
	ID     string `gorm:"column:id;primaryKey"`
	Sealed []byte `gorm:"column:sealed"`
	MadeAt int64  `gorm:"column:made_at"`
}

// TableName is the row's table.
func (PIIKey) TableName() string { return "pii_key" }

// AuditEntry is one line of the record.
type AuditEntry struct {
	Seq       int64  `gorm:"column:seq;primaryKey;autoIncrement"`
	At        int64  `gorm:"column:at"`
	Action    string `gorm:"column:action"`
	ActorKind string `gorm:"column:actor_kind"`
	ActorID   string `gorm:"column:actor_id"`
	SessionID string `gorm:"column:session_id"`
	DeviceID  string `gorm:"column:device_id"`
	Site      string `gorm:"column:site"`
	Role      string `gorm:"column:role"`
	Subjects  string `gorm:"column:subjects"` // JSON [["application","…"],…]
	Fields    string `gorm:"column:fields"`   // JSON ["mobile",…]
	Notes     string `gorm:"column:notes"`    // JSON {"reason":"…"}
}

// TableName is the row's table.
func (AuditEntry) TableName() string { return "audit_entry" }

// AuditSubject finds the entries about one thing.
type AuditSubject struct {
	Kind      string `gorm:"column:kind;primaryKey"`
	SubjectID string `gorm:"column:subject_id;primaryKey"`
	AuditSeq  int64  `gorm:"column:audit_seq;primaryKey;autoIncrement:false"`
}

// TableName is the row's table.
func (AuditSubject) TableName() string { return "audit_subject" }

// Job is an outbox row. The token and its lease say who holds it.
type Job struct {
	ID         string `gorm:"column:id;primaryKey"`
	Kind       string `gorm:"column:kind"`
	JobKey     string `gorm:"column:job_key"`
	OrderKey   string `gorm:"column:order_key"`
	Payload    []byte `gorm:"column:payload"`
	State      string `gorm:"column:state"`
	Attempt    int    `gorm:"column:attempt"`
	RunAt      int64  `gorm:"column:run_at"`
	PutAt      int64  `gorm:"column:put_at"`
	Token      string `gorm:"column:token"`
	LeaseUntil int64  `gorm:"column:lease_until"`
	EndedAt    int64  `gorm:"column:ended_at"`
	Fault      string `gorm:"column:fault"`
}

// TableName is the row's table.
func (Job) TableName() string { return "job" }

// OnceReply is the stored reply of an idempotent request.
type OnceReply struct {
	Actor      string `gorm:"column:actor;primaryKey"`
	Operation  string `gorm:"column:operation;primaryKey"`
	RequestKey string `gorm:"column:request_key;primaryKey"`
	Digest     string `gorm:"column:digest"`
	Sealed     []byte `gorm:"column:sealed"`
	MadeAt     int64  `gorm:"column:made_at"`
	ExpiresAt  int64  `gorm:"column:expires_at"`
}

// TableName is the row's table.
func (OnceReply) TableName() string { return "once_reply" }

// Mark is a fact about the installation, e.g. that the demo hall was seeded.
type Mark struct {
	Name  string `gorm:"column:name;primaryKey"`
	Value string `gorm:"column:value"`
}

// TableName is the row's table.
func (Mark) TableName() string { return "mark" }
