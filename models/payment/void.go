package payment

import (
	"context"
	"errors"

	"onevisit/models"
)

var (
	// ErrSettled tells that the order was paid, so that there is nothing to void.
	ErrSettled = models.E(models.KindConflict, "order-paid")
	// ErrStillOpen tells that the provider does not say that the order is closed.
	ErrStillOpen = models.E(models.KindUnavailable, "order-still-open")
	// ErrNoLongerDue is what OnPaid answers when the application asks for no
	// money any more: what came goes back.
	ErrNoLongerDue = models.E(models.KindConflict, "payment.no_longer_due")
)

// Void closes the application's open order, because what it was for is not due
// any more; without one it does nothing. The provider closes first: an order
// somebody is paying at this moment is paid, not void. Money that a closed order
// receives all the same goes back.
func (c *Cashier) Void(ctx context.Context, application models.ID) error {
	o, err := c.Orders.Latest(ctx, application)
	if errors.Is(err, models.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if o.State.Open() {
		if o, err = c.expire(ctx, o); err != nil {
			return err
		}
	}
	switch {
	case o.State.Open():
		return ErrStillOpen
	case o.State == Paid:
		return ErrSettled
	}
	return nil
}
