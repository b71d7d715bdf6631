package device

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// The limits of an enrolment code.
const (
	CodeLife   = 10 * time.Minute
	wrongTries = 5
)

// The form of a code: a handle that finds it and a secret of 40 bits, in an
// alphabet without I, L, O and U, which are read or heard wrongly.
const (
	codeAlphabet = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
	handleLength = 4
	secretLength = 8
)

const agentKeyColumn = "device.agent_key"

// The refusals.
var (
	ErrUnknown = models.E(models.KindUnauthenticated, "device.unknown")
	ErrCode    = models.E(models.KindForbidden, "device.code")
	ErrName    = models.E(models.KindInvalid, "device.name")
)

// Hall is the use cases of the fleet: enrolment, recognition, reports.
type Hall struct {
	Transactor models.Transactor
	Fleet      Fleet
	Codes      Codes
	Sites      Sites
	Nonces     Nonces
	Audit      audit.Log
	Vault      pii.Vault
	Clock      models.Clock
	IDs        *models.IDs
	Random     io.Reader // crypto/rand.Reader outside tests
	Log        *slog.Logger
	Watch      *Watch // nil where nobody counts when devices are up

	recent recent
}

// MakeCode makes a one-time code to enrol a kiosk at the actor's site. name is
// what the kiosk will be called. keep, where not nil, is called inside the
// transaction with what is returned.
func (h *Hall) MakeCode(ctx context.Context, actor models.Actor, name string,
	keep func(context.Context, models.Tx, NewCode) error) (NewCode, error) {
	if n := utf8.RuneCountInString(strings.TrimSpace(name)); n == 0 || n > 60 {
		return NewCode{}, ErrName
	}
	for range 3 { // a handle can be taken by an older code
		made, err := h.makeCode(ctx, actor, strings.TrimSpace(name), keep)
		if !errors.Is(err, models.ErrDuplicate) {
			return made, err
		}
	}
	return NewCode{}, models.E(models.KindUnavailable, "database.busy")
}

func (h *Hall) makeCode(ctx context.Context, actor models.Actor, name string,
	keep func(context.Context, models.Tx, NewCode) error) (NewCode, error) {
	text, err := h.randomCode()
	if err != nil {
		return NewCode{}, err
	}
	now := h.Clock.Now()
	made := NewCode{Code: text, ExpiresAt: now.Add(CodeLife)}
	code := Code{
		Handle: text[:handleLength], SecretHash: hash(text[handleLength:]), Name: name,
		Site: actor.Site, MadeBy: actor.ID, MadeAt: now, ExpiresAt: made.ExpiresAt,
	}
	err = h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Codes.Add(ctx, tx, code); err != nil {
			return err
		}
		err := h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.DeviceCodeMade, Actor: actor, Subjects: []audit.Ref{{Kind: "code", ID: code.Handle}},
		})
		if err != nil || keep == nil {
			return err
		}
		return keep(ctx, tx, made)
	})
	if err != nil {
		return NewCode{}, fmt.Errorf("device: make code: %w", err)
	}
	return made, nil
}

// NewCode is a code as it is shown once.
type NewCode struct {
	Code      string
	ExpiresAt time.Time
}

// Enrol exchanges a code for a device. The credential is for the kiosk's cookie
// and is known to nobody afterwards.
func (h *Hall) Enrol(ctx context.Context, text string) (Device, string, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != handleLength+secretLength {
		return Device{}, "", ErrCode
	}
	now := h.Clock.Now()
	code, err := h.Codes.Find(ctx, text[:handleLength])
	switch {
	case errors.Is(err, models.ErrNotFound):
		return Device{}, "", ErrCode
	case err != nil:
		return Device{}, "", fmt.Errorf("device: code: %w", err)
	case code.Void, !code.UsedAt.IsZero(), !now.Before(code.ExpiresAt):
		return Device{}, "", ErrCode
	case subtle.ConstantTimeCompare([]byte(hash(text[handleLength:])), []byte(code.SecretHash)) != 1:
		return Device{}, "", h.wrongCode(ctx, code)
	}
	site, err := h.Sites.Site(ctx, code.Site)
	if err != nil {
		return Device{}, "", fmt.Errorf("device: site of the code: %w", err)
	}
	return h.enrol(ctx, code, site, now)
}

func (h *Hall) enrol(ctx context.Context, code Code, site Site, now time.Time) (Device, string, error) {
	secret := make([]byte, 64) // 32 for the credential, 32 for the agent's key
	if _, err := io.ReadFull(h.Random, secret); err != nil {
		return Device{}, "", fmt.Errorf("device: no randomness: %w", err)
	}
	credential := base64.RawURLEncoding.EncodeToString(secret[:32])
	d := Device{ID: h.IDs.New(), Name: code.Name, Site: site, EnrolledAt: now}
	for _, kind := range PeripheralKinds() {
		d.Peripherals = append(d.Peripherals, Peripheral{Kind: kind, Ready: true})
	}
	sealed, err := h.Vault.Seal(d.ID, agentKeyColumn, secret[32:])
	if err != nil {
		return Device{}, "", fmt.Errorf("device: seal agent key: %w", err)
	}
	err = h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Codes.Use(ctx, tx, code.Handle, now); err != nil {
			return err
		}
		if err := h.Fleet.Add(ctx, tx, Credential{Device: d, CredentialHash: hash(credential), AgentKey: sealed}); err != nil {
			return err
		}
		return h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.DeviceEnrolled, Actor: d.Actor(),
			Subjects: []audit.Ref{{Kind: "device", ID: string(d.ID)}, {Kind: "code", ID: code.Handle}},
		})
	})
	switch {
	case errors.Is(err, models.ErrStale): // somebody else used the code first
		return Device{}, "", ErrCode
	case err != nil:
		return Device{}, "", fmt.Errorf("device: enrol: %w", err)
	}
	return d, credential, nil
}

