package staff

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/models/staff"
)

// halfway answers a right password whose account has a second factor.
func halfway(ctx context.Context, a staff.Admitted) staffapi.LoginResponseObject {
	next := staffapi.HalfwayNextEnrolment
	if a.Entry.Enrolled {
		next = staffapi.HalfwayNextCode
	}
	cookie := gate.Cookie(ctx, gate.EntryCookie, a.Token)
	return staffapi.Login202JSONResponse{
		Body:    staffapi.Halfway{Code: staffapi.SecondFactorRequired, Next: next, EndsAt: a.Entry.EndsAt},
		Headers: staffapi.Login202ResponseHeaders{SetCookie: &cookie},
	}
}

// EnterCode finishes a sign-in.
func (h *Handlers) EnterCode(ctx context.Context, r staffapi.EnterCodeRequestObject) (staffapi.EnterCodeResponseObject, error) {
	entry, ok := gate.Entry(ctx)
	if !ok {
		return nil, gate.ErrNoStaff
	}
	session, token, err := h.office.EnterCode(ctx, entry, r.Body.Code)
	if err != nil {
		return nil, err
	}
	me, err := h.me(ctx, session)
	if err != nil {
		return nil, err
	}
	cookie := gate.Cookie(ctx, gate.StaffCookie, token)
	return staffapi.EnterCode200JSONResponse{Body: me, Headers: staffapi.EnterCode200ResponseHeaders{SetCookie: &cookie}}, nil
}

// OfferFactor shows a new second factor.
func (h *Handlers) OfferFactor(ctx context.Context, _ staffapi.OfferFactorRequestObject) (staffapi.OfferFactorResponseObject, error) {
	entry, ok := gate.Entry(ctx)
	if !ok {
		return nil, gate.ErrNoStaff
	}
	offer, err := h.office.OfferFactor(ctx, entry)
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(offer.Recovery))
	for i, code := range offer.Recovery {
		codes[i] = code.Reveal()
	}
	return staffapi.OfferFactor200JSONResponse{Secret: offer.Secret.Reveal(), Url: offer.URL.Reveal(), RecoveryCodes: codes}, nil
}

// ConfirmFactor enrols what was shown and finishes the sign-in.
func (h *Handlers) ConfirmFactor(ctx context.Context, r staffapi.ConfirmFactorRequestObject) (staffapi.ConfirmFactorResponseObject, error) {
	entry, ok := gate.Entry(ctx)
	if !ok {
		return nil, gate.ErrNoStaff
	}
	session, token, err := h.office.ConfirmFactor(ctx, entry, r.Body.Code)
	if err != nil {
		return nil, err
	}
	me, err := h.me(ctx, session)
	if err != nil {
		return nil, err
	}
	cookie := gate.Cookie(ctx, gate.StaffCookie, token)
	return staffapi.ConfirmFactor200JSONResponse{Body: me, Headers: staffapi.ConfirmFactor200ResponseHeaders{SetCookie: &cookie}}, nil
}

// StepUp shows the second factor again.
func (h *Handlers) StepUp(ctx context.Context, r staffapi.StepUpRequestObject) (staffapi.StepUpResponseObject, error) {
	session, ok := gate.StaffSession(ctx)
	if !ok {
		return nil, gate.ErrNoStaff
	}
	until, token, err := h.office.StepUp(ctx, session, r.Body.Code)
	if err != nil {
		return nil, err
	}
	cookie := gate.Cookie(ctx, gate.StaffCookie, token)
	return staffapi.StepUp200JSONResponse{
		Body: staffapi.SteppedUp{Until: until}, Headers: staffapi.StepUp200ResponseHeaders{SetCookie: &cookie},
	}, nil
}
