package application

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/paper"
	"onevisit/models/papers"
	"onevisit/models/payment"
	"onevisit/models/visit"
)

// CopyState is what became of a print.
type CopyState string

// The states of a print. Whoever prints says only that it failed.
const (
	CopyMade   CopyState = "made"
	CopyFailed CopyState = "failed"
)

// PaperCopy is one print of a paper. The number of a print that failed is not
// used again: half a sheet may have come out.
type PaperCopy struct {
	ID       models.ID
	Subject  models.ID // the application, or the refused attempt
	Paper    string    // name of the paper, e.g. decision-0
	Copy     int       // 1 for the first
	State    CopyState
	Fault    string
	Format   paper.Format
	Language string
	Device   models.ID
	By       models.ID
	At       time.Time
}

// CopyStore counts prints.
type CopyStore interface {
	// AddCopy keeps a print; models.ErrDuplicate where its number is taken.
	AddCopy(ctx context.Context, tx models.Tx, c PaperCopy) error
	// LastCopy is the number of the last print, 0 for none.
	LastCopy(ctx context.Context, tx models.Tx, subject models.ID, name string) (int, error)
	// Copies lists all prints about a subject.
	Copies(ctx context.Context, subject models.ID) ([]PaperCopy, error)
	// FailCopy notes that a print failed; models.ErrStale where that was noted, or
	// there is no such print.
	FailCopy(ctx context.Context, tx models.Tx, c PaperCopy) error
}

// Attempts finds what was refused before there was an application.
type Attempts interface {
	// Attempt reads one; models.ErrNotFound.
	Attempt(ctx context.Context, id models.ID) (visit.Attempt, error)
}

// Payments finds what an application was paid with.
type Payments interface {
	// Latest is the application's last order; models.ErrNotFound.
	Latest(ctx context.Context, application models.ID) (payment.Order, error)
}

// Offices knows who decides, and where fines are paid.
type Offices interface {
	// TrafficOffice is who decided traffic offences on a day in a hall, by its
	// code, or in a demo hall. It is false where nobody is named.
	TrafficOffice(day models.Date, site string, demo bool) (papers.Office, bool)
}

// Press is where and for whom a paper is printed.
type Press struct {
	Actor    models.Actor
	Place    Place
	Hall     models.Texts
	Language string // "" as the citizen chose
	// Citizen is who stands at a window where a clerk prints, nil at a kiosk.
	// The window has made sure that the clerk may.
	Citizen *visit.Session
}

func (p Press) atWindow() bool { return p.Citizen != nil && p.Actor.Kind == models.ActorStaff }

// PaperOffer is a paper that can be printed now.
type PaperOffer struct {
	Name   string
	Kind   papers.Kind
	Title  models.Texts
	Format paper.Format // where nobody asks for another
	Copies int          // prints so far
}

// ErrNoPaper is the answer where there is no such paper, or not yet.
var ErrNoPaper = models.E(models.KindNotFound, "paper.unknown")

// Papers lists what can be printed of the citizen's own application, or of their
// own refused attempt.
func (c *Cases) Papers(ctx context.Context, p Press, subject models.ID) ([]PaperOffer, error) {
	d, err := c.desk(ctx, p, subject)
	if err != nil {
		return nil, err
	}
	copies, err := c.Copies.Copies(ctx, subject)
	if err != nil {
		return nil, err
	}
	offers := d.offers()
	for i := range offers {
		for _, printed := range copies {
			if printed.Paper == offers[i].Name {
				offers[i].Copies = printed.Copy
			}
		}
	}
	return offers, nil
}

// PaperPrint asks for one more print of a paper.
type PaperPrint struct {
	Press
	Subject models.ID
	Name    string
	Format  paper.Format // "" as the kind is printed
	Record  visit.Record[PaperCopy]
}

// PrintPaper counts a print and answers its number. The paper itself is read
// with PaperOf; nothing is lost where the printer fails afterwards.
func (c *Cases) PrintPaper(ctx context.Context, p PaperPrint) (PaperCopy, error) {
	d, err := c.desk(ctx, p.Press, p.Subject)
	if err != nil {
		return PaperCopy{}, err
	}
	offer, ok := d.offer(p.Name)
	if !ok {
		return PaperCopy{}, ErrNoPaper
	}
	made := PaperCopy{
		Subject: p.Subject, Paper: p.Name, State: CopyMade, Format: offer.Format, Language: d.press.Language,
		Device: p.Actor.Device, By: p.Actor.ID,
	}
	if p.Format != "" {
		made.Format = p.Format
	}
	err = c.again(ctx, func(ctx context.Context, tx models.Tx) error {
		last, err := c.Copies.LastCopy(ctx, tx, p.Subject, p.Name)
		if err != nil {
			return err
		}
		made.ID, made.Copy, made.At = c.IDs.New(), last+1, c.Clock.Now()
		if err := c.Copies.AddCopy(ctx, tx, made); err != nil {
			return err
		}
		if err := c.notePaper(ctx, tx, audit.PaperPrinted, d, made); err != nil {
			return err
		}
		return p.Record.Call(ctx, tx, made)
	})
	return made, err
}

