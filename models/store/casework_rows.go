package store

import (
	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store/internal/row"
)

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
		Deadline: string(c.Deadline), WarnDate: string(c.WarnOn), WarnDays: c.WarnDays, SignDays: c.SignDays,
		Place: millis(c.Place), Away: flag(!c.InHall), WarnedAt: millis(c.WarnedAt), TouchedAt: 0, // the database's own time, see BeforeSave
	}
}

func fromQueuedCase(r row.QueuedCase) casework.Case {
	return casework.Case{
		Application: models.ID(r.ApplicationID), Matter: models.ID(r.MatterID), Person: models.ID(r.PersonID),
		Session: models.ID(r.SessionID), Number: r.Number, Service: r.Service, Site: r.Site, Kiosk: r.Kiosk,
		Holder: r.Holder, SubmittedAt: instant(r.SubmittedAt), Promised: models.Date(r.PromisedDate), InHall: r.Away == 0,
		State: casework.State(r.State), Demo: r.Demo == 1,
		Hold: casework.Hold{
			Clerk: models.ID(r.ClaimedBy), Name: r.ClaimedName, Fence: r.Fence, ExpiresAt: instant(r.ClaimExpiresAt),
		},
		Skill: r.Skill, Language: r.Language, Round: r.RoundNo, Stage: casework.Stage(r.Stage), Eyes: r.Eyes, Checked: casework.Checked(r.Checked),
		Corrected: r.Corrected == 1, Assigned: models.ID(r.AssignedTo), Due: models.Date(r.DueDate),
		StoppedAt: instant(r.StoppedAt), EscalatedAt: instant(r.EscalatedAt),
		Deadline: models.Date(r.Deadline), WarnOn: models.Date(r.WarnDate), WarnDays: r.WarnDays, SignDays: r.SignDays,
		Place: instant(r.Place), WarnedAt: instant(r.WarnedAt),
	}
}

// notNil makes an absent value the empty one: the columns have no NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
