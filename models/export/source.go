package export

import (
	"context"

	"onevisit/models"
	"onevisit/models/figures"
)

// Reports reads the records behind a figure; *figures.Reports is it.
type Reports interface {
	Records(ctx context.Context, actor models.Actor, q figures.Question, bucket string, page models.Page) (figures.RecordPage, error)
	Known(ctx context.Context) (figures.Known, error)
	Pin(ctx context.Context) (figures.State, error)
}

// pageSize is how many records are read at once: many, because each page asks for
// the total again, and few beside what memory an export may take.
const pageSize = 5000

// Source reads records out of the reports, pinned, so that the last page is of
// the same moment as the first.
type Source struct{ Reports Reports }

// Each implements Records.
func (s Source) Each(ctx context.Context, actor models.Actor, o Order, about func(About) error, row func(Record) error) error {
	q := o.question()
	if q.AsOf == 0 {
		pin, err := s.Pin(ctx)
		if err != nil {
			return err
		}
		q.AsOf = pin
	}
	known, err := s.Reports.Known(ctx)
	if err != nil {
		return err
	}
	for page := (models.Page{Limit: pageSize}); ; {
		got, err := s.Reports.Records(ctx, actor, q, o.Bucket, page)
		if err != nil {
			return err
		}
		if page.After == "" {
			err := about(About{
				Title: got.Figure.Title.In(o.Reader), Meaning: got.Figure.Meaning.In(o.Reader), Rules: got.Rules,
				Entries: got.Entries, Demo: got.Demo, Total: got.Total,
			})
			if err != nil {
				return err
			}
		}
		for _, c := range got.Records {
			if err := row(recordOf(c, got, known, o.Reader)); err != nil {
				return err
			}
		}
		if got.Next == "" {
			return nil
		}
		page.After = got.Next
	}
}

// Pin implements Records.
func (s Source) Pin(ctx context.Context) (int64, error) {
	pin, err := s.Reports.Pin(ctx)
	return pin.Entries, err
}

func recordOf(c figures.Counted, page figures.RecordPage, known figures.Known, language string) Record {
	r := Record{Counted: c}
	r.BucketText = page.Figure.BucketText(page.Rules, known, c.Bucket).In(language)
	r.Service = known.GroupText(string(figures.ByService), c.Place.Service).In(language)
	r.Site = known.GroupText(string(figures.BySite), c.Place.Site).In(language)
	if c.Place.Device != "" {
		r.Device = known.GroupText(string(figures.ByDevice), string(c.Place.Device)).In(language)
	}
	return r
}

func (o Order) question() figures.Question {
	return figures.Question{
		Figure: o.Figure, From: o.From, To: o.To, Service: o.Service, Category: o.Category, Site: o.Site, Region: o.Region,
		Channel: o.Channel, Device: models.ID(o.Device), Language: o.Language, Aid: o.Aid, Age: o.Age, AsOf: o.AsOf,
	}
}
