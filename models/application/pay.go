package application

import (
	"context"
	"errors"

	"onevisit/models"
	"onevisit/models/payment"
)

// ErrNothingDue is the answer where there is nothing to pay.
var ErrNothingDue = models.E(models.KindConflict, "application.nothing_due")

// Due tells what the citizen has to pay for an approved application. The
// confirmed amount must be exactly that.
func (c *Cases) Due(ctx context.Context, actor models.Actor, id models.ID, confirmed models.Fen) (payment.Due, error) {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return payment.Due{}, err
	}
	if f.State != AwaitingPayment && f.Paid == 0 {
		return payment.Due{}, ErrNothingDue
	}
	if confirmed != f.Total {
		return payment.Due{}, ErrAmount
	}
	lines, err := openLines(c.Vault, f.Application)
	if err != nil {
		return payment.Due{}, err
	}
	due := payment.Due{Application: f.ID, Title: f.def.Title.In("zh-CN"), Amount: f.Total}
	for _, line := range lines {
		due.Lines = append(due.Lines, payment.Line{Code: line.Code, Text: line.Text, Amount: line.Amount})
	}
	results, err := c.Results.Results(ctx, id)
	if err != nil {
		return payment.Due{}, err
	}
	for _, r := range results {
		if r.Kind == KindDecision && r.State == ResultDone && r.Amount > 0 {
			due.Subjects = append(due.Subjects, r.Number)
		}
	}
	return due, nil
}

// Owns tells whether the application is the citizen's, for the order's state.
func (c *Cases) Owns(ctx context.Context, actor models.Actor, id models.ID) error {
	_, err := c.own(ctx, actor, id)
	return err
}

var errOtherAmount = errors.New("application: an order of another amount")

// Paid carries out what a payment causes, in the payment's transaction. Being
// told twice changes nothing.
func (c *Cases) Paid(ctx context.Context, tx models.Tx, o payment.Order) error {
	a, err := c.Store.Lock(ctx, tx, o.Application)
	if err != nil {
		return err
	}
	if a.Paid > 0 {
		return nil
	}
	if a.State != AwaitingPayment { // the decision was withdrawn while the citizen paid
		return payment.ErrNoLongerDue
	}
	if o.Amount != a.Total {
		return errOtherAmount
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return err
	}
	if err := c.move(ctx, tx, &f.Application, Pay, system(), nil); err != nil {
		return err
	}
	f.Paid = o.Amount
	results, err := c.Results.LockResults(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Kind == KindDecision && r.State == ResultDone && r.Amount > 0 {
			if err := c.Jobs.Put(ctx, tx, resultJob(KindFinePaid, r)); err != nil {
				return err
			}
		}
	}
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}
