package publication

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
)

// longestNote is how many characters a note or a reason may have.
const longestNote = 500

// Hook is called in the transaction of a change with what came of it, so that the
// reply is kept with it; nil for none.
type Hook func(ctx context.Context, tx models.Tx, m Move) error

// Store keeps moves.
type Store interface {
	// Add keeps a new one with the bytes it publishes; models.ErrDuplicate where one
	// of the service waits.
	Add(ctx context.Context, tx models.Tx, m Move, source []byte) error
	// Lock reads one and holds it until the commit; models.ErrNotFound.
	Lock(ctx context.Context, tx models.Tx, id models.ID) (Move, error)
	// Change writes m where the stored version is m.Version-1; models.ErrStale.
	Change(ctx context.Context, tx models.Tx, m Move) error
	// ByID reads one with the names of its people; models.ErrNotFound.
	ByID(ctx context.Context, id models.ID) (Move, error)
	// Source reads the bytes a move publishes.
	Source(ctx context.Context, id models.ID) ([]byte, error)
	// List reads the moves of a service, of all with "", newest first, with names.
	List(ctx context.Context, service string) ([]Move, error)
	// NameOf is what colleagues call a member of staff; models.ErrNotFound.
	NameOf(ctx context.Context, staff models.ID) (string, error)
	// ApprovedMoves reads those that are approved, without names.
	ApprovedMoves(ctx context.Context) ([]Move, error)
}

// Shelf keeps the versions applications may begin with; store.Definitions is it.
type Shelf interface {
	// Shelve keeps a version under its hash; one that is kept stays as it is.
	Shelve(ctx context.Context, tx models.Tx, v Version) error
	// Version reads one; models.ErrNotFound.
	Version(ctx context.Context, hash string) (Version, error)
	// Versions lists those of a service, newest first, without their bytes.
	Versions(ctx context.Context, service string) ([]Version, error)
}

// Version is one version of a definition as it is kept.
type Version struct {
	Hash    string
	Service string
	Path    string
	Source  []byte
	KeptAt  time.Time
}

// Catalog compiles definitions and knows what the program delivers;
// *catalog.Catalog is it.
type Catalog interface {
	Draft(name string, source []byte) (*catalog.Definition, error)
	Version(hash string) (*catalog.Definition, bool)
	Delivered() []*catalog.Definition
	Known(service string) (*catalog.Definition, bool)
}

// Config is what an Office is built from.
type Config struct {
	Transactor models.Transactor
	Store      Store
	Shelf      Shelf
	Catalog    Catalog
	Log        audit.Log
	Clock      models.Clock
	IDs        *models.IDs
	Changed    func(context.Context) // called after an approval or withdrawal, so that this process need not wait; nil for none
}

// Office is where moves are submitted, looked at and decided on. It is safe for
// concurrent use.
type Office struct {
	Config
	checking sync.Mutex
}

// NewOffice returns the use case.
func NewOffice(c Config) *Office { return &Office{Config: c} }

// Request asks for a move.
type Request struct {
	Kind    Kind
	Service string    // of Retire and Restore; of Publish the source names it
	Source  []byte    // of Publish, at most catalog.MostDraft bytes
	From    time.Time // zero for as soon as it is approved
	Note    string
}

func allowed(actor models.Actor) error {
	if actor.Kind != models.ActorStaff || actor.Role != "supervisor" {
		return ErrRole
	}
	return nil
}

// Submit asks for a move. What a second person could not approve is refused here.
func (o *Office) Submit(ctx context.Context, actor models.Actor, r Request, record Hook) (Move, error) {
	if err := allowed(actor); err != nil {
		return Move{}, err
	}
	by, err := o.person(ctx, actor)
	if err != nil {
		return Move{}, err
	}
	now := o.Clock.Now()
	m := Move{
		ID: o.IDs.New(), Kind: r.Kind, Service: r.Service, From: r.From, Note: r.Note, State: Waiting, Site: actor.Site,
		SubmittedBy: by, SubmittedAt: now, Version: 1,
	}
	switch {
	case utf8.RuneCountInString(r.Note) > longestNote:
		return Move{}, broken("note", "field.too_long")
	case !r.From.IsZero() && r.From.Before(now):
		return Move{}, broken("from", "publication.past")
	case r.Kind == Publish && len(r.Source) == 0:
		return Move{}, broken("yaml", "field.required")
	case r.Kind != Publish && r.Service == "":
		return Move{}, broken("service", "field.required")
	}
	force, err := o.forceAt(ctx, moment(m, now))
	if err != nil {
		return Move{}, err
	}
	if r.Kind == Publish {
		check := o.examine(r.Source, force)
		if r.Service != "" && r.Service != check.Service && check.Definition != nil {
			return Move{}, broken("service", "field.choice")
		}
		m.Service, m.Hash = check.Service, check.Hash
		if !check.Fit() {
			return Move{}, refuse(check.faults())
		}
	}
	if err := o.possible(m, force); err != nil {
		return Move{}, err
	}
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := o.Store.Add(ctx, tx, m, r.Source); err != nil {
			return err
		}
		return o.note(ctx, tx, actor, m, audit.DefinitionSubmitted, record)
	})
	if errors.Is(err, models.ErrDuplicate) {
		return Move{}, ErrOpen
	}
	if err != nil {
		return Move{}, fmt.Errorf("publication: submit: %w", err)
	}
	return m, nil
}

func (o *Office) person(ctx context.Context, actor models.Actor) (Person, error) {
	name, err := o.Store.NameOf(ctx, actor.ID)
	if err != nil {
		return Person{}, fmt.Errorf("publication: who acts: %w", err)
	}
	return Person{ID: actor.ID, Name: name}, nil
}

