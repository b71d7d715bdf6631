// Package register is what the business knows of the outside registers: the
// facts a service definition may ask for, where they came from, and the effects
// it may have out there.
//
// A register answers yes, no, or nothing. "There is no permit" is an answer and
// a fact; silence is not: a fact nobody could read is missing from the map, and
// a rule that needs it is undecided, never false. In the same way an effect
// whose reply was lost has happened or not (ErrUnknown): it is asked about under
// its key, never repeated blindly.
//
// What it refuses: telling why somebody is restricted. Flags of restriction are
// facts for rules; no text of theirs reaches a screen.
package register
