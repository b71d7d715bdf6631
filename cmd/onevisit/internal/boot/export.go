package boot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	kioskui "onevisit/kiosk-ui"
	"onevisit/models"
	"onevisit/models/export"
	"onevisit/models/figures"
	"onevisit/models/paper"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// An account may carry so many files away in so long.
const (
	exportTimes  = 6
	exportWindow = time.Hour
)

// exports makes what makes the auditors' files.
func (h *Hall) exports(p *platform, x *proofs, reports *figures.Reports) *export.Exports {
	signed := exportProofs{x, x.public()}
	return &export.Exports{
		Records: export.Source{Reports: reports}, Paper: export.Report{Sayer: reports, Proofs: signed, Font: paperFont}, Proofs: signed,
		Allowance: &staff.Allowance{
			Takings: store.NewStaffFactors(h.db), Clock: h.env.Clock, Act: "export", Times: exportTimes, Window: exportWindow,
		},
		Log: p.audit, Transactor: h.db, Clock: h.env.Clock, NewPlace: h.exportPlace,
	}
}

// errNoFont is returned by a binary that was built without screens, and so
// without the font of papers.
var errNoFont = models.E(models.KindUnavailable, "export.no_font")

func paperFont() (*paper.Font, error) {
	files, err := kioskui.Files()
	if err != nil {
		return nil, err
	}
	file, err := fs.ReadFile(files, "paper/font.ttf")
	if err != nil {
		return nil, errNoFont.Because(err)
	}
	font, err := paper.ParseFont(file)
	if err != nil {
		return nil, err
	}
	rare, err := fs.ReadFile(files, "paper/rare.otf")
	if err != nil {
		return nil, errNoFont.Because(err)
	}
	return font.WithRare(rare)
}

// exportProofs is the log as a bundle needs it.
type exportProofs struct {
	proofs *proofs
	public *translog.Log
}

// Newest implements export.Proofs.
func (e exportProofs) Newest(ctx context.Context) (translog.Checkpoint, error) {
	signed, err := e.public.Checkpoint(ctx, 0)
	return signed.Checkpoint, err
}

// Entries implements export.Proofs.
func (e exportProofs) Entries(ctx context.Context, c translog.Checkpoint, seqs []int64) (translog.Evidence, []int64, error) {
	return translog.ProveEntries(ctx, e.public.Archive, c, seqs)
}

// errNoKey is returned where the log's key is kept by another process.
var errNoKey = models.E(models.KindUnavailable, "export.no_key")

// Sign implements export.Proofs.
func (e exportProofs) Sign(kind, body string) ([]byte, error) {
	if e.proofs.sequencer == nil {
		return nil, errNoKey
	}
	return e.proofs.sequencer.Key.Statement(kind, body)
}

// exportFile is a file on its way out. It has no name any more as soon as it is
// closed, and the next start clears away what a crash left.
type exportFile struct{ *os.File }

// Close removes the file.
func (f exportFile) Close() error {
	return errors.Join(f.File.Close(), os.Remove(f.Name()))
}

const exportFolder = "exports"

func (h *Hall) exportPlace() (export.Place, error) {
	folder := filepath.Join(h.cfg.Data, exportFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("folder of exports: %w", err)
	}
	f, err := os.CreateTemp(folder, "export-*")
	if err != nil {
		return nil, fmt.Errorf("file of an export: %w", err)
	}
	return exportFile{f}, nil
}

// clearExports removes what an earlier process left half made.
func (h *Hall) clearExports() error { return os.RemoveAll(filepath.Join(h.cfg.Data, exportFolder)) }
