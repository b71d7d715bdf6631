package papers

import (
	"time"

	"onevisit/models"
	"onevisit/models/paper"
)

// Facts are what a paper is made of. Only what its kind needs has to be there.
type Facts struct {
	Language string
	Hall     models.Texts // name of the hall
	Demo     bool         // of a demo hall: every paper says that it is none
	Machine  string       // name of the kiosk or window that prints
	Printed  time.Time
	Copy     int // 1 for the first print
	Format   paper.Format

	Number    string // of the application, or of the refused attempt
	Service   models.Texts
	State     models.Texts
	Holder    Holder
	Accepted  time.Time
	Promised  models.Date
	Taken     []models.Texts // papers taken in
	Delivery  []models.Texts // how the results reach the citizen
	Total     models.Fen
	Paid      models.Fen
	SlipCode  string
	Order     Order
	Decided   Ruling
	Reasons   []Reason
	Collect   Pickup
	Proves    Evidence
	Documents []string // numbers of what was issued
}

// Holder is the person a paper is about.
type Holder struct {
	Name      string
	Masked    string // name as receipts show it
	Sex       string // male | female, "" unknown
	Birth     models.Date
	IDNumber  string
	MaskedID  string
	Mobile    string
	Address   string
	Residence string // place of registration in words
}

// Order is a payment that was made.
type Order struct {
	Number   string
	Provider string // the provider's number
	Lines    []Line
	Total    models.Fen
	PaidAt   time.Time
	For      []string // decision numbers it pays
	Payee    Office
}

// Line is one part of a payment.
type Line struct {
	Text   models.Texts
	Amount models.Fen
}

// Office is what the papers say of the office that decides or is paid. What is
// not known is left empty; the decision then uses the law's general words.
type Office struct {
	Name        models.Texts
	Review      models.Texts // who reconsiders its decisions
	Court       models.Texts
	ReviewFirst bool         // court only after reconsideration
	Payee       models.Texts // holder of the account fines are paid into
	Bank        models.Texts
	Account     string
}

// Ruling is a decision of the simple procedure.
type Ruling struct {
	Number    string // 16 digits
	Office    Office // who decided
	Evidence  Record
	Machine   string // that decided, "" unknown
	Licence   Licence
	Plate     string
	PlateType string // two-digit code
	Vehicle   string // kind in words
	At        string // YYYY-MM-DD HH:MM, local
	Place     string
	Code      string
	Act       string
	Measured  string // of a speed or a load, "" for none
	Limit     string
	Provision string
	Basis     string
	Fine      models.Fen // 0: a warning
	Points    int
	Heard     bool // a statement was made and weighed
	Day       models.Date
	Served    Service
	PayBy     models.Date
}

// Record is the evidence a decision rests on: a camera's record.
type Record struct {
	Number   string // of the record
	Source   string // who captured it
	Pictures int
	Shown    bool // all of them, to the person
}

// Service is how a decision came into the person's hands: its first print that
// came out.
type Service struct {
	At     time.Time
	Window bool // printed by a clerk, else by the kiosk
	OnSpot bool // on the day of the decision
}

// Licence is the driving licence of the person a decision is made against.
type Licence struct {
	Archive string
	Classes string
	Office  string
}

// Reason is why something cannot be done now, and what to bring.
type Reason struct {
	Text  models.Texts
	Bring []models.Texts
	Where models.Texts
}

// Pickup is what a collection slip is about.
type Pickup struct {
	What  []models.Texts
	Where models.Texts
	Until models.Date // last day before it is voided, "" where none is known
	Ready bool
}

// Evidence is what a proof says, as its definition words it.
type Evidence struct {
	Title  models.Texts
	Number string
	Lines  []Field
	Text   models.Texts
	Law    []string
	Until  models.Date
}

// Field is one thing a proof says.
type Field struct {
	Label models.Texts
	Value models.Texts
}
