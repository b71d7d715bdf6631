package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/visit"
)

// historyBatch is how many rows one INSERT holds: well below SQLite's limit of
// variables and MariaDB's of a packet.
const historyBatch = 200

// Past is a part of a hall's past: whole persons with everything they did.
type Past struct {
	Persons   []visit.Person
	Visits    []visit.Visit
	Matters   []visit.Matter
	Presences []visit.Presence
}

// History writes a hall's past in bulk, for the seed of a demo hall and for an
// import. It only adds.
type History struct{ db *DB }

// NewHistory returns the writer.
func NewHistory(db *DB) *History { return &History{db} }

// Add writes a part of the past; models.ErrDuplicate when some of it is there.
func (h *History) Add(ctx context.Context, tx models.Tx, p Past) error {
	persons := make([]row.Person, len(p.Persons))
	for i, x := range p.Persons {
		persons[i] = row.Person{ID: string(x.ID), IDIndex: x.Index, Sealed: x.Sealed, Test: flag(x.Test), CreatedAt: millis(x.CreatedAt)}
	}
	visits := make([]row.Visit, len(p.Visits))
	for i, x := range p.Visits {
		visits[i] = row.Visit{
			ID: string(x.ID), PersonID: string(x.Person), Site: x.Site, LocalDate: string(x.On),
			StartedAt: millis(x.StartedAt), Demo: flag(x.Demo),
		}
	}
	matters := make([]row.Matter, len(p.Matters))
	for i, x := range p.Matters {
		matters[i] = toMatterRow(x)
	}
	presences := make([]row.MatterVisit, len(p.Presences))
	for i, x := range p.Presences {
		presences[i] = toPresenceRow(x)
	}
	g := in(ctx, tx)
	for _, rows := range []any{&persons, &visits, &matters, &presences} {
		if err := g.CreateInBatches(rows, historyBatch).Error; err != nil {
			return translate("add history", err)
		}
	}
	return nil
}

func toPresenceRow(p visit.Presence) row.MatterVisit {
	return row.MatterVisit{
		MatterID: string(p.Matter), VisitID: string(p.Visit), Seq: p.Seq, Site: p.Site, LocalDate: string(p.On),
		FirstAt: millis(p.FirstAt), Ending: p.Ending.Text(), EndingCause: string(p.Ending.Cause),
		Cause: string(p.Cause), CauseText: p.CauseText,
	}
}
