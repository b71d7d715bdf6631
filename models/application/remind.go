package application

import (
	"context"
	"errors"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/calendar"
)

// remindBefore is how many working days before the last day a reminder goes out.
const remindBefore = 3

// sweepAtOnce bounds how many requests one sweep looks at; the next goes on.
const sweepAtOnce = 200

// linkPause is the least time between two messages with a new link: whoever
// holds a phone, or stands at a kiosk, cannot flood it.
const linkPause = 10 * time.Minute

// remindOn is the day of the reminder; "" where the time to answer is too short
// for one, or the calendar does not reach.
func (c *Cases) remindOn(asked, answerBy models.Date) models.Date {
	days, err := c.workingDays(asked, answerBy)
	if err != nil || days < 2*remindBefore {
		return ""
	}
	day, err := c.Calendar.Add(asked, days-remindBefore)
	if err != nil {
		return ""
	}
	return day
}

// workingDays counts the working days after from, up to and with to.
func (c *Cases) workingDays(from, to models.Date) (int, error) {
	n := 0
	for day := from; ; n++ {
		next, err := c.Calendar.Add(day, 1)
		if err != nil {
			return 0, err
		}
		if next > to {
			return n, nil
		}
		day = next
	}
}

// unpublished promises nothing where the calendar does not reach.
func unpublished(a *Application, err error) error {
	if errors.Is(err, calendar.ErrNotPublished) {
		a.Promised = ""
		return nil
	}
	return err
}

// SweepCorrections reminds citizens of what they were asked, lets requests expire
// whose last day is over, and drops yesterday's calls, which the audit log has.
// It answers how many requests it did something about.
func (c *Cases) SweepCorrections(ctx context.Context) (int, error) {
	due, err := c.Requests.DueRequests(ctx, models.DateOf(c.Clock.Now()), sweepAtOnce)
	if err != nil {
		return 0, err
	}
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.Board.ForgetCalls(ctx, tx, c.Clock.Now().Add(-callKept))
	})
	if err != nil {
		return 0, err
	}
	done := 0
	for _, q := range due {
		err := c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return c.sweepOne(ctx, tx, q.Application) })
		if errors.Is(err, models.ErrNotFound) || errors.Is(err, models.ErrStale) {
			continue // answered meanwhile
		}
		if err != nil {
			return done, err
		}
		done++
	}
	return done, nil
}

func (c *Cases) sweepOne(ctx context.Context, tx models.Tx, id models.ID) error {
	a, err := c.Store.Lock(ctx, tx, id)
	if err != nil {
		return err
	}
	q, err := c.Requests.LockRequest(ctx, tx, id)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	switch today := models.DateOf(now); {
	case q.State != RequestAsked:
		return nil
	case q.AnswerBy < today:
		q.State = RequestExpired
		if err := c.closeLinks(ctx, tx, id, closedExpired, false); err != nil {
			return err
		}
		if err := c.Log.Append(ctx, tx, audit.Entry{
			Action: audit.CorrectionExpired, Actor: system(), Subjects: append(a.subjects(), q.ref()),
		}); err != nil {
			return err
		}
	case q.RemindOn != "" && q.RemindOn <= today && q.RemindedAt.IsZero():
		q.RemindedAt = now
		if err := c.tellAsked(ctx, tx, q, TextReminder); err != nil {
			return err
		}
		if err := c.Log.Append(ctx, tx, audit.Entry{
			Action: audit.CorrectionReminded, Actor: system(), Subjects: append(a.subjects(), q.ref()),
		}); err != nil {
			return err
		}
	default:
		return nil
	}
	return c.Requests.ChangeRequest(ctx, tx, q, RequestAsked)
}

// ErrNoPhone is the answer to a new link where no message can be sent.
var ErrNoPhone = models.E(models.KindConflict, "no-mobile")

// SendLink sends the citizen a new link to the open request of their own
// application, to the number on file; the earlier one dies with it. Asking again
// within ten minutes sends nothing more.
func (c *Cases) SendLink(ctx context.Context, actor models.Actor, id models.ID) error {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return err
	}
	if f.State != Correction || f.asked.State != RequestAsked {
		return ErrNotCorrecting
	}
	if c.Links == nil || c.Notifier == nil || f.mobile().Empty() {
		return ErrNoPhone
	}
	return c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		q, err := c.Requests.LockRequest(ctx, tx, id)
		if err != nil {
			return err
		}
		return c.tellAsked(ctx, tx, q, TextNewLink)
	})
}
