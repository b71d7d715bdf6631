// Package cursor makes the opaque cursors of paged lists. A cursor is the sort
// key of the last row shown, bound to the filter it was made for and signed
// with the hall's key, so that a forged one or one carried over to another
// filter is refused instead of quietly showing the wrong rows.
package cursor

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"onevisit/models"
)

// ErrBad is returned for a cursor that this list did not make for this filter.
var ErrBad = models.E(models.KindInvalid, "cursor")

// Signer gives the keyed hash of a value; pii.Vault is one.
type Signer interface {
	Index(column, value string) string
}

const (
	column     = "cursor"
	signLength = 32 // hex characters of the signature kept: 128 bits
)

// Maker makes and reads the cursors of one list.
type Maker struct {
	signer Signer
	list   string
}

// For returns the maker for the list of that name.
func For(list string, signer Signer) Maker { return Maker{signer: signer, list: list} }

// Encode makes the cursor that continues after key under the filter. Both are
// plain data; filter is whatever decides which rows the list holds and in which
// order.
func (m Maker) Encode(filter, key any) (string, error) {
	payload, err := json.Marshal(key)
	if err != nil {
		return "", fmt.Errorf("cursor: %w", err)
	}
	sign, err := m.sign(filter, payload)
	if err != nil {
		return "", err
	}
	return sign + base64.RawURLEncoding.EncodeToString(payload), nil
}

// Decode reads a cursor into key, which must be a pointer to what Encode got.
// An empty cursor leaves key alone and tells false.
func (m Maker) Decode(text string, filter, key any) (bool, error) {
	if text == "" {
		return false, nil
	}
	if len(text) <= signLength {
		return false, ErrBad
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(text[signLength:])
	if err != nil {
		return false, ErrBad.Because(err)
	}
	want, err := m.sign(filter, payload)
	if err != nil {
		return false, err
	}
	if !hmac.Equal([]byte(want), []byte(text[:signLength])) {
		return false, ErrBad
	}
	if err := json.Unmarshal(payload, key); err != nil {
		return false, ErrBad.Because(err)
	}
	return true, nil
}

func (m Maker) sign(filter any, payload []byte) (string, error) {
	bound, err := json.Marshal(filter)
	if err != nil {
		return "", fmt.Errorf("cursor: %w", err)
	}
	value := strings.Join([]string{m.list, string(bound), string(payload)}, "\x00")
	sign := m.signer.Index(column, value)
	if len(sign) < signLength {
		return "", fmt.Errorf("cursor: the signer gave %d characters", len(sign))
	}
	return sign[:signLength], nil
}
