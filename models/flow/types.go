package flow

import (
	"onevisit/models"
	"onevisit/models/catalog"
)

// Facts is what the registers answered, by fact name. A missing fact is unknown.
type Facts map[string]any

// Answers is what was answered: field to string, bool or []string. The reserved
// key SeenKey holds the names of the evidence pictures that were shown.
type Answers map[string]any

// SeenKey is kept by the application layer, never by the citizen's input.
const SeenKey = "_seen"

// Input is everything the engine looks at.
type Input struct {
	Definition *catalog.Definition
	Facts      Facts
	Answers    Answers
	Today      models.Date
	Region     string // six-digit division code of the kiosk's city
	Redo       *Redo  // what is put right; nil where the whole form can be answered
}

// Outcome is the answer to "can I finish here now?".
type Outcome string

// The outcomes, as the kiosk contract names them.
const (
	Yes      Outcome = "yes"
	OnlyWith Outcome = "only-with"
	Later    Outcome = "later"
	Window   Outcome = "window"
	No       Outcome = "no"
	Unknown  Outcome = "unknown"
)

// Opens tells whether an application may be opened under the outcome.
func (o Outcome) Opens() bool { return o == Yes || o == Later }

// Verdict is the outcome of the pre-check.
type Verdict struct {
	Outcome Outcome
	Reasons []Reason
	Minutes int
	FeeText models.Texts
	Cause   string // R-code of the visit this makes necessary, "" for none
}

// First is the service that is done here first and makes this one possible in
// the same visit, "" where there is none or anything else stands in the way too.
func (v Verdict) First() string {
	if v.Outcome != OnlyWith {
		return ""
	}
	first := ""
	for _, r := range v.Reasons {
		if r.First == "" {
			return ""
		}
		if first == "" {
			first = r.First
		}
	}
	return first
}

// Reason is one reason of a verdict or a closed option.
type Reason struct {
	Code  string
	Text  models.Texts
	Bring []models.Texts // the complete list of what to bring
	Where models.Texts
	Cause string
	First string // the service that is done here first and does away with the reason, "" for none
	// Instead is the service that is the right one here, "" for none. Nothing leads
	// back from it: there is nothing to go on with.
	Instead string
	// What is added by who knows the catalog and the person's applications: the
	// title of First or Instead, and the number of the application of it that is
	// with the office already.
	Title  models.Texts
	Number string
}

// Route is how an application is decided.
type Route string

// The routes, mildest first.
const (
	AtOnce   Route = "at-once"
	Clerk    Route = "clerk"
	FourEyes Route = "four-eyes"
	ToWindow Route = "window"
)

// Walk is where a person stands in a definition.
type Walk struct {
	Steps      []StepState // on the path, in order, as known now; with Redo, those with open fields
	Next       *Page       // first page that has to be answered; nil = all answered
	Problems   []Problem   // stored answers that no longer hold
	Waiting    []string    // fields on the path that Redo asks for and that were not given yet
	Fees       []FeeLine
	Total      models.Fen
	Documents  []models.Texts
	Bring      []models.Texts // of Documents: what the citizen has to have in hand, nothing that is only electronic
	Route      Route
	Days       int    // working days this person is promised, 0 = at once
	Reason     string // of the way to a window: the definition's reason, "" where it names none
	Reports    []Report
	Results    []Result
	Review     []Section
	SubmitText models.Texts
}

// StepState is one step of the path.
type StepState struct {
	Name     string
	Answered bool
}

// Page is one page of questions, as the kiosk contract has it.
type Page struct {
	Step   string
	Title  models.Texts
	Help   models.Texts
	Back   string // the step before, "" on the first
	Fields []Field
}

// Field is one question of a page.
type Field struct {
	Name        string
	Kind        string // choice choices text name mobile digits date plate address declaration notice photo records spelling
	Label       models.Texts
	Hint        models.Texts
	Required    bool
	MaxLength   int
	Text        models.Texts // body of a notice or declaration
	TextVersion string
	Options     []Option
	Value       any // string, bool, []string or nil
	Prefilled   bool
	Unchecked   bool // the value no longer holds
	Before      string
	Photo       *catalog.Photo
}

// Option is one answer to choose from. An option that is not allowed is shown
// with its reason.
type Option struct {
	Value   string
	Label   models.Texts
	Note    models.Texts
	Allowed bool
	Reason  models.Texts
	Code    string // stable code of the reason
	Fee     *models.Fen
	Details []Detail
	Images  []string
}

// Detail is a fact of an option.
type Detail struct {
	Label models.Texts
	Value models.Texts
}

// Answered is what became of answering one step. With problems, Answers is what
// it was before.
type Answered struct {
	Answers  Answers
	Dropped  []Dropped
	Problems []Problem
}

// Dropped is a later answer that does not hold any more.
type Dropped struct {
	Step  string
	Field string
	Label models.Texts
}

// Problem is an answer that cannot stand. Text is set where the definition words
// it; otherwise the code has a text of its own.
type Problem struct {
	Step   string
	Field  string
	Code   string
	Params map[string]string
	Text   models.Texts
}

// FeeLine is one line of what has to be paid.
type FeeLine struct {
	Code   string
	Item   string // key of the list element, "" where there is none
	Text   models.Texts
	Amount models.Fen
}

// Report is what a register is told when the application is handed in.
type Report struct {
	Entry string
	Data  map[string]string // personal data among it
}

// Result is one thing to be carried out.
type Result struct {
	Kind   string // decision permit-write print produce post answer
	Stage  string // before-payment | after-payment
	Item   string // key of the list element, "" where there is none
	Title  models.Texts
	Text   models.Texts
	Amount models.Fen // what this item costs, where it is paid as one item
	Visit  bool       // receiving it takes one more presence
	Paper  *Paper     // of a print; nil where the definition says nothing of it
	// Data is what carrying the result out needs, named as the definition names
	// it; personal data among it.
	Data map[string]string
}

// Paper is what a print puts on paper, in words; personal data among them.
type Paper struct {
	Kind  string
	Title models.Texts
	Lines []Line
	Text  models.Texts
}

// Line is one thing a paper says.
type Line struct {
	Label models.Texts
	Value models.Texts
}

// Section is one step's part of the check page.
type Section struct {
	Step  string
	Title models.Texts
	Rows  []Row
}

// Row is one answer of the check page.
type Row struct {
	Field     string
	Kind      string
	Label     models.Texts
	Value     models.Texts
	Empty     bool // nothing was given: the value says so
	Prefilled bool // came from a register and was left as it was: shown masked
}
