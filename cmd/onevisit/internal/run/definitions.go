package run

import (
	"io/fs"
	"os"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/reference"
	"onevisit/models/register"
)

type definitionsCommand struct {
	Lint   lintCommand      `cmd:"" help:"Check definitions without running them."`
	Test   scenariosCommand `cmd:"" help:"Run the scenarios of definitions, one line each, and tell which branches they take."`
	Schema schemaCommand    `cmd:"" help:"Print the JSON Schema of definitions, for editors."`
	Diff   diffCommand      `cmd:"" help:"Say in words how two versions of a definition differ."`
	Whatif whatIfCommand    `cmd:"" help:"Replay a period through an edited definition and show the expected one-visit rate."`
}

// Help is the long explanation.
func (definitionsCommand) Help() string {
	return `"definitions lint [FOLDER]" refuses unknown keys, wrong types, dead ends, conditions that cannot hold, missing translations,
questions a register answers, originals without an alternative, undated fees, and branches that no scenario takes.
"definitions test [FOLDER]" runs every scenario and prints a line for each, the share of branches they take, and a total.
"definitions schema" prints the JSON Schema by which an editor completes and checks the YAML.
"definitions diff OLD NEW" says in words what changed between two versions.
Without FOLDER they look at the definitions inside this binary.
"definitions whatif FILE --from DATE --to DATE" shows what an edited definition would have made of the one-visit rate.`
}

type folderArgument struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"A folder of *.yaml definitions; the built-in ones where it is missing."`
}

// open gives the folder and the reference data in force.
func (a folderArgument) open(i *invocation) (fs.FS, *reference.Data, error) {
	files := catalog.Embedded()
	if a.Folder != "" {
		files = os.DirFS(a.Folder)
	}
	cfg, err := i.load()
	if err != nil {
		return nil, nil, err
	}
	data, err := boot.OpenReference(cfg)
	return files, data, err
}

type lintCommand struct {
	folderArgument
	Language string `default:"en" enum:"zh-CN,en" help:"language of the findings: zh-CN or en"`
}

// Run lints.
func (c *lintCommand) Run(i *invocation) error {
	files, data, err := c.open(i)
	if err != nil {
		return err
	}
	definitions, findings, err := catalog.Inspect(files, register.FactTypes(), data)
	if err != nil {
		return err
	}
	findings = append(findings, flow.Prove(definitions)...)
	wrong, notes, bad := 0, 0, map[string]bool{}
	for _, f := range findings {
		i.printf("%s\n", f.Print(c.Language))
		if f.Note {
			notes++
		} else {
			wrong++
			bad[f.File] = true
		}
	}
	for _, d := range definitions {
		if !bad[d.Path] {
			i.printf("ok   %-32s %.12s  %d steps, %d scenarios\n", d.Service, d.Hash, len(d.Steps), len(d.Scenarios))
		}
	}
	i.printf("\n%d to put right, %d to confirm\n", wrong, notes)
	if wrong > 0 {
		return errSaid
	}
	return nil
}

type scenariosCommand struct {
	folderArgument
	Branches bool `help:"Name every branch that no scenario takes."`
}

// Run runs the scenarios.
func (c *scenariosCommand) Run(i *invocation) error {
	files, data, err := c.open(i)
	if err != nil {
		return err
	}
	all, err := catalog.LoadWith(files, register.FactTypes(), data)
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, d := range all.All() {
		results, coverage := flow.Rehearse(d)
		for _, r := range results {
			i.printf("%s\n", r)
			if r.Passed() {
				passed++
			} else {
				failed++
			}
		}
		walked, branches := coverage.Walked()
		i.printf("     %s  branches %d of %d, %d %%\n", d.Service, walked, branches, coverage.Percent())
		if c.Branches {
			for _, f := range coverage.Findings(d) {
				i.printf("       %s\n", f)
			}
		}
	}
	i.printf("\n%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errSaid
	}
	return nil
}
