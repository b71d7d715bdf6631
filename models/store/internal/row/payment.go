package row

// PaymentOrder is an order. LiveKey is the application while the order is live
// and NULL afterwards: its unique index is what forbids a second live order.
type PaymentOrder struct {
	ID            string  `gorm:"column:id;primaryKey"`
	Number        string  `gorm:"column:number"`
	ApplicationID string  `gorm:"column:application_id"`
	LiveKey       *string `gorm:"column:live_key"`
	Title         string  `gorm:"column:title"`
	FeeLines      string  `gorm:"column:fee_lines"` // JSON
	Subjects      string  `gorm:"column:subjects"`  // JSON
	AmountFen     int64   `gorm:"column:amount_fen"`
	State         string  `gorm:"column:state"`
	Version       int64   `gorm:"column:version"`
	ProviderNo    string  `gorm:"column:provider_no"`
	QR            string  `gorm:"column:qr"`
	CreatedAt     int64   `gorm:"column:created_at;autoCreateTime:false"`
	ExpiresAt     int64   `gorm:"column:expires_at"`
	CheckedAt     int64   `gorm:"column:checked_at"`
	PaidAt        int64   `gorm:"column:paid_at"`
	ClosedAt      int64   `gorm:"column:closed_at"`
	RefundedAt    int64   `gorm:"column:refunded_at"`
	PaidOn        string  `gorm:"column:paid_on"`
	RefundedOn    string  `gorm:"column:refunded_on"`
}

// TableName is the row's table.
func (PaymentOrder) TableName() string { return "payment_order" }

// PaymentSubject is something a live order pays for, e.g. a decision's number.
type PaymentSubject struct {
	Subject string `gorm:"column:subject;primaryKey"`
	OrderID string `gorm:"column:order_id"`
}

// TableName is the row's table.
func (PaymentSubject) TableName() string { return "payment_subject" }

// PaymentEvent is a notice of the provider that was taken.
type PaymentEvent struct {
	EventID     string `gorm:"column:event_id;primaryKey"`
	OrderNumber string `gorm:"column:order_number"`
	State       string `gorm:"column:state"`
	AmountFen   int64  `gorm:"column:amount_fen"`
	HappenedAt  int64  `gorm:"column:happened_at"`
	ReceivedAt  int64  `gorm:"column:received_at"`
}

// TableName is the row's table.
func (PaymentEvent) TableName() string { return "payment_event" }

// PaymentQuarantine is a signed notice that contradicts our book.
type PaymentQuarantine struct {
	ID          string `gorm:"column:id;primaryKey"`
	EventID     string `gorm:"column:event_id"`
	OrderNumber string `gorm:"column:order_number"`
	Merchant    string `gorm:"column:merchant"`
	ProviderNo  string `gorm:"column:provider_no"`
	State       string `gorm:"column:state"`
	AmountFen   int64  `gorm:"column:amount_fen"`
	Reason      string `gorm:"column:reason"`
	HappenedAt  int64  `gorm:"column:happened_at"`
	ReceivedAt  int64  `gorm:"column:received_at"`
}

// TableName is the row's table.
func (PaymentQuarantine) TableName() string { return "payment_quarantine" }

// PaymentReconciliation is a day's comparison with the provider's bill.
type PaymentReconciliation struct {
	LocalDate       string `gorm:"column:local_date;primaryKey"`
	BillLines       int    `gorm:"column:bill_lines"`
	OurLines        int    `gorm:"column:our_lines"`
	BillFen         int64  `gorm:"column:bill_fen"`
	OurFen          int64  `gorm:"column:our_fen"`
	DifferenceCount int    `gorm:"column:difference_count"`
	Differences     string `gorm:"column:differences"` // JSON
	ReconciledAt    int64  `gorm:"column:reconciled_at"`
}

// TableName is the row's table.
func (PaymentReconciliation) TableName() string { return "payment_reconciliation" }
