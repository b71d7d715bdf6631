package application

import (
	"context"
	"errors"

	"onevisit/models/job"
	"onevisit/models/register"
)

// decideRecord makes a decision on one record: the 15-digit number first, its
// check digit by a second call.
func (c *Cases) decideRecord(ctx context.Context, f *file, r Result) (step, error) {
	number := r.Number
	if number == "" {
		var next step
		var err error
		if number, next, err = c.decisionNumber(ctx, f, r); number == "" {
			return next, err
		}
	}
	digit, err := c.Effects.CheckDigit(ctx, number)
	if err != nil {
		return step{state: ResultUnknown, number: number}, err
	}
	return step{state: ResultDone, number: number + digit}, nil
}

// decisionNumber asks what became of an earlier attempt before it makes one.
func (c *Cases) decisionNumber(ctx context.Context, f *file, r Result) (string, step, error) {
	if r.State == ResultUnknown {
		number, err := c.Effects.QueryDecision(ctx, string(r.ID))
		if !notFound(err) {
			return number, step{}, err
		}
	} else if err := c.advance(ctx, f.ID, r.ID, step{state: ResultUnknown}); err != nil {
		// What is about to be tried is written first: after a crash it is asked about.
		return "", step{}, err
	}
	decision, err := decisionOf(f, r)
	if err != nil {
		return "", step{}, job.Never(err)
	}
	number, err := c.Effects.DecideViolation(ctx, string(r.ID), decision)
	switch {
	case errors.Is(err, register.ErrRefused):
		return "", step{state: ResultFailed, fault: "register-refused"}, nil
	case errors.Is(err, register.ErrUnavailable):
		return "", step{state: ResultWaiting}, err
	}
	return number, step{}, err
}

// maker is who makes or enters something that is ordered, and asks how far it is.
type maker struct {
	query func(ctx context.Context, key string) (register.Production, error)
	order func(ctx context.Context, f *file, r Result) (number string, err error)
}

// makerOf finds the maker of what the definition's result names as its document;
// a passport where it names none.
func (c *Cases) makerOf(data map[string]string) maker {
	if householdMakes(data[dataDocument]) {
		return maker{query: c.Orders.QueryCard, order: c.orderCard}
	}
	return maker{query: c.Effects.QueryPassport, order: c.orderPassport}
}

// produce orders a document and asks until it is made.
func (c *Cases) produce(ctx context.Context, f *file, r Result) (step, error) {
	data, err := c.dataOf(f, r)
	if err != nil {
		return step{}, err
	}
	if data[dataEntry] != "" {
		return c.enter(ctx, f, r, data)
	}
	m := c.makerOf(data)
	made, err := m.query(ctx, string(r.ID))
	if notFound(err) {
		var number string
		number, err = m.order(ctx, f, r)
		switch {
		case errors.Is(err, register.ErrRefused):
			return step{state: ResultFailed, fault: "register-refused"}, nil
		case err != nil:
			return step{}, err
		case data[dataDocument] != register.DocumentResidenceEndorsement:
			return step{state: ResultUnknown, number: number, again: patience(0)}, nil
		}
		// Nothing has to be made of an endorsement: whoever waits for it sees it done.
		if made, err = m.query(ctx, string(r.ID)); err != nil {
			return step{state: ResultUnknown, number: number, again: patience(0)}, nil
		}
	}
	if err != nil {
		return step{}, err
	}
	switch {
	case made.State == "made" && r.Visit:
		// It has not reached the citizen before it is collected.
		return step{state: ResultUnknown, number: made.Number, ready: true}, nil
	case made.State == "made":
		// The document's own number is personal and is printed in it; what is kept
		// is the number of its production.
		return step{state: ResultDone, number: made.Number}, nil
	}
	return step{state: ResultUnknown, number: made.Number, again: patience(c.Clock.Now().Sub(r.UpdatedAt))}, nil
}

// enter has something entered into a register, which makes it so at once.
func (c *Cases) enter(ctx context.Context, f *file, r Result, data map[string]string) (step, error) {
	number, err := c.Effects.QueryEntry(ctx, string(r.ID))
	if notFound(err) {
		number, err = c.Effects.Enter(ctx, string(r.ID), register.Entry{IDNumber: f.idNumber(), What: data[dataEntry], Data: data})
	}
	switch {
	case errors.Is(err, register.ErrRefused):
		return step{state: ResultFailed, fault: "register-refused"}, nil
	case err != nil:
		return step{}, err
	case r.Visit:
		return step{state: ResultUnknown, number: number, ready: true}, nil
	}
	return step{state: ResultDone, number: number}, nil
}

func (c *Cases) orderPassport(ctx context.Context, f *file, r Result) (string, error) {
	order, err := c.passportOrderOf(ctx, f, r)
	if err != nil {
		return "", err
	}
	return c.Effects.OrderPassport(ctx, string(r.ID), order)
}

func (c *Cases) orderCard(ctx context.Context, f *file, r Result) (string, error) {
	order, err := c.cardOrderOf(ctx, f, r)
	if err != nil {
		return "", err
	}
	return c.Orders.OrderCard(ctx, string(r.ID), order)
}

// post hands the document to the courier and asks until it is delivered: a
// document that is only on its way has not reached the citizen.
func (c *Cases) post(ctx context.Context, f *file, r Result) (step, error) {
	if r.Number == "" {
		tracking, err := c.Courier.Find(ctx, string(r.ID))
		if notFound(err) {
			parcel, parcelErr := c.parcelOf(f, r)
			if parcelErr != nil {
				return step{}, parcelErr
			}
			tracking, err = c.Courier.Ship(ctx, string(r.ID), parcel)
		}
		if err != nil {
			return step{}, err
		}
		return step{state: ResultUnknown, number: tracking, again: patience(0)}, nil
	}
	delivery, err := c.Courier.Track(ctx, r.Number)
	switch {
	case err != nil:
		return step{}, err
	case delivery.State == "delivered":
		return step{state: ResultDone, number: r.Number}, nil
	case delivery.State == "returned":
		return step{state: ResultFailed, fault: "returned"}, nil
	}
	return step{again: patience(c.Clock.Now().Sub(r.UpdatedAt))}, nil
}
