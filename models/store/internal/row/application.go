package row

// Application is a form and its case; answers, facts and fee lines are sealed.
type Application struct {
	ID             string `gorm:"column:id;primaryKey"`
	Number         string `gorm:"column:number"`
	MatterID       string `gorm:"column:matter_id"`
	PersonID       string `gorm:"column:person_id"`
	Service        string `gorm:"column:service"`
	DefinitionHash string `gorm:"column:definition_hash"`
	State          string `gorm:"column:state"`
	Version        int64  `gorm:"column:version"`
	Site           string `gorm:"column:site"`
	Region         string `gorm:"column:region"`
	DeviceID       string `gorm:"column:device_id"`
	SessionID      string `gorm:"column:session_id"`
	VisitID        string `gorm:"column:visit_id"`
	Answers        []byte `gorm:"column:answers"`
	Facts          []byte `gorm:"column:facts"`
	FeeLines       []byte `gorm:"column:fee_lines"`
	TotalFen       int64  `gorm:"column:total_fen"`
	PaidFen        int64  `gorm:"column:paid_fen"`
	Route          string `gorm:"column:route"`
	PromisedDate   string `gorm:"column:promised_date"`
	OpenedAt       int64  `gorm:"column:opened_at"`
	UpdatedAt      int64  `gorm:"column:updated_at"`
	SubmittedAt    int64  `gorm:"column:submitted_at"`
	DecidedAt      int64  `gorm:"column:decided_at"`
	EndedAt        int64  `gorm:"column:ended_at"`
	ReasonCode     string `gorm:"column:reason_code"`
	Live           int    `gorm:"column:live"`
	Language       string `gorm:"column:language"`
}

// TableName is the row's table.
func (Application) TableName() string { return "application" }

// ApplicationResult is one thing an approved application leads to.
type ApplicationResult struct {
	ID            string `gorm:"column:id;primaryKey"`
	ApplicationID string `gorm:"column:application_id"`
	Seq           int    `gorm:"column:seq"`
	Kind          string `gorm:"column:kind"`
	Item          string `gorm:"column:item"`
	Stage         string `gorm:"column:stage"`
	State         string `gorm:"column:state"`
	Number        string `gorm:"column:number"`
	AmountFen     int64  `gorm:"column:amount_fen"`
	Visit         int    `gorm:"column:visit"`
	Attempts      int    `gorm:"column:attempts"`
	DeviceID      string `gorm:"column:device_id"`
	Fault         string `gorm:"column:fault"`
	UpdatedAt     int64  `gorm:"column:updated_at"`
	DoneAt        int64  `gorm:"column:done_at"`
}

// TableName is the row's table.
func (ApplicationResult) TableName() string { return "application_result" }
