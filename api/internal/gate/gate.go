// Package gate decides who is calling and whether they may: the device by its
// credential, the citizen by the session on that device or by the one a link
// opened on a phone, staff by theirs, and
// one table that says which role may call which operation.
//
// What it refuses: an operation that is not in the table (a test compares the
// table with the contracts), and a citizen's session used on another device.
package gate

import (
	"context"

	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/staff"
)

// The cookies. All are HttpOnly, SameSite=Strict, Path=/, and Secure under TLS.
const (
	DeviceCookie  = "onevisit_device"
	SessionCookie = "onevisit_session"
	StaffCookie   = "onevisit_staff"
	EntryCookie   = "onevisit_staff_entry" // between password and second factor; opens nothing else
	PhoneCookie   = "onevisit_phone"
)

// Devices recognises a kiosk.
type Devices interface {
	Authenticate(ctx context.Context, credential string) (device.Device, error)
}

// Citizens recognises a citizen's session on a device. The actor returned has
// the person's id, the session, the device and the site.
type Citizens interface {
	Authenticate(ctx context.Context, device models.ID, token string) (models.Actor, error)
}

// Staff recognises a member of staff.
type Staff interface {
	Authenticate(ctx context.Context, token string) (staff.Session, error)
}

// Entrants recognises who has shown the password and not yet the second factor.
type Entrants interface {
	AuthenticateEntry(ctx context.Context, token string) (staff.Entry, error)
}

// Phones recognises the session of a phone that answers a correction request.
// The actor is the citizen at no device; the id is the one application the
// session can reach.
type Phones interface {
	Authenticate(ctx context.Context, token string) (models.Actor, models.ID, error)
}

type (
	actorKey       struct{}
	deviceKey      struct{}
	staffKey       struct{}
	entryKey       struct{}
	applicationKey struct{}
)

// Application returns the one application a phone's session can reach, "" for
// other callers.
func Application(ctx context.Context) models.ID {
	id, _ := ctx.Value(applicationKey{}).(models.ID)
	return id
}

// WithPhone returns a context of a phone's session.
func WithPhone(ctx context.Context, actor models.Actor, application models.ID) context.Context {
	return context.WithValue(WithActor(ctx, actor), applicationKey{}, application)
}

// Actor returns who is calling; the zero Actor where the operation is open to all.
func Actor(ctx context.Context) models.Actor {
	a, _ := ctx.Value(actorKey{}).(models.Actor)
	return a
}

// WithActor returns a context of an actor. Tests of handlers use it; requests
// get theirs from the Guard.
func WithActor(ctx context.Context, a models.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Device returns the calling kiosk, false where there is none.
func Device(ctx context.Context) (device.Device, bool) {
	d, ok := ctx.Value(deviceKey{}).(device.Device)
	return d, ok
}

// WithDevice returns a context of a kiosk.
func WithDevice(ctx context.Context, d device.Device) context.Context {
	return context.WithValue(ctx, deviceKey{}, d)
}

// StaffSession returns the calling member of staff, false where there is none.
func StaffSession(ctx context.Context) (staff.Session, bool) {
	s, ok := ctx.Value(staffKey{}).(staff.Session)
	return s, ok
}

// WithStaff returns a context of a member of staff.
func WithStaff(ctx context.Context, s staff.Session) context.Context {
	return context.WithValue(WithActor(ctx, s.Actor()), staffKey{}, s)
}

// Entry returns the half-done sign-in of the caller, false where there is none.
func Entry(ctx context.Context) (staff.Entry, bool) {
	e, ok := ctx.Value(entryKey{}).(staff.Entry)
	return e, ok
}

// WithEntry returns a context of a half-done sign-in: an actor of no role, and no
// staff session.
func WithEntry(ctx context.Context, e staff.Entry) context.Context {
	return context.WithValue(WithActor(ctx, e.Actor()), entryKey{}, e)
}
