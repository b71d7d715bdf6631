package identity

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/catalog"
	"onevisit/models/format"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Proof is what a clerk saw: the original, and name and number as it has them
// where they differ from what was entered.
type Proof struct {
	Request  models.ID
	Fence    int64
	Document Document
	Name     pii.Text // "" where as entered
	Number   pii.Text // "" where as entered
}

// Code is the one-time code, told once.
type Code struct {
	Number string // of the request
	Code   string // eight digits
	Until  time.Time
}

// codeDigits is the length of a code; codeTries how often one is drawn anew that
// the hall has already.
const (
	codeDigits = 8
	codeTries  = 5
)

// proven is a proof with whose it is.
type proven struct {
	Proof
	holder visit.Identity
	person models.ID
}

// Prove records that the clerk saw the original, counts the person's presence at
// the hall today, and gives the one-time code. Errors: casework.ErrNotClaimed,
// casework.ErrConflict, ErrEnded, invalid.
func (l *Lane) Prove(ctx context.Context, actor models.Actor, p Proof, record Hook[Code]) (Code, error) {
	var code Code
	whose, err := l.whose(ctx, actor, p)
	if err != nil {
		return Code{}, err
	}
	if err := l.near(ctx, actor, whose.person); err != nil {
		return Code{}, err
	}
	for range codeTries {
		digits, err := l.draw()
		if err != nil {
			return Code{}, err
		}
		err = l.change(ctx, actor, p.Request, func(ctx context.Context, tx models.Tx, r *Request) (err error) {
			if code, err = l.prove(ctx, tx, actor, r, whose, digits); err != nil {
				return err
			}
			return record.call(ctx, tx, code)
		})
		if !errors.Is(err, models.ErrDuplicate) {
			return code, err
		}
	}
	return Code{}, models.E(models.KindUnavailable, "database.busy")
}

// whose judges name and number and finds or makes the person, so that the clerk's
// own people are known before anything is proven.
func (l *Lane) whose(ctx context.Context, actor models.Actor, p Proof) (proven, error) {
	if !slices.Contains(Documents(), p.Document) {
		return proven{}, models.Invalid("input", models.FieldError{Field: "document", Code: "field.choice"})
	}
	whose := proven{Proof: p}
	introduce := func(ctx context.Context, tx models.Tx, r *Request) error {
		if !r.heldBy(actor.ID, p.Fence, l.Clock.Now()) {
			return casework.ErrNotClaimed
		}
		e, err := r.entered(l.Vault)
		if err != nil {
			return err
		}
		if whose.holder, err = l.judge(p, e); err != nil {
			return err
		}
		person, err := l.Doorman.Introduce(ctx, tx, whose.holder)
		whose.person = person.ID
		return err
	}
	err := l.inHall(ctx, actor, p.Request, introduce)
	if errors.Is(err, models.ErrDuplicate) { // another desk or kiosk met the same person
		err = l.inHall(ctx, actor, p.Request, introduce)
	}
	return whose, err
}

// judge is the identity the document proves: what the clerk typed, else what the
// person entered. Here the validators refuse.
func (l *Lane) judge(p Proof, e Entered) (visit.Identity, error) {
	name, number := format.Name(p.Name.Reveal()), format.IDNumber(p.Number.Reveal())
	if name == "" {
		name = e.Name.Reveal()
	}
	if number == "" {
		number = format.IDNumber(e.Number.Reveal())
	}
	var wrong []models.FieldError
	if !format.IsName(name) {
		wrong = append(wrong, models.FieldError{Field: "name", Code: "name"})
	}
	if !format.IsIDNumber(number, models.DateOf(l.Clock.Now())) && !format.IsForeignPermit15(number) {
		wrong = append(wrong, models.FieldError{Field: "number", Code: "id-number"})
	}
	if len(wrong) > 0 {
		return visit.Identity{}, models.Invalid("input", wrong...)
	}
	return visit.Identity{Name: pii.Conceal(name), IDNumber: pii.Conceal(number), Mobile: e.Mobile}, nil
}

