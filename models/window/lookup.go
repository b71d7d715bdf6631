package window

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/format"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// Query is what the window was given to find a person by: exactly one of them.
type Query struct {
	Code     string   // what the scanner read from a slip
	Number   string   // of an application or of a refused attempt, of this hall
	IDNumber pii.Text // as typed or read
}

// by names the way, for the record.
func (q Query) by() (string, error) {
	var given []string
	for name, value := range map[string]string{"code": q.Code, "number": q.Number, "id-number": q.IDNumber.Reveal()} {
		if strings.TrimSpace(value) != "" {
			given = append(given, name)
		}
	}
	if len(given) != 1 {
		return "", models.Invalid("input", models.FieldError{Field: "code", Code: "field.required"})
	}
	return given[0], nil
}

// File is everything a window has to know of a person.
type File struct {
	Person   models.ID
	Holder   pii.Text // masked
	IDNumber pii.Text // masked
	Here     bool     // has a presence at this hall today
	Sessions int      // at the hall's kiosks today
	Visits   int      // presences of the matters of the items
	Items    []Item
	Services []Service
}

// Service is what somebody who came with nothing begun can be attended for.
type Service struct {
	Code  string
	Title models.Texts
}

// LookUp finds what a citizen at the window came for and notes in the log that
// it was shown. Somebody who was never here is asked about at the population
// register, so that a visit without a kiosk is counted too.
func (w *Window) LookUp(ctx context.Context, actor models.Actor, q Query) (File, error) {
	by, err := q.by()
	if err != nil {
		return File{}, err
	}
	person, asked, err := w.find(ctx, actor, q)
	if err != nil {
		return File{}, err
	}
	if err := w.unbiased(ctx, actor, person.ID); err != nil {
		return File{}, err
	}
	file, err := w.compose(ctx, actor, person)
	if err != nil {
		return File{}, err
	}
	slices.SortStableFunc(file.Items, func(a, b Item) int {
		return cmp.Compare(a.place(asked), b.place(asked))
	})
	err = w.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return w.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.WindowLookedUp, Actor: actor, Subjects: w.subjectsOf(file), Notes: map[string]string{"kind": by},
		})
	})
	if err != nil {
		return File{}, fmt.Errorf("window: audit: %w", err)
	}
	return file, nil
}

// subjectsOf names the person and everything that was shown.
func (w *Window) subjectsOf(file File) []audit.Ref {
	refs := []audit.Ref{{Kind: "person", ID: string(file.Person)}}
	for _, item := range file.Items {
		if item.Kind == KindApplication {
			refs = append(refs, audit.Ref{Kind: "application", ID: string(item.ID)})
		}
	}
	return refs
}

// find answers the person, and the item that was asked for, "" by ID number.
func (w *Window) find(ctx context.Context, actor models.Actor, q Query) (visit.Person, models.ID, error) {
	switch {
	case q.Code != "":
		id, ok := application.ReadSlip(w.Vault, q.Code)
		if !ok {
			return visit.Person{}, "", ErrUnknown
		}
		return w.owner(ctx, id)
	case q.Number != "":
		return w.byNumber(ctx, actor, numberOf(q.Number))
	}
	person, err := w.byIDNumber(ctx, pii.Conceal(format.IDNumber(q.IDNumber.Reveal())))
	return person, "", err
}

// owner is whose application or attempt it is.
func (w *Window) owner(ctx context.Context, id models.ID) (visit.Person, models.ID, error) {
	a, err := w.Files.ByID(ctx, id)
	if err == nil {
		return w.person(ctx, a.Person, a.ID)
	}
	if !errors.Is(err, models.ErrNotFound) {
		return visit.Person{}, "", err
	}
	attempt, err := w.Book.AttemptByID(ctx, id)
	if err != nil {
		return visit.Person{}, "", unknown(err)
	}
	return w.person(ctx, attempt.Person, attempt.ID)
}

func (w *Window) person(ctx context.Context, person, item models.ID) (visit.Person, models.ID, error) {
	p, err := w.Book.PersonByID(ctx, person)
	return p, item, err
}

// numberOf writes a number as slips have it, "261124-7KX2QD" or
// "W261124-7KX2QD", however it was typed.
func numberOf(typed string) string {
	const tail = 6 // characters after the dash
	number := format.Number(typed)
	if len(number) <= tail {
		return number
	}
	return number[:len(number)-tail] + "-" + number[len(number)-tail:]
}

// byNumber finds by a number read out or typed: only what is this hall's.
func (w *Window) byNumber(ctx context.Context, actor models.Actor, number string) (visit.Person, models.ID, error) {
	a, err := w.Files.ByNumber(ctx, number)
	if err == nil && a.Site == actor.Site {
		return w.person(ctx, a.Person, a.ID)
	}
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return visit.Person{}, "", err
	}
	attempt, err := w.Book.AttemptByReference(ctx, number)
	switch {
	case err != nil:
		return visit.Person{}, "", unknown(err)
	case attempt.Site != actor.Site:
		return visit.Person{}, "", ErrUnknown
	}
	return w.person(ctx, attempt.Person, attempt.ID)
}

func unknown(err error) error {
	if errors.Is(err, models.ErrNotFound) {
		return ErrUnknown.Because(err)
	}
	return err
}

// byIDNumber finds the person, or makes one of what the register says.
func (w *Window) byIDNumber(ctx context.Context, number pii.Text) (visit.Person, error) {
	// A foreigner's card of before 2023 has 15 places and is valid until its end.
	if typed := number.Reveal(); !format.IsIDNumber(typed, models.DateOf(w.Clock.Now())) && !format.IsForeignPermit15(typed) {
		return visit.Person{}, models.Invalid("input", models.FieldError{Field: "idNumber", Code: "id-number"})
	}
	var person visit.Person
	err := w.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		person, err = w.Doorman.Known(ctx, tx, number)
		return err
	})
	if !errors.Is(err, models.ErrNotFound) {
		return person, err
	}
	fact, err := w.Source.Fetch(ctx, register.FactPerson, register.Query{IDNumber: number})
	if err != nil {
		return visit.Person{}, unknown(err)
	}
	known, ok := fact.(register.Person)
	if !ok {
		return visit.Person{}, register.ErrUnknown
	}
	err = w.again(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		if person, err = w.Doorman.Introduce(ctx, tx, visit.Identity{Name: pii.Conceal(known.Name), IDNumber: number}); err != nil {
			return err
		}
		if household := casework.HouseholdOf(w.Vault, pii.Conceal(known.Household)); household != "" {
			return w.Households.Lives(ctx, tx, person.ID, household)
		}
		return nil
	})
	return person, err
}

// again repeats work once when another desk or kiosk made the same row at the
// same moment: by then it is there to be found.
func (w *Window) again(ctx context.Context, work func(context.Context, models.Tx) error) error {
	err := w.Transactor.Atomically(ctx, work)
	if errors.Is(err, models.ErrDuplicate) {
		return w.Transactor.Atomically(ctx, work)
	}
	return err
}
