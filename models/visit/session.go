package visit

import (
	"time"

	"onevisit/models"
	"onevisit/models/device"
)

// DocumentKind is what was put on the reader.
type DocumentKind = device.DocumentKind

// The documents that begin a session.
const (
	IDCard    = device.IDCard
	HKMPermit = device.HKMPermit
)

// Proof is how the holder of a session was recognised.
type Proof string

// The proofs.
const (
	ByDocument Proof = "document" // read by the kiosk, the holder confirmed there
	ByWindow   Proof = "window"   // by a clerk who saw the original
)

// EndReason is how a session ended.
type EndReason string

// The ends of a session. Absolute is the server's own; the others a kiosk may
// report, and the server too.
const (
	Finished  EndReason = "finished"
	Cancelled EndReason = "cancelled"
	Idle      EndReason = "idle"
	Absolute  EndReason = "absolute"
	Reloaded  EndReason = "reloaded"
	Device    EndReason = "device"
)

// EndReasons is the closed list.
func EndReasons() []EndReason {
	return []EndReason{Finished, Cancelled, Idle, Absolute, Reloaded, Device}
}

// ending is how the session's end leaves a form that was in the citizen's hands.
func (r EndReason) ending() EndingKind {
	if r == Reloaded || r == Device {
		return EndDevice
	}
	return EndLeft
}

// Session is one use of one kiosk by one person. Its rows outlive it for the
// count of visits; its identity is sealed.
type Session struct {
	ID         models.ID
	TokenHash  string // sha256 of the reference token the kiosk holds
	Device     models.ID
	Site       string
	Person     models.ID
	Visit      models.ID
	Sealed     []byte   // Identity at rest
	Holder     Identity // opened by Reception; empty in a store's answer
	Language   string
	Assisted   bool
	Document   DocumentKind
	Proof      Proof
	On         models.Date // local date of the begin
	StartedAt  time.Time
	LastSeenAt time.Time
	EndedAt    time.Time // zero while it lives
	EndReason  EndReason
	Rating     int // 5 very satisfied to 1 very dissatisfied, 0 none given
}

// Live tells whether the session was not ended.
func (s Session) Live() bool { return s.EndedAt.IsZero() }

// EndsAt is the absolute end.
func (s Session) EndsAt(l Limits) time.Time { return s.StartedAt.Add(l.Absolute) }

// IdleAt is when it ends unless there is activity; never later than EndsAt.
func (s Session) IdleAt(l Limits) time.Time {
	idle := s.LastSeenAt.Add(l.Idle(s.Assisted))
	if end := s.EndsAt(l); end.Before(idle) {
		return end
	}
	return idle
}

// expired tells by which limit a live session is over at now, "" while it is not.
func (s Session) expired(now time.Time, l Limits) EndReason {
	switch {
	case !now.Before(s.EndsAt(l)):
		return Absolute
	case !now.Before(s.LastSeenAt.Add(l.Idle(s.Assisted))):
		return Idle
	}
	return ""
}

// Actor is the person in front of the kiosk, for authorisation and audit.
func (s Session) Actor() models.Actor {
	return models.Actor{Kind: models.ActorCitizen, ID: s.Person, Session: s.ID, Device: s.Device, Site: s.Site}
}
