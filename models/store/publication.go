package store

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/publication"
	"onevisit/models/store/internal/row"
)

// Publications keeps changes of what is in force; it implements publication.Store.
type Publications struct{ db *DB }

// NewPublications returns the repository.
func NewPublications(db *DB) *Publications { return &Publications{db} }

// Everything of a move but its bytes, which may be many.
const moveColumns = `p.id, p.kind, p.service, p.hash, p.effective_at, p.note, p.state, p.site, p.submitted_by, p.submitted_at,
	p.decided_by, p.decided_at, p.withdrawn_by, p.withdrawn_at, p.reason, p.announced, p.open_key, p.version`

const namedMoves = `SELECT ` + moveColumns + `, COALESCE(s.name, '') AS submitted_name, COALESCE(d.name, '') AS decided_name,
	COALESCE(w.name, '') AS withdrawn_name FROM publication p LEFT JOIN staff_account s ON s.id = p.submitted_by
	LEFT JOIN staff_account d ON d.id = p.decided_by LEFT JOIN staff_account w ON w.id = p.withdrawn_by `

type namedMove struct {
	row.Publication
	SubmittedName, DecidedName, WithdrawnName string
}

// Add implements publication.Store.
func (s *Publications) Add(ctx context.Context, tx models.Tx, m publication.Move, source []byte) error {
	r := toPublication(m)
	r.Source = append([]byte{}, source...)
	return translate("add publication", in(ctx, tx).Create(&r).Error)
}

// Lock implements publication.Store.
func (s *Publications) Lock(ctx context.Context, tx models.Tx, id models.ID) (publication.Move, error) {
	var r row.Publication
	err := holding(ctx, tx).Omit("source").Where("id = ?", string(id)).Take(&r).Error
	return fromPublication(namedMove{Publication: r}), translate("hold publication", err)
}

// Change implements publication.Store.
func (s *Publications) Change(ctx context.Context, tx models.Tx, m publication.Move) error {
	r := toPublication(m)
	return changed("change publication", in(ctx, tx).Model(&row.Publication{}).
		Where("id = ? AND version = ?", r.ID, r.Version-1).
		Updates(map[string]any{
			"effective_at": r.EffectiveAt, "state": r.State, "decided_by": r.DecidedBy, "decided_at": r.DecidedAt, "withdrawn_by": r.WithdrawnBy,
			"withdrawn_at": r.WithdrawnAt, "reason": r.Reason, "announced": r.Announced, "open_key": r.OpenKey, "version": r.Version,
		}))
}

// ByID implements publication.Store.
func (s *Publications) ByID(ctx context.Context, id models.ID) (publication.Move, error) {
	list, err := s.named(ctx, namedMoves+"WHERE p.id = ?", string(id))
	if err == nil && len(list) == 0 {
		err = models.ErrNotFound.Because(fmt.Errorf("publication %s", id))
	}
	if err != nil {
		return publication.Move{}, err
	}
	return list[0], nil
}

// Source implements publication.Store.
func (s *Publications) Source(ctx context.Context, id models.ID) ([]byte, error) {
	var r row.Publication
	err := s.db.reader(ctx).Select("source").Where("id = ?", string(id)).Take(&r).Error
	return r.Source, translate("read publication", err)
}

// List implements publication.Store.
func (s *Publications) List(ctx context.Context, service string) ([]publication.Move, error) {
	if service == "" {
		return s.named(ctx, namedMoves+"ORDER BY p.id DESC")
	}
	return s.named(ctx, namedMoves+"WHERE p.service = ? ORDER BY p.id DESC", service)
}

func (s *Publications) named(ctx context.Context, sql string, args ...any) ([]publication.Move, error) {
	var rows []namedMove
	if err := s.db.reader(ctx).Raw(sql, args...).Scan(&rows).Error; err != nil {
		return nil, translate("list publications", err)
	}
	list := make([]publication.Move, len(rows))
	for i, r := range rows {
		list[i] = fromPublication(r)
	}
	return list, nil
}

// NameOf implements publication.Store.
func (s *Publications) NameOf(ctx context.Context, staff models.ID) (string, error) {
	var r row.StaffAccount
	err := s.db.reader(ctx).Select("name").Where("id = ?", string(staff)).Take(&r).Error
	return r.Name, translate("read staff name", err)
}

// ApprovedMoves implements publication.Store. Each process asks every second.
func (s *Publications) ApprovedMoves(ctx context.Context) ([]publication.Move, error) {
	var rows []row.Publication
	if err := s.db.reader(ctx).Omit("source").Where("state = ?", string(publication.Approved)).Order("id").Find(&rows).Error; err != nil {
		return nil, translate("list publications", err)
	}
	list := make([]publication.Move, len(rows))
	for i, r := range rows {
		list[i] = fromPublication(namedMove{Publication: r})
	}
	return list, nil
}

func toPublication(m publication.Move) row.Publication {
	open := string(m.ID)
	if m.State == publication.Waiting {
		open = m.Service
	}
	return row.Publication{
		ID: string(m.ID), Kind: string(m.Kind), Service: m.Service, Hash: m.Hash, Source: []byte{}, EffectiveAt: millis(m.From), Note: m.Note,
		State: string(m.State), Site: m.Site, SubmittedBy: string(m.SubmittedBy.ID), SubmittedAt: millis(m.SubmittedAt),
		DecidedBy: string(m.DecidedBy.ID), DecidedAt: millis(m.DecidedAt), WithdrawnBy: string(m.WithdrawnBy.ID), WithdrawnAt: millis(m.WithdrawnAt),
		Reason: m.Reason, Announced: flag(m.Announced), OpenKey: open, Version: m.Version,
	}
}

func fromPublication(r namedMove) publication.Move {
	person := func(id, name string) publication.Person { return publication.Person{ID: models.ID(id), Name: name} }
	return publication.Move{
		ID: models.ID(r.ID), Kind: publication.Kind(r.Kind), Service: r.Service, Hash: r.Hash, From: instant(r.EffectiveAt), Note: r.Note,
		State: publication.State(r.State), Site: r.Site, SubmittedBy: person(r.SubmittedBy, r.SubmittedName), SubmittedAt: instant(r.SubmittedAt),
		DecidedBy: person(r.DecidedBy, r.DecidedName), DecidedAt: instant(r.DecidedAt),
		WithdrawnBy: person(r.WithdrawnBy, r.WithdrawnName), WithdrawnAt: instant(r.WithdrawnAt),
		Reason: r.Reason, Announced: r.Announced == 1, Version: r.Version,
	}
}
