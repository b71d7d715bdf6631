package window

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/paper"
	"onevisit/models/visit"
)

// Printing is the part of application that prints; *application.Cases is it.
type Printing interface {
	Papers(ctx context.Context, p application.Press, subject models.ID) ([]application.PaperOffer, error)
	PaperDraft(ctx context.Context, p application.Press, subject models.ID, name string, format paper.Format) (paper.Document, models.Texts, error)
	PrintPaper(ctx context.Context, p application.PaperPrint) (application.PaperCopy, error)
	PaperOf(ctx context.Context, p application.Press, subject models.ID, name string, copy int) (paper.Document, error)
}

// Halls names halls.
type Halls interface {
	// HallName is what people call the hall; models.ErrNotFound.
	HallName(ctx context.Context, site string) (models.Texts, error)
}

// Order asks for one more print of a paper of an item.
type Order struct {
	Item     models.ID
	Name     string
	Format   paper.Format // "" as the kind is printed
	Language string       // "" as the citizen chose
}

// Prints are the papers of an item that can be printed here.
//
// Errors of this and the following: window.unknown, conflict-of-interest,
// window.not-possible for what lies in another hall, paper.unknown.
func (w *Window) Prints(ctx context.Context, actor models.Actor, item models.ID) ([]application.PaperOffer, error) {
	press, err := w.press(ctx, actor, Order{Item: item})
	if err != nil {
		return nil, err
	}
	return w.Printing.Papers(ctx, press, item)
}

// Draft is the paper as the next print would be, with its title.
func (w *Window) Draft(ctx context.Context, actor models.Actor, o Order) (paper.Document, models.Texts, error) {
	press, err := w.press(ctx, actor, o)
	if err != nil {
		return paper.Document{}, nil, err
	}
	return w.Printing.PaperDraft(ctx, press, o.Item, o.Name, o.Format)
}

// Print counts a print. Kiosk and window count together: what a citizen lost and
// has printed again says that it is a reprint, wherever.
func (w *Window) Print(ctx context.Context, actor models.Actor, o Order, record visit.Record[application.PaperCopy]) (application.PaperCopy, error) {
	press, err := w.press(ctx, actor, o)
	if err != nil {
		return application.PaperCopy{}, err
	}
	return w.Printing.PrintPaper(ctx, application.PaperPrint{Press: press, Subject: o.Item, Name: o.Name, Format: o.Format, Record: record})
}

// Printed is a print that this clerk made.
func (w *Window) Printed(ctx context.Context, actor models.Actor, o Order, copy int) (paper.Document, error) {
	press, err := w.press(ctx, actor, o)
	if err != nil {
		return paper.Document{}, err
	}
	return w.Printing.PaperOf(ctx, press, o.Item, o.Name, copy)
}

// press is this window printing for whose item it is. It asks anew each time:
// the item may have gone to another hall, the clerk have married the citizen.
func (w *Window) press(ctx context.Context, actor models.Actor, o Order) (application.Press, error) {
	t, err := w.target(ctx, Deed{Item: o.Item})
	if err != nil {
		return application.Press{}, err
	}
	if err := w.unbiased(ctx, actor, t.person); err != nil {
		return application.Press{}, err
	}
	if !printable(t, actor.Site) {
		return application.Press{}, ErrNotPossible
	}
	person, err := w.Book.PersonByID(ctx, t.person)
	if err != nil {
		return application.Press{}, unknown(err)
	}
	identity, err := w.Doorman.Identity(person)
	if err != nil {
		return application.Press{}, err
	}
	hall, err := w.Halls.HallName(ctx, actor.Site)
	if err != nil {
		return application.Press{}, fmt.Errorf("window: name of the hall: %w", err)
	}
	return application.Press{
		Actor: actor, Place: w.place(actor.Site, hall), Hall: hall, Language: o.Language,
		Citizen: &visit.Session{Person: person.ID, Holder: identity},
	}, nil
}

// printable tells whether this window prints papers of the item: of its own
// hall, and what was handed over to any window. The rest is shown masked here,
// and a decision names its person in full.
func printable(t target, site string) bool {
	if t.attempt != nil {
		return t.attempt.Site == site
	}
	return t.application.Site == site || t.application.State == application.HandedOver
}

// The leading digits of a hall's code that are its city and its province.
const (
	cityDigits     = 6
	provinceDigits = 2
)

// place is a window as the pre-check sees it: it has all that a kiosk may lack.
func (w *Window) place(site string, hall models.Texts) application.Place {
	p := application.Place{
		Name: "窗口", Site: site, SiteName: hall["zh-CN"], Demo: w.Demo, PermitStation: true, Printer: true, Camera: true, ClerksToday: true,
	}
	if len(site) >= cityDigits {
		p.City, p.Province = site[:cityDigits], site[:provinceDigits]+"0000"
	}
	return p
}
