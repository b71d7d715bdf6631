package catalog

import (
	"cmp"
	"slices"

	"onevisit/models"
	"onevisit/models/expr"
)

// Definition is one version of one service. It is immutable after Compile.
type Definition struct {
	Service     string       `yaml:"service"`     // "exit-entry.hkm-endorsement"
	Group       Group        `yaml:"group"`       // where it stands in the menu
	Title       models.Texts `yaml:"title"`       // a verb phrase
	Summary     models.Texts `yaml:"summary"`     // one sentence for the menu
	FeeText     models.Texts `yaml:"fee-text"`    // e.g. ¥15–¥240, for the menu
	SubmitText  Template     `yaml:"submit-text"` // the button's words; {yuan(total)} is the amount
	Law         []Law        `yaml:"law"`
	Targets     Targets      `yaml:"targets"`
	Menu        Menu         `yaml:"menu"`     // how it is found
	Suggest     []Suggestion `yaml:"suggest"`  // when the menu points it out, the first that holds
	Changes     []string     `yaml:"changes"`  // the register facts that are different once it is done, asked again then
	Facts       []string     `yaml:"facts"`    // the register facts it may read
	Images      string       `yaml:"images"`   // fact whose records carry evidence pictures, "" for none
	Settings    []Setting    `yaml:"settings"` // dated, per-region data
	Terms       []Term       `yaml:"terms"`    // names for expressions, usable after they are named
	Precheck    []Rule       `yaml:"precheck"`
	Steps       []Step       `yaml:"steps"`
	Fees        []Fee        `yaml:"fees"`
	Documents   []Document   `yaml:"documents"`
	Review      []Review     `yaml:"review"`
	Policy      Policy       `yaml:"policy"`  // how clerks work on it
	Reports     []Report     `yaml:"reports"` // what registers are told at the moment of handing in, whatever is decided later
	Results     []Result     `yaml:"results"`
	Counts      string       `yaml:"counts"`    // no: a look-up or a collection is no matter of its own and enters no figure; "" counts
	VisitOf     []string     `yaml:"visit-of"`  // of counts no: the services whose submitted matters the visit belongs to
	Checklist   []Check      `yaml:"checklist"` // what the clerk looks at
	Reasons     []Reason     `yaml:"reasons"`   // why a clerk may reject, hand over or ask again
	Base        Given        `yaml:"base"`      // facts every scenario starts from
	Scenarios   []Scenario   `yaml:"scenarios"`
	Hash        string       `yaml:"-"` // hex SHA-256 of Source: the version
	Source      []byte       `yaml:"-"` // the file as it was read
	Path        string       `yaml:"-"`
	Env         *expr.Env    `yaml:"-"`
	stepIndex   map[string]int
	fieldStepOf map[string]int
}

// Group is a heading of the menu.
type Group struct {
	Code  string       `yaml:"code"` // exit-entry | traffic | household
	Title models.Texts `yaml:"title"`
}

// Law is one source of the rules, shown to clerks and auditors.
type Law struct {
	Name     string `yaml:"name"`
	Articles string `yaml:"articles"`
	From     string `yaml:"from"` // date since which the rules stand as written here
}

// Targets is what the citizen is promised.
type Targets struct {
	Minutes     int `yaml:"minutes"`      // at the kiosk
	WorkingDays int `yaml:"working-days"` // from acceptance to the result, 0 = at once
	// Within are the working days of this person, where they depend on somebody's
	// home; working-days is what counts where a register leaves it undecided.
	Within expr.Expr `yaml:"within"`
}

// Setting is a table of dated, per-region values: fees, limits, lists of places.
type Setting struct {
	Name        string `yaml:"name"`
	Unit        string `yaml:"unit"` // fen | days | points | count | list
	Law         string `yaml:"law"`
	Reference   string `yaml:"reference"`   // the part of the reference data it stands in, "" = its own rows
	Unconfirmed bool   `yaml:"unconfirmed"` // from a weak source: has to be confirmed before real use
	Rows        []Row  `yaml:"rows"`
}

