package application

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// The names under which a definition's results say what carrying them out needs.
const (
	dataDestination = "destination"
	dataCategory    = "category"
	dataEntries     = "entries"
	dataValidity    = "validity"
	dataDocument    = "document"
	dataReason      = "reason"
	dataLostOn      = "lost_on"
	dataOldNumber   = "old_number"
	dataSurname     = "surname"
	dataGivenName   = "given_name"
	dataPhoto       = "photo"
	dataRecipient   = "recipient"
	dataMobile      = "mobile"
	dataAddress     = "address"
	dataContent     = "content"
	dataNumber      = "number" // of a decision: made before and elsewhere, here it is only paid
	dataEntry       = "entry"  // of what is produced: the entry of a register it consists in
)

// dataOf is what the definition says a result needs. The engine computes it from
// the sealed answers and facts, so it is never stored in the clear.
func (c *Cases) dataOf(f *file, r Result) (map[string]string, error) {
	walk, err := c.Engine.Walk(f.input(f.today(c.Clock.Now())))
	if err != nil {
		return nil, err
	}
	if r.Seq >= len(walk.Results) || walk.Results[r.Seq].Kind != r.Kind || walk.Results[r.Seq].Item != r.Item {
		return nil, fmt.Errorf("application: result %s is not the definition's any more", r.ID)
	}
	return walk.Results[r.Seq].Data, nil
}

// idNumber is the holder's, from the facts sealed with the application.
func (f *file) idNumber() pii.Text {
	if p, ok := f.facts[register.FactPerson].(register.Person); ok && p.IDNumber != "" {
		return pii.Conceal(p.IDNumber)
	}
	if d, ok := f.facts[register.FactDriver].(register.Driver); ok {
		return pii.Conceal(d.LicenceNumber)
	}
	return pii.Text{}
}

// household is the number of the holder's household, as the register had it.
func (f *file) household() pii.Text {
	person, _ := f.facts[register.FactPerson].(register.Person)
	return pii.Conceal(person.Household)
}

func (c *Cases) endorsementOf(f *file, r Result) (register.Endorsement, error) {
	data, err := c.dataOf(f, r)
	if err != nil {
		return register.Endorsement{}, err
	}
	permit, _ := f.facts[register.FactPermit].(register.Permit)
	return register.Endorsement{
		PermitNumber: pii.Conceal(permit.Number), Destination: data[dataDestination], Category: data[dataCategory],
		Entries: data[dataEntries], Validity: data[dataValidity], GrantedOn: models.DateOf(f.DecidedAt),
	}, nil
}

// decisionOf is the decision on one camera record, with the fine and points the
// record came with: no table of ours overrules them.
func decisionOf(f *file, r Result) (register.Decision, error) {
	violations, _ := f.facts[register.FactViolations].(register.Violations)
	i := slices.IndexFunc(violations.Records, func(v register.Violation) bool { return v.Key == r.Item })
	if i < 0 {
		return register.Decision{}, fmt.Errorf("application: record of result %s is not among the facts", r.ID)
	}
	record := violations.Records[i]
	return register.Decision{
		Record: record.Key, IDNumber: f.idNumber(), Fine: models.Fen(record.FineFen), Points: record.Points,
		Warning: record.FineFen == 0, At: f.SubmittedAt,
	}, nil
}

func (c *Cases) passportOrderOf(ctx context.Context, f *file, r Result) (register.PassportOrder, error) {
	data, err := c.dataOf(f, r)
	if err != nil {
		return register.PassportOrder{}, err
	}
	passport, _ := f.facts[register.FactPassport].(register.Passport)
	order := register.PassportOrder{
		IDNumber: f.idNumber(), Document: or(data[dataDocument], "passport"),
		Reason: data[dataReason], OldNumber: pii.Conceal(or(data[dataOldNumber], passport.Number)),
		Surname:   pii.Conceal(or(data[dataSurname], passport.SurnamePinyin)),
		GivenName: pii.Conceal(or(data[dataGivenName], passport.GivenPinyin)),
	}
	order.PhotoSHA256, err = c.photoOf(ctx, f, data[dataPhoto], data[dataPhoto] == "")
	return order, err
}

// photoOf is the digest of a photo of the application's by its name, or of the
// last one; "" where there is none.
func (c *Cases) photoOf(ctx context.Context, f *file, name string, last bool) (string, error) {
	if name == "" && !last {
		return "", nil
	}
	photos, err := c.Archive.List(ctx, f.ID)
	digest := ""
	for _, photo := range photos {
		if last || string(photo.ID) == name {
			digest = photo.SHA256
		}
	}
	return digest, err
}

// householdMakes tells whether the household office makes a document.
func householdMakes(document string) bool {
	return slices.Contains([]string{
		register.DocumentIDCard, register.DocumentTemporaryID, register.DocumentResidencePermit, register.DocumentResidenceEndorsement,
	}, document)
}

// cardOrderOf is what the household office shall make. Without a photo in the
// data, the newest on file is used.
func (c *Cases) cardOrderOf(ctx context.Context, f *file, r Result) (register.CardOrder, error) {
	data, err := c.dataOf(f, r)
	if err != nil {
		return register.CardOrder{}, err
	}
	photo, err := c.photoOf(ctx, f, data[dataPhoto], false)
	return register.CardOrder{
		Document: data[dataDocument], IDNumber: f.idNumber(), Reason: data[dataReason], LostOn: models.Date(data[dataLostOn]),
		Address: pii.Conceal(data[dataAddress]), PhotoSHA256: photo,
	}, err
}

func (c *Cases) parcelOf(f *file, r Result) (register.Parcel, error) {
	data, err := c.dataOf(f, r)
	if err != nil {
		return register.Parcel{}, err
	}
	return register.Parcel{
		Recipient: pii.Conceal(data[dataRecipient]), Mobile: pii.Conceal(data[dataMobile]),
		Address: pii.Conceal(data[dataAddress]), Content: or(data[dataContent], "passport"),
	}, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// notFound tells a register's "nothing under this key" from its silence.
func notFound(err error) bool { return errors.Is(err, models.ErrNotFound) }
