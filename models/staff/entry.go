package staff

import (
	"time"

	"onevisit/models"
)

// EntryTime is how long the second factor may take after the password.
const EntryTime = 10 * time.Minute

// Entry is a sign-in half done: the password was right, the second factor is
// missing. It is kept apart from sessions, under a token of its own, so that by
// construction it opens nothing but the second half.
type Entry struct {
	ID       models.ID
	Account  Account
	Started  time.Time
	EndsAt   time.Time
	Enrolled bool // the account has a second factor; else one has to be set up first
}

// Actor names the person for audit. It has no role and therefore no rights.
func (e Entry) Actor() models.Actor {
	return models.Actor{Kind: models.ActorStaff, ID: e.Account.ID, Session: e.ID, Site: e.Account.Site}
}
