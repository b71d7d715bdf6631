package visit

import (
	"encoding/json"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

// Columns under which this package seals and indexes.
const (
	columnPerson  = "person.sealed"
	columnSession = "citizen_session.sealed"
	indexPerson   = "person.id_number"
)

// Identity is who stands at the kiosk, as the document and the registers say.
type Identity struct {
	Name         pii.Text
	IDNumber     pii.Text // normalised, the person's one number
	PermitNumber pii.Text // the HK-Macau permit put on the reader, empty with an ID card
	Mobile       pii.Text // given to the office in this visit, "" where none was
}

// identityJSON is the sealed form; nothing else ever writes these values.
type identityJSON struct {
	Name     string `json:"name"`
	IDNumber string `json:"idNumber"`
	Permit   string `json:"permit,omitempty"`
	Mobile   string `json:"mobile,omitempty"`
}

// SealPerson is an identity as a person's row keeps it, for past people that
// are written without having come.
func SealPerson(vault pii.Vault, person models.ID, i Identity) ([]byte, error) {
	return i.seal(vault, person, columnPerson)
}

func (i Identity) seal(vault pii.Vault, owner models.ID, column string) ([]byte, error) {
	plain, err := json.Marshal(identityJSON{i.Name.Reveal(), i.IDNumber.Reveal(), i.PermitNumber.Reveal(), i.Mobile.Reveal()})
	if err != nil {
		return nil, fmt.Errorf("visit: encode identity: %w", err)
	}
	sealed, err := vault.Seal(owner, column, plain)
	if err != nil {
		return nil, fmt.Errorf("visit: seal identity: %w", err)
	}
	return sealed, nil
}

func openIdentity(vault pii.Vault, owner models.ID, column string, sealed []byte) (Identity, error) {
	plain, err := vault.Open(owner, column, sealed)
	if err != nil {
		return Identity{}, fmt.Errorf("visit: open identity: %w", err)
	}
	var raw identityJSON
	if err := json.Unmarshal(plain, &raw); err != nil {
		return Identity{}, fmt.Errorf("visit: decode identity: %w", err)
	}
	return Identity{pii.Conceal(raw.Name), pii.Conceal(raw.IDNumber), pii.Conceal(raw.Permit), pii.Conceal(raw.Mobile)}, nil
}

// Person is somebody who came. Two documents of one person are one Person.
type Person struct {
	ID        models.ID
	Index     string // blind index of the ID number
	Sealed    []byte // name and number
	Test      bool   // a self-test's identity: never in a figure
	CreatedAt time.Time
}

// IndexOf is the index a person is found by: that of the normalised ID number.
func IndexOf(vault pii.Vault, idNumber pii.Text) string {
	return vault.Index(indexPerson, idNumber.Reveal())
}
