package boot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/store"
	"onevisit/models/translog"
)

// patience is how long a few audit entries wait for company.
const patience = 5 * time.Second

// errStalled refuses changes whose entries nobody could prove later.
var errStalled = models.E(models.KindUnavailable, "audit.stalled")

// proofs is what makes the audit log tamper evident.
type proofs struct {
	hall      *Hall
	audit     *store.Audit
	log       *store.AuditLog
	sequencer *translog.Sequencer // nil: this process has no key that fits
	watch     *translog.Watch
	badge     *translog.Badge
	cosigners *translog.Cosigners
	holds     atomic.Bool // this process sequences: of several it is the one that follows the watch's signal

	mu       sync.Mutex
	tampered bool   // the sequencer stands still because the log was put back or broken
	said     string // the last trouble told, so that it is told once a minute only
	saidAt   time.Time
}

// openProofs finds the log's key, or makes it for a log that has not begun.
func (h *Hall) openProofs(ctx context.Context, p *platform) (*proofs, error) {
	log := store.NewAuditLog(h.db)
	head, err := log.Head(ctx)
	if err != nil {
		return nil, err
	}
	folder := h.cfg.KeyFolder()
	anchor := store.NewLogAnchor(folder)
	x := &proofs{hall: h, audit: p.audit, log: log}
	key, err := store.OpenLogKey(folder, h.cfg.Site, h.env.Random, head.Verifier == "")
	switch {
	case errors.Is(err, store.ErrNoLogKey):
		h.env.Log.ErrorContext(ctx, "the audit log's key is not here: this process cannot sequence or sign", "folder", folder)
	case err != nil:
		return nil, fmt.Errorf("the audit log's key: %w", err)
	default:
		if head, err = h.begin(ctx, log, key); err != nil {
			return nil, err
		}
		if head.Verifier == key.Verifier() {
			x.sequencer = &translog.Sequencer{
				Ledger: log, Tiles: log.Tiles, Key: key, Anchor: anchor, Clock: h.env.Clock, Random: h.env.Random,
				ID: string(p.ids.New()), Patience: patience,
			}
		} else {
			h.env.Log.ErrorContext(ctx, "the audit log was begun with another key: this process cannot sequence or sign", "log", head.Verifier)
		}
	}
	x.watch = &translog.Watch{
		Archive: log, Verifier: func() string { return "" }, Clock: h.env.Clock,
		Signal: store.NewAuditSignal(h.db),
	}
	if h.db.Dialect() == store.MySQL {
		x.watch.Looks = x.holds.Load
	}
	if x.sequencer != nil {
		x.watch.Verifier, x.watch.Anchor = key.Verifier, anchor
	}
	x.cosigners = &translog.Cosigners{
		Archive: log, Witnessed: log, Verifiers: h.cfg.Witnesses, Clock: h.env.Clock,
		Found: func(ctx context.Context, f translog.Fault) { x.raise(ctx, []translog.Fault{f}) },
	}
	x.badge = &translog.Badge{
		Archive: log, Backlog: log, Witnessed: log, Names: x.cosigners.Names(), Watch: x.watch, Clock: h.env.Clock,
	}
	return x, nil
}

func (h *Hall) begin(ctx context.Context, log *store.AuditLog, key *translog.Key) (translog.Head, error) {
	if err := log.Begin(ctx, key.Verifier()); err != nil {
		return translog.Head{}, err
	}
	return log.Head(ctx)
}

// prove starts the sequencer and the watch. The log is closed, with a last
// checkpoint, after everything that writes entries has ended.
func (h *Hall) prove(ctx context.Context, x *proofs) {
	h.onEnd("audit log", func(ctx context.Context) error {
		if x.sequencer == nil {
			return nil
		}
		if err := x.sequencer.Close(ctx); err != nil && !translog.Tampering(err) {
			return err
		}
		return nil
	})
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	h.every(working, &running, translog.Every, "audit log", x.round)
	h.every(working, &running, translog.WatchEvery, "audit watch", func(ctx context.Context) error {
		faults, err := x.watch.Pass(ctx)
		if len(faults) > 0 {
			x.raise(ctx, faults)
		}
		return err
	})
	h.onEnd("audit log's workers", func(context.Context) error {
		stop()
		running.Wait()
		return nil
	})
}

// round sequences, and refuses changes while nobody does.
func (x *proofs) round(ctx context.Context) error {
	held, err := x.sequence(ctx)
	switch {
	case translog.Tampering(err):
		x.tamperedWith(ctx, err)
		return nil
	case errors.Is(err, models.ErrStale): // another process took over in between
		err = nil
	}
	x.setTampered(false)
	if refuse := x.standing(ctx, held); refuse != nil {
		x.tell(ctx, "changes are refused because nobody sequences and signs the audit log", refuse)
		x.audit.Refuse(errStalled)
	} else {
		x.audit.Refuse(nil)
	}
	return err
}

// sequence does the sequencer's round while the key is where a restarted
// process would look for it.
func (x *proofs) sequence(ctx context.Context) (bool, error) {
	if x.sequencer == nil {
		return false, nil
	}
	if err := store.LogKeyReady(x.hall.cfg.KeyFolder()); err != nil {
		x.tell(ctx, "the audit log's key cannot be read", err)
		return false, nil
	}
	held, err := x.sequencer.Round(ctx)
	x.holds.Store(held)
	return held, err
}

