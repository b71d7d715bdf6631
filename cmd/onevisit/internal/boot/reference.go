package boot

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/reference"
	"onevisit/models/store"
)

// OpenReference reads the reference data: the program's own, with the operator's
// files in their place where there are some. With anything wrong in one of them
// nothing starts.
func OpenReference(cfg config.Config) (*reference.Data, error) {
	if cfg.ReferenceDir == "" {
		return reference.Published(), nil
	}
	folder, err := ReferenceFolder(cfg.ReferenceDir)
	if err != nil {
		return nil, err
	}
	return reference.Load(folder)
}

// ReferenceFolder opens an operator's folder of reference data. A folder that is
// not there is an error: falling back to the program's own fees would go unseen.
func ReferenceFolder(path string) (fs.FS, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("reference data: %w", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("reference data: %s is not a folder", path)
	}
	return os.DirFS(path), nil
}

// noteReference leaves an entry in the audit log where the hall counts with other
// data than when it was last started: an auditor has to see when fees changed. A
// hall that always had the program's own leaves none.
func (h *Hall) noteReference(ctx context.Context, log *store.Audit, data *reference.Data) error {
	h.env.Log.InfoContext(ctx, "reference data", "hash", data.Hash, "folder", h.cfg.ReferenceDir)
	about := audit.Ref{Kind: "reference", ID: "data"}
	before, page := "", models.Page{Limit: 200}
	for {
		records, err := log.About(ctx, about, page)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			break
		}
		last := records[len(records)-1]
		before, page.After = last.Notes["hash"], strconv.FormatInt(last.Seq, 10)
	}
	if before == data.Hash || before == "" && h.cfg.ReferenceDir == "" {
		return nil
	}
	return h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return log.Append(ctx, tx, audit.Entry{
			Action: audit.ReferenceReplaced, Actor: models.Actor{Kind: models.ActorSystem}, Subjects: []audit.Ref{about}, Notes: map[string]string{"hash": data.Hash},
		})
	})
}

// Lacks says what the papers of the configured hall lack in the reference data.
func Lacks(cfg config.Config, data *reference.Data, today models.Date) string {
	return data.Lacks(officePlace(cfg.Site, cfg.Demo), today)
}

func examineReference(cfg config.Config, env Environment) Finding {
	f := Finding{Subject: "reference data"}
	data, err := OpenReference(cfg)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "mend the files in "+cfg.ReferenceDir+" (onevisit reference check)"
		return f
	}
	f.OK = true
	f.Detail = fmt.Sprintf("%.12s", data.Hash)
	if open := len(data.Open(models.DateOf(env.Clock.Now()))); open > 0 {
		f.Detail += fmt.Sprintf(", %d rows from weak sources", open)
		f.Advice = "have them confirmed by the authority (onevisit reference unconfirmed)"
	}
	if lacks := Lacks(cfg, data, models.DateOf(env.Clock.Now())); lacks != "" {
		f.Detail += ", no deciding office"
		f.Advice = lacks
	}
	return f
}
