package figures

import "onevisit/models"

// Kind says what contributes.
type Kind string

// The kinds of subjects.
const (
	Matter    Kind = "matter"
	Session   Kind = "session"
	Order     Kind = "order"      // a payment order
	DeviceDay Kind = "device-day" // ID: the device's and the date, "ID/2026-11-24"
)

// Subject is one thing that contributes to figures.
type Subject struct {
	Kind Kind
	ID   string
}

// Place says where and for whom something happened: what figures are divided
// by. "" is unknown, and counted only in the whole.
type Place struct {
	Service  string
	Site     string
	Channel  string // kiosk, phone or window
	Device   models.ID
	Language string
	Aid      string // none or aided: large type or assistance
	Age      string // a band of years, AgeBands; never a date of birth
}

// Measure names what is counted, e.g. ends by number of visits.
type Measure string

// Cell is a count of one bucket of a measure.
type Cell struct {
	Measure Measure
	Bucket  string // at most 40 bytes
	N       int64
}

// Contribution is what a subject adds to the figures of a day. The zero
// Contribution (no day) adds nothing: an open matter, test data.
type Contribution struct {
	Subject Subject
	On      models.Date // China's local date under which it is counted
	Place   Place
	Demo    bool
	Cells   []Cell // sorted, each (measure, bucket) once, N > 0
}

// Version is a contribution as it is kept: it holds for logs of From entries
// and more, up to below Until (0: still).
type Version struct {
	Contribution
	From  int64
	Until int64
	Entry int64 // the audit entry that made it so
}

// Filter narrows what is summed. Empty is all. Categories and regions have been
// turned into their services and halls before.
type Filter struct {
	Services []string
	Sites    []string
	Channel  string
	Device   models.ID
	Language string
	Aid      string
	Age      string
}

// Dimension is what sums can be divided by.
type Dimension string

// The dimensions.
const (
	ByDay      Dimension = "day"
	ByMonth    Dimension = "month"
	ByService  Dimension = "service"
	BySite     Dimension = "site"
	ByChannel  Dimension = "channel"
	ByDevice   Dimension = "device"
	ByLanguage Dimension = "language"
	ByAid      Dimension = "aid"
	ByAge      Dimension = "age"
)

// Query is what is summed: days from From to To, both included, of a demo hall
// or of real ones, at the log's size AsOf (0: now).
type Query struct {
	From, To models.Date
	Demo     bool
	Filter   Filter
	Measures []Measure
	By       []Dimension // at most two
	AsOf     int64
}

// Sum is a total of one group.
type Sum struct {
	Group   [2]string // by Query.By
	Measure Measure
	Bucket  string
	N       int64
}
