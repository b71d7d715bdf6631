package run

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models"
	"onevisit/models/catalog"
	"onevisit/models/format"
	"onevisit/models/reference"
	"onevisit/models/register"
)

type referenceCommand struct {
	Check       referenceCheck       `cmd:"" help:"Check reference data and name file and line of each defect."`
	Unconfirmed referenceUnconfirmed `cmd:"" help:"List every rule from a weak source, to be confirmed by the authority."`
	Write       referenceWrite       `cmd:"" help:"Write the data inside this binary into a new folder, to begin with."`
}

// Help is the long explanation.
func (referenceCommand) Help() string {
	return `"reference check [FOLDER]" refuses overlapping periods, unknown codes, spreadsheet damage and misspelt files.
"reference unconfirmed [FOLDER]" lists what must be confirmed before real use.
"reference write FOLDER" makes the files to edit; --reference-dir FOLDER makes a hall use them.
Without FOLDER they look at --reference-dir, or at the data inside this binary.`
}

type referenceFolder struct {
	Folder string `arg:"" optional:"" type:"existingdir" help:"A folder of reference data; files that are not there are taken from this binary."`
}

// open gives the folder to look at, nil for the data inside the program.
func (a referenceFolder) open(i *invocation) (fs.FS, error) {
	path := a.Folder
	if path == "" {
		cfg, err := i.load()
		if err != nil {
			return nil, err
		}
		path = cfg.ReferenceDir
	}
	if path == "" {
		return nil, nil
	}
	return boot.ReferenceFolder(path)
}

type referenceCheck struct{ referenceFolder }

// Run checks.
func (c *referenceCheck) Run(i *invocation) error {
	folder, err := c.open(i)
	if err != nil {
		return err
	}
	data, defects := reference.Check(folder)
	bad := map[string]int{}
	for _, d := range defects {
		i.printf("%s\n", d)
		bad[d.File]++
	}
	for _, f := range data.Files {
		from, state := "built in", "ok  "
		if f.Own {
			from = "folder"
		}
		if bad[f.Name] > 0 {
			state = "BAD "
		}
		i.printf("%s %-20s %5d rows, %3d unconfirmed, %-8s checked %s\n", state, f.Name, f.Rows, f.Unconfirmed, from, cmp.Or(f.Checked, "-"))
	}
	cfg, err := i.load()
	if err != nil {
		return err
	}
	if lacks := boot.Lacks(cfg, data, models.DateOf(i.env.Clock.Now())); lacks != "" {
		i.printf("note %s: %s\n", reference.OfficesFile, lacks)
	}
	i.printf("\n%d to put right; data %.12s\n", len(defects), data.Hash)
	if len(defects) > 0 {
		return errSaid
	}
	return nil
}

type referenceUnconfirmed struct {
	referenceFolder
	Language string `default:"zh-CN" enum:"zh-CN,en" help:"Language of the names: zh-CN or en."`
}

// Run lists.
func (c *referenceUnconfirmed) Run(i *invocation) error {
	folder, err := c.open(i)
	if err != nil {
		return err
	}
	data, err := reference.Load(folder)
	if err != nil {
		return err
	}
	open := data.Open(models.DateOf(i.env.Clock.Now()))
	for _, q := range open {
		region := ""
		if q.Region != "" {
			region = " [" + q.Region + "]"
		}
		i.printf("%s:%d: %s%s: %s: %s (%s; %s)\n", q.File, q.Line, q.What, region, q.Name.In(c.Language), q.Value, q.Source, cmp.Or(q.Note, "-"))
	}
	own, err := unconfirmedSettings(data)
	if err != nil {
		return err
	}
	for _, line := range own {
		i.printf("%s\n", line)
	}
	doubts := format.Doubts()
	for _, d := range doubts {
		i.printf("form of %s: %s\n", d.Tag, d.Text.In(c.Language))
	}
	i.printf("\n%d to confirm: %d rows, %d settings of definitions, %d forms\n", len(open)+len(own)+len(doubts), len(open), len(own), len(doubts))
	return nil
}

// unconfirmedSettings lists what stands in definitions themselves. What they draw
// from the reference data is in its list already.
func unconfirmedSettings(data *reference.Data) ([]string, error) {
	all, err := catalog.LoadWith(catalog.Embedded(), register.FactTypes(), data)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, d := range all.All() {
		for _, s := range d.Settings {
			if s.Unconfirmed && s.Reference == "" {
				lines = append(lines, fmt.Sprintf("%s: setting %s (%s)", d.Path, s.Name, s.Law))
			}
		}
	}
	return lines, nil
}

type referenceWrite struct {
	Folder string `arg:"" help:"The folder to make."`
}

// Run writes. It never overwrites what an operator has edited.
func (c *referenceWrite) Run(i *invocation) error {
	files, err := reference.Own()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Folder, 0o755); err != nil { //nolint:gosec // fees and codes are public
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		file, err := os.OpenFile(filepath.Join(c.Folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // fees and codes are public
		if err != nil {
			return fmt.Errorf("%w (files that are there stay as they are)", err)
		}
		_, err = file.Write(files[name])
		if err := cmp.Or(err, file.Close()); err != nil {
			return err
		}
		i.printf("%s\n", filepath.Join(c.Folder, name))
	}
	return nil
}