// possible refuses a move that would change nothing, or what cannot be changed.
func (o *Office) possible(m Move, force []Standing) error {
	s, known := standingOf(force, m.Service)
	switch {
	case m.Kind == Publish && known && s.Retired, m.Kind == Retire && s.Retired:
		return ErrRetired
	case m.Kind == Publish && known && s.Hash == m.Hash:
		return ErrSame
	case m.Kind == Publish:
		return nil
	case !known:
		return ErrService
	case m.Kind == Restore && !s.Retired:
		return ErrNotRetired
	case m.Kind == Restore:
		if d, ok := o.Catalog.Version(s.Hash); ok {
			return findingsOr(about(d, catalog.CrossCheck(append(o.beside(force, m.Service), d))))
		}
		return nil
	}
	return findingsOr(o.missed(force, m.Service))
}

func findingsOr(findings []Finding) error {
	if len(findings) > 0 {
		return refuse(findings)
	}
	return nil
}

// Decision is a command on a move.
type Decision struct {
	Move    models.ID
	Command Command
	Against string // of Approve: what the person saw the move compared with (Seen.Against)
	Reason  string // of Return and, where it was approved, of Withdraw
}

// Decide approves a move, sends it back or withdraws it. A version is checked
// again before it is approved, beside what is in force by then.
func (o *Office) Decide(ctx context.Context, actor models.Actor, d Decision, record Hook) (Move, error) {
	if err := allowed(actor); err != nil {
		return Move{}, err
	}
	switch {
	case utf8.RuneCountInString(d.Reason) > longestNote:
		return Move{}, broken("reason", "field.too_long")
	case d.Command == Return && d.Reason == "":
		return Move{}, broken("reason", "field.required")
	}
	seen, err := o.Store.ByID(ctx, d.Move)
	if err != nil {
		return Move{}, err
	}
	by, err := o.person(ctx, actor)
	if err != nil {
		return Move{}, err
	}
	order := Order{Command: d.Command, By: by, At: o.Clock.Now(), Reason: d.Reason}
	if _, _, err := seen.Apply(order); err != nil {
		return Move{}, err
	}
	var source []byte
	if d.Command == Approve {
		if source, err = o.recheck(ctx, seen, d, order.At); err != nil {
			return Move{}, err
		}
	}
	var after Move
	err = o.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		m, err := o.Store.Lock(ctx, tx, d.Move)
		if err != nil {
			return err
		}
		m.SubmittedBy, m.DecidedBy = seen.SubmittedBy, seen.DecidedBy // with their names
		order.At = o.Clock.Now()                                      // the check took its time
		m, action, err := m.Apply(order)
		if err != nil {
			return err
		}
		if err := o.Store.Change(ctx, tx, m); err != nil {
			return err
		}
		if len(source) > 0 {
			v := Version{Hash: m.Hash, Service: m.Service, Path: m.Service + ".yaml", Source: source, KeptAt: order.At}
			if err := o.Shelf.Shelve(ctx, tx, v); err != nil {
				return err
			}
		}
		after = m
		return o.note(ctx, tx, actor, m, action, record)
	})
	if err != nil {
		return Move{}, fmt.Errorf("publication: decide: %w", err)
	}
	if o.Changed != nil && d.Command != Return {
		o.Changed(ctx)
	}
	return after, nil
}

// recheck looks at a move once more before it is approved, and reads its bytes.
func (o *Office) recheck(ctx context.Context, m Move, d Decision, now time.Time) ([]byte, error) {
	force, err := o.forceAt(ctx, moment(m, now))
	if err != nil {
		return nil, err
	}
	if s, _ := standingOf(force, m.Service); s.Hash != d.Against {
		return nil, ErrMoved
	}
	var source []byte
	if m.Kind == Publish {
		if source, err = o.Store.Source(ctx, m.ID); err != nil {
			return nil, err
		}
		if check := o.examine(source, force); !check.Fit() {
			return nil, refuse(check.faults())
		}
	}
	return source, o.possible(m, force)
}

// note leaves the audit entry and the reply of a change.
func (o *Office) note(ctx context.Context, tx models.Tx, actor models.Actor, m Move, action audit.Action, record Hook) error {
	if err := o.Log.Append(ctx, tx, entryOf(actor, m, action)); err != nil {
		return err
	}
	if record == nil {
		return nil
	}
	return record(ctx, tx, m)
}

func entryOf(actor models.Actor, m Move, action audit.Action) audit.Entry {
	e := audit.Entry{
		Action: action, Actor: actor, Subjects: []audit.Ref{{Kind: "service", ID: m.Service}, {Kind: "proposal", ID: string(m.ID)}},
		Notes: map[string]string{"kind": string(m.Kind)},
	}
	if m.Hash != "" {
		e.Notes["hash"] = m.Hash
	}
	if !m.From.IsZero() {
		e.Notes["from"] = string(models.DateOf(m.From))
	}
	return e
}

// forceAt is what is in force at a moment, as far as it is approved now.
func (o *Office) forceAt(ctx context.Context, at time.Time) ([]Standing, error) {
	moves, err := o.Store.ApprovedMoves(ctx)
	if err != nil {
		return nil, err
	}
	return InForce(delivered(o.Catalog.Delivered()), moves, at), nil
}

func delivered(list []*catalog.Definition) map[string]string {
	out := make(map[string]string, len(list))
	for _, d := range list {
		out[d.Service] = d.Hash
	}
	return out
}
