package catalog

// Given is facts as a scenario writes them: fact name to fields in snake case.
type Given map[string]any

// Scenario is one person walking through the service, with what must come of it.
type Scenario struct {
	Name    string   `yaml:"name"`
	Today   string   `yaml:"today"`
	Region  string   `yaml:"region"`
	Given   Given    `yaml:"given"`   // laid over the definition's base, field by field
	Missing []string `yaml:"missing"` // facts whose register does not answer
	Seen    []string `yaml:"seen"`    // evidence pictures shown
	Answers []Act    `yaml:"answers"`
	Expect  Expect   `yaml:"expect"`
}

// Act answers one step.
type Act struct {
	Step     string         `yaml:"step"`
	Give     map[string]any `yaml:"give"`
	Problems []string       `yaml:"problems"` // "field:code" expected; nothing is saved then
	Dropped  []string       `yaml:"dropped"`  // fields whose later answers have to be given again
	Closed   []string       `yaml:"closed"`   // "field=value:code" options greyed out on the page before answering; [] = none is
}

// Expect is what must come of a scenario. What is not named is not compared,
// except the verdict.
type Expect struct {
	Verdict   string   `yaml:"verdict"`
	Reasons   []string `yaml:"reasons"`
	Cause     string   `yaml:"cause"`
	Suggest   []string `yaml:"suggest"` // code of what the menu points out then; [] = nothing
	Steps     []string `yaml:"steps"`
	Next      string   `yaml:"next"` // step the walk stands at; "" = all answered
	Fee       *int64   `yaml:"fee"`  // fen
	Lines     int      `yaml:"lines"`
	Route     string   `yaml:"route"`
	Results   []string `yaml:"results"`   // "kind" or "kind:item", in order
	Documents int      `yaml:"documents"` // how many papers are taken in
	Days      int      `yaml:"days"`      // working days promised
	Visits    int      `yaml:"visits"`    // presences until the result is in hand
}
