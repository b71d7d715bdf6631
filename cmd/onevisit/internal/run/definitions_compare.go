package run

import (
	"embed"
	"os"
	"path/filepath"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/catalog"
	"onevisit/models/register"
)

type schemaCommand struct{}

// Run prints the schema.
func (schemaCommand) Run(i *invocation) error {
	text, err := catalog.Schema()
	if err != nil {
		return err
	}
	i.printf("%s\n", text)
	return nil
}

type diffCommand struct {
	Old      string `arg:"" type:"existingfile" help:"The version before."`
	New      string `arg:"" type:"existingfile" help:"The version after."`
	Language string `default:"zh-CN" enum:"zh-CN,en" help:"language of the answer: zh-CN or en"`
}

// Run compares.
func (c *diffCommand) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	data, err := boot.OpenReference(cfg)
	if err != nil {
		return err
	}
	none, err := catalog.LoadWith(embed.FS{}, register.FactTypes(), data)
	if err != nil {
		return err
	}
	versions := make([]*catalog.Definition, 0, 2)
	for _, name := range []string{c.Old, c.New} {
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		d, err := none.Draft(filepath.Base(name), source)
		if err != nil {
			return err
		}
		versions = append(versions, d)
	}
	changes := catalog.Diff(versions[0], versions[1])
	for _, change := range changes {
		i.printf("%s\n", change.Text[c.Language])
	}
	same := map[string]string{"zh-CN": "两个版本没有差别", "en": "The versions do not differ"}
	if len(changes) == 0 {
		i.printf("%s\n", same[c.Language])
	}
	return nil
}
