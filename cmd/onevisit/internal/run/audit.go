package run

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"onevisit/cmd/onevisit/internal/witness"
	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// auditCommand is the audit log's.
type auditCommand struct {
	Verify  auditVerify  `cmd:"" help:"Rebuild the audit log from its rows and compare everything that is kept."`
	Anew    auditAnew    `cmd:"" name:"begin-anew" help:"Go on after the database was put back from a backup, with a break that is seen for good."`
	Erase   auditErase   `cmd:"" help:"Destroy what shows what the entries about a person or thing say."`
	Witness auditWitness `cmd:"" help:"Watch a hall's audit log from another machine and countersign it."`
	Prove   auditProve   `cmd:"" help:"Write the proof that an entry is in the log."`
	Check   auditCheck   `cmd:"" help:"Check a proof with nothing but the log's public key."`
	Key     auditKey     `cmd:"" help:"Print the log's public key."`
}

type auditVerify struct {
	LogKey     string   `placeholder:"KEY" help:"the log's public key; without it that of the key in the data folder, else the one the database names"`
	Checkpoint []string `placeholder:"FILE" type:"path" help:"a checkpoint known from elsewhere, e.g. a witness's; the log must contain it"`
	Index      bool     `help:"compare the index of subjects with the entries as well"`
	ClearAlarm bool     `help:"clear the alarm when everything is sound"`
}

// Help is the long explanation.
func (auditVerify) Help() string {
	return `Reads every audit entry once, compares it with what the log committed to, rebuilds the tree, and compares its tiles and every
signed checkpoint with it. Names what does not fit and exits with 1. The log may go on meanwhile.`
}

// Run verifies.
func (c *auditVerify) Run(i *invocation) error {
	cfg, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	log := store.NewAuditLog(db)
	known, err := knownCheckpoints(store.NewLogAnchor(cfg.KeyFolder()), c.Checkpoint)
	if err != nil {
		return err
	}
	key, whose, err := logKey(i, log, c.LogKey, cfg.KeyFolder())
	if err != nil {
		return err
	}
	// What it reads is garbage a moment later and next to nothing is kept: collecting
	// it half as often again costs a few megabytes and saves a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(collectLate))
	began := i.env.Clock.Now()
	report, err := translog.Verify(i.ctx, log, key, known...)
	if err != nil {
		return err
	}
	if c.Index {
		index, err := translog.VerifyIndex(i.ctx, log, log)
		if err != nil {
			return err
		}
		report.Faults = append(report.Faults, index.Faults...)
	}
	took := i.env.Clock.Now().Sub(began)
	i.printf("log      %s (%s)\n", key, whose)
	i.printf("entries  %d compared, %d of them erased, %d have no place yet\n", report.Entries, report.Erased, report.Unsequenced)
	i.printf("signed   %d checkpoints\nroot     %s\ntook     %s\n", report.Checkpoints, report.Root, took.Round(time.Millisecond))
	for _, b := range report.Breaks {
		i.printf("BREAK    %s\n", b)
	}
	if !report.Sound() {
		i.printf("\nNOT SOUND\n")
		for _, f := range report.Faults {
			i.printf("  %s\n", f)
		}
		if report.More > 0 {
			i.printf("  and %d more\n", report.More)
		}
		return errSaid
	}
	if len(report.Breaks) > 0 {
		i.printf("\neverything is sound, apart from what was lost where the log was begun anew\n")
	} else {
		i.printf("\neverything is sound\n")
	}
	if c.ClearAlarm {
		return c.clear(i, db, log)
	}
	return nil
}

// collectLate is the garbage collector's percentage during a verification.
const collectLate = 400

// knownCheckpoints are those the log has to contain: the one beside the key, and
// the files'.
func knownCheckpoints(anchor *store.LogAnchor, files []string) ([][]byte, error) {
	var known [][]byte
	signed, err := anchor.Load()
	if err != nil {
		return nil, err
	}
	if signed != nil {
		known = append(known, signed)
	}
	for _, name := range files {
		signed, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %w", err)
		}
		known = append(known, signed)
	}
	return known, nil
}

func (c *auditVerify) clear(i *invocation, db *store.DB, log *store.AuditLog) error {
	err := db.Atomically(i.ctx, func(ctx context.Context, tx models.Tx) error {
		if err := log.Clear(ctx, tx); err != nil {
			return err
		}
		return store.NewAudit(db, i.env.Clock).Append(ctx, tx, audit.Entry{
			Action: audit.LogCleared, Actor: models.Actor{Kind: models.ActorSystem},
		})
	})
	if err == nil {
		i.printf("the alarm is cleared\n")
	}
	return err
}

// logKey finds the public key to check by, and says whose word it is.
func logKey(i *invocation, log *store.AuditLog, given, folder string) (key, whose string, err error) {
	if given != "" {
		return given, "as given", nil
	}
	own, err := store.OpenLogKey(folder, "", i.env.Random, false)
	if err == nil {
		return own.Verifier(), "the key in " + folder, nil
	}
	if !errors.Is(err, store.ErrNoLogKey) {
		return "", "", err
	}
	head, err := log.Head(i.ctx)
	if err == nil && head.Verifier == "" {
		err = errors.New("the audit log has not begun")
	}
	return head.Verifier, "as the database says; give --log-key to be sure", err
}

type auditProve struct {
	Entry int64  `arg:"" help:"The entry's number."`
	Out   string `placeholder:"FILE" type:"path" help:"the file to write; without it the proof is printed"`
}

