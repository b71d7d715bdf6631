// Package web is everything about HTTP that no audience should have to think
// about: strict reading of requests against the contract, problem documents in
// the caller's language, idempotency, languages, limits and headers. Beside
// the api root it is the only package that knows Echo, so that the framework
// can be replaced in a day.
//
// A request passes, in this order: request id, panic guard, security headers,
// size and form limits, origin check, the gate, rate limits, the contract, the
// idempotency look-up, the validator tags, the handler.
//
// What it refuses: a reply with an error's cause in it, a field the contract
// does not have, a number written as text, and a body bigger than its route's.
package web
