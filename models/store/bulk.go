package store

import (
	"context"

	"onevisit/models"
	"onevisit/models/visit"
)

// Bulk is what a made-up history consists of.
type Bulk struct {
	Persons   []visit.Person
	Visits    []visit.Visit
	Sessions  []visit.Session
	Matters   []visit.Matter
	Presences []visit.Presence
	Attempts  []visit.Attempt
}

// AddBulk writes a history with few statements. It is for demo halls and
// measurements: nothing here asks what the ledger asks, and nothing is appended
// to the audit log.
func (s *Visits) AddBulk(ctx context.Context, tx models.Tx, p *Bulk) error {
	g := in(ctx, tx)
	w := func(table, columns string, width int) *manyRows {
		return &manyRows{g: g, head: "INSERT INTO " + table + " (" + columns + ") VALUES ", width: width}
	}
	persons := w("person", "id, id_index, sealed, test, created_at", 5)
	for i := range p.Persons {
		x := &p.Persons[i]
		if err := persons.add(string(x.ID), x.Index, x.Sealed, flag(x.Test), millis(x.CreatedAt)); err != nil {
			return err
		}
	}
	visits := w("visit", "id, person_id, site, local_date, started_at, demo, age", 7)
	for i := range p.Visits {
		x := &p.Visits[i]
		if err := visits.add(string(x.ID), string(x.Person), x.Site, string(x.On), millis(x.StartedAt), flag(x.Demo), x.Age); err != nil {
			return err
		}
	}
	sessions := w("citizen_session", `id, token_hash, device_id, live_device, site, person_id, visit_id, sealed, language, assisted, document_kind,
		local_date, started_at, last_seen_at, ended_at, end_reason, rating`, 17)
	for i := range p.Sessions {
		x := &p.Sessions[i]
		err := sessions.add(string(x.ID), string(x.ID), string(x.Device), nil, x.Site, string(x.Person), string(x.Visit), []byte("x"), x.Language,
			flag(x.Assisted), string(x.Document), string(models.DateOf(x.StartedAt)), millis(x.StartedAt), millis(x.EndedAt), millis(x.EndedAt),
			string(x.EndReason), x.Rating)
		if err != nil {
			return err
		}
	}
	if err := p.addMatters(w); err != nil {
		return err
	}
	for _, rest := range []*manyRows{persons, visits, sessions} {
		if err := rest.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Bulk) addMatters(w func(table, columns string, width int) *manyRows) error {
	matters := w("matter", `id, person_id, service, open_key, state, opened_on, last_event_on, ended_on, ended_at, visits, reopened, site, definition_hash,
		test, demo, precheck_only, settled, uncounted, version`, 19)
	for i := range p.Matters {
		r := toMatterRow(p.Matters[i])
		var key any
		if r.OpenKey != nil {
			key = *r.OpenKey
		}
		err := matters.add(r.ID, r.PersonID, r.Service, key, r.State, r.OpenedOn, r.LastEventOn, r.EndedOn, r.EndedAt, r.Visits, r.Reopened, r.Site,
			r.DefinitionHash, r.Test, r.Demo, r.PrecheckOnly, r.Settled, r.Uncounted, r.Version)
		if err != nil {
			return err
		}
	}
	presences := w("matter_visit", "matter_id, visit_id, seq, site, local_date, first_at, ending, ending_cause, cause, cause_text", 10)
	for i := range p.Presences {
		x := &p.Presences[i]
		err := presences.add(string(x.Matter), string(x.Visit), x.Seq, x.Site, string(x.On), millis(x.FirstAt), x.Ending.Text(), string(x.Ending.Cause),
			string(x.Cause), x.CauseText)
		if err != nil {
			return err
		}
	}
	attempts := w("attempt", "id, reference, matter_id, visit_id, session_id, service, outcome, reason_code, cause, created_at", 10)
	for i := range p.Attempts {
		x := &p.Attempts[i]
		err := attempts.add(string(x.ID), x.Reference, string(x.Matter), string(x.Visit), string(x.Session), x.Service, x.Outcome, x.Reason,
			string(x.Cause), millis(x.At))
		if err != nil {
			return err
		}
	}
	for _, rest := range []*manyRows{matters, presences, attempts} {
		if err := rest.flush(); err != nil {
			return err
		}
	}
	return nil
}
