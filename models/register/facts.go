package register

import "reflect"

// The facts below are what the registers know about one person, one struct a
// register. They are plain Go structs, because service definitions read their
// fields in CEL conditions: a field is written there in snake case, ValidTo as
// permit.valid_to. Dates are YYYY-MM-DD, "" where there is none; money is fen.
//
// A fact that is missing from a map of facts is UNKNOWN: its register did not
// answer. "There is no permit" is a known fact, Permit{Exists: false}.
//
// Facts hold personal data in the clear, so that rules can be computed. None of
// them prints a value: String, Format, GoString and LogValue give only the
// name of the fact. They are sealed with the application when stored.

// Names of the facts, as used in definitions and in maps of facts.
const (
	FactPerson        = "person"
	FactExitEntry     = "exit_entry"
	FactPermit        = "permit"
	FactPassport      = "passport"
	FactCompanyFiling = "company_filing"
	FactTaiwanPermit  = "taiwan_permit"
	FactPending       = "pending"
	FactReady         = "ready"
	FactResidence     = "residence"
	FactDriver        = "driver"
	FactVehicles      = "vehicles"
	FactViolations    = "violations"
	FactDecisions     = "decisions"
	FactDecision      = "decision"
	FactPoints        = "points"
	FactMedical       = "medical"
	FactFiling        = "filing"
	FactFilingConsent = "filing_consent"
	FactKiosk         = "kiosk"
	FactHandedIn      = "handed_in"
)

// FactTypes gives the Go type of each fact by its name.
func FactTypes() map[string]reflect.Type {
	return map[string]reflect.Type{
		FactPerson:        reflect.TypeFor[Person](),
		FactExitEntry:     reflect.TypeFor[ExitEntry](),
		FactPermit:        reflect.TypeFor[Permit](),
		FactPassport:      reflect.TypeFor[Passport](),
		FactCompanyFiling: reflect.TypeFor[CompanyFiling](),
		FactTaiwanPermit:  reflect.TypeFor[TaiwanPermit](),
		FactPending:       reflect.TypeFor[Pending](),
		FactReady:         reflect.TypeFor[Ready](),
		FactResidence:     reflect.TypeFor[Residence](),
		FactIDCard:        reflect.TypeFor[IDCard](),
		FactHousehold:     reflect.TypeFor[Household](),
		FactStay:          reflect.TypeFor[Stay](),
		FactConduct:       reflect.TypeFor[Conduct](),
		FactDriver:        reflect.TypeFor[Driver](),
		FactVehicles:      reflect.TypeFor[Vehicles](),
		FactViolations:    reflect.TypeFor[Violations](),
		FactDecisions:     reflect.TypeFor[Decisions](),
		FactDecision:      reflect.TypeFor[FineDecision](),
		FactPoints:        reflect.TypeFor[Points](),
		FactMedical:       reflect.TypeFor[Medical](),
		FactFiling:        reflect.TypeFor[Filing](),
		FactFilingConsent: reflect.TypeFor[FilingConsent](),
		FactKiosk:         reflect.TypeFor[Kiosk](),
		FactHandedIn:      reflect.TypeFor[HandedIn](),
	}
}

// None is a fact of which its register knows nothing: the zero value of its type,
// nil where there is no such fact.
func None(fact string) any {
	t, ok := FactTypes()[fact]
	if !ok {
		return nil
	}
	return reflect.Zero(t).Interface()
}

// Person is the population register's record of the holder.
type Person struct {
	sealed
	IDNumber        string   // 18 characters, normalised
	Name            string   // as recorded, U+00B7 between the parts of a long name
	Sex             string   // male | female
	BirthDate       string   // date
	EthnicGroup     string   // GB/T 3304 code, "01" Han
	HukouCity       string   // six-digit division code of the prefecture-level city of the hukou TODAY; never derived from the ID number
	HukouPlace      string   // hukou place in words, down to the police station
	Address         string   // present address, "" where none is recorded
	Mobile          string   // mobile number on record, "" where none is
	SurnamePinyin   string   // spelling the police record proposes, upper-case letters only
	GivenPinyin     string   // the same for the given name
	SurnameReadings []string // every legal spelling of the surname, the proposed one first
	GivenReadings   []string // every legal spelling of the given name, the proposed one first
	FormerName      string   // the name before the last change, "" where it never changed
	NameChangedOn   string   // date of the last change of name or ID number, "" where none
	Household       string   // number of the household (户号), "" where none is recorded; equal for those who live in one household
	IDCardValidTo   string   // last day of the identity card; "9999-12-31" for long-term
}

// ExitEntry is what the exit-entry administration says about the person as
// an applicant. Restricted is one opaque flag: state staff, serving military and
// every kind of ban look the same from here on, so no screen can tell them apart.
type ExitEntry struct {
	sealed
	Restricted         bool
	FingerprintsOnFile bool
	FaceOnFile         bool
}

