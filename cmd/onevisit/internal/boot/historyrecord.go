package boot

import (
	"context"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// enter adds an entry about a matter to the record of the batch. The log says when
// it was written, which is when the past was made up.
func (s *history) enter(action audit.Action, actor models.Actor, m visit.Matter, notes map[string]string, more ...audit.Ref) {
	s.usage.entries = append(s.usage.entries, audit.Entry{
		Action: action, Actor: actor, Notes: notes,
		Subjects: append(more, audit.Ref{Kind: "matter", ID: string(m.ID)}, audit.Ref{Kind: "person", ID: string(m.Person)}),
	})
}

// refused enters what the pre-check made of a visit.
func (s *history) refused(m visit.Matter, t told, x visit.Session) {
	if t.ending != visit.EndRefused && t.ending != visit.EndSilent {
		return
	}
	notes := map[string]string{"service": m.Service, "outcome": "window", "cause": string(t.cause)}
	s.enter(audit.PreCheckEnded, x.Actor(), m, notes, audit.Ref{Kind: "visit", ID: string(t.visit)})
}

// opened enters an application without the path through it.
func (s *history) opened(m visit.Matter, a application.Application, x visit.Session, again bool) {
	of := audit.Ref{Kind: "application", ID: string(a.ID)}
	action := audit.ApplicationOpened
	if again {
		action = audit.ApplicationResumed
	}
	s.enter(action, x.Actor(), m, map[string]string{"service": m.Service}, of)
	if !again && !a.SubmittedAt.IsZero() {
		s.enter(audit.ApplicationSubmitted, x.Actor(), m, map[string]string{"state": "queued"}, of)
	}
}

// ended enters how a matter ended.
func (s *history) ended(m visit.Matter, a *application.Application, state visit.MatterState) {
	var of []audit.Ref
	if a != nil {
		of = append(of, audit.Ref{Kind: "application", ID: string(a.ID)})
	}
	office := models.Actor{Kind: models.ActorSystem, Site: m.Site}
	switch state {
	case visit.MatterCompleted:
		if a != nil && !a.DecidedAt.IsZero() {
			s.enter(audit.ApplicationApproved, office, m, nil, of...)
		}
		s.enter(audit.ApplicationCompleted, office, m, nil, of...)
	case visit.MatterRejected:
		s.enter(audit.ApplicationRejected, office, m, nil, of...)
	case visit.MatterWithdrawn:
		s.enter(audit.ApplicationWithdrawn, office, m, nil, of...)
	case visit.MatterAbandoned:
		s.enter(audit.MatterAbandoned, office, m, nil)
	case visit.MatterOpen:
	}
}

// take hands over what was collected and begins anew; the kiosks stay.
func (s *history) take() usage {
	u := s.usage
	s.usage = usage{kiosks: u.kiosks}
	return u
}

// writeUsage writes what was collected.
func (s *history) writeUsage(ctx context.Context, tx models.Tx, u usage) error {
	if err := s.visits.AddBulk(ctx, tx, &u.bulk); err != nil {
		return err
	}
	if err := s.visits.AddUsage(ctx, tx, &u.rows); err != nil {
		return err
	}
	return s.log.AppendAll(ctx, tx, u.entries)
}