func (l *Lane) prove(ctx context.Context, tx models.Tx, actor models.Actor, r *Request, p proven, digits string) (Code, error) {
	now := l.Clock.Now()
	if !r.heldBy(actor.ID, p.Fence, now) {
		return Code{}, casework.ErrNotClaimed
	}
	if err := l.attend(ctx, tx, *r, p.person); err != nil {
		return Code{}, fmt.Errorf("identity: presence: %w", err)
	}
	entered := Entered{Name: p.holder.Name, Number: p.holder.IDNumber, Mobile: p.holder.Mobile}
	var err error
	if r.Sealed, err = entered.seal(l.Vault, r.ID); err != nil {
		return Code{}, err
	}
	r.State, r.Person, r.Document, r.DecidedAt, r.HeldUntil = Proven, p.person, p.Document, now, time.Time{}
	r.CodeIndex, r.CodeUntil = l.index(digits), now.Add(CodeLife)
	if r.ExpiresAt.Before(r.CodeUntil) {
		r.ExpiresAt = r.CodeUntil // a code given at closing time is good as long as any
	}
	err = l.put(ctx, tx, r, actor, audit.IdentityProven, map[string]string{"document": string(p.Document), "service": r.Service})
	return Code{Number: r.Number(), Code: digits, Until: r.CodeUntil}, err
}

// attend counts the presence at the hall, and where the person said what they
// came for, in that matter. The session that follows is the same visit.
func (l *Lane) attend(ctx context.Context, tx models.Tx, r Request, person models.ID) error {
	here, err := l.Doorman.Here(ctx, tx, person, r.Site, l.Demo)
	if err != nil || r.Service == "" {
		return err
	}
	def, known := l.Catalog.Known(r.Service)
	if !known || def.Counts == catalog.CountsNo {
		return nil
	}
	event := visit.Event{Service: r.Service, Visit: here.ID, Definition: def.Hash}
	_, _, err = l.Ledger.AskAtWindow(ctx, tx, event, visit.EndingOf(visit.EndAttended, "identity", causes(r.Why)...), l.Applications)
	return err
}

// causes is what a further visit would be due to if the person went no further.
func causes(why Why) []visit.Cause {
	switch why {
	case FaceMismatch:
		return []visit.Cause{visit.Biometrics}
	case NameDiffers:
		return []visit.Cause{visit.NameMismatch}
	case Unreadable, RegisterSilent:
		return []visit.Cause{visit.Failure}
	default:
		return []visit.Cause{visit.MachineRefused}
	}
}

// Refuse ends a request that the clerk cannot prove.
func (l *Lane) Refuse(ctx context.Context, actor models.Actor, id models.ID, fence int64, why Refusal, record Hook[Request]) error {
	if !slices.Contains(Refusals(), why) {
		return models.Invalid("input", models.FieldError{Field: "reason", Code: "field.choice"})
	}
	return l.change(ctx, actor, id, func(ctx context.Context, tx models.Tx, r *Request) error {
		now := l.Clock.Now()
		if !r.heldBy(actor.ID, fence, now) {
			return casework.ErrNotClaimed
		}
		*r = r.end(Refused)
		r.Refusal, r.DecidedAt = why, now
		if err := l.put(ctx, tx, r, actor, audit.IdentityRefused, map[string]string{"reason": string(why)}); err != nil {
			return err
		}
		return record.call(ctx, tx, *r)
	})
}

// draw draws a code. Of 64 random bits the remainder favours no code by more than
// one part in a hundred thousand million.
func (l *Lane) draw() (string, error) {
	var raw [8]byte
	if _, err := io.ReadFull(l.Random, raw[:]); err != nil {
		return "", fmt.Errorf("identity: no randomness: %w", err)
	}
	return fmt.Sprintf("%0*d", codeDigits, binary.BigEndian.Uint64(raw[:])%100_000_000), nil
}

func (l *Lane) index(code string) string { return l.Vault.Index("identity_request.code", code) }