// PermitEndorsement is one endorsement on an HK-Macau permit.
type PermitEndorsement struct {
	sealed
	Destination string // HKG | MAC
	Category    string // G | L | S | T | Q | D | R
	Entries     int    // entries issued; 0 = any number
	EntriesLeft int    // entries not yet used; 0 with Entries 0 = any number
	IssuedOn    string // date
	ValidTo     string // date, last day
}

// Permit is the person's permit for travelling to Hong Kong and Macau.
type Permit struct {
	sealed
	Exists       bool
	Number       string // C + 8
	Form         string // card | booklet; only a card can be written by the machine
	Status       string // valid | lost | void
	IssuedOn     string // date
	ValidTo      string // date, last day
	WritesLeft   int    // how often the card can still be rewritten
	NameMatches  bool   // the holder's name and number are still those printed on it
	Endorsements []PermitEndorsement
}

// Passport is the person's current ordinary passport.
type Passport struct {
	sealed
	Exists        bool
	Number        string // E + 8
	Status        string // valid | lost | damaged | void
	IssuedOn      string // date
	ValidTo       string // date, last day
	IssuedAt      string // city of issue in words
	PagesLeft     int    // free visa pages as far as known; -1 unknown
	SurnamePinyin string // spelling printed in it
	GivenPinyin   string
	NameMatches   bool // name and ID number are still those printed in it
}

// TaiwanEndorsement is one endorsement on a Taiwan permit.
type TaiwanEndorsement struct {
	sealed
	Category    string // L | G | T | D | J | X | Y | F | C | Q
	Entries     int    // entries issued; 0 = any number
	EntriesLeft int    // entries not yet used; 0 with Entries 0 = any number
	IssuedOn    string // date
	ValidTo     string // date, last day
}

// TaiwanPermit is the person's permit for travelling to Taiwan.
type TaiwanPermit struct {
	sealed
	Exists       bool
	Number       string // L + 8 on a card, T + 8 on a booklet
	Form         string // card | booklet
	Status       string // valid | lost | void
	IssuedOn     string // date
	ValidTo      string // date, last day
	NameMatches  bool   // the holder's name and number are still those printed on it
	Endorsements []TaiwanEndorsement
}

// CompanyFiling is the person's entry in the business filing of a company.
type CompanyFiling struct {
	sealed
	Exists       bool
	Company      string   // name of the company
	Destinations []string // HKG, MAC
	ValidTo      string   // date
}

// PendingApplication is an application for a document that is not finished yet.
type PendingApplication struct {
	sealed
	Document   string // passport | hkm-permit | hkm-endorsement | taiwan-permit | taiwan-endorsement
	Number     string
	AcceptedOn string // date
	State      string // accepted | examining | correction | approved | making, "" where the office does not say
	PromisedOn string // date by which it is to be finished, "" where none is given
}

// Pending lists the person's unfinished exit-entry applications, at any office.
type Pending struct {
	sealed
	Applications []PendingApplication
}

// ReadyDocument is a document that is made and waits at a hall.
type ReadyDocument struct {
	sealed
	Document  string // passport | hkm-permit | taiwan-permit
	Number    string // of the application it comes from, never the document's own
	City      string // six-digit division code of the city of the hall
	Hall      string // name of the hall that keeps it
	ReadyOn   string // date
	KeptUntil string // date, last day before it is voided
	HandIn    bool   // the old document is taken in when this one is given out
}

// Ready lists what waits for the person at a hall, wherever that is.
type Ready struct {
	sealed
	Documents []ReadyDocument
}

// Residence is the person's residence permit outside the place of the hukou.
type Residence struct {
	sealed
	Exists  bool
	Active  bool   // endorsed in time, functions not suspended
	City    string // six-digit division code of the city
	ValidTo string // date
	Address string
}

// Driver is the driving licence. Status holds one letter a state, several may
// stand together; points are those recorded in the running cycle.
type Driver struct {
	sealed
	Exists            bool
	LicenceNumber     string // the ID number
	ArchiveNumber     string // 12 digits
	Classes           []string
	Status            string // e.g. "A", "HM"
	Points            int
	CycleFrom         string // date
	CycleTo           string // date
	ValidTo           string // date
	IssuingOffice     string
	OthersPlatesTaken int // different plates of other owners this driver took records for in the last year
}

// Vehicle is a vehicle the person owns or has filed.
type Vehicle struct {
	sealed
	Plate          string
	PlateType      string   // two-digit code; a plate is unique only together with it
	Kind           string   // kind in words
	Status         string   // letters, several may stand together
	Use            string   // one-letter use nature, "A" private
	Owned          bool     // the person is the registered owner
	OwnedByUnit    bool     // the owner is a company or office
	FiledOn        string   // date since which a vehicle of another owner is filed for this person, "" where it is not
	LicenceClasses []string // classes that cover it
	DriversTaken   int      // different drivers who took records of it in the last year
	RegisteredOn   string   // date of its first registration
	InspectedTo    string   // last day of its inspection mark, "" where none is recorded
	InsuredTo      string   // last day of its compulsory insurance, "" where none is recorded
	Hurt           bool     // once in an accident with dead or injured: it is tested every time
	TestedOn       string   // day on which a test station passed it last, "" for never
}

