package gate

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"onevisit/models"
	"onevisit/models/staff"
)

// ErrRole is the refusal of somebody who is signed in and may not.
var ErrRole = models.E(models.KindForbidden, "forbidden-role")

// ErrNoStaff is the refusal of a call without a staff session.
var ErrNoStaff = staff.ErrSignedOut

// Guard recognises callers.
type Guard struct {
	Devices  Devices
	Citizens Citizens
	Staff    Staff
	Phones   Phones
	Entrants Entrants // nil where no account has a second factor
}

// Admit returns the context of a caller the rule allows. Where it does not, the
// context still names who tried.
func (g Guard) Admit(ctx context.Context, r *http.Request, rule Rule) (context.Context, error) {
	switch rule.Caller {
	case Anybody:
		return ctx, nil
	case Kiosk:
		return g.kiosk(ctx, r)
	case KioskOrCitizen:
		ctx, err := g.kiosk(ctx, r)
		if err != nil {
			return ctx, err
		}
		withCitizen, err := g.citizen(ctx, r)
		if err == nil {
			return withCitizen, nil
		}
		if models.KindOf(err) == models.KindUnauthenticated {
			return ctx, nil
		}
		return ctx, err
	case Citizen:
		ctx, err := g.kiosk(ctx, r)
		if err != nil {
			return ctx, err
		}
		return g.citizen(ctx, r)
	case Phone:
		return g.phone(ctx, r)
	case MaybePhone:
		// The handler looks at the token by itself: a dead one is no reason to refuse.
		return context.WithValue(ctx, tokenKey(PhoneCookie), value(r, PhoneCookie)), nil
	case MaybeStaff:
		withStaff, err := g.worker(ctx, r)
		if err != nil && models.KindOf(err) == models.KindUnauthenticated {
			return ctx, nil
		}
		return withStaff, err
	case Worker:
		ctx, err := g.worker(ctx, r)
		if err != nil {
			return g.kioskInstead(ctx, r, err)
		}
		s, _ := StaffSession(ctx)
		if !slices.Contains(rule.Roles, s.Account.Role) {
			return ctx, ErrRole
		}
		if rule.StepUp && s.NeedsStepUp() {
			return ctx, staff.ErrStepUp
		}
		return ctx, nil
	case Entrant:
		return g.entrant(ctx, r)
	}
	return ctx, ErrRole
}

func (g Guard) kiosk(ctx context.Context, r *http.Request) (context.Context, error) {
	if g.Devices == nil {
		return ctx, errNotWired
	}
	d, err := g.Devices.Authenticate(ctx, value(r, DeviceCookie))
	if err != nil {
		if value(r, StaffCookie) != "" && models.KindOf(err) == models.KindUnauthenticated {
			return g.wrongKind(ctx, r, err)
		}
		return ctx, err
	}
	return WithDevice(WithActor(ctx, d.Actor()), d), nil
}

// kioskInstead answers a kiosk that calls an operation of staff: forbidden.
func (g Guard) kioskInstead(ctx context.Context, r *http.Request, original error) (context.Context, error) {
	if value(r, StaffCookie) != "" || value(r, DeviceCookie) == "" || g.Devices == nil {
		return ctx, original
	}
	d, err := g.Devices.Authenticate(ctx, value(r, DeviceCookie))
	if err != nil {
		return ctx, original
	}
	return WithActor(ctx, d.Actor()), ErrRole
}

// wrongKind answers staff who call a kiosk's operation: forbidden, not unknown.
func (g Guard) wrongKind(ctx context.Context, r *http.Request, original error) (context.Context, error) {
	if g.Staff == nil {
		return ctx, original
	}
	withStaff, err := g.worker(ctx, r)
	if err != nil {
		return ctx, original
	}
	return withStaff, ErrRole
}

func (g Guard) citizen(ctx context.Context, r *http.Request) (context.Context, error) {
	if g.Citizens == nil {
		return ctx, errNotWired
	}
	d, _ := Device(ctx)
	token := value(r, SessionCookie)
	actor, err := g.Citizens.Authenticate(ctx, d.ID, token)
	if err != nil {
		return ctx, err
	}
	return WithActor(context.WithValue(ctx, tokenKey(SessionCookie), token), actor), nil
}

func (g Guard) phone(ctx context.Context, r *http.Request) (context.Context, error) {
	if g.Phones == nil {
		return ctx, errNotWired
	}
	token := value(r, PhoneCookie)
	actor, application, err := g.Phones.Authenticate(ctx, token)
	if err != nil {
		return ctx, err
	}
	return WithPhone(context.WithValue(ctx, tokenKey(PhoneCookie), token), actor, application), nil
}

func (g Guard) worker(ctx context.Context, r *http.Request) (context.Context, error) {
	if g.Staff == nil {
		return ctx, errNotWired
	}
	token := value(r, StaffCookie)
	s, err := g.Staff.Authenticate(ctx, token)
	if err != nil {
		return ctx, err
	}
	return WithStaff(context.WithValue(ctx, tokenKey(StaffCookie), token), s), nil
}

// entrant recognises who has shown the password only. The actor has no role, so
// that nothing that asks for one is open.
func (g Guard) entrant(ctx context.Context, r *http.Request) (context.Context, error) {
	token := value(r, EntryCookie)
	if g.Entrants == nil {
		return ctx, ErrNoStaff
	}
	entry, err := g.Entrants.AuthenticateEntry(ctx, token)
	if err != nil {
		return ctx, err
	}
	return WithEntry(context.WithValue(ctx, tokenKey(EntryCookie), token), entry), nil
}

var errNotWired = errors.New("gate: the server was built without this kind of caller")

type tokenKey string

// Token returns the secret a caller was recognised by, for the use case that
// ends its session; "" where there is none.
func Token(ctx context.Context, cookie string) string {
	token, _ := ctx.Value(tokenKey(cookie)).(string)
	return token
}

func value(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
