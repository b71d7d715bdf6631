package boot

import (
	"context"
	"errors"
	"sync"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/paper"
	"onevisit/models/papers"
	"onevisit/models/pii"
	"onevisit/models/reference"
)

// paperKey signs what the hall prints. It is derived from the key that blind
// indexes are made with: every process of a hall has that one, it is backed up
// with the others, and it never changes, so that old papers can be checked.
func paperKey(vault pii.Vault) papers.Key {
	return papers.NewKey(papers.SeedOf(vault.Index("paper.key", "1")))
}

// press sets papers. The fonts are read at the first paper: a process that
// prints nothing does not hold them.
type press struct{ font func() (*paper.Font, error) }

func newPress() press { return press{sync.OnceValues(paperFont)} }

// PDF implements the Setter of kiosk and desk.
func (p press) PDF(d paper.Document) ([]byte, error) {
	font, err := p.font()
	if err != nil {
		return nil, err
	}
	return font.PDF(d)
}

// Pictures implements the Setter of kiosk and desk.
func (p press) Pictures(d paper.Document) ([][]byte, error) {
	font, err := p.font()
	if err != nil {
		return nil, err
	}
	return font.Pictures(d)
}

// offices tells papers who decides. The reference data does not change while a
// process runs.
type offices struct{ data *reference.Data }

// TrafficOffice implements application.Offices.
func (o offices) TrafficOffice(day models.Date, site string, demo bool) (papers.Office, bool) {
	found, ok := o.data.Office(reference.Traffic, day, officePlace(site, demo))
	if !ok {
		return papers.Office{}, false
	}
	return papers.Office{
		Name: found.Name, Review: found.Review, Court: found.Court, ReviewFirst: found.Remedy == reference.ReviewFirst,
		Payee: found.Payee, Bank: found.Bank, Account: found.Account,
	}, true
}

// officePlace is where the offices of a hall are looked up: a demo hall's are not
// those of the place whose code it has.
func officePlace(site string, demo bool) string {
	if demo {
		return reference.DemoPlace
	}
	return site
}

// PaperKey is the public key of what the hall prints. It reads the hall's
// database and keys, and nothing else.
func PaperKey(ctx context.Context, cfg config.Config, env Environment) (key string, err error) {
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if _, err := h.openDatabase(ctx); err != nil {
		return "", err
	}
	vault, err := h.openVault(ctx)
	if err != nil {
		return "", err
	}
	return paperKey(vault).Public(), nil
}

// PaperFont reads the fonts inside this binary, for checking papers offline.
func PaperFont() (*paper.Font, error) { return paperFont() }
