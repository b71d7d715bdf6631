package run

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"onevisit/cmd/onevisit/internal/boot"
	"onevisit/models/papers"
)

type paperCommand struct {
	Check paperCheck `cmd:"" help:"Check a printed paper by its code, or by its file, without database and network."`
	Key   paperKey   `cmd:"" help:"Print the public key of what the hall prints."`
}

type paperKey struct{}

// Run prints the public key of papers.
func (paperKey) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	key, err := boot.PaperKey(i.ctx, cfg, i.boot(cfg))
	if err != nil {
		return err
	}
	i.printf("%s\n", key)
	return nil
}

type paperCheck struct {
	Code string `arg:"" name:"code-or-file" help:"What the paper's QR code says, or its PDF file."`
	Key  string `required:"" placeholder:"KEY" help:"the hall's public key of papers (onevisit paper key), or a file with it"`
}

// Help is the long explanation.
func (paperCheck) Help() string {
	return `Checks that a hall signed a paper, and says what it has to show. It needs no database and no network, only the public
key of the hall's papers, which onevisit paper key prints and which should come from somebody else than the paper. Of a file it
is also checked that it shows nothing else: it is set anew and compared byte by byte, by a binary of the same version. Exits
with 1 where anything does not fit.`
}

// Run checks a paper.
func (c *paperCheck) Run(i *invocation) error {
	key, err := keyText(c.Key)
	if err != nil {
		return err
	}
	if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(c.Code)), "OVP1:") {
		claim, err := papers.CheckCode(c.Code, key)
		if err != nil {
			return err
		}
		i.claim(claim)
		i.printf("\nthe hall signed this code; the paper has to show the same\n")
		return nil
	}
	file, err := os.ReadFile(c.Code)
	if err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	font, err := boot.PaperFont()
	if err != nil {
		return fmt.Errorf("this binary has no fonts, so it cannot set the paper anew: %w", err)
	}
	claim, paper, err := papers.CheckFile(file, key, font)
	if errors.Is(err, papers.ErrAltered) {
		i.claim(claim)
		i.printf("\nNOT WHAT THE HALL SIGNED\n  the file shows something else than was signed\n")
		return errSaid
	}
	if err != nil {
		return err
	}
	i.claim(claim)
	for _, line := range paper.Shows() {
		i.printf("  %s\n", line)
	}
	i.printf("\nthe file is what the hall signed, and shows nothing else\n")
	return nil
}

// claim says what a paper has to show.
func (i *invocation) claim(c papers.Claim) {
	i.printf("paper      %s (%s)\nnumber     %s\nday        %s\ncopy       %d\n", c.Kind.Name()["zh-CN"], c.Kind.Name()["en"], c.Number, c.Day, c.Copy)
	if c.Amount > 0 {
		i.printf("amount     %s\n", c.Amount)
	}
}
