package run

import (
	"os"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/catalog"
	"onevisit/models/flow"
	"onevisit/models/register"
)

type definitionsCommand struct {
	Lint   lintCommand      `cmd:"" help:"Check definitions without running them."`
	Test   scenariosCommand `cmd:"" help:"Run the scenarios of definitions, one line each."`
	Whatif whatIfCommand    `cmd:"" help:"Replay a period through an edited definition and show the expected one-visit rate."`
}

// Help is the long explanation.
func (definitionsCommand) Help() string {
	return `"definitions lint [FOLDER]" refuses unknown keys, wrong types, dead ends and missing translations.
"definitions test [FOLDER]" runs every scenario and prints a line for each and a total.
Without FOLDER they look at the definitions inside this binary.
"definitions whatif FILE --from DATE --to DATE" shows what an edited definition would have made of the one-visit rate.`
}

type folderArgument struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"A folder of *.yaml definitions; the built-in ones where it is missing."`
}

func (a folderArgument) load(i *invocation) (*catalog.Catalog, error) {
	files := catalog.Embedded()
	if a.Folder != "" {
		files = os.DirFS(a.Folder)
	}
	cfg, err := i.load()
	if err != nil {
		return nil, err
	}
	data, err := boot.OpenReference(cfg)
	if err != nil {
		return nil, err
	}
	return catalog.LoadWith(files, register.FactTypes(), data)
}

type lintCommand struct{ folderArgument }

// Run lints.
func (c *lintCommand) Run(i *invocation) error {
	all, err := c.load(i)
	if err != nil {
		return err
	}
	wrong, notes, bad := 0, 0, map[string]bool{}
	for _, f := range catalog.LintAll(all.All()) {
		i.printf("%s\n", f)
		if f.Note {
			notes++
		} else {
			wrong++
			bad[f.File] = true
		}
	}
	for _, d := range all.All() {
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

type scenariosCommand struct{ folderArgument }

// Run runs the scenarios.
func (c *scenariosCommand) Run(i *invocation) error {
	all, err := c.load(i)
	if err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, d := range all.All() {
		for _, r := range flow.RunScenarios(d) {
			i.printf("%s\n", r)
			if r.Passed() {
				passed++
			} else {
				failed++
			}
		}
	}
	i.printf("\n%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errSaid
	}
	return nil
}
