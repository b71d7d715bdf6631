package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/device"
	"onevisit/models/format"
	"onevisit/models/pii"
)

// What may be entered, in characters.
const (
	longestName   = 60
	longestNumber = 30
)

// Asked is what somebody entered at a kiosk, as typed or read.
type Asked struct {
	Device   device.Device
	Why      Why
	Name     pii.Text
	Number   pii.Text
	Mobile   pii.Text
	Service  string
	Language string
}

// Ticket is what the person goes to a window with.
type Ticket struct {
	ID        models.ID
	Number    string
	ExpiresAt time.Time
}

// numberTries is how often a number of the day is drawn anew when kiosks draw
// it at the same moment.
const numberTries = 8

// Ask makes a request and gives its number. What was entered is normalised. It is
// refused only where it is no name and no mobile number at all; a document number
// never is, whatever it looks like.
func (l *Lane) Ask(ctx context.Context, a Asked, record Hook[Ticket]) (Ticket, error) {
	entered, err := l.normal(a)
	if err != nil {
		return Ticket{}, err
	}
	var ticket Ticket
	for range numberTries {
		err = l.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
			if ticket, err = l.ask(ctx, tx, a, entered); err != nil {
				return err
			}
			return record.call(ctx, tx, ticket)
		})
		if !errors.Is(err, models.ErrDuplicate) {
			break
		}
	}
	if err != nil {
		return Ticket{}, tooMany(err)
	}
	l.tell(a.Device.Site.Code)
	return ticket, nil
}

func (l *Lane) ask(ctx context.Context, tx models.Tx, a Asked, entered Entered) (Ticket, error) {
	if err := l.Asking.Take(ctx, tx, a.Device.ID); err != nil {
		return Ticket{}, err
	}
	now, site := l.Clock.Now(), a.Device.Site.Code
	r := Request{
		ID: l.IDs.New(), Site: site, Device: a.Device.ID, On: models.DateOf(now), Service: a.Service, Why: a.Why,
		Language: a.Language, State: Open, MadeAt: now, ExpiresAt: l.closing(now), Version: 1,
	}
	last, err := l.Store.LastSeq(ctx, tx, site, r.On)
	if err != nil {
		return Ticket{}, err
	}
	r.Seq = last + 1
	if r.Sealed, err = entered.seal(l.Vault, r.ID); err != nil {
		return Ticket{}, err
	}
	if err := l.Store.Add(ctx, tx, r); err != nil {
		return Ticket{}, err
	}
	notes := map[string]string{"reason": string(a.Why), "service": a.Service}
	return Ticket{r.ID, r.Number(), r.ExpiresAt}, l.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.IdentityAsked, Actor: a.Device.Actor(), Subjects: r.subjects(), Notes: notes,
	})
}

// normal brings what was entered to the forms of the office.
func (l *Lane) normal(a Asked) (Entered, error) {
	e := Entered{
		Name:   pii.Conceal(format.Name(a.Name.Reveal())),
		Number: pii.Conceal(format.Number(a.Number.Reveal())),
		Mobile: pii.Conceal(format.Mobile(a.Mobile.Reveal())),
	}
	var wrong []models.FieldError
	refuse := func(field, code string) { wrong = append(wrong, models.FieldError{Field: field, Code: code}) }
	switch name := e.Name.Reveal(); {
	case name == "":
		refuse("name", "field.required")
	case !format.IsText(name) || utf8.RuneCountInString(name) > longestName:
		refuse("name", "name")
	}
	if number := e.Number.Reveal(); number != "" && (!format.IsText(number) || utf8.RuneCountInString(number) > longestNumber) {
		refuse("number", "field.format")
	}
	if mobile := e.Mobile.Reveal(); mobile != "" && !format.IsMobile(mobile) {
		refuse("mobile", "mobile")
	}
	if !slices.Contains(Whys(), a.Why) {
		refuse("why", "field.choice")
	}
	if _, known := l.Catalog.Known(a.Service); a.Service != "" && !known {
		refuse("service", "field.choice")
	}
	if len(wrong) > 0 {
		return Entered{}, models.Invalid("input", wrong...)
	}
	return e, nil
}

// closing is when a request made now is over: when the hall closes, at midnight
// on a day or at an hour at which it is not open.
func (l *Lane) closing(now time.Time) time.Time {
	on := models.DateOf(now)
	if end := on.Time().Add(time.Duration(l.Closes(on)) * time.Minute); now.Before(end) {
		return end
	}
	return on.AddDays(1).Time()
}

// tooMany puts the refusal of a counted act in the lane's own words.
func tooMany(err error) error {
	var e *models.Error
	if errors.As(err, &e) && e.Kind == models.KindTooMany {
		return ErrTooMany.With("seconds", e.Params["seconds"]).Because(err)
	}
	return err
}

// Doubt is what the clerk should look at in a number or name, in words.
type Doubt struct {
	Field string // name | number
	Fault format.Fault
}

// doubts judges what was entered by the validators: what the kiosk must not
// refuse, the clerk has to know.
func (l *Lane) doubts(e Entered) []Doubt {
	var list []Doubt
	note := func(field string, fault format.Fault) {
		if !fault.None() {
			list = append(list, Doubt{field, fault})
		}
	}
	note("name", format.Explain("name", e.Name.Reveal(), ""))
	if number := e.Number.Reveal(); number != "" && !otherDocument(number) {
		note("number", format.Explain("id-number", number, models.DateOf(l.Clock.Now())))
	}
	return list
}

// otherDocument tells whether a number is one of a document that is no ID card.
func otherDocument(number string) bool {
	return format.IsForeignPermit15(number) || format.IsHKMPermit(number) || format.IsAnyPassport(number) ||
		format.IsTaiwanPermit(number) || format.IsHomePermit(number) || format.IsTaiwanHomePermit(number)
}

// expireBatch bounds how many requests are read at once.
const expireBatch = 200

// Expire ends the requests whose time is up, each in a transaction of its own,
// and returns how many. It may run at any time, on several machines at once.
func (l *Lane) Expire(ctx context.Context) (int, error) {
	count := 0
	for {
		over, err := l.Store.Over(ctx, l.Clock.Now(), expireBatch)
		if err != nil {
			return count, err
		}
		for _, r := range over {
			if err := l.expire(ctx, r); err != nil {
				return count, fmt.Errorf("identity: expire: %w", err)
			}
			count++
		}
		if len(over) < expireBatch {
			return count, nil
		}
	}
}

func (l *Lane) expire(ctx context.Context, r Request) error {
	err := l.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		r := r.end(Expired)
		r.Version++
		if err := l.Store.Change(ctx, tx, r); err != nil {
			return err
		}
		return l.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.IdentityExpired, Actor: models.Actor{Kind: models.ActorSystem}, Subjects: r.subjects(),
		})
	})
	if errors.Is(err, models.ErrStale) {
		return nil // it ended at this moment
	}
	return err
}
