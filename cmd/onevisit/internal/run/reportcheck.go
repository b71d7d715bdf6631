package run

import (
	"fmt"
	"os"

	"onevisit/models/export"
)

type reportCheck struct {
	File   string `arg:"" type:"path" help:"The bundle."`
	LogKey string `required:"" placeholder:"KEY" help:"the log's public key, or a file with it"`
}

// Help is the long explanation.
func (reportCheck) Help() string {
	return `Verifies a bundle that an auditor exported: its signature, every row, the figure computed anew from the rows, and that the log
holds the audit entry of each. It needs no database and no network, only the log's public key, which onevisit audit key prints and which
should come from somebody else than the bundle. Names every row that was altered, dropped or added, and exits with 1.`
}

// Run checks a bundle.
func (c *reportCheck) Run(i *invocation) error {
	key, err := keyText(c.LogKey)
	if err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	b, err := export.Check(file, info.Size(), key)
	if err != nil {
		return err
	}
	i.printf("figure     %s\nquestion   %s\nanswer     %s\ndefinition %s\n", b.Figure, b.Question, b.Answer, b.Definition)
	i.printf("rows       %d, %d of them of before the log\nlog        %d entries taken in, signed at %d\nmade       %s by account %s\n",
		b.Rows, b.Unlogged, b.Entries, b.Checkpoint, b.Made, b.By)
	if b.Demo {
		i.printf("           of a demo hall: everything in it is made up\n")
	}
	if b.Sound() {
		i.printf("\nthe bundle is what the hall signed, and its rows make the figure\n")
		return nil
	}
	i.printf("\nNOT WHAT THE HALL SIGNED\n")
	for _, fault := range b.Faults {
		i.printf("  %s\n", fault)
	}
	return errSaid
}