// Row is one value of a Setting.
type Row struct {
	Key    string `yaml:"key"`
	Value  int64  `yaml:"value"`
	From   string `yaml:"from"` // first day, required
	To     string `yaml:"to"`   // last day, "" = open
	Region string `yaml:"region"`
	Note   string `yaml:"note"`
}

// Term names an expression.
type Term struct {
	Name string    `yaml:"name"`
	Is   expr.Expr `yaml:"is"`
}

// Rule is one pre-check: a condition under which the person cannot finish here.
type Rule struct {
	Code    string         `yaml:"code"`
	When    expr.Expr      `yaml:"when"`    // true = the rule bites
	Outcome string         `yaml:"outcome"` // no | window | only-with | later
	Unknown string         `yaml:"unknown"` // outcome when undecided, "unknown" by default; "pass" = ignore
	Text    Template       `yaml:"text"`
	Bring   []models.Texts `yaml:"bring"` // the complete list
	Where   models.Texts   `yaml:"where"`
	Cause   string         `yaml:"cause"`   // R-code of the next visit
	First   string         `yaml:"first"`   // of only-with: the service that is done here first, and then this one
	Instead string         `yaml:"instead"` // of no: the service that is the right one here
}

// Step is one page of questions.
type Step struct {
	Name   string       `yaml:"name"`
	Title  models.Texts `yaml:"title"`
	Help   Template     `yaml:"help"`
	When   expr.Expr    `yaml:"when"`
	Fields []Field      `yaml:"fields"`
}

// Field is one question.
type Field struct {
	Name        string       `yaml:"name"`
	Kind        string       `yaml:"kind"`
	Label       models.Texts `yaml:"label"`
	Hint        Template     `yaml:"hint"`
	Optional    bool         `yaml:"optional"`
	When        expr.Expr    `yaml:"when"`
	Rules       string       `yaml:"rules"` // validator/v10 tags
	MaxLength   int          `yaml:"max-length"`
	Text        Template     `yaml:"text"`
	TextVersion string       `yaml:"text-version"`
	Prefill     expr.Expr    `yaml:"prefill"`
	Keep        bool         `yaml:"keep"`        // a pre-filled value may not be changed, only confirmed
	NoRegister  string       `yaml:"no-register"` // why no register can pre-fill it, where it looks as if one could
	Before      expr.Expr    `yaml:"before"`
	Photo       *Photo       `yaml:"photo"`
	Options     []Option     `yaml:"options"`
	From        *OptionList  `yaml:"options-from"`
	MustSee     bool         `yaml:"must-see"` // every picture of a chosen option has to have been shown
	Fetch       *Fetch       `yaml:"fetch"`    // what a register is asked as soon as it is answered
	Checks      []FieldCheck `yaml:"checks"`
}

// Fetch asks a register for a fact by what the citizen typed, before the checks
// of the field. The pre-check never knows such a fact.
type Fetch struct {
	Fact string    `yaml:"fact"`
	By   expr.Expr `yaml:"by"` // what it is asked by: of this answer, and of earlier ones
}

// Photo is what a photo must be.
type Photo struct {
	MinWidth  int `yaml:"min-width"`
	MinHeight int `yaml:"min-height"`
	// Paper is a picture of a paper: of any shape, where a portrait is 3 to 4. Its
	// field says in a hint how to take it.
	Paper bool `yaml:"paper"`
}

// Option is one answer to choose from.
type Option struct {
	Value  string       `yaml:"value"`
	Label  models.Texts `yaml:"label"`
	Note   Template     `yaml:"note"`
	Fee    expr.Expr    `yaml:"fee"`
	Refuse []Refusal    `yaml:"refuse"` // first that bites greys the option out
}

// Refusal greys an option out, with the reason shown.
type Refusal struct {
	Code   string    `yaml:"code"`
	When   expr.Expr `yaml:"when"`
	Reason Template  `yaml:"reason"`
	Hide   bool      `yaml:"hide"` // the option is left out instead; not for records
}

