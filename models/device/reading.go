package device

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// DocumentKind names what can begin a session.
type DocumentKind string

// The documents.
const (
	IDCard    DocumentKind = "id-card"
	HKMPermit DocumentKind = "hkm-permit"
)

// The kinds of signed tokens.
const (
	KindReading = "reading"
	KindFactor  = "factor"
)

// ReadingLife is how long a signed token is good, and how far the agent's
// clock may be from ours.
const ReadingLife = 60 * time.Second

// Token is what a device's agent signs: the reading of a document, or the
// result of comparing its holder. It crosses the kiosk's browser, so it is
// integrity-protected, never trusted unsigned, and short-lived.
type Token struct {
	Version  int          `json:"v"`
	Kind     string       `json:"kind"`
	Device   models.ID    `json:"device"`
	Document DocumentKind `json:"document"`
	Number   string       `json:"number"`
	Name     string       `json:"name,omitempty"`
	IDNumber string       `json:"id_number,omitempty"`
	Matches  bool         `json:"matches,omitempty"`
	Nonce    string       `json:"nonce"`
	At       int64        `json:"at"` // Unix seconds
}

// Reading is a verified document with a verified holder.
type Reading struct {
	Document DocumentKind
	Number   pii.Text // of the document
	Name     pii.Text
	IDNumber pii.Text // resident ID number; empty where the document does not hold it
	device   models.ID
	nonces   []string // of the two tokens; used up by Hall.Use
}

// The refusals of a reading.
var (
	ErrReadingInvalid = models.E(models.KindInvalid, "reading-invalid")
	ErrReadingExpired = models.E(models.KindInvalid, "clock-skew")
	ErrReadingReplay  = models.E(models.KindConflict, "nonce-used")
	ErrHolderMismatch = models.E(models.KindForbidden, "holder-mismatch")
)

// Sign makes the token text with an agent's key. The agent and the simulators
// call it; the server only verifies.
func Sign(key []byte, t Token) (string, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("device: sign: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return text + "." + base64.RawURLEncoding.EncodeToString(mac(key, text)), nil
}

// Verify checks a token text's signature, device, kind and age.
func Verify(key []byte, text, kind string, device models.ID, now time.Time) (Token, error) {
	body, signature, ok := strings.Cut(text, ".")
	given, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if !ok || err != nil || !hmac.Equal(given, mac(key, body)) {
		return Token{}, ErrReadingInvalid
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return Token{}, ErrReadingInvalid
	}
	var t Token
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil {
		return Token{}, ErrReadingInvalid
	}
	if t.Version != 1 || t.Kind != kind || t.Device != device || t.Number == "" || len(t.Nonce) < 16 || len(t.Nonce) > 64 {
		return Token{}, ErrReadingInvalid
	}
	if age := now.Sub(time.Unix(t.At, 0)); age > ReadingLife || age < -ReadingLife {
		return Token{}, ErrReadingExpired
	}
	return t, nil
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// Readings verifies what a device's agent signed.
type Readings interface {
	// Read checks the reading and the second factor of one device.
	Read(ctx context.Context, device models.ID, reading, factor string) (Reading, error)
	// Use uses their nonces up, inside the caller's transaction.
	Use(ctx context.Context, tx models.Tx, r Reading) error
}
