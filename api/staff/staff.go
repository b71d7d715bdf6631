// Package staff answers the staff contract: signing in and out. One cookie
// serves desk and auditor; the role decides what it opens.
package staff

import (
	"context"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/api/internal/web"
	"onevisit/models/device"
	"onevisit/models/staff"
)

// Office is what signing in and out needs of models/staff.
type Office interface {
	SignIn(ctx context.Context, login, password, network string) (staff.Admitted, error)
	SignOut(ctx context.Context, token string) error
	EnterCode(ctx context.Context, e staff.Entry, code string) (staff.Session, string, error)
	OfferFactor(ctx context.Context, e staff.Entry) (staff.Offer, error)
	ConfirmFactor(ctx context.Context, e staff.Entry, code string) (staff.Session, string, error)
	StepUp(ctx context.Context, s staff.Session, code string) (until time.Time, token string, err error)
	StepUpTime() time.Duration
	RecoveryLeft(ctx context.Context, s staff.Session) (int, error)
}

// Sites names a hall.
type Sites interface {
	Site(ctx context.Context, code string) (device.Site, error)
}

// Handlers implements staffapi.StrictServerInterface.
type Handlers struct {
	office Office
	sites  Sites
}

// New returns the handlers.
func New(office Office, sites Sites) *Handlers { return &Handlers{office, sites} }

var _ staffapi.StrictServerInterface = (*Handlers)(nil)

// Login signs in, or half in where the account has a second factor. A session
// that the browser still has is ended, so that one browser is one person and
// nothing known before the sign-in opens anything after it.
func (h *Handlers) Login(ctx context.Context, r staffapi.LoginRequestObject) (staffapi.LoginResponseObject, error) {
	admitted, err := h.office.SignIn(ctx, r.Body.Login, r.Body.Password, web.ClientIP(ctx))
	if err != nil {
		return nil, err
	}
	if before := gate.Token(ctx, gate.StaffCookie); before != "" {
		if err := h.office.SignOut(ctx, before); err != nil {
			return nil, err
		}
	}
	if admitted.Half() {
		return halfway(ctx, admitted), nil
	}
	me, err := h.me(ctx, admitted.Session)
	if err != nil {
		return nil, err
	}
	cookie := gate.Cookie(ctx, gate.StaffCookie, admitted.Token)
	return staffapi.Login200JSONResponse{Body: me, Headers: staffapi.Login200ResponseHeaders{SetCookie: &cookie}}, nil
}

// Logout ends the session on the server; twice is no error.
func (h *Handlers) Logout(ctx context.Context, _ staffapi.LogoutRequestObject) (staffapi.LogoutResponseObject, error) {
	if token := gate.Token(ctx, gate.StaffCookie); token != "" {
		if err := h.office.SignOut(ctx, token); err != nil {
			return nil, err
		}
	}
	return staffapi.Logout204Response{}, nil
}

// Me tells who is signed in.
func (h *Handlers) Me(ctx context.Context, _ staffapi.MeRequestObject) (staffapi.MeResponseObject, error) {
	session, ok := gate.StaffSession(ctx)
	if !ok {
		return nil, gate.ErrNoStaff
	}
	me, err := h.me(ctx, session)
	if err != nil {
		return nil, err
	}
	return staffapi.Me200JSONResponse(me), nil
}

func (h *Handlers) me(ctx context.Context, s staff.Session) (staffapi.Me, error) {
	site, err := h.sites.Site(ctx, s.Actor().Site)
	if err != nil {
		return staffapi.Me{}, err
	}
	me := staffapi.Me{
		Id: string(s.Account.ID), Name: s.Account.Name, Role: staffapi.MeRole(s.Account.Role),
		Site: site.Code, SiteName: site.Names.In(web.Language(ctx)), Demo: site.Demo,
		IdleSeconds: int(staff.LimitsOf(s.Account.Role).Idle.Seconds()), EndsAt: s.EndsAt,
	}
	if !s.Factor {
		return me, nil
	}
	left, err := h.office.RecoveryLeft(ctx, s)
	if err != nil {
		return staffapi.Me{}, err
	}
	me.RecoveryCodesLeft = &left
	if s.SteppedUp {
		until := s.SteppedUpAt.Add(h.office.StepUpTime())
		me.SteppedUpUntil = &until
	}
	return me, nil
}