// OptionList makes options of a list: one for each element, which the
// expressions here call by the name in As.
type OptionList struct {
	List    expr.Expr `yaml:"list"`
	As      string    `yaml:"as"`
	Value   expr.Expr `yaml:"value"`
	Label   Template  `yaml:"label"`
	Note    Template  `yaml:"note"`
	Sort    expr.Expr `yaml:"sort"` // ascending
	Fee     expr.Expr `yaml:"fee"`
	Images  expr.Expr `yaml:"images"`
	Details []Detail  `yaml:"details"`
	Refuse  []Refusal `yaml:"refuse"`
}

// Detail is a fact of an option.
type Detail struct {
	Label models.Texts `yaml:"label"`
	Value Template     `yaml:"value"`
}

// FieldCheck is a rule over the answer of its field and what was answered before.
type FieldCheck struct {
	Code string    `yaml:"code"`
	When expr.Expr `yaml:"when"` // true = the answer cannot stand
	Text Template  `yaml:"text"`
}

// Fee is a kind of fee line.
type Fee struct {
	Code   string    `yaml:"code"`
	Text   Template  `yaml:"text"`
	When   expr.Expr `yaml:"when"`
	For    expr.Expr `yaml:"for"` // one line for each element
	As     string    `yaml:"as"`
	Item   expr.Expr `yaml:"item"`   // key of the element
	Amount expr.Expr `yaml:"amount"` // fen
}

// Document is a paper taken in.
type Document struct {
	Code       string       `yaml:"code"`
	Text       models.Texts `yaml:"text"`
	When       expr.Expr    `yaml:"when"`
	Original   bool         `yaml:"original"`   // the paper itself has to be shown
	Electronic bool         `yaml:"electronic"` // is made here of what was filled in: nobody brings it
	Instead    models.Texts `yaml:"instead"`    // what does as well for whoever has no original at hand
}

// Review is one line of the review policy; the first that holds decides.
type Review struct {
	Route  string    `yaml:"route"` // at-once | clerk | four-eyes | window
	When   expr.Expr `yaml:"when"`
	Reason string    `yaml:"reason"` // of window: the hand-over reason that tells the citizen what to bring, and the cause of the visit
}

// Policy is how the office works on a service's applications: who may decide,
// by when, how often a second person looks, and how the citizen is asked for
// corrections. The zero value of a field stands for its default, so that
// versions from before there was a policy keep working.
type Policy struct {
	Skill       string `yaml:"skill"`       // what a clerk has to be able to decide: a service or a group; the service's own by default
	Decide      int    `yaml:"decide"`      // working days to a decision; targets.working-days by default
	Sign        int    `yaml:"sign"`        // working days of these for a second signature, 1 by default
	Warn        int    `yaml:"warn"`        // working days before a deadline at which it is warned of, 1 by default
	Answer      int    `yaml:"answer"`      // working days the citizen has to answer a correction request, 15 by default
	Sample      int    `yaml:"sample"`      // percent of approvals that get a blind second look
	Corrections int    `yaml:"corrections"` // correction requests allowed without a reason, 1 by default
}

// Defaults of a Policy.
const (
	defaultSign        = 1
	defaultWarn        = 1
	defaultAnswer      = 15
	defaultCorrections = 1
)

// SkillOf is what a clerk has to be able to decide.
func (p Policy) SkillOf(d *Definition) string { return cmp.Or(p.Skill, d.Service) }

// DecideDays is how many working days there are to a decision.
func (p Policy) DecideDays(d *Definition) int { return cmp.Or(p.Decide, d.Targets.WorkingDays) }

// SignDays is how many of these are for a second signature.
func (p Policy) SignDays() int { return cmp.Or(p.Sign, defaultSign) }

// WarnDays is how many working days before a deadline it is warned of.
func (p Policy) WarnDays() int { return cmp.Or(p.Warn, defaultWarn) }

// AnswerDays is how many working days the citizen has to answer a correction
// request.
func (p Policy) AnswerDays() int { return cmp.Or(p.Answer, defaultAnswer) }

// MostCorrections is how many correction requests need no reason.
func (p Policy) MostCorrections() int { return cmp.Or(p.Corrections, defaultCorrections) }

