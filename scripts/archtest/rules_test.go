package archtest

// wall is what one package, or a family of packages ("x/..."), may import of
// this module, directly. The standard library and third parties are ruled by bans.
type wall struct {
	pkg string
	may []string
	why string
}

// kernel is spelt out in every row that has it: it is the vocabulary of all.
const kernel = "onevisit/models"

func walls() []wall {
	return []wall{
		{"onevisit/models", []string{"onevisit/models/internal/txn"}, "the kernel is the vocabulary of all; it knows nobody"},
		{"onevisit/models/internal/txn", nil, "the token of a transaction is opaque"},
		{"onevisit/models/pii", []string{kernel}, "sealing is below every context"},
		{"onevisit/models/audit", []string{kernel}, "the log takes ids and field names, never a context's types"},
		{"onevisit/models/translog", []string{kernel, "onevisit/models/audit"}, "the tree is over entries, whatever they are about"},
		{"onevisit/models/job", []string{kernel}, "a job carries ids; its handlers are given by cmd"},
		{"onevisit/models/once", []string{kernel}, "idempotency is below every context"},
		{"onevisit/models/staff", []string{kernel, "onevisit/models/pii", "onevisit/models/audit"}, "accounts and sessions stand alone"},
		{"onevisit/models/device", []string{kernel, "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job"}, "a device knows no application"},
		{"onevisit/models/format", []string{kernel}, "forms of numbers and names are pure"},
		{"onevisit/models/spelling", nil, "how words are typed is pure"},
		{"onevisit/models/expr", []string{kernel}, "expressions know neither definitions nor the engine"},
		{"onevisit/models/reference", []string{kernel, "onevisit/models/calendar"}, "fees, codes and limits are data; of the others only the table of holidays is"},
		{"onevisit/models/catalog", []string{kernel, "onevisit/models/expr", "onevisit/models/format", "onevisit/models/reference", "onevisit/models/register"}, "definitions are read and checked, and draw their fees and limits from the reference data; running them is the engine's"},
		{"onevisit/models/flow", []string{kernel, "onevisit/models/catalog", "onevisit/models/expr", "onevisit/models/format", "onevisit/models/register"}, "the engine is pure; register gives it the types of the facts only"},
		{"onevisit/models/register", []string{kernel, "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job"}, "a port knows no case"},
		{"onevisit/models/payment", []string{kernel, "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job"}, "an order knows no case: what is paid for calls back"},
		{"onevisit/models/document", []string{kernel, "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job"}, "papers know no case"},
		{"onevisit/models/visit", []string{kernel, "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job", "onevisit/models/device"}, "a visit happens at a device and before any case"},
		{"onevisit/models/application", []string{
			kernel, "onevisit/models/flow", "onevisit/models/catalog", "onevisit/models/visit", "onevisit/models/document",
			"onevisit/models/payment", "onevisit/models/register", "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/job",
			"onevisit/models/once", "onevisit/models/device", "onevisit/models/format", "onevisit/models/calendar", "onevisit/models/spelling",
			"onevisit/models/paper", "onevisit/models/papers",
		}, "the case brings the contexts together; the desk calls it, never the other way round"},
		{"onevisit/models/casework", []string{
			kernel, "onevisit/models/application", "onevisit/models/staff", "onevisit/models/audit", "onevisit/models/pii", "onevisit/models/cursor",
			"onevisit/models/catalog", "onevisit/models/flow", "onevisit/models/register", "onevisit/models/visit",
			"onevisit/models/calendar", "onevisit/models/job", "onevisit/models/once",
		}, "the desk decides about cases, and shows them by the definition, the walk and the facts they were submitted with; deadlines are working days, and a decision is carried out by a job"},
		{"onevisit/models/phone", []string{
			kernel, "onevisit/models/application", "onevisit/models/visit", "onevisit/models/pii", "onevisit/models/audit",
		}, "a phone reaches one application and names its person by the visit's record; nobody calls the phone but by ports"},
		{"onevisit/models/window", []string{
			kernel, "onevisit/models/application", "onevisit/models/casework", "onevisit/models/visit", "onevisit/models/register",
			"onevisit/models/catalog", "onevisit/models/format", "onevisit/models/pii", "onevisit/models/audit", "onevisit/models/paper",
		}, "the window finishes what the kiosk and the desk began; neither of them calls it"},
		{"onevisit/models/identity", []string{
			kernel, "onevisit/models/visit", "onevisit/models/device", "onevisit/models/casework", "onevisit/models/catalog", "onevisit/models/format",
			"onevisit/models/pii", "onevisit/models/audit",
		}, "the lane leads from a kiosk to a desk and back by the visit's reception; neither of them calls it"},
		{"onevisit/models/completion", []string{kernel, "onevisit/models/cursor"}, "figures are read, never written"},
		{"onevisit/models/figures", []string{kernel, "onevisit/models/audit", "onevisit/models/completion", "onevisit/models/cursor"}, "figures are sums of facts; the audit log says which changed"},
		{"onevisit/models/paper", nil, "a paper knows nothing of what it says"},
		{"onevisit/models/papers", []string{kernel, "onevisit/models/format", "onevisit/models/paper"}, "what papers say is pure: facts in, a description out"},
		{"onevisit/models/export", []string{
			kernel, "onevisit/models/audit", "onevisit/models/completion", "onevisit/models/figures", "onevisit/models/paper", "onevisit/models/translog",
		}, "what is carried away is what figures were counted from, with the log's proof"},
		{"onevisit/models/whatif", []string{
			kernel, "onevisit/models/application", "onevisit/models/audit", "onevisit/models/catalog", "onevisit/models/completion",
			"onevisit/models/expr", "onevisit/models/flow", "onevisit/models/pii", "onevisit/models/visit",
		}, "a what-if replays what applications kept through two definitions and counts by the rate's; nobody calls it"},
		{"onevisit/models/publication", []string{kernel, "onevisit/models/audit", "onevisit/models/catalog", "onevisit/models/flow"}, "what is in force follows from what two persons approved; applications are pinned and never ask"},
		{"onevisit/models/calendar", []string{kernel}, "working days are data"},
		{"onevisit/models/cursor", []string{kernel}, "a cursor is a signed text"},
		{"onevisit/api/contract", nil, "contracts are files"},
		{"onevisit/kiosk-ui", nil, "the screens are files"},
	}
}

