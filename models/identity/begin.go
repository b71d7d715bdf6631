package identity

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/format"
	"onevisit/models/visit"
)

// Entrance is somebody at a kiosk with a code from a window.
type Entrance struct {
	Device   device.Device
	Code     string
	Language string
	Assisted bool
}

// Begun is the session of somebody a window proved, with the service that was
// asked for, "" where none was.
type Begun struct {
	visit.Begun
	Service string
}

// Begin uses the code up and begins the session. Errors: ErrCode, ErrTooMany.
func (l *Lane) Begin(ctx context.Context, e Entrance, record Hook[Begun]) (Begun, error) {
	code := format.Digits(e.Code)
	if len(code) != codeDigits || !format.IsDigits(code) {
		return Begun{}, models.Invalid("input", models.FieldError{Field: "code", Code: "identity-code"})
	}
	r, err := l.find(ctx, e.Device, code)
	if err != nil {
		return Begun{}, tooMany(err)
	}
	entered, err := r.entered(l.Vault)
	if err != nil {
		return Begun{}, err
	}
	holder := visit.Identity{Name: entered.Name, IDNumber: entered.Number, Mobile: entered.Mobile}
	arrival := visit.Arrival{Device: e.Device, Language: e.Language, Assisted: e.Assisted}
	var begun Begun
	_, err = l.Reception.Welcome(ctx, arrival, holder, func(ctx context.Context, tx models.Tx, b visit.Begun) error {
		used := r.end(Used)
		used.Session, begun = b.Session.ID, Begun{Begun: b, Service: r.Service}
		if err := l.put(ctx, tx, &used, b.Session.Actor(), audit.IdentityUsed, map[string]string{"document": string(r.Document)}); err != nil {
			return err
		}
		return record.call(ctx, tx, begun)
	})
	if errors.Is(err, models.ErrStale) { // another kiosk used it, or a clerk took it back
		return Begun{}, ErrCode.Because(err)
	}
	if err != nil {
		return Begun{}, err
	}
	l.tell(r.Site)
	return begun, nil
}

// find finds the hall's live request of a code. A code that leads nowhere is
// counted against the kiosk, with an entry.
func (l *Lane) find(ctx context.Context, d device.Device, code string) (Request, error) {
	var found Request
	wrong := false
	err := l.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		wrong = false
		if err := l.Guesses.Left(ctx, tx, d.ID); err != nil {
			return err
		}
		r, err := l.Store.ByCode(ctx, tx, d.Site.Code, l.index(code))
		if err == nil && r.usable(l.Clock.Now()) {
			found = r
			return nil
		}
		if err != nil && !errors.Is(err, models.ErrNotFound) {
			return err
		}
		wrong = true
		if err := l.Guesses.Take(ctx, tx, d.ID); err != nil {
			return err
		}
		return l.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.IdentityCodeRefused, Actor: d.Actor(), Subjects: []audit.Ref{{Kind: "device", ID: string(d.ID)}},
		})
	})
	if err == nil && wrong {
		err = ErrCode
	}
	return found, err
}
