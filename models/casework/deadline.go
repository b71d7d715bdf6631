package casework

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/calendar"
)

// Calendar counts working days; calendar.ErrNotPublished where a year's table is
// missing.
type Calendar interface {
	Add(day models.Date, n int) (models.Date, error)
	Before(day models.Date, n int) (models.Date, error)
	Between(first, last models.Date) (int, error)
}

// Timer keeps the deadlines of cases: each stage has its own in working days, the
// clock stands still while the citizen has to act, a deadline that comes near is
// noted, and one that is broken is told to the supervisor. Every change of it is
// an entry of the record and so a line of the timeline. Where the next year's
// holidays are not published yet there is no deadline rather than a wrong one.
type Timer struct{ TimerConfig }

// TimerConfig is what a Timer is built from.
type TimerConfig struct {
	Transactor models.Transactor
	Stops      StopStore
	Calendar   Calendar
	Audit      audit.Log
	Feed       *Feed // nil where nobody listens
	Clock      models.Clock
}

// NewTimer returns the use case.
func NewTimer(c TimerConfig) *Timer { return &Timer{c} }

// StopReason is why a clock stands still.
type StopReason string

// StopCorrection says that the citizen has to put something right.
const StopCorrection StopReason = "correction"

// Stop is a time during which a case's clock stood still.
type Stop struct {
	Application models.ID
	From        time.Time
	To          time.Time // zero while it stands
	Days        int       // working days it stood
	Reason      StopReason
}

// StopStore is the repository of stops and of what is told once a deadline.
type StopStore interface {
	// AddStop keeps a stop that begins.
	AddStop(ctx context.Context, tx models.Tx, s Stop) error
	// EndStop writes the end of the stop that stands; models.ErrStale when none does.
	EndStop(ctx context.Context, tx models.Tx, s Stop) error
	// Stops lists an application's stops, oldest first.
	Stops(ctx context.Context, application models.ID) ([]Stop, error)
	// OpenStop reads the stop that stands; models.ErrNotFound.
	OpenStop(ctx context.Context, tx models.Tx, application models.ID) (Stop, error)
	// Untold lists waiting cases whose deadline has come near or was broken and
	// was not told yet, at most limit.
	Untold(ctx context.Context, today models.Date, limit int) ([]Case, error)
	// Tell notes that it was told, once; false when it was before or the case
	// does not wait any more, or waits for another day.
	Tell(ctx context.Context, tx models.Tx, application models.ID, broken bool, at time.Time) (bool, error)
}

// Begin sets the deadline and the place of a case that comes in for its first
// decision, within so many working days of the day it was handed in. Of these,
// SignDays are kept for the second signature where one is asked for.
func (t *Timer) Begin(c Case, days int) (Case, error) {
	if c.Eyes > 1 {
		days = max(days-c.SignDays, min(days, 1))
	}
	var err error
	if c.Due, err = t.after(models.DateOf(c.SubmittedAt), days); err != nil {
		return c, err
	}
	return t.placed(c)
}

// Enter moves a case on to a stage and sets the deadline of it: SignDays working
// days from now. The case keeps its place or gets a better one. The caller
// writes the case.
func (t *Timer) Enter(c Case, stage Stage) (Case, error) {
	c.Stage = stage
	due, err := t.after(models.DateOf(t.Clock.Now()), max(c.SignDays, 1))
	if err != nil {
		return c, err
	}
	c.Due = due
	return t.placed(c)
}

// Stop stops the clock of a case because the citizen has to act, at the latest
// by the day answerBy ("" for none), and notes it. The caller writes the case.
func (t *Timer) Stop(
	ctx context.Context, tx models.Tx, actor models.Actor, c Case, reason StopReason, answerBy models.Date,
) (Case, error) {
	now := t.Clock.Now()
	err := t.Stops.AddStop(ctx, tx, Stop{Application: c.Application, From: now, Reason: reason})
	if err != nil {
		return c, fmt.Errorf("casework: stop clock: %w", err)
	}
	notes := map[string]string{"reason": string(reason)}
	if answerBy != "" {
		notes["to"] = string(answerBy)
	}
	c.StoppedAt = now
	return c, t.note(ctx, tx, audit.ClockStopped, actor, c, notes)
}

// Start lets the clock of a case go on: due and promised date move by the
// working days it stood still, and it is noted. A case whose clock runs stays as
// it is. The caller writes the case.
func (t *Timer) Start(ctx context.Context, tx models.Tx, actor models.Actor, c Case) (Case, error) {
	stop, err := t.Stops.OpenStop(ctx, tx, c.Application)
	if errors.Is(err, models.ErrNotFound) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("casework: start clock: %w", err)
	}
	stop.To = t.Clock.Now()
	if stop.Days, err = t.Calendar.Between(models.DateOf(stop.From), models.DateOf(stop.To)); err != nil {
		return c, fmt.Errorf("casework: start clock: %w", err)
	}
	if err := t.Stops.EndStop(ctx, tx, stop); err != nil {
		return c, fmt.Errorf("casework: start clock: %w", err)
	}
	if c.Due, err = t.moved(c.Due, stop.Days); err != nil {
		return c, err
	}
	if c.Promised, err = t.moved(c.Promised, stop.Days); err != nil {
		return c, err
	}
	c.StoppedAt = time.Time{}
	if c, err = t.placed(c); err != nil {
		return c, err
	}
	notes := map[string]string{"count": strconv.Itoa(stop.Days)}
	if c.Due != "" {
		notes["to"] = string(c.Due)
	}
	return c, t.note(ctx, tx, audit.ClockStarted, actor, c, notes)
}

// placed works the deadline, its warning and the place out from due and promised
// date. A deadline that moved is told of again; a place only gets better.
func (t *Timer) placed(c Case) (Case, error) {
	before := c.Deadline
	c.Deadline, c.WarnOn = earlier(c.Due, c.Promised), ""
	if c.Deadline != "" {
		near, err := t.Calendar.Before(c.Deadline, max(c.WarnDays, 0))
		if err != nil && !errors.Is(err, calendar.ErrNotPublished) {
			return c, fmt.Errorf("casework: warning: %w", err)
		}
		if c.WarnOn = near; err != nil {
			c.WarnOn = c.Deadline
		}
	}
	if c.Deadline != before {
		c.WarnedAt, c.EscalatedAt = time.Time{}, time.Time{}
	}
	if at := place(c); c.Place.IsZero() || at.Before(c.Place) {
		c.Place = at
	}
	return c, nil
}

func (t *Timer) after(day models.Date, n int) (models.Date, error) {
	if n <= 0 {
		return "", nil
	}
	return t.moved(day, n)
}

// moved is the n-th working day after the day, the day itself for none.
func (t *Timer) moved(day models.Date, n int) (models.Date, error) {
	if day == "" || n == 0 {
		return day, nil
	}
	moved, err := t.Calendar.Add(day, n)
	if errors.Is(err, calendar.ErrNotPublished) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("casework: deadline: %w", err)
	}
	return moved, nil
}

func (t *Timer) note(
	ctx context.Context, tx models.Tx, action audit.Action, actor models.Actor, c Case, notes map[string]string,
) error {
	err := t.Audit.Append(ctx, tx, audit.Entry{Action: action, Actor: actor, Subjects: subjects(c), Notes: notes})
	if err != nil {
		return fmt.Errorf("casework: audit: %w", err)
	}
	return nil
}
