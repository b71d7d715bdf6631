// Package txn holds the opaque token of a running transaction.
//
// Only packages below models can import it, so neither api nor cmd can make a
// token: whoever holds one got it from a Transactor. The token carries the
// engine's handle as an untyped value; models/store alone knows what it is.
package txn

// Token is the proof that a database transaction is open.
type Token struct{ handle any }

// New wraps an engine's handle. Called by models/store only.
func New(handle any) Token { return Token{handle: handle} }

// Handle returns what New was given, nil for the zero token.
func (t Token) Handle() any { return t.handle }
