package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/figures"
)

// FigureFacts reads the facts that figures are counted from. It implements
// figures.Source by plain SQL, a few statements for however many subjects.
type FigureFacts struct{}

// NewFigureFacts returns the source.
func NewFigureFacts() *FigureFacts { return &FigureFacts{} }

// factsAtOnce is how many IDs one statement names.
const factsAtOnce = 500

// Kinds implements figures.Source.
func (*FigureFacts) Kinds() []figures.Kind {
	return []figures.Kind{figures.Matter, figures.Session, figures.Walk, figures.Order, figures.DeviceDay}
}

// Touched implements figures.Source. What an entry names is enough but for two:
// a session's end tells the language of the matters that began in it, and an
// application taken up at another kiosk, or in another language, takes its payment
// orders along.
func (f *FigureFacts) Touched(ctx context.Context, tx models.Tx, entries []figures.Entry) ([][]figures.Subject, error) {
	out := make([][]figures.Subject, len(entries))
	ended, resumed := map[string][]int{}, map[string][]int{}
	ignored := figures.Ignored()
	for i, e := range entries {
		if slices.Contains(ignored, e.Action) {
			continue
		}
		out[i] = named(e)
		for _, r := range e.Refs {
			switch {
			case e.Action == audit.SessionEnded && r.Kind == "visit":
				ended[r.ID] = append(ended[r.ID], i)
			case (e.Action == audit.ApplicationResumed || e.Action == audit.ApplicationSubmitted) && r.Kind == "application":
				resumed[r.ID] = append(resumed[r.ID], i)
			}
		}
	}
	for _, look := range []struct {
		of   map[string][]int
		kind figures.Kind
		sql  string
	}{
		{ended, figures.Matter, "SELECT visit_id AS ref, matter_id AS id FROM matter_visit WHERE visit_id IN ?"},
		{resumed, figures.Order, "SELECT application_id AS ref, id FROM payment_order WHERE application_id IN ?"},
	} {
		if err := follow(in(ctx, tx), look.sql, look.of, func(i int, id string) {
			out[i] = append(out[i], figures.Subject{Kind: look.kind, ID: id})
		}); err != nil {
			return nil, err
		}
	}
	return out, f.walks(ctx, tx, entries, out)
}

// named are the subjects an entry names itself.
func named(e figures.Entry) []figures.Subject {
	var list []figures.Subject
	device, day := "", ""
	for _, r := range e.Refs {
		switch r.Kind {
		case "matter":
			list = append(list, figures.Subject{Kind: figures.Matter, ID: r.ID})
		case "session":
			list = append(list, figures.Subject{Kind: figures.Session, ID: r.ID})
		case "order":
			list = append(list, figures.Subject{Kind: figures.Order, ID: r.ID})
		case "device":
			device = r.ID
		case "day":
			day = r.ID
		}
	}
	if device != "" && day != "" {
		list = append(list, figures.Subject{Kind: figures.DeviceDay, ID: figures.DayID(models.ID(device), models.Date(day))})
	}
	return list
}

// follow asks for what belongs to references, and tells each to the entries that
// named them.
func follow(g *gorm.DB, sql string, of map[string][]int, tell func(entry int, id string)) error {
	for ids := range slices.Chunk(keysOf(of), factsAtOnce) {
		var rows []struct{ Ref, ID string }
		if err := g.Raw(sql+" ORDER BY 1, 2", ids).Scan(&rows).Error; err != nil {
			return translate("follow references", err)
		}
		for _, r := range rows {
			for _, i := range of[r.Ref] {
				tell(i, r.ID)
			}
		}
	}
	return nil
}

func keysOf[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// walks adds the parts in services of the sessions that ended.
func (f *FigureFacts) walks(ctx context.Context, tx models.Tx, entries []figures.Entry, out [][]figures.Subject) error {
	ended := map[string][]int{}
	for i, e := range entries {
		for _, r := range e.Refs {
			if e.Action == audit.SessionEnded && r.Kind == "session" {
				ended[r.ID] = append(ended[r.ID], i)
			}
		}
	}
	for ids := range slices.Chunk(keysOf(ended), factsAtOnce) {
		sessions, err := sessionFacts(in(ctx, tx), ids)
		if err != nil {
			return err
		}
		for id, s := range sessions {
			for _, w := range s.Walks {
				for _, i := range ended[id] {
					out[i] = append(out[i], figures.Subject{Kind: figures.Walk, ID: figures.WalkID(s.ID, w.Service)})
				}
			}
		}
	}
	for i := range out {
		slices.SortFunc(out[i], compareSubjects)
		out[i] = slices.Compact(out[i])
	}
	return nil
}

func compareSubjects(a, b figures.Subject) int {
	if a.Kind != b.Kind {
		return strings.Compare(string(a.Kind), string(b.Kind))
	}
	return strings.Compare(a.ID, b.ID)
}

// Contributions implements figures.Source.
func (f *FigureFacts) Contributions(ctx context.Context, tx models.Tx, subjects []figures.Subject) ([]figures.Contribution, error) {
	of := map[figures.Kind][]string{}
	for _, s := range subjects {
		of[s.Kind] = append(of[s.Kind], s.ID)
	}
	known := map[figures.Subject]figures.Contribution{}
	for kind, ids := range of {
		slices.Sort(ids)
		for part := range slices.Chunk(slices.Compact(ids), factsAtOnce) {
			list, err := f.some(in(ctx, tx), kind, part)
			if err != nil {
				return nil, err
			}
			for _, c := range list {
				known[c.Subject] = c
			}
		}
	}
	out := make([]figures.Contribution, len(subjects))
	for i, s := range subjects {
		if out[i] = known[s]; out[i].Subject != s {
			out[i] = figures.Contribution{Subject: s}
		}
	}
	return out, nil
}

// some computes the contributions of subjects of a kind.
func (f *FigureFacts) some(g *gorm.DB, kind figures.Kind, ids []string) ([]figures.Contribution, error) {
	switch kind {
	case figures.Matter:
		return matterContributions(g, span{ids: ids})
	case figures.Session, figures.Walk:
		return sessionContributions(g, kind, ids)
	case figures.Order:
		return orderContributions(g, ids)
	case figures.DeviceDay:
		return dayContributions(g, ids)
	}
	return nil, nil
}

// span says which rows are read: those of a list of IDs, or of a range of them,
// which a database reads faster.
type span struct {
	ids         []string
	first, last string
}

// where is the condition on a column, with its arguments.
func (s span) where(column string) (string, []any) {
	if s.ids != nil {
		return column + " IN ?", []any{s.ids}
	}
	return column + " BETWEEN ? AND ?", []any{s.first, s.last}
}
