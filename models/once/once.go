// Package once makes a repeated request harmless: the reply of a change is
// stored in the transaction of the change, under the key the client chose, and
// given again to whoever asks the same thing with the same key.
//
// The web layer puts the Request in the context and looks for a stored Reply;
// the use case calls its Record hook inside its transaction. So there is no
// moment at which the change stands without its reply. A reply is stored
// sealed, because it holds what a citizen sees.
//
// What it refuses: the same key with another content, and storing the reply of
// a request that changed nothing.
package once

import (
	"context"

	"onevisit/models"
)

// Request identifies one act of one actor.
type Request struct {
	Actor     string // who: the actor's id; keys of two actors never meet
	Operation string // the operation of the contract, with its audience: "kiosk.saveStep"
	Key       string // the client's Idempotency-Key
	Digest    string // of everything else that was asked: path, precondition, body
}

// Reply is what was answered.
type Reply struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Keeper stores replies.
type Keeper interface {
	// Find returns the stored reply of the same actor, operation and key. The
	// reply of another digest is the error ErrReused.
	Find(ctx context.Context, r Request) (Reply, bool, error)
	// Record stores the reply in the transaction of the change. A second
	// recording under one key fails with ErrInProgress and undoes the change.
	Record(ctx context.Context, tx models.Tx, r Request, reply Reply) error
}

// ErrReused is returned for a key that was used for something else.
var ErrReused = models.E(models.KindInvalid, "idempotency-key-reused")

// ErrInProgress is returned while, or because, the same request runs elsewhere.
var ErrInProgress = models.E(models.KindConflict, "request-in-progress")

type requestKey struct{}

// With returns a context that carries the request.
func With(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// From returns the request, false where the operation takes no key.
func From(ctx context.Context) (Request, bool) {
	r, ok := ctx.Value(requestKey{}).(Request)
	return r, ok
}
