package row

// Person is somebody who came; name and number are sealed.
type Person struct {
	ID        string `gorm:"column:id;primaryKey"`
	IDIndex   string `gorm:"column:id_index"`
	Sealed    []byte `gorm:"column:sealed"`
	Test      int    `gorm:"column:test"`
	CreatedAt int64  `gorm:"column:created_at"`
}

// TableName is the row's table.
func (Person) TableName() string { return "person" }

// Visit is one presence of a person at a site on a day.
type Visit struct {
	ID        string `gorm:"column:id;primaryKey"`
	PersonID  string `gorm:"column:person_id"`
	Site      string `gorm:"column:site"`
	LocalDate string `gorm:"column:local_date"`
	StartedAt int64  `gorm:"column:started_at"`
	Demo      int    `gorm:"column:demo"`
	Age       string `gorm:"column:age"`
}

// TableName is the row's table.
func (Visit) TableName() string { return "visit" }

// CitizenSession is one use of one kiosk. LiveDevice is its device while it lives.
type CitizenSession struct {
	ID           string  `gorm:"column:id;primaryKey"`
	TokenHash    string  `gorm:"column:token_hash"`
	DeviceID     string  `gorm:"column:device_id"`
	LiveDevice   *string `gorm:"column:live_device"`
	Site         string  `gorm:"column:site"`
	PersonID     string  `gorm:"column:person_id"`
	VisitID      string  `gorm:"column:visit_id"`
	Sealed       []byte  `gorm:"column:sealed"`
	Language     string  `gorm:"column:language"`
	Assisted     int     `gorm:"column:assisted"`
	DocumentKind string  `gorm:"column:document_kind"`
	LocalDate    string  `gorm:"column:local_date"`
	StartedAt    int64   `gorm:"column:started_at"`
	LastSeenAt   int64   `gorm:"column:last_seen_at"`
	EndedAt      int64   `gorm:"column:ended_at"`
	EndReason    string  `gorm:"column:end_reason"`
	Rating       int     `gorm:"column:rating"`
	Proof        string  `gorm:"column:proof"`
}

// TableName is the row's table.
func (CitizenSession) TableName() string { return "citizen_session" }

// Matter is one need of one person. OpenKey holds its place while it takes attempts in.
type Matter struct {
	ID             string  `gorm:"column:id;primaryKey"`
	PersonID       string  `gorm:"column:person_id"`
	Service        string  `gorm:"column:service"`
	OpenKey        *string `gorm:"column:open_key"`
	State          string  `gorm:"column:state"`
	OpenedOn       string  `gorm:"column:opened_on"`
	LastEventOn    string  `gorm:"column:last_event_on"`
	EndedOn        string  `gorm:"column:ended_on"`
	EndedAt        int64   `gorm:"column:ended_at"`
	Visits         int     `gorm:"column:visits"`
	Reopened       int     `gorm:"column:reopened"`
	Site           string  `gorm:"column:site"`
	DefinitionHash string  `gorm:"column:definition_hash"`
	Test           int     `gorm:"column:test"`
	Demo           int     `gorm:"column:demo"`
	PrecheckOnly   int     `gorm:"column:precheck_only"`
	Settled        int     `gorm:"column:settled"`
	Uncounted      int     `gorm:"column:uncounted"`
	Version        int64   `gorm:"column:version"`
}

// TableName is the row's table.
func (Matter) TableName() string { return "matter" }

// MatterVisit is a visit's part in a matter.
type MatterVisit struct {
	MatterID    string `gorm:"column:matter_id;primaryKey"`
	VisitID     string `gorm:"column:visit_id;primaryKey"`
	Seq         int    `gorm:"column:seq"`
	Site        string `gorm:"column:site"`
	LocalDate   string `gorm:"column:local_date"`
	FirstAt     int64  `gorm:"column:first_at"`
	Ending      string `gorm:"column:ending"`
	EndingCause string `gorm:"column:ending_cause"`
	Cause       string `gorm:"column:cause"`
	CauseText   string `gorm:"column:cause_text"`
}

// TableName is the row's table.
func (MatterVisit) TableName() string { return "matter_visit" }

// Attempt is a service asked for and refused at the pre-check.
type Attempt struct {
	ID         string `gorm:"column:id;primaryKey"`
	Reference  string `gorm:"column:reference"`
	MatterID   string `gorm:"column:matter_id"`
	VisitID    string `gorm:"column:visit_id"`
	SessionID  string `gorm:"column:session_id"`
	Service    string `gorm:"column:service"`
	Outcome    string `gorm:"column:outcome"`
	ReasonCode string `gorm:"column:reason_code"`
	Cause      string `gorm:"column:cause"`
	CreatedAt  int64  `gorm:"column:created_at"`
}

// TableName is the row's table.
func (Attempt) TableName() string { return "attempt" }

// CauseAmendment is one amendment of a visit's cause; the note is sealed.
type CauseAmendment struct {
	ID        string `gorm:"column:id;primaryKey"`
	MatterID  string `gorm:"column:matter_id"`
	Seq       int    `gorm:"column:seq"`
	FromCause string `gorm:"column:from_cause"`
	ToCause   string `gorm:"column:to_cause"`
	Reason    string `gorm:"column:reason"`
	Note      []byte `gorm:"column:note"`
	ByStaff   string `gorm:"column:by_staff"`
	At        int64  `gorm:"column:at"`
}

// TableName is the row's table.
func (CauseAmendment) TableName() string { return "cause_amendment" }