func (h *Hall) wrongCode(ctx context.Context, code Code) error {
	err := h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Codes.Wrong(ctx, tx, code.Handle, wrongTries); err != nil {
			return err
		}
		if code.WrongTries+1 < wrongTries {
			return nil
		}
		return h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.DeviceCodeVoided, Actor: models.Actor{Kind: models.ActorSystem, Site: code.Site},
			Subjects: []audit.Ref{{Kind: "code", ID: code.Handle}},
		})
	})
	if err != nil {
		return fmt.Errorf("device: wrong code: %w", err)
	}
	if code.WrongTries+1 >= wrongTries {
		h.Log.WarnContext(ctx, "enrolment code voided after wrong tries", "handle", code.Handle, "site", code.Site)
	}
	return ErrCode
}

// Authenticate returns the device of a credential. What was read is good for
// two seconds: a kiosk calls many times a second, and a revoked one is shut out
// by this process at once and by its neighbours within that time.
func (h *Hall) Authenticate(ctx context.Context, credential string) (Device, error) {
	if credential == "" {
		return Device{}, ErrUnknown
	}
	key, now := hash(credential), h.Clock.Now()
	if d, ok := h.recent.get(key, now); ok {
		h.hear(d, now)
		return d, nil
	}
	d, err := h.Fleet.ByCredential(ctx, key)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return Device{}, ErrUnknown
	case err != nil:
		return Device{}, fmt.Errorf("device: authenticate: %w", err)
	case d.Revoked:
		return Device{}, ErrUnknown
	}
	h.recent.put(key, d, now)
	h.hear(d, now)
	return d, nil
}

// hear notes a device's sign of life.
func (h *Hall) hear(d Device, at time.Time) {
	if h.Watch != nil {
		h.Watch.Hear(d, at)
	}
}

// Report keeps what a device's agent says about its peripherals.
func (h *Hall) Report(ctx context.Context, id models.ID, parts []Peripheral) error {
	defer h.recent.forget(id)
	return h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return h.Fleet.Report(ctx, tx, id, parts, h.Clock.Now())
	})
}

// Revoke ends a device: its credential is worth nothing at once.
func (h *Hall) Revoke(ctx context.Context, actor models.Actor, id models.ID) error {
	defer h.recent.forget(id)
	return h.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := h.Fleet.Revoke(ctx, tx, id, h.Clock.Now()); err != nil {
			return err
		}
		return h.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.DeviceRevoked, Actor: actor, Subjects: []audit.Ref{{Kind: "device", ID: string(id)}},
		})
	})
}

// AgentKey returns the key a device's agent signs with: for verification, and
// for the demo hall's stand-in of the agent.
func (h *Hall) AgentKey(ctx context.Context, id models.ID) ([]byte, error) {
	c, err := h.Fleet.ByID(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("device: agent key: %w", err)
	}
	key, err := h.Vault.Open(id, agentKeyColumn, c.AgentKey)
	if err != nil {
		return nil, fmt.Errorf("device: agent key: %w", err)
	}
	return key, nil
}

// Read checks a document's reading and the second factor. It uses nothing up:
// that is Use's, in the transaction of what the reading is for.
func (h *Hall) Read(ctx context.Context, id models.ID, reading, factor string) (Reading, error) {
	key, err := h.AgentKey(ctx, id)
	if err != nil {
		return Reading{}, err
	}
	now := h.Clock.Now()
	r, err := Verify(key, reading, KindReading, id, now)
	if err != nil {
		return Reading{}, err
	}
	f, err := Verify(key, factor, KindFactor, id, now)
	if err != nil {
		return Reading{}, err
	}
	if f.Number != r.Number || f.Document != r.Document || !f.Matches {
		return Reading{}, ErrHolderMismatch
	}
	return Reading{
		Document: r.Document, Number: pii.Conceal(r.Number), Name: pii.Conceal(r.Name), IDNumber: pii.Conceal(r.IDNumber),
		device: id, nonces: []string{r.Nonce, f.Nonce},
	}, nil
}

// Use uses a reading up in the caller's transaction: it stands or falls with
// what it was used for. ErrReadingReplay when it was used before.
func (h *Hall) Use(ctx context.Context, tx models.Tx, r Reading) error {
	now := h.Clock.Now()
	for _, nonce := range r.nonces {
		err := h.Nonces.Use(ctx, tx, r.device, nonce, now)
		if errors.Is(err, models.ErrDuplicate) {
			return ErrReadingReplay
		}
		if err != nil {
			return fmt.Errorf("device: nonce: %w", err)
		}
	}
	return nil
}

// randomCode draws a code; 32 characters make every byte's low five bits fair.
func (h *Hall) randomCode() (string, error) {
	raw := make([]byte, handleLength+secretLength)
	if _, err := io.ReadFull(h.Random, raw); err != nil {
		return "", fmt.Errorf("device: no randomness: %w", err)
	}
	for i, b := range raw {
		raw[i] = codeAlphabet[b&31]
	}
	return string(raw), nil
}

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
