package register

import (
	"context"

	"onevisit/models"
	"onevisit/models/pii"
)

// Names of the facts of the household office, as definitions call them.
const (
	FactIDCard    = "id_card"
	FactHousehold = "household"
	FactStay      = "stay"
	FactConduct   = "conduct"
)

// IDCard is what the population register knows of the holder's identity card and
// of what is being made instead of it.
type IDCard struct {
	sealed
	Exists             bool   // one was ever made
	Status             string // valid | lost | damaged | void
	IssuedOn           string // date
	ValidTo            string // date, last day; "9999-12-31" for long-term
	LossReportedOn     string // date of the loss report that stands, "" where there is none
	FingerprintsOnFile bool
	NameMatches        bool   // name and number are still those printed on it
	Disputed           bool   // the number stands with two persons or twice in the register
	PhotoOn            string // date of the newest photo that meets the standard, "" where there is none
	Supported          bool   // on the list of minimum living support that civil affairs shares
	OrderNumber        string // number of the card that is being made, "" where none is
	OrderedOn          string // date of that application
	TemporaryTo        string // last day of the temporary card given meanwhile, "" where none was
}

// HouseholdMember is one person to whom the register shows a relation of the
// holder's.
type HouseholdMember struct {
	sealed
	Key      string // the register's own number of the entry
	Name     string
	Relation string // to the holder: spouse | child | parent | grandparent | grandchild | sibling | other
	Together bool   // stands in the same household today, so that the book shows it
}

// HouseholdChange is one change of what the register says of the holder.
type HouseholdChange struct {
	sealed
	Key  string // the register's own number of the entry
	Item string // name | sex | ethnic-group | birth-date | id-number | address
	On   string // date
}

// HouseholdExit is somebody's entry that was cancelled in a household of the
// holder's.
type HouseholdExit struct {
	sealed
	Key    string // the register's own number of the entry
	Name   string
	Reason string // death | abroad | duplicate
	On     string // date
}

// Household is the holder's place in the household register.
type Household struct {
	sealed
	Exists   bool   // registered in a household today
	Kind     string // family | collective
	BookOn   string // date since which the printed book is as the register, "" where it was never printed
	Disputed bool   // the office is looking into the entry; nothing is printed from it
	Members  []HouseholdMember
	Changes  []HouseholdChange
	Exits    []HouseholdExit
}

// Stay is the holder's life in the city of this hall, away from the place of the
// hukou, as far as the offices share it.
type Stay struct {
	sealed
	Registered bool     // a residence registration stands
	City       string   // six-digit division code of the city
	Since      string   // date since which it runs without a gap
	Address    string   // where the person is registered as living
	Proofs     []string // what shared data confirms today: job | home | study
}

// Conduct is whether the record is so plain that one officer may sign for it.
// It is one flag on purpose: a hit, a namesake and a file that cannot be read
// look the same from here on.
type Conduct struct {
	sealed
	Plain bool
}

// HouseholdOrders is what the household office has made or entered: cards,
// permits and the yearly endorsement. Each is ordered under a key of the
// caller's; the same key never makes two.
type HouseholdOrders interface {
	// OrderCard orders it and answers the order's number. An identity card that
	// is ordered as lost is reported lost with it.
	OrderCard(ctx context.Context, key string, o CardOrder) (number string, err error)
	// QueryCard asks how far it is; models.ErrNotFound when nothing was ordered.
	QueryCard(ctx context.Context, key string) (Production, error)
}

// Documents of a CardOrder.
const (
	DocumentIDCard               = "id-card"
	DocumentTemporaryID          = "temporary-id"
	DocumentResidencePermit      = "residence-permit"
	DocumentResidenceEndorsement = "residence-endorsement"
)

// CardOrder is something the household office shall make or enter.
type CardOrder struct {
	Document    string
	IDNumber    pii.Text
	Reason      string // renewal, lost, damaged, first, yearly, restored
	LostOn      models.Date
	Address     pii.Text
	PhotoSHA256 string // "" = the newest photo on file
}