// Vehicles lists the person's own and filed vehicles.
type Vehicles struct {
	sealed
	Items []Vehicle
}

// Violation is one open camera record. Fine and points come with the record;
// no local table overrules them.
type Violation struct {
	sealed
	Key        string // the platform's record number, 16 characters
	Plate      string
	PlateType  string
	At         string // YYYY-MM-DD HH:MM, local
	Date       string // date
	Place      string
	Code       string // act code
	Act        string // the act in words
	Points     int
	FineFen    int64
	Office     string // six-digit code of the capturing office
	OfficeName string
	Local      bool     // captured in this kiosk's province
	State      string   // open | locked | disputed
	Procedure  string   // simple | general; general is for a window
	Accident   bool     // belongs to an accident
	Provision  string   // legal provision broken
	Basis      string   // legal basis of the penalty
	Evidence   []string // names of the pictures
	Measured   string   // of a speed or a load, with its unit, "" where nothing was measured
	Limit      string   // what was allowed, likewise
}

// Violations lists the open camera records of the person's vehicles.
type Violations struct {
	sealed
	Records []Violation
}

// FineDecision is a decision on a traffic offence that carries a fine, whoever
// it was made against. Asked for by a number, Exists is false where there is none.
type FineDecision struct {
	sealed
	Exists     bool
	Number     string // 16 digits, as printed
	Kind       string // decision | voucher | handling-notice; only a decision can be paid
	State      string // unpaid | clearing | paid | cancelled | warning
	FineFen    int64
	ReceivedOn string // date on which the person received it, "" where that is not recorded
	DecidedOn  string // date
	PausedDays int    // days overdue that do not count: reconsideration or a lawsuit
	Holder     string // masked name of the person it was made against
	Plate      string
	PlateType  string
	Act        string // the act in words
	At         string // YYYY-MM-DD HH:MM, local
	Place      string
	Office     string // six-digit code of the deciding office
	OfficeName string
	Payable    bool // the office's account can be paid into from here
}

// Decisions lists the decisions against the person that still want something.
type Decisions struct {
	sealed
	Items []FineDecision
}

// PointsItem is one act whose points count in the running cycle.
type PointsItem struct {
	sealed
	DecidedOn string // date
	Act       string
	Points    int
	Carried   bool // brought along from an earlier cycle, its fine being overdue
}

// Points is the points account of a driver beyond the sum that stands in Driver.
type Points struct {
	sealed
	Exists     bool
	Items      []PointsItem
	Reduced    int    // taken off by study in the running cycle
	FullMarks  int    // full-mark educations in this cycle and the one before
	Grave      bool   // within three cycles punished for one of the acts that rule study out
	Cheated    bool   // cheated in an earlier study
	NoviceTo   string // last day of the novice period, "" for none
	EverFull   bool   // reached the full mark in a cycle of the present licence
	Booked     bool   // a course is booked already
	LicencedOn string // date of the first licence
}

// Medical is the medical statement a hospital or a machine has handed in for the
// person's driving licence.
type Medical struct {
	sealed
	Exists   bool
	Examined string // date
	ValidTo  string // date, last day
	Passed   bool
	Classes  []string // licence classes it is enough for
}

// Filing is a vehicle somebody wants to have filed, asked for by plate type and
// plate. Asking makes the platform text the owner a code.
type Filing struct {
	sealed
	Exists      bool
	Kind        string // kind in words
	Status      string // letters, several may stand together
	Use         string // one-letter use nature
	OwnedByUnit bool
	Users       int    // how many users it is filed for already
	OwnerMobile string // masked number the code was sent to, "" where the owner has none on record
}

// FilingConsent is what the platform says of the code an owner gave.
type FilingConsent struct {
	sealed
	Exists bool // the code is that owner's and still good
}

// Kiosk is what this kiosk can do at this moment. The application layer fills
// it from the device and the session; no register is asked.
type Kiosk struct {
	sealed
	Site          string
	SiteName      string
	Machine       string // name of the kiosk in its hall, "" in what was kept before there was one
	City          string // six-digit division code of the city it stands in
	Province      string // six-digit division code
	Document      string // document that began this session: id-card | hkm-permit
	PermitStation bool
	Printer       bool
	Camera        bool
	ClerksToday   bool // clerks decide cases today
}

// HandedIn is what the holder has handed in at this office and what has not come
// to its end yet. The application layer fills it; no register is asked, because
// a register learns of an application only when it is granted.
type HandedIn struct {
	sealed
	Services []string // of applications the office has taken in, without repetition
	// WithOffice are those of them that wait for the office, not for the holder: one
	// that was asked for corrections is not among them.
	WithOffice []string
}
