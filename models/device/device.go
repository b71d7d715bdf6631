package device

import (
	"context"
	"time"

	"onevisit/models"
)

// PeripheralKind names a part a service may need.
type PeripheralKind string

// The peripherals of a kiosk.
const (
	IDReader      PeripheralKind = "id-reader"
	PermitStation PeripheralKind = "permit-station"
	Camera        PeripheralKind = "camera"
	Printer       PeripheralKind = "printer"
	Scanner       PeripheralKind = "scanner"
)

// PeripheralKinds lists every kind.
func PeripheralKinds() []PeripheralKind {
	return []PeripheralKind{IDReader, PermitStation, Camera, Printer, Scanner}
}

// Peripheral is a part and whether it can be used now.
type Peripheral struct {
	Kind  PeripheralKind
	Ready bool
}

// Device is one kiosk.
type Device struct {
	ID          models.ID
	Name        string
	Site        Site
	Peripherals []Peripheral
	EnrolledAt  time.Time
	Revoked     bool
}

// Has tells whether a peripheral is ready.
func (d Device) Has(kind PeripheralKind) bool {
	for _, p := range d.Peripherals {
		if p.Kind == kind {
			return p.Ready
		}
	}
	return false
}

// Actor names the device for audit and authorisation.
func (d Device) Actor() models.Actor {
	return models.Actor{Kind: models.ActorDevice, ID: d.ID, Device: d.ID, Site: d.Site.Code}
}

// Site is a service hall.
type Site struct {
	Code  string // "440300-001"
	Names models.Texts
	Demo  bool // a demo hall is marked on every page and in every figure
}

// Code is an enrolment code as the repository keeps it: a public handle and
// the SHA-256 of the secret part.
type Code struct {
	Handle     string
	SecretHash string
	Name       string // the name the device will have
	Site       string
	MadeBy     models.ID
	MadeAt     time.Time
	ExpiresAt  time.Time
	WrongTries int
	UsedAt     time.Time // zero while unused
	Void       bool
}

// Credential is a device with what it is recognised by.
type Credential struct {
	Device
	CredentialHash string
	AgentKey       []byte // sealed
}

// Fleet is the repository of devices.
type Fleet interface {
	ByCredential(ctx context.Context, credentialHash string) (Device, error)
	ByID(ctx context.Context, id models.ID) (Credential, error)
	Add(ctx context.Context, tx models.Tx, c Credential) error
	Report(ctx context.Context, tx models.Tx, id models.ID, parts []Peripheral, at time.Time) error
	Revoke(ctx context.Context, tx models.Tx, id models.ID, at time.Time) error
	List(ctx context.Context, site string) ([]Device, error)
}

// Codes is the repository of enrolment codes.
type Codes interface {
	Find(ctx context.Context, handle string) (Code, error)
	Add(ctx context.Context, tx models.Tx, c Code) error
	// Use marks the code used; ErrStale when it was used or voided meanwhile.
	Use(ctx context.Context, tx models.Tx, handle string, at time.Time) error
	// Wrong counts a wrong try and voids the code at the limit.
	Wrong(ctx context.Context, tx models.Tx, handle string, limit int) error
}

// Sites is the repository of halls.
type Sites interface {
	Site(ctx context.Context, code string) (Site, error)
	PutSite(ctx context.Context, tx models.Tx, s Site) error
	AllSites(ctx context.Context) ([]Site, error)
}

// Nonces remembers what was used; ErrDuplicate for the second use.
type Nonces interface {
	Use(ctx context.Context, tx models.Tx, device models.ID, nonce string, at time.Time) error
	Forget(ctx context.Context, tx models.Tx, before time.Time) error
}