// standing tells why changes have to be refused, nil: they need not.
func (x *proofs) standing(ctx context.Context, held bool) error {
	s, err := x.badge.Status(ctx)
	if err != nil {
		return nil //nolint:nilerr // the database does not answer: changes fail by themselves
	}
	if s.Stalled {
		return fmt.Errorf("%d entries wait since %s", s.Waiting, s.WaitingFrom.UTC().Format(time.RFC3339))
	}
	if held {
		return nil
	}
	head, err := x.log.Head(ctx)
	if err != nil || head.LeaseUntil.After(x.hall.env.Clock.Now()) {
		return nil //nolint:nilerr // likewise; or somebody else holds the lease
	}
	if x.sequencer == nil || store.LogKeyReady(x.hall.cfg.KeyFolder()) != nil {
		return errors.New("the key is missing, and no other process has the lease")
	}
	return nil
}

// tamperedWith is told every second and speaks once. The hall goes on serving:
// what happened before cannot be helped by turning people away, and the badge is
// red until somebody has looked into it.
func (x *proofs) tamperedWith(ctx context.Context, err error) {
	x.tell(ctx, "THE AUDIT LOG IS NOT SEQUENCED: it was put back or broken", err)
	x.audit.Refuse(nil)
	if x.setTampered(true) {
		return
	}
	kind := translog.HeadBroken
	if errors.Is(err, translog.ErrRolledBack) {
		kind = translog.RolledBack
	}
	x.raise(ctx, []translog.Fault{{Kind: kind, Text: err.Error()}})
}

func (x *proofs) setTampered(now bool) (before bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	before, x.tampered = x.tampered, now
	return before
}

const tellEvery = time.Minute

func (x *proofs) tell(ctx context.Context, what string, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.hall.env.Clock.Now()
	if x.said == what && now.Sub(x.saidAt) < tellEvery {
		return
	}
	x.said, x.saidAt = what, now
	x.hall.env.Log.ErrorContext(ctx, what, "error", err)
}

// raise makes what was found wrong known: in the process's log, as an entry, in
// the head for doctor and the badges of other processes.
func (x *proofs) raise(ctx context.Context, faults []translog.Fault) {
	const named = 10
	for i, f := range faults {
		if i < named {
			x.hall.env.Log.ErrorContext(ctx, "THE AUDIT LOG WAS TAMPERED WITH", "kind", string(f.Kind), "entry", f.Seq, "fault", f.Text)
		}
	}
	first := faults[0]
	notes := map[string]string{"kind": string(first.Kind), "count": strconv.Itoa(len(faults))}
	if first.Seq > 0 {
		notes["entry"] = translog.EntryID(first.Seq)
	}
	err := x.hall.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := x.log.Raise(ctx, tx, first.String(), x.hall.env.Clock.Now()); err != nil {
			return err
		}
		return x.audit.AppendAnyway(ctx, tx, audit.Entry{
			Action: audit.LogTampered, Actor: models.Actor{Kind: models.ActorSystem}, Notes: notes,
		})
	})
	if err != nil {
		x.hall.env.Log.ErrorContext(ctx, "the alarm of the audit log could not be kept", "error", err)
	}
}

// examineLog looks at the log for doctor: its key, whether it is sequenced, its
// newest entries, and whether an alarm stands.
func examineLog(ctx context.Context, db *store.DB, folder string, env Environment) Finding {
	f := Finding{Subject: "audit log"}
	log, anchor := store.NewAuditLog(db), store.NewLogAnchor(folder)
	head, err := log.Head(ctx)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "see schema"
		return f
	}
	if head.Verifier == "" {
		f.OK, f.Detail = true, "has not begun; it does with the first start"
		return f
	}
	if err := store.LogKeyReady(folder); err != nil {
		f.Detail, f.Advice = err.Error(), "put the key back from its backup, mode 0600; changes are refused where no process has it"
		return f
	}
	watch := &translog.Watch{Archive: log, Anchor: anchor, Clock: env.Clock, Verifier: func() string { return head.Verifier }}
	faults, err := watch.Pass(ctx)
	switch {
	case err != nil:
		f.Detail, f.Advice = err.Error(), "see database"
	case len(faults) > 0 && faults[0].Kind == translog.RolledBack:
		f.Detail = fmt.Sprintf("TAMPERED WITH: %s (%d faults)", faults[0], len(faults))
		f.Advice = "where a backup was put back on purpose: onevisit audit begin-anew; else keep database and keys folder as they are"
	case len(faults) > 0:
		f.Detail, f.Advice = fmt.Sprintf("TAMPERED WITH: %s (%d faults)", faults[0], len(faults)), "onevisit audit verify names everything; keep database and keys folder as they are"
	case head.Alarm != "":
		f.Detail, f.Advice = "alarm since "+head.AlarmAt.UTC().Format(time.RFC3339)+": "+head.Alarm, "onevisit audit verify --clear-alarm, after somebody has looked into it"
	default:
		f.OK = true
		f.Detail = fmt.Sprintf("%d entries, %d signed %s ago", head.Size, head.SignedSize, env.Clock.Now().Sub(head.SignedAt).Round(time.Second))
	}
	return f
}

// public is the log for those who check it from outside.
func (x *proofs) public() *translog.Log {
	archive := store.NewAuditArchive(x.hall.db)
	return &translog.Log{Archive: archive, Kept: archive, Cosigners: x.cosigners, Badge: x.badge}
}
