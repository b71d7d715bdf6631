package store

import (
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

// queuedColumns reads cases with their place in the queue's order. Its three
// parameters are today, today, and the last day that counts as near.
const queuedColumns = `SELECT q.*,
	CASE WHEN q.promised_date = '' THEN 3 WHEN q.promised_date < ? THEN 0 WHEN q.promised_date = ? THEN 1
		WHEN q.promised_date <= ? THEN 2 ELSE 3 END AS risk_rank,
	CASE WHEN s.ended_at = 0 THEN 0 ELSE 1 END AS away
	FROM queued_case q LEFT JOIN citizen_session s ON s.id = q.session_id`

// queuedRow is a row of queuedColumns.
type queuedRow struct {
	row.QueuedCase
	RiskRank int
	Away     int
}

func (r queuedRow) toCase() casework.Case {
	c := fromQueuedCase(r.QueuedCase)
	c.InHall = r.Away == 0
	return c
}

func toQueuedCase(c casework.Case) row.QueuedCase {
	return row.QueuedCase{
		ApplicationID: string(c.Application), MatterID: string(c.Matter), PersonID: string(c.Person),
		SessionID: string(c.Session), Number: c.Number, Service: c.Service, Site: c.Site, Kiosk: c.Kiosk,
		Holder: notNil(c.Holder), SubmittedAt: millis(c.SubmittedAt), PromisedDate: string(c.Promised),
		State: string(c.State), Demo: flag(c.Demo),
		ClaimedBy: string(c.Hold.Clerk), ClaimedName: c.Hold.Name, ClaimExpiresAt: millis(c.Hold.ExpiresAt), Fence: c.Hold.Fence,
		Skill: c.Skill, Language: c.Language, RoundNo: max(c.Round, 1), Stage: string(c.Stage), Eyes: c.Eyes, Checked: string(c.Checked),
		Corrected: flag(c.Corrected), AssignedTo: string(c.Assigned), DueDate: string(c.Due),
		StoppedAt: millis(c.StoppedAt), EscalatedAt: millis(c.EscalatedAt),
	}
}

func fromQueuedCase(r row.QueuedCase) casework.Case {
	return casework.Case{
		Application: models.ID(r.ApplicationID), Matter: models.ID(r.MatterID), Person: models.ID(r.PersonID),
		Session: models.ID(r.SessionID), Number: r.Number, Service: r.Service, Site: r.Site, Kiosk: r.Kiosk,
		Holder: r.Holder, SubmittedAt: instant(r.SubmittedAt), Promised: models.Date(r.PromisedDate), InHall: false,
		State: casework.State(r.State), Demo: r.Demo == 1,
		Hold: casework.Hold{
			Clerk: models.ID(r.ClaimedBy), Name: r.ClaimedName, Fence: r.Fence, ExpiresAt: instant(r.ClaimExpiresAt),
		},
		Skill: r.Skill, Language: r.Language, Round: r.RoundNo, Stage: casework.Stage(r.Stage), Eyes: r.Eyes, Checked: casework.Checked(r.Checked),
		Corrected: r.Corrected == 1, Assigned: models.ID(r.AssignedTo), Due: models.Date(r.DueDate),
		StoppedAt: instant(r.StoppedAt), EscalatedAt: instant(r.EscalatedAt),
	}
}

// notNil makes an absent value the empty one: the columns have no NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
