package figures

import (
	"context"
	"fmt"
	"slices"

	"onevisit/models"
	"onevisit/models/completion"
)

// Name is a service, hall or kiosk with its words, and what it is grouped under:
// a service's category, a hall's region, a kiosk's hall.
type Name struct {
	Code  string
	Text  models.Texts
	Group string
	Of    models.Texts // the group's words
}

// Names knows what figures are divided by. Steps lists a service's pages in
// order, in the version in force.
type Names interface {
	Services(ctx context.Context) ([]Name, error)
	Sites(ctx context.Context) ([]Name, error)
	Devices(ctx context.Context) ([]Name, error)
	Reasons() []Name // of hand-overs to a window
	Steps(service string) []Name
}

// Known is everything there is a name for, read once for a report.
type Known struct {
	Services, Sites, Devices, Reasons []Name
	steps                             func(service string) []Name
}

func find(list []Name, code string) (Name, bool) {
	at := slices.IndexFunc(list, func(n Name) bool { return n.Code == code })
	if at < 0 {
		return Name{}, false
	}
	return list[at], true
}

func (k Known) service(code string) Name { n, _ := find(k.Services, code); return n }
func (k Known) site(code string) Name    { n, _ := find(k.Sites, code); return n }

// Known reads the names.
func (r *Reports) Known(ctx context.Context) (Known, error) {
	k := Known{steps: r.Names.Steps, Reasons: r.Names.Reasons()}
	var err error
	if k.Services, err = r.Names.Services(ctx); err != nil {
		return k, fmt.Errorf("figures: services: %w", err)
	}
	if k.Sites, err = r.Names.Sites(ctx); err != nil {
		return k, fmt.Errorf("figures: halls: %w", err)
	}
	if k.Devices, err = r.Names.Devices(ctx); err != nil {
		return k, fmt.Errorf("figures: kiosks: %w", err)
	}
	return k, nil
}

// asking is a checked question.
type asking struct {
	reader  Reader
	figure  Figure
	rules   completion.Definition
	names   Known
	by      string
	query   Query
	nothing bool // the filter lets nothing through
}

// ask checks a question and turns it into a query.
func (r *Reports) ask(ctx context.Context, actor models.Actor, q Question) (asking, error) {
	a := asking{reader: r.Reader, by: q.By}
	var ok bool
	if a.figure, ok = Of(q.Figure); !ok {
		return a, ErrUnknownFigure
	}
	if err := completion.CheckPeriod(actor, q.From, q.To); err != nil {
		return a, err
	}
	if !a.figure.divides(q.By) {
		return a, models.Invalid("figures.division", models.FieldError{Field: "by", Code: "figures.division"})
	}
	var err error
	if a.rules, err = r.Definitions.ForPeriod(q.From, q.To); err != nil {
		return a, err
	}
	if q.AsOf > 0 {
		pin, err := r.Reader.Pin(ctx)
		if err != nil {
			return a, err
		}
		if q.AsOf > pin.Entries {
			return a, ErrBeyond
		}
	}
	if a.names, err = r.Known(ctx); err != nil {
		return a, err
	}
	a.query = Query{
		From: q.From, To: q.To, Demo: r.Demo, Measures: a.figure.measures, By: a.dimensions(), AsOf: q.AsOf,
		Filter: Filter{Channel: q.Channel, Device: q.Device, Language: q.Language, Aid: q.Aid, Age: q.Age},
	}
	a.narrow(q)
	return a, nil
}

// dimensions are what the sums are divided by for the division asked for.
func (a asking) dimensions() []Dimension {
	var by []Dimension
	switch a.by {
	case "":
	case MonthService:
		by = []Dimension{ByMonth, ByService}
	case Category:
		by = []Dimension{ByService}
	case Region:
		by = []Dimension{BySite}
	default:
		by = []Dimension{Dimension(a.by)}
	}
	if a.figure.perService != nil {
		by = append(by, ByService)
	}
	return by
}

// narrow turns categories into services and regions into halls, and leaves out
// the services that the definition does. What nothing belongs to lets nothing
// through.
func (a *asking) narrow(q Question) {
	choose := func(list []Name, code, group string, gone []string) []string {
		if code == "" && group == "" && len(gone) == 0 {
			return nil
		}
		if code != "" && group == "" && len(gone) == 0 {
			return []string{code}
		}
		var codes []string
		for _, n := range list {
			if (code == "" || n.Code == code) && (group == "" || n.Group == group) && !slices.Contains(gone, n.Code) {
				codes = append(codes, n.Code)
			}
		}
		a.nothing = a.nothing || len(codes) == 0
		return codes
	}
	a.query.Filter.Services = choose(a.names.Services, q.Service, q.Category, a.rules.ExcludedServices)
	a.query.Filter.Sites = choose(a.names.Sites, q.Site, q.Region, nil)
}
