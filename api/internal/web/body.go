package web

import "context"

type bodyKey struct{}

// Body returns the bytes of a signed message as they arrived. Only audiences
// whose messages carry a signature of their own have it: what the contract's
// validation left for the handler is equal in value, not in bytes.
func Body(ctx context.Context) []byte {
	body, _ := ctx.Value(bodyKey{}).([]byte)
	return body
}

// WithBody returns a context that keeps a message's bytes.
func WithBody(ctx context.Context, body []byte) context.Context {
	return context.WithValue(ctx, bodyKey{}, body)
}
