// Package identity is the lane for people whom a kiosk could not recognise: the
// card cannot be read, a register is silent or writes the name otherwise, the
// face does not match, the number does not check, nobody knows the person. None
// of these ends the trip. What the person entered becomes a [Request] with a
// number to be called by; a clerk of the hall takes it, looks at the original
// document and proves the identity, or refuses with a reason of a closed list;
// the person gets a short one-time code, and any kiosk of the hall goes on from
// there with the service that was asked for. Nothing is typed twice.
//
// A number that does not check is no reason to refuse a request: the clerk is
// told ([Doubt]). It is one to refuse a proof: whom a session belongs to follows
// from the number, and there the validators judge.
//
// Threat model of the code: eight digits, kept as a keyed index, good for
// [CodeLife], in one hall, once. Every wrong one is counted against the kiosk it
// was typed at and logged; after five no code at all is taken there for a while.
//
// The presence of the person at the hall counts when the clerk proves who it is,
// and the session that follows is the same visit. Before, a presence is nobody's.
//
// What was entered is sealed, and destroyed the moment the request has ended:
// used, refused, or over with the hall's day. What remains says that somebody was
// proven, when, from which kind of document and by whom: that clerk had the
// person's case in hand and does not sign it a second time.
package identity
