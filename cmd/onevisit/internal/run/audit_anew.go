package run

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
	"onevisit/models/translog"
)

type auditAnew struct {
	Reason     string   `required:"" help:"why, in one line; it is shown with the log for good"`
	Checkpoint []string `placeholder:"FILE" type:"path" help:"the last checkpoint a witness knows; the statement has to admit all that was countersigned"`
	Out        string   `placeholder:"FILE" type:"path" help:"where to write the statement; without it into the keys folder"`
	Yes        bool     `help:"do it; without it only what would be done is said"`
}

// Help is the long explanation.
func (auditAnew) Help() string {
	return `After a database was put back from a backup it holds less than was signed, and the log stands still: going on by the same key would
make two logs of one name. This begins it anew under a new key, with what the database holds. A statement signed by both keys binds the
last checkpoint that was signed, and is shown by verify and by the auditor's console for good. The old key is destroyed.
Stop every server first. Then hand the statement and the new public key to whoever runs a witness (audit witness --accept-break), and
copy the keys folder to the other servers of this database.`
}

// Run begins the log anew.
func (c *auditAnew) Run(i *invocation) error {
	cfg, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	log := store.NewAuditLog(db)
	head, err := log.Head(i.ctx)
	if err != nil {
		return err
	}
	old, err := store.OpenLogKey(cfg.KeyFolder(), cfg.Site, i.env.Random, false)
	if err != nil {
		return err
	}
	breaks, err := head.Breaks()
	if err != nil {
		return err
	}
	if n := len(breaks); n > 0 && head.Verifier != old.Verifier() && breaks[n-1].Old == old.Verifier() {
		i.printf("the database has begun anew already; what was left to do is done now\n")
		return c.settle(i, cfg, n, breaks[n-1])
	}
	if head.Verifier != old.Verifier() {
		return translog.ErrOtherKey
	}
	last, err := c.last(i, log, head, cfg.KeyFolder())
	if err != nil {
		return err
	}
	if !c.Yes {
		i.printf("the log would begin anew with %d entries; %d had been signed. Add --yes to do it.\n", head.Size, last.Size)
		return nil
	}
	b, err := c.begin(i, db, cfg, old, last, head)
	if err != nil {
		return err
	}
	return c.settle(i, cfg, len(breaks)+1, b)
}

// last finds the last checkpoint known of the log. Where the log contains
// whatever is known there is nothing to begin anew.
func (c *auditAnew) last(i *invocation, log *store.AuditLog, head translog.Head, folder string) (translog.Checkpoint, error) {
	var last translog.Checkpoint
	known, err := knownCheckpoints(store.NewLogAnchor(folder), c.Checkpoint)
	if err != nil {
		return last, err
	}
	broken := false
	for _, signed := range known {
		checkpoint, err := translog.OpenCheckpoint(signed, head.Verifier)
		if err != nil {
			return last, err
		}
		err = translog.Contains(head, checkpoint, log.Tiles(i.ctx, head))
		if err != nil && !translog.Tampering(err) {
			return last, err
		}
		broken = broken || err != nil
		if checkpoint.Size >= last.Size {
			last = checkpoint
		}
	}
	if !broken {
		return last, errors.New("the log contains everything that was signed: there is nothing to begin anew")
	}
	return last, nil
}

// begin makes the statement and the new key the database's, with an entry.
func (c *auditAnew) begin(i *invocation, db *store.DB, cfg config.Config, old *translog.Key, last translog.Checkpoint, head translog.Head) (translog.Break, error) {
	fresh, err := store.FreshLogKey(cfg.KeyFolder(), cfg.Site, i.env.Random)
	if err != nil {
		return translog.Break{}, err
	}
	b, err := translog.BeginAnew(old, fresh, last, head, c.Reason, i.env.Clock.Now())
	if err != nil {
		return b, err
	}
	hash := sha256.Sum256(b.Statement)
	const mostNoted = 999_999
	return b, db.Atomically(i.ctx, func(ctx context.Context, tx models.Tx) error {
		if err := store.NewAuditLog(db).BeginAnew(ctx, tx, head, b, i.env.Clock.Now()); err != nil {
			return err
		}
		return store.NewAudit(db, i.env.Clock).Append(ctx, tx, audit.Entry{
			Action: audit.LogBegunAnew, Actor: models.Actor{Kind: models.ActorSystem},
			Notes: map[string]string{"hash": hex.EncodeToString(hash[:]), "count": strconv.FormatInt(min(b.Gone(), mostNoted), 10)},
		})
	})
}

// settle puts the new key in its place and hands the statement out.
func (c *auditAnew) settle(i *invocation, cfg config.Config, number int, b translog.Break) error {
	if err := store.TakeFreshKey(cfg.KeyFolder(), b.First); err != nil {
		return err
	}
	out := c.Out
	if out == "" {
		out = filepath.Join(cfg.KeyFolder(), fmt.Sprintf("audit-log.break-%d", number))
	}
	if err := os.WriteFile(out, b.Statement, 0o644); err != nil { //nolint:gosec // the statement is for everybody
		return fmt.Errorf("write statement: %w", err)
	}
	i.printf("%s\nnew key    %s\nstatement  %s\nHand both to whoever runs a witness: onevisit audit witness --accept-break %s\n", b, b.New, out, filepath.Base(out))
	return nil
}

// acceptBreak has a witness take the statement that the log was begun anew.
func (c *auditWitness) acceptBreak(i *invocation, w *translog.Witness) error {
	statement, err := os.ReadFile(c.AcceptBreak)
	if err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	b, last, err := w.AcceptBreak(statement)
	if err != nil {
		return err
	}
	for name, text := range map[string][]byte{"checkpoint": last.Note, "statement": statement} {
		path := filepath.Join(c.State, fmt.Sprintf("broken-%d.%s", b.Signed, name))
		if err := os.WriteFile(path, text, 0o644); err != nil { //nolint:gosec // for everybody to see
			return fmt.Errorf("witness: %w", err)
		}
	}
	i.printf("%s\n%d entries had been countersigned here; that checkpoint and the statement are kept in %s\nfrom now on: --log-key '%s'\n", b, last.Size, c.State, b.New)
	return nil
}