// ban is an import that a family of packages must never have: not in its own
// files, and where deep is set not through anything it imports either.
type ban struct {
	in     string   // package or family
	except []string // families left out
	never  []string // packages or families
	deep   bool
	why    string
}

func bans() []ban {
	return []ban{
		{in: "onevisit/...", except: []string{"onevisit/models/store/..."}, never: []string{"gorm.io/..."},
			why: "two SQL dialects need one owner: models/store"},
		{in: "onevisit/...", except: []string{"onevisit/models/store/...", "onevisit/models/modelstest", "onevisit/cmd/...", "onevisit/scripts/..."},
			never: []string{"onevisit/models/store/...", "database/sql"},
			why:   "use cases and handlers state the repository they need; cmd hands them the store"},
		{in: "onevisit/...", except: []string{"onevisit/api", "onevisit/api/internal/..."}, never: []string{"github.com/labstack/echo/..."},
			why: "Echo v4 ends in 2026: only the assembly and api/internal may name it, so that it can be replaced in a day"},
		{in: "onevisit/models/...", never: []string{"onevisit/api/...", "onevisit/cmd/...", "onevisit/kiosk-ui/...", "github.com/labstack/echo/..."}, deep: true,
			why: "the business does not know who speaks to it"},
		{in: "onevisit/models/...", except: []string{"onevisit/models/store/...", "onevisit/models/modelstest"}, never: []string{"gorm.io/...", "onevisit/models/store/..."}, deep: true,
			why: "the business does not know where it is kept"},
		{in: "onevisit/models/...", never: []string{"net/http"},
			why: "business rules are tested without a network: a call goes behind a port, its client into api/connect"},
		{in: "onevisit/models/flow", never: []string{"os", "io/fs", "net/...", "math/rand/...", "crypto/rand", "onevisit/models/store/..."},
			why: "the engine is pure: the same input gives the same page"},
		{in: "onevisit/models/reference", never: []string{"os", "net/...", "math/rand/...", "crypto/rand", "onevisit/models/store/..."},
			why: "reference data comes as an fs.FS, and what is counted with it is pure"},
		{in: "onevisit/...", except: []string{"onevisit/models/expr"}, never: []string{"cel.dev/cel-go/...", "github.com/google/cel-go/..."},
			why: "models/expr is the only importer of CEL, so that cost limits and error rules hold everywhere"},
		{in: "onevisit/...", except: []string{"onevisit/models/staff"}, never: []string{"github.com/pquerna/otp/..."},
			why: "models/staff is the only reader of one-time codes, so that each is taken once everywhere"},
		{in: "onevisit/models/...", except: []string{"onevisit/models/catalog"},
			never: []string{"github.com/goccy/go-yaml/...", "go.yaml.in/...", "gopkg.in/yaml.v3", "gopkg.in/yaml.v2"},
			why:   "models/catalog is the only reader of definitions"},
		{in: "onevisit/...", except: []string{"onevisit/models/paper"}, never: []string{"codeberg.org/go-pdf/...", "golang.org/x/image/font/..."},
			why: "models/paper is the only setter of papers, so that rare characters are treated alike in all"},
		{in: "onevisit/...", except: []string{"onevisit/models/spelling"}, never: []string{"github.com/mozillazg/..."},
			why: "models/spelling is the only reader of the pinyin table, so that a word is typed alike everywhere"},
		{in: "onevisit/...", except: []string{"onevisit/models/export"}, never: []string{"github.com/xuri/..."},
			why: "a sheet goes through models/export, which makes it formula-safe"},
		{in: "onevisit/models/...", except: []string{"onevisit/models/format"}, never: []string{"github.com/go-playground/validator/..."},
			why: "models/format owns the tags of fields; domain structs carry none"},
		{in: "onevisit/api/connect/...", never: []string{"onevisit/api/internal/...", "onevisit/api"},
			why: "an outward client shares nothing with the server's inside"},
		{in: "onevisit/...", except: []string{"onevisit/cmd/...", "onevisit/scripts/..."}, never: []string{"onevisit/cmd/...", "onevisit/scripts/..."},
			why: "cmd introduces the others; nobody imports it"},
		{in: "onevisit/kiosk-ui", never: []string{"onevisit/..."}, why: "the screens are files"},
	}
}

// audiences are the folders of api that must not know each other.
func audiences() []string {
	return []string{
		"onevisit/api/kiosk", "onevisit/api/phone", "onevisit/api/desk", "onevisit/api/auditor",
		"onevisit/api/staff", "onevisit/api/provider", "onevisit/api/demo", "onevisit/api/ops",
	}
}
