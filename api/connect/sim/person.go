package sim

// Person is what the demo panel may know of a synthetic person.
type Person struct {
	ID        string   `json:"id"` // stable within a seed: "p001"
	Name      string   `json:"name"`
	Shows     string   `json:"shows"`     // what this person demonstrates
	Documents []string `json:"documents"` // id-card, hkm-permit
	IDNumber  string   `json:"idNumber"`
	Permit    string   `json:"permit"` // number of the HK-Macau permit, "" where there is none
	Sex       string   `json:"sex"`    // male | female
	BirthDate string   `json:"birthDate"`
	Special   bool     `json:"special"`
}

// citizen is everything the simulated registers know of a person. Dates are
// YYYY-MM-DD here; the servers write them in their own shapes.
type citizen struct {
	Person
	ethnic          string
	hukouCity       string
	hukouPlace      string
	household       string // three persons in the order they were made live together
	address         string
	mobile          string
	surname, given  string // pinyin
	surnameReadings []string
	givenReadings   []string
	formerName      string
	nameChangedOn   string
	cardValidTo     string
	noFingers       bool
	noFace          bool
	staff           bool // registered state staff
	military        bool
	banned          bool
	permit          *permit
	passport        *passport
	filing          *filing
	taiwan          *taiwan
	pending         []pending
	ready           []ready
	residence       *residence
	card            idCard
	home            household
	stay            *stay
	heard           bool // something stands in the records office's files
	driver          *driver
	vehicles        []vehicle
	violations      []violation
	fines           []fine
	account         account
	medical         *medical
	silent          []string // endpoints that never answer for this person
}

type endorsement struct {
	destination, category string
	entries, left         int
	issuedOn, validTo     string
}

type permit struct {
	number, form, status, issuedOn, validTo string
	writesLeft                              int
	otherName                               bool
	endorsements                            []endorsement
}

type passport struct {
	number, status, issuedOn, validTo, issuedAt string
	pagesLeft                                   int
	surname, given                              string
	otherName                                   bool
}

type filing struct {
	company      string
	destinations []string
	validTo      string
}

// taiwan is a permit for Taiwan.
type taiwan struct {
	number, form, status, issuedOn, validTo string
	otherName                               bool
	endorsements                            []taiwanEndorsement
}

type taiwanEndorsement struct {
	category          string
	entries, left     int
	issuedOn, validTo string
}

// pending is an unfinished application; state and promisedOn may be left out.
type pending struct{ document, number, acceptedOn, state, promisedOn string }

// ready is a document that waits at a hall.
type ready struct {
	document, number, city, hall, readyOn, keptUntil string
	handIn                                           bool
}

type residence struct {
	active                 bool
	city, validTo, address string
}

type driver struct {
	archive            string
	classes            string // "C1" or "A2,B2"
	status             string
	points             int
	cycleFrom, cycleTo string
	validTo, office    string
	othersPlates       int
}

type vehicle struct {
	plate, plateType, kind, status, use string
	owned, unit                         bool
	filedOn                             string
	classes                             string
	driversTaken                        int
	registeredOn, inspectedTo           string
	insuredTo, testedOn                 string
	hurt                                bool
	users                               int // it is filed for, beside those of this world
}

type violation struct {
	record           string
	plate, plateType string
	at               string // YYYY-MM-DD HH:MM
	place            string
	code, act        string
	points           int
	fineFen          int64
	office           string
	officeName       string
	state            string // open | locked | disputed
	general          bool
	accident         bool
	provision, basis string
	measured, limit  string // of a speed, with its unit
	pictures         int
	hidden           bool // the pictures exist but cannot be transferred
}
