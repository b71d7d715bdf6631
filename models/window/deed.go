package window

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/catalog"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// Deed is an act as it is reported: about an item, or about a person who came
// with nothing begun, for a service.
type Deed struct {
	Item    models.ID
	Person  models.ID
	Service string
	Act     Act
	Result  models.ID // Collected: which, "" for the one that is ready
	Purpose Purpose   // Attended
	Reason  string    // Refused: code of the definition's closed list
	Note    pii.Text  // kept sealed; at most 200 characters
}

// Done is what an act came to.
type Done struct {
	Item      models.ID // the application, attempt, or matter that was begun
	State     string
	StateText models.Texts
	Visits    int
	Cause     visit.Cause // why this presence was needed, none for a first one
}

// Hook stores the reply in the act's transaction; nil does nothing.
type Hook func(ctx context.Context, tx models.Tx, done Done) error

// target is what an act is about, read before the transaction.
type target struct {
	person      models.ID
	matter      models.ID // "" for a person with nothing begun
	service     string
	application *application.Application
	attempt     *Attempt
	def         *catalog.Definition
	item        models.ID
}

func (d Deed) check() error {
	broken := func(field, code string) error {
		return models.Invalid("input", models.FieldError{Field: field, Code: code})
	}
	switch {
	case !slices.Contains(Acts(), d.Act):
		return broken("act", "field.choice")
	case (d.Item == "") == (d.Person == ""):
		return broken("item", "field.required")
	case d.Item == "" && d.Act != Attended:
		return broken("act", "field.choice")
	case d.Item == "" && d.Service == "":
		return broken("service", "field.required")
	case d.Act == Attended && !slices.Contains(Purposes(), d.Purpose):
		return broken("purpose", "field.required")
	case d.Act == Refused && d.Reason == "":
		return broken("reasonCode", "field.required")
	case utf8.RuneCountInString(d.Note.Reveal()) > longestNote:
		return models.Invalid("input", models.FieldError{
			Field: "note", Code: "field.too_long", Params: map[string]string{"max": strconv.Itoa(longestNote)},
		})
	}
	return nil
}

// target reads what the act is about.
func (w *Window) target(ctx context.Context, d Deed) (target, error) {
	if d.Item == "" {
		person, err := w.Book.PersonByID(ctx, d.Person)
		if err != nil {
			return target{}, unknown(err)
		}
		def, ok := w.Catalog.Current(d.Service)
		if !ok {
			return target{}, models.Invalid("input", models.FieldError{Field: "service", Code: "field.choice"})
		}
		return target{person: person.ID, service: d.Service, def: def}, nil
	}
	a, err := w.Files.ByID(ctx, d.Item)
	if err == nil {
		def, _ := w.Catalog.Version(a.Definition)
		return target{person: a.Person, matter: a.Matter, service: a.Service, application: &a, def: def, item: a.ID}, nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return target{}, err
	}
	attempt, err := w.Book.AttemptByID(ctx, d.Item)
	if err != nil {
		return target{}, unknown(err)
	}
	def, _ := w.Catalog.Known(attempt.Service)
	return target{
		person: attempt.Person, matter: attempt.Matter, service: attempt.Service, attempt: &attempt, def: def, item: attempt.ID,
	}, nil
}
