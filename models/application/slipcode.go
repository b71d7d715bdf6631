package application

import (
	"strings"

	"onevisit/models"
	"onevisit/models/papers"
	"onevisit/models/pii"
)

// What a slip's QR holds: a prefix, the application's id and a keyed check,
// "OV1-01J...-9F86D081884C7D659A2F". It shows nothing by itself: the id says
// when the application was opened, not whose or what. Nobody without the hall's
// key can make one up, so that a window believes what the scanner reads. It
// opens nothing either; it only finds, for somebody signed in or identified.
// Capitals, digits and dashes keep the QR in its compact alphanumeric mode.
const (
	slipPrefix = "OV1-"
	slipIndex  = "slip.code"
	slipCheck  = 20 // hex digits, 80 bits
)

// SlipCode is what the slip of an application or of a refused attempt carries.
func SlipCode(vault pii.Vault, id models.ID) string {
	return slipPrefix + strings.ToUpper(string(id)+"-"+vault.Index(slipIndex, string(id))[:slipCheck])
}

// ReadSlip answers the id a scanned code names; false for anything no hall of
// this system printed.
func ReadSlip(vault pii.Vault, code string) (models.ID, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if claim, err := papers.Parse(code); err == nil && claim.Kind == papers.Slip {
		code = claim.Number // the paper's own code has the slip's in it
	}
	rest, found := strings.CutPrefix(code, slipPrefix)
	id, _, _ := strings.Cut(strings.ToLower(rest), "-")
	if !found || !models.ValidID(id) || SlipCode(vault, models.ID(id)) != code {
		return "", false
	}
	return models.ID(id), true
}
