package payment

import "slices"

// State says where an order stands.
type State string

// The states. Created is before the provider answered, Unknown after it failed
// to: the order may or may not exist there.
const (
	Created   State = "created"
	Unknown   State = "unknown"
	Pending   State = "pending"
	Paid      State = "paid"
	Closed    State = "closed"
	Refunding State = "refunding"
	Refunded  State = "refunded"
)

// States lists every state in order of progress.
func States() []State {
	return []State{Created, Unknown, Pending, Paid, Closed, Refunding, Refunded}
}

// next is the whole machine. It has no way back, so replaying any message any
// number of times in any order ends in the same state.
//
//nolint:gochecknoglobals // the table is the machine
var next = map[State][]State{
	Created:   {Unknown, Pending, Paid, Closed},
	Unknown:   {Pending, Paid, Closed},
	Pending:   {Paid, Closed},
	Paid:      {Refunding},
	Closed:    {Refunding}, // money came after the close
	Refunding: {Refunded},
	Refunded:  nil,
}

// CanBecome tells whether an order may move from s to t.
func (s State) CanBecome(t State) bool { return slices.Contains(next[s], t) }

// Live tells whether the order holds its application's and subjects' place: no
// second order may be opened beside it.
func (s State) Live() bool {
	switch s {
	case Created, Unknown, Pending, Paid:
		return true
	case Closed, Refunding, Refunded:
		return false
	}
	return false
}

// Open tells whether the provider's next word can still change the order.
func (s State) Open() bool {
	return s == Created || s == Unknown || s == Pending
}