// Report is what a register is told at the moment an application is handed in,
// because the law does not wait for the decision: a document reported lost is void
// from then on. It stands whatever becomes of the application.
type Report struct {
	Entry string    `yaml:"entry"` // register and matter: exit-entry/loss
	When  expr.Expr `yaml:"when"`
	Data  []Datum   `yaml:"data"` // what the entry consists of
}

// Result is something the citizen or the register receives.
type Result struct {
	Kind   string    `yaml:"kind"`  // decision | permit-write | print | produce | post | answer: its text is all there is, said at once
	Stage  string    `yaml:"stage"` // before-payment | after-payment
	Title  Template  `yaml:"title"`
	Text   Template  `yaml:"text"` // what happens next
	When   expr.Expr `yaml:"when"`
	For    expr.Expr `yaml:"for"`
	As     string    `yaml:"as"`
	Item   expr.Expr `yaml:"item"`   // key of the element, "" where there is no list
	Amount expr.Expr `yaml:"amount"` // fen this item costs, for decisions that are paid one by one
	Data   []Datum   `yaml:"data"`   // what carrying it out needs
	Visit  bool      `yaml:"visit"`  // receiving it takes one more presence
	Paper  *Paper    `yaml:"paper"`  // of print: what comes out; a receipt where nothing is said
}

// Paper is what a print puts on paper. What every paper of its kind has (number,
// holder, day, seal, code) is not said here.
type Paper struct {
	Kind   string   `yaml:"kind"`   // decision | payment | collection | acceptance | proof
	Title  Template `yaml:"title"`  // of a proof; the result's where it has none
	Lines  []Detail `yaml:"lines"`  // what a proof proves
	Fields []string `yaml:"fields"` // answers that stand below these, as the form words them
	Text   Template `yaml:"text"`   // the sentence below all
}

// Datum is one value a result carries.
type Datum struct {
	Name string    `yaml:"name"`
	Is   expr.Expr `yaml:"is"`
}

// Check is a line of the clerk's check-list.
type Check struct {
	Code      string       `yaml:"code"`
	Text      models.Texts `yaml:"text"`
	Mandatory bool         `yaml:"mandatory"`
}

// Reason is why a clerk may end or return a case.
type Reason struct {
	Code   string         `yaml:"code"`
	For    []string       `yaml:"for"`    // reject | hand-over | correct
	Fields []string       `yaml:"fields"` // of correct: the fields it can be given for, any where none is named
	Text   models.Texts   `yaml:"text"`
	Law    string         `yaml:"law"` // the article it rests on; the service's law where it names none
	Bring  []models.Texts `yaml:"bring"`
	Cause  string         `yaml:"cause"` // R-code of the next visit
}

// Fetched are the facts that are asked for by an answer, not by the person.
func (d *Definition) Fetched() []string {
	var out []string
	for i := range d.Steps {
		for j := range d.Steps[i].Fields {
			if f := d.Steps[i].Fields[j].Fetch; f != nil && !slices.Contains(out, f.Fact) {
				out = append(out, f.Fact)
			}
		}
	}
	return out
}

// Asked are the facts that are asked for by the person, before anything is answered.
func (d *Definition) Asked() []string {
	fetched := d.Fetched()
	return slices.DeleteFunc(slices.Clone(d.Facts), func(name string) bool { return slices.Contains(fetched, name) })
}

// Step finds a step by name.
func (d *Definition) Step(name string) (*Step, bool) {
	i, ok := d.stepIndex[name]
	if !ok {
		return nil, false
	}
	return &d.Steps[i], true
}

// StepIndex gives a step's place, -1 where there is none of that name.
func (d *Definition) StepIndex(name string) int {
	if i, ok := d.stepIndex[name]; ok {
		return i
	}
	return -1
}

// FieldStep gives the place of the step a field stands in, -1 for none.
func (d *Definition) FieldStep(field string) int {
	if i, ok := d.fieldStepOf[field]; ok {
		return i
	}
	return -1
}
