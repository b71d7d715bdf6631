package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/format"
	"onevisit/models/pii"
)

// mostWaiting bounds the list a desk shows; no hall has more waiting.
const mostWaiting = 200

// View is a request as a desk shows it, masked.
type View struct {
	Request
	Masked Entered
	Doubts []Doubt
	Mine   bool
	Holder string // the name of a colleague who has it now
}

func (l *Lane) view(actor models.Actor, r Request) (View, error) {
	e, err := r.entered(l.Vault)
	if err != nil {
		return View{}, err
	}
	now := l.Clock.Now()
	v := View{
		Request: r, Doubts: l.doubts(e), Mine: r.heldBy(actor.ID, r.Version, now),
		Masked: Entered{
			Name: pii.Conceal(pii.MaskName(e.Name.Reveal())), Number: pii.Conceal(pii.MaskID(e.Number.Reveal())),
			Mobile: pii.Conceal(pii.MaskMobile(e.Mobile.Reveal())),
		},
	}
	switch {
	case r.taken(actor.ID, now):
		v.Holder = r.ClerkName
	case r.State == Held && !v.Mine:
		v.State = Open // the hold is over
	}
	return v, nil
}

// waiting are the states a desk lists.
func waiting() []State { return []State{Open, Held, Proven} }

// List shows who waits in the clerk's hall, the oldest first.
func (l *Lane) List(ctx context.Context, actor models.Actor) ([]View, error) {
	requests, err := l.Store.Waiting(ctx, actor.Site, l.Clock.Now(), mostWaiting, waiting()...)
	if err != nil {
		return nil, err
	}
	list := make([]View, len(requests))
	for i, r := range requests {
		if list[i], err = l.view(actor, r); err != nil {
			return nil, err
		}
	}
	// Who has a code waits for nobody: after those who do.
	slices.SortStableFunc(list, func(a, b View) int { return cmp.Compare(last(a.State), last(b.State)) })
	return list, nil
}

func last(s State) int {
	if s == Proven {
		return 1
	}
	return 0
}

// Waiting counts who waits for a clerk of the hall.
func (l *Lane) Waiting(ctx context.Context, site string) (int, error) {
	return l.Store.Count(ctx, site, l.Clock.Now(), Open, Held)
}

// Take gives the request to the clerk for [HoldTime], also one already proven
// whose code was lost. Taking one's own again renews it. Errors:
// casework.ErrClaimedByOther with the holder, casework.ErrConflict, ErrEnded,
// models.ErrNotFound for another hall's.
func (l *Lane) Take(ctx context.Context, actor models.Actor, id models.ID, record Hook[View]) (View, error) {
	if err := l.unbiased(ctx, actor, id); err != nil {
		return View{}, err
	}
	var taken View
	err := l.change(ctx, actor, id, func(ctx context.Context, tx models.Tx, r *Request) error {
		now := l.Clock.Now()
		if r.taken(actor.ID, now) {
			return casework.ErrClaimedByOther.With("holder", r.ClerkName).With("until", r.HeldUntil.Format(time.RFC3339))
		}
		r.State, r.Clerk, r.HeldUntil, r.CodeIndex = Held, actor.ID, now.Add(HoldTime), ""
		if err := l.put(ctx, tx, r, actor, audit.IdentityTaken, nil); err != nil {
			return err
		}
		var err error
		if taken, err = l.view(actor, *r); err != nil {
			return err
		}
		return record.call(ctx, tx, taken)
	})
	return taken, err
}

// Release gives the request back.
func (l *Lane) Release(ctx context.Context, actor models.Actor, id models.ID, fence int64, record Hook[Request]) error {
	return l.change(ctx, actor, id, func(ctx context.Context, tx models.Tx, r *Request) error {
		if !r.heldBy(actor.ID, fence, l.Clock.Now()) {
			return casework.ErrNotClaimed
		}
		r.State, r.Clerk, r.HeldUntil = Open, "", time.Time{}
		if err := l.put(ctx, tx, r, actor, audit.IdentityReleased, nil); err != nil {
			return err
		}
		return record.call(ctx, tx, *r)
	})
}