// Help is the long explanation.
func (auditProve) Help() string {
	return `Writes a proof (c2sp.org/tlog-proof) that the entry is in the log at its newest checkpoint, with what the log says about it.`
}

// Run proves.
func (c *auditProve) Run(i *invocation) error {
	cfg, db, err := i.open()
	if err != nil {
		return err
	}
	defer db.Close()
	log := store.NewAuditLog(db)
	file, err := translog.ProveEntry(i.ctx, log, c.Entry)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return fmt.Errorf("entry %d is not in the newest checkpoint; it may be in the next, within a minute", c.Entry)
	case err != nil:
		return err
	}
	key, _, err := logKey(i, log, "", cfg.KeyFolder())
	if err != nil {
		return err
	}
	if _, err := translog.CheckProof(file, key); err != nil {
		return fmt.Errorf("entry %d is not what the log holds: %w", c.Entry, err)
	}
	if c.Out == "" {
		i.printf("%s", file)
		return nil
	}
	if err := os.WriteFile(c.Out, file, 0o644); err != nil { //nolint:gosec // a proof is for everybody
		return fmt.Errorf("write proof: %w", err)
	}
	return nil
}

type auditCheck struct {
	File   string `arg:"" type:"path" help:"The proof."`
	LogKey string `required:"" placeholder:"KEY" help:"the log's public key, or a file with it"`
}

// Run checks a proof. It needs no database and no network.
func (c *auditCheck) Run(i *invocation) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	key, err := keyText(c.LogKey)
	if err != nil {
		return err
	}
	p, err := translog.CheckProof(file, key)
	if err != nil {
		return err
	}
	i.printf("the proof holds: place %d of %d, root %s\n%s\n", p.Index, p.Checkpoint.Size, p.Checkpoint.Root, p.Leaf)
	return nil
}

// keyText is a public key as it stands, or what a file of the name holds.
func keyText(s string) (string, error) {
	if strings.Count(s, "+") >= 2 {
		return s, nil
	}
	text, err := os.ReadFile(s)
	if err != nil {
		return "", fmt.Errorf("public key: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

type auditKey struct{}

// Run prints the log's public key.
func (auditKey) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	key, err := store.OpenLogKey(cfg.KeyFolder(), "", i.env.Random, false)
	if err != nil {
		return err
	}
	i.printf("%s\n", key.Verifier())
	return nil
}

type auditWitness struct {
	Log         string        `required:"" placeholder:"URL" help:"address of the hall, without /log"`
	LogKey      string        `required:"" placeholder:"KEY" help:"the log's public key (onevisit audit key), or a file with it; got from a person, not from the hall"`
	State       string        `default:"./witness" placeholder:"FOLDER" type:"path" help:"where the witness keeps its key and what it countersigned last"`
	Name        string        `default:"witness.onevisit.local" placeholder:"NAME" help:"the witness's name, for a new key"`
	Every       time.Duration `default:"10s" help:"pause between two looks"`
	Serve       string        `placeholder:"HOST:PORT" help:"answer /status and c2sp.org/tlog-witness here"`
	AcceptBreak string        `placeholder:"FILE" type:"path" help:"take the statement that the log was begun anew after its database had been put back, and end; --log-key is the old key"`
	Once        bool          `help:"look once; exits with 1 when the log is not the one it was"`
}

// Help is the long explanation.
func (auditWitness) Help() string {
	return `Runs on a machine that those who run the hall cannot touch. Keeps the last checkpoint it countersigned, and countersigns only what is
proven to continue it: a log that was put back, cut or rewritten gets no countersignature any more, and is told so.
Prints its public key, which the hall is given as an option: --witnesses.`
}

// Run watches.
func (c *auditWitness) Run(i *invocation) error {
	cfg, err := i.load()
	if err != nil {
		return err
	}
	logKey, err := keyText(c.LogKey)
	if err != nil {
		return err
	}
	key, err := store.OpenWitnessKey(c.State, c.Name, i.env.Random)
	if err != nil {
		return err
	}
	if c.AcceptBreak != "" {
		return c.acceptBreak(i, &translog.Witness{Key: key, Log: logKey, Memory: store.NewLogAnchor(c.State)})
	}
	i.printf("witness  %s\nlog      %s\n", key.Verifier(), logKey)
	process := &witness.Process{
		Witness: &translog.Witness{
			Key: key, Log: logKey, Memory: store.NewLogAnchor(c.State), Remote: &witness.Client{Base: c.Log, HTTP: &http.Client{}},
		},
		Log: i.logger(cfg.LogLevel), Now: i.env.Clock.Now,
	}
	if c.Once {
		if err := process.Look(i.ctx); err != nil {
			return err
		}
		i.printf("countersigned %d entries\n", process.State().Entries)
		return nil
	}
	if c.Serve != "" {
		stop, err := c.serve(i, process)
		if err != nil {
			return err
		}
		defer stop()
	}
	process.Run(i.ctx, c.Every)
	return nil
}

func (c *auditWitness) serve(i *invocation, process *witness.Process) (func(), error) {
	var l net.ListenConfig
	listener, err := l.Listen(i.ctx, "tcp", c.Serve)
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	const limit = 10 * time.Second
	server := &http.Server{Handler: process.Handler(), ReadHeaderTimeout: limit, ReadTimeout: limit, WriteTimeout: limit}
	go func() { _ = server.Serve(listener) }()
	i.printf("status   http://%s/status\n", listener.Addr())
	return func() { _ = server.Close() }, nil
}