func (c *Cases) notePaper(ctx context.Context, tx models.Tx, action audit.Action, d *deskOfPapers, made PaperCopy) error {
	kind, _, _ := strings.Cut(made.Paper, "-")
	notes := map[string]string{"document": kind, "count": strconv.Itoa(made.Copy)}
	if made.Fault != "" {
		notes["fault"] = made.Fault
	}
	return c.Log.Append(ctx, tx, audit.Entry{Action: action, Actor: d.press.Actor, Subjects: d.subjects(), Notes: notes})
}

// PaperDraft is a paper as its next print would be, before it is counted, and
// its title.
func (c *Cases) PaperDraft(ctx context.Context, p Press, subject models.ID, name string, format paper.Format) (paper.Document, models.Texts, error) {
	d, err := c.desk(ctx, p, subject)
	if err != nil {
		return paper.Document{}, nil, err
	}
	offer, ok := d.offer(name)
	if !ok {
		return paper.Document{}, nil, ErrNoPaper
	}
	copies, err := c.Copies.Copies(ctx, subject)
	if err != nil {
		return paper.Document{}, nil, err
	}
	now := c.Clock.Now()
	next := PaperCopy{Paper: name, Copy: 1, Format: format, Language: d.press.Language, At: now}
	for _, printed := range copies {
		if printed.Paper == name {
			next.Copy = printed.Copy + 1
		}
	}
	next.Device = p.Actor.Device
	d.served = served(copies, next)
	document, err := d.document(ctx, next)
	return document, offer.Title, err
}

// PaperOf is a counted print, signed. It says what is so now; that it was
// printed before shows in its number.
func (c *Cases) PaperOf(ctx context.Context, p Press, subject models.ID, name string, copy int) (paper.Document, error) {
	d, made, err := c.printed(ctx, p, subject, name, copy)
	if err != nil {
		return paper.Document{}, err
	}
	return d.document(ctx, made)
}

// document is a print, signed.
func (d *deskOfPapers) document(ctx context.Context, made PaperCopy) (paper.Document, error) {
	facts, kind, err := d.facts(ctx, made.Paper)
	if err != nil {
		return paper.Document{}, err
	}
	facts.Copy, facts.Format, facts.Language, facts.Printed = made.Copy, made.Format, made.Language, made.At
	document, _, err := papers.Make(kind, facts).Signed(d.cases.PaperKey)
	return document, err
}

// printed finds a counted print of the subject.
func (c *Cases) printed(ctx context.Context, p Press, subject models.ID, name string, copy int) (*deskOfPapers, PaperCopy, error) {
	d, err := c.desk(ctx, p, subject)
	if err != nil {
		return nil, PaperCopy{}, err
	}
	copies, err := c.Copies.Copies(ctx, subject)
	if err != nil {
		return nil, PaperCopy{}, err
	}
	i := slices.IndexFunc(copies, func(x PaperCopy) bool { return x.Paper == name && x.Copy == copy })
	if _, offered := d.offer(name); i < 0 || !offered {
		return nil, PaperCopy{}, ErrNoPaper
	}
	if p.atWindow() && copies[i].By != p.Actor.ID {
		return nil, PaperCopy{}, ErrNoPaper // a window shows what it printed itself, and what it printed is in the log
	}
	d.served = served(copies, copies[i])
	return d, copies[i], nil
}

// served is the print by which a paper came into the citizen's hands: its first
// that did not fail. Where all others did it is this one, which is being made.
func served(copies []PaperCopy, this PaperCopy) PaperCopy {
	for _, x := range copies {
		if x.Paper == this.Paper && x.State != CopyFailed && x.Copy < this.Copy {
			return x
		}
	}
	return this
}

// PaperFailed notes that a print did not come out. Being told twice changes
// nothing.
func (c *Cases) PaperFailed(ctx context.Context, p Press, subject models.ID, name string, copy int, fault string) error {
	d, made, err := c.printed(ctx, p, subject, name, copy)
	if err != nil || made.State == CopyFailed {
		return err
	}
	made.Fault = fault
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		if err := c.Copies.FailCopy(ctx, tx, made); err != nil {
			return err
		}
		return c.notePaper(ctx, tx, audit.PaperFailed, d, made)
	})
	if errors.Is(err, models.ErrStale) {
		return nil
	}
	return err
}

// SendPapers texts the citizen where the papers of an application can be fetched
// when this machine cannot print: nothing has to be written down. Once a day.
func (c *Cases) SendPapers(ctx context.Context, actor models.Actor, application models.ID) error {
	f, err := c.ownFile(ctx, actor, application)
	if err != nil {
		return err
	}
	if c.Notifier == nil || f.mobile().Empty() {
		return ErrNoPhone
	}
	return c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		key := string(f.ID) + ":" + TextPapers + ":" + strings.ReplaceAll(string(models.DateOf(c.Clock.Now())), "-", "")
		return c.outbox(ctx, tx, key, notification{Application: f.ID, Template: TextPapers})
	})
}
