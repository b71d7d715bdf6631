package identity

import (
	"encoding/json"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// State is where a request stands.
type State string

// The states.
const (
	Open    State = "open"
	Held    State = "held"    // a clerk has it; open again when the hold is over
	Proven  State = "proven"  // a code was given
	Used    State = "used"    // a session began with it
	Refused State = "refused" // by a clerk
	Expired State = "expired" // the hall closed
)

// Why says why the kiosk could not recognise somebody.
type Why string

// The closed list.
const (
	Unreadable     Why = "unreadable"
	RegisterSilent Why = "register-silent"
	NameDiffers    Why = "name-differs"
	FaceMismatch   Why = "face-mismatch"
	NumberBroken   Why = "number-broken"
	UnknownPerson  Why = "unknown-person"
)

// Whys lists them.
func Whys() []Why {
	return []Why{Unreadable, RegisterSilent, NameDiffers, FaceMismatch, NumberBroken, UnknownPerson}
}

// Document is the original a clerk saw.
type Document string

// The closed list of documents that prove who somebody is.
const (
	IDCard          Document = "id-card"
	TemporaryIDCard Document = "temporary-id-card"
	HouseholdBook   Document = "household-book"
	Passport        Document = "passport"
	HKMPermit       Document = "hkm-permit"
	HMTResidence    Document = "hmt-residence"
	ForeignPermit   Document = "foreign-permit"
)

// Documents lists them.
func Documents() []Document {
	return []Document{IDCard, TemporaryIDCard, HouseholdBook, Passport, HKMPermit, HMTResidence, ForeignPermit}
}

// Refusal is why a clerk could not prove an identity.
type Refusal string

// The closed list.
const (
	NoOriginal  Refusal = "no-original"  // no original document was shown
	NotGenuine  Refusal = "not-genuine"  // it is not genuine, void or altered
	OtherPerson Refusal = "other-person" // it is somebody else's
	Left        Refusal = "left"         // called and not there
)

// Refusals lists them.
func Refusals() []Refusal { return []Refusal{NoOriginal, NotGenuine, OtherPerson, Left} }

// The times of the lane.
const (
	CodeLife = 15 * time.Minute
	HoldTime = 10 * time.Minute // of a clerk who does nothing more
)

// Request is somebody's wish to be recognised by a clerk.
type Request struct {
	ID        models.ID
	Site      string
	Device    models.ID // where it was made
	On        models.Date
	Seq       int    // of the hall's day, from 1
	Service   string // what the person came for, "" where not said
	Why       Why
	Language  string
	Sealed    []byte // what was entered; empty once the request has ended
	State     State
	Clerk     models.ID // who holds it, or decided
	ClerkName string    // filled in by the store
	HeldUntil time.Time
	Document  Document  // seen at the proof
	Refusal   Refusal   // of a refused one
	Person    models.ID // who it turned out to be
	Session   models.ID // that began with the code
	CodeIndex string    // keyed index of the live code, "" without
	CodeUntil time.Time
	MadeAt    time.Time
	DecidedAt time.Time
	ExpiresAt time.Time
	Version   int64 // grows with every change; the hold's fence
}

// Number is what the person is called by, "R012".
func (r Request) Number() string { return fmt.Sprintf("R%03d", r.Seq) }

// waits tells whether a clerk may still do something about it.
func (r Request) waits(now time.Time) bool {
	return (r.State == Open || r.State == Held || r.State == Proven) && now.Before(r.ExpiresAt)
}

// heldBy tells whether the clerk holds it under the fence now.
func (r Request) heldBy(clerk models.ID, fence int64, now time.Time) bool {
	return r.State == Held && r.Clerk == clerk && r.Version == fence && now.Before(r.HeldUntil)
}

// taken tells whether somebody else holds it now.
func (r Request) taken(clerk models.ID, now time.Time) bool {
	return r.State == Held && r.Clerk != clerk && now.Before(r.HeldUntil)
}

// usable tells whether its code still begins a session.
func (r Request) usable(now time.Time) bool {
	return r.State == Proven && r.CodeIndex != "" && now.Before(r.CodeUntil)
}

// end is the request ended: what was entered and the code are gone.
func (r Request) end(state State) Request {
	r.State, r.Sealed, r.CodeIndex, r.HeldUntil = state, nil, "", time.Time{}
	return r
}

const columnRequest = "identity_request.sealed"

// Entered is what the person gave, normalised.
type Entered struct {
	Name   pii.Text
	Number pii.Text // of the document, "" where not given
	Mobile pii.Text // "" where not given
}

// enteredJSON is the sealed form; nothing else ever writes these values.
type enteredJSON struct {
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	Mobile string `json:"mobile,omitempty"`
}

func (e Entered) seal(vault pii.Vault, owner models.ID) ([]byte, error) {
	plain, err := json.Marshal(enteredJSON{e.Name.Reveal(), e.Number.Reveal(), e.Mobile.Reveal()})
	if err != nil {
		return nil, fmt.Errorf("identity: encode: %w", err)
	}
	sealed, err := vault.Seal(owner, columnRequest, plain)
	if err != nil {
		return nil, fmt.Errorf("identity: seal: %w", err)
	}
	return sealed, nil
}

// entered opens what was given; nothing of an ended request.
func (r Request) entered(vault pii.Vault) (Entered, error) {
	if len(r.Sealed) == 0 {
		return Entered{}, nil
	}
	plain, err := vault.Open(r.ID, columnRequest, r.Sealed)
	if err != nil {
		return Entered{}, fmt.Errorf("identity: open: %w", err)
	}
	var raw enteredJSON
	if err := json.Unmarshal(plain, &raw); err != nil {
		return Entered{}, fmt.Errorf("identity: decode: %w", err)
	}
	return Entered{pii.Conceal(raw.Name), pii.Conceal(raw.Number), pii.Conceal(raw.Mobile)}, nil
}
