package payment

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strconv"
	"time"

	"onevisit/models"
)

// Notice takes a message of the provider. It answers nil once the message needs
// no repetition: applied, known already, or quarantined. ErrSignature turns it
// away without a trace but a count.
func (c *Cashier) Notice(ctx context.Context, n Notice) error {
	if !c.genuine(n) {
		c.rejected.Add(1)
		return ErrSignature
	}
	if n.Event.ID == "" {
		return models.Invalid("payment.notice", models.FieldError{Field: "eventId", Code: "field.required"})
	}
	err := c.Tx.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.receive(ctx, tx, n.Event)
	})
	if errors.Is(err, errRepeated) {
		return nil
	}
	return err
}

var errRepeated = errors.New("payment: event known")

// receive notes the event and applies it, together or not at all.
func (c *Cashier) receive(ctx context.Context, tx models.Tx, e Event) error {
	err := c.Book.Event(ctx, tx, e, c.Clock.Now())
	if errors.Is(err, models.ErrDuplicate) {
		return errRepeated
	}
	if err != nil {
		return err
	}
	o, err := c.Orders.Lock(ctx, tx, e.Statement.Number)
	if errors.Is(err, models.ErrNotFound) {
		return c.quarantine(ctx, tx, e, "unknown-order")
	}
	if err != nil {
		return err
	}
	_, err = c.take(ctx, tx, o, e)
	return err
}

// genuine checks time and signature. The time is part of what is signed, so an
// old message cannot be played again under a new one.
func (c *Cashier) genuine(n Notice) bool {
	key, ok := c.Keys[n.Serial]
	if !ok || len(key) != ed25519.PublicKeySize {
		return false
	}
	seconds, err := strconv.ParseInt(n.Timestamp, 10, 64)
	if err != nil || c.Clock.Now().Sub(time.Unix(seconds, 0)).Abs() > noticeAge {
		return false
	}
	signature, err := base64.StdEncoding.DecodeString(n.Signature)
	if err != nil {
		return false
	}
	return ed25519.Verify(key, Signed(n.Timestamp, n.Nonce, n.Body), signature)
}

// Signed is the text a notice's signature covers.
func Signed(timestamp, nonce string, body []byte) []byte {
	text := make([]byte, 0, len(timestamp)+len(nonce)+len(body)+3)
	text = append(append(text, timestamp...), '\n')
	text = append(append(text, nonce...), '\n')
	return append(append(text, body...), '\n')
}