// The fields that can be revealed.
const (
	FieldName   = "name"
	FieldNumber = "number"
	FieldMobile = "mobile"
)

// Reveal shows one masked field in full to the clerk who holds the request, and
// keeps who asked, for which field and why.
func (l *Lane) Reveal(ctx context.Context, actor models.Actor, id models.ID, field string, purpose casework.Purpose) (pii.Text, error) {
	if !slices.Contains(casework.Purposes(), purpose) {
		return pii.Text{}, models.Invalid("input", models.FieldError{Field: "reason", Code: "field.choice"})
	}
	var value pii.Text
	err := l.inHall(ctx, actor, id, func(ctx context.Context, tx models.Tx, r *Request) error {
		if !r.heldBy(actor.ID, r.Version, l.Clock.Now()) {
			return casework.ErrNotClaimed
		}
		e, err := r.entered(l.Vault)
		if err != nil {
			return err
		}
		var known bool
		if value, known = e.field(field); !known {
			return models.Invalid("input", models.FieldError{Field: "field", Code: "field.choice"})
		}
		return l.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.IdentityRevealed, Actor: actor, Subjects: r.subjects(), Fields: []string{field},
			Notes: map[string]string{"purpose": string(purpose)},
		})
	})
	return value, err
}

func (e Entered) field(name string) (pii.Text, bool) {
	switch name {
	case FieldName:
		return e.Name, true
	case FieldNumber:
		return e.Number, true
	case FieldMobile:
		return e.Mobile, true
	}
	return pii.Text{}, false
}

// inHall does something with a request of the actor's hall that has not ended.
func (l *Lane) inHall(ctx context.Context, actor models.Actor, id models.ID, act func(context.Context, models.Tx, *Request) error) error {
	return l.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		r, err := l.Store.Lock(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case r.Site != actor.Site:
			return models.ErrNotFound.Because(errors.New("request of another hall"))
		case !r.waits(l.Clock.Now()):
			return ErrEnded.With("state", string(r.State))
		}
		return act(ctx, tx, &r)
	})
}

// change is inHall for what changes the request: the desks are told afterwards.
func (l *Lane) change(ctx context.Context, actor models.Actor, id models.ID, act func(context.Context, models.Tx, *Request) error) error {
	err := l.inHall(ctx, actor, id, act)
	if err == nil {
		l.tell(actor.Site)
	}
	return err
}

// put writes a changed request with its entry.
func (l *Lane) put(ctx context.Context, tx models.Tx, r *Request, actor models.Actor, action audit.Action, notes map[string]string) error {
	r.Version++
	if err := l.Store.Change(ctx, tx, *r); err != nil {
		return err
	}
	return l.Audit.Append(ctx, tx, audit.Entry{Action: action, Actor: actor, Subjects: r.subjects(), Notes: notes})
}

// unbiased refuses a clerk's own request and those of relatives and of the
// household, as far as the number that was typed says whose it is; the proof asks
// again about whom the document names.
func (l *Lane) unbiased(ctx context.Context, actor models.Actor, id models.ID) error {
	var person models.ID
	err := l.inHall(ctx, actor, id, func(ctx context.Context, tx models.Tx, r *Request) error {
		person = ""
		e, err := r.entered(l.Vault)
		if err != nil {
			return err
		}
		p, err := l.Doorman.Known(ctx, tx, pii.Conceal(format.IDNumber(e.Number.Reveal())))
		if errors.Is(err, models.ErrNotFound) {
			return nil
		}
		person = p.ID
		return err
	})
	if err != nil || person == "" {
		return err
	}
	return l.near(ctx, actor, person)
}

func (l *Lane) near(ctx context.Context, actor models.Actor, person models.ID) error {
	near, err := l.Interests.Interested(ctx, actor.ID, person)
	if err != nil {
		return fmt.Errorf("identity: interests: %w", err)
	}
	if near {
		return casework.ErrConflict
	}
	return nil
}
