package web

import (
	"context"

	"onevisit/models"
	"onevisit/models/once"
)

// Encode makes the hook of a use case that writes its reply together with many
// others (a step save): the request and the reply are made before anything is
// written, as in Record. The request's key is empty where the caller gave none.
func Encode[T any](ctx context.Context, respond func(T) any, status int) func(T) (once.Request, once.Reply, error) {
	return func(outcome T) (once.Request, once.Reply, error) {
		var k kept
		err := Record(ctx, &k, respond, status)(ctx, models.Tx{}, outcome)
		return k.request, k.reply, err
	}
}

// kept catches a reply instead of storing it.
type kept struct {
	request once.Request
	reply   once.Reply
}

// Find is never asked.
func (k *kept) Find(context.Context, once.Request) (once.Reply, bool, error) {
	return once.Reply{}, false, nil
}

// Record takes the reply down.
func (k *kept) Record(_ context.Context, _ models.Tx, request once.Request, reply once.Reply) error {
	k.request, k.reply = request, reply
	return nil
}
