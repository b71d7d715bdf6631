package publication

import (
	"time"

	"onevisit/models"
	"onevisit/models/audit"
)

// Kind is what a move changes.
type Kind string

// The kinds.
const (
	Publish Kind = "publish" // a version comes into force
	Retire  Kind = "retire"  // a service is offered no more
	Restore Kind = "restore" // a retired service is offered again
)

// State is where a move stands. That an approved one has taken effect is no state
// but a matter of the moment.
type State string

// The states.
const (
	Waiting   State = "waiting" // for a second person
	Approved  State = "approved"
	Returned  State = "returned"  // sent back by the second person, with a reason
	Withdrawn State = "withdrawn" // taken back before it took effect
)

// States lists every state.
func States() []State { return []State{Waiting, Approved, Returned, Withdrawn} }

// Command is what somebody does with a move.
type Command string

// The commands.
const (
	Approve  Command = "approve"
	Return   Command = "return"
	Withdraw Command = "withdraw"
)

// Commands lists every command.
func Commands() []Command { return []Command{Approve, Return, Withdraw} }

// Lead is how long after its approval a move takes effect that was to do so at
// once: long enough that every process has read it.
const Lead = 5 * time.Second

// Person is a member of staff as a move remembers one.
type Person struct {
	ID   models.ID
	Name string // as colleagues see it now; "" where the account is gone
}

// Move is one change of what is in force.
type Move struct {
	ID          models.ID
	Kind        Kind
	Service     string
	Hash        string    // of the version to publish; "" of another kind
	From        time.Time // when it takes effect; zero for as soon as it is approved
	Note        string    // why, by who submitted it
	State       State
	Site        string // the hall it was submitted in
	SubmittedBy Person
	SubmittedAt time.Time
	DecidedBy   Person // who approved it or sent it back
	DecidedAt   time.Time
	WithdrawnBy Person
	WithdrawnAt time.Time
	Reason      string // why it was sent back or withdrawn
	Announced   bool   // that it took effect is in the audit log
	Version     int64  // of the optimistic lock
}

// InEffect tells whether the move has taken effect.
func (m Move) InEffect(at time.Time) bool { return m.State == Approved && !m.From.After(at) }

// side is whose command it is.
type side int

const (
	anybody side = iota
	submitter
	other // anybody but who submitted it
)

// step is one line of the table of states.
type step struct {
	from    State
	command Command
	by      side
	to      State
	action  audit.Action
}

// table is every way a move can go. What is not in it is refused.
func table() []step {
	return []step{
		{Waiting, Approve, other, Approved, audit.DefinitionApproved},
		{Waiting, Return, other, Returned, audit.DefinitionReturned},
		{Waiting, Withdraw, submitter, Withdrawn, audit.DefinitionWithdrawn},
		{Approved, Withdraw, anybody, Withdrawn, audit.DefinitionWithdrawn}, // before it takes effect
	}
}

// Order is a command with who gives it and when.
type Order struct {
	Command Command
	By      Person
	At      time.Time
	Reason  string
}

// Apply is the whole of what may become of a move: its next version and the audit
// action, or the refusal.
func (m Move) Apply(o Order) (Move, audit.Action, error) {
	for _, s := range table() {
		if s.from != m.State || s.command != o.Command {
			continue
		}
		if err := m.may(s, o); err != nil {
			return m, "", err
		}
		return m.moved(s.to, o), s.action, nil
	}
	return m, "", ErrSettled.With("state", string(m.State))
}

func (m Move) may(s step, o Order) error {
	own := m.SubmittedBy.ID == o.By.ID
	switch {
	case s.by == other && own:
		return ErrOwn
	case s.by == submitter && !own:
		return ErrNotOwn
	case s.from == Approved && (m.InEffect(o.At) || m.Announced):
		return ErrInForce
	case s.to == Approved && !m.From.IsZero() && m.From.Before(o.At):
		return ErrLate
	}
	return nil
}

func (m Move) moved(to State, o Order) Move {
	m.State, m.Version = to, m.Version+1
	if to == Withdrawn {
		m.WithdrawnBy, m.WithdrawnAt = o.By, o.At
	} else {
		m.DecidedBy, m.DecidedAt = o.By, o.At
	}
	if to == Approved && m.From.IsZero() {
		m.From = o.At.Add(Lead)
	}
	if o.Reason != "" {
		m.Reason = o.Reason
	}
	return m
}

// May lists the commands somebody could give now.
func (m Move) May(by models.ID, at time.Time) []Command {
	var out []Command
	for _, c := range Commands() {
		if _, _, err := m.Apply(Order{Command: c, By: Person{ID: by}, At: at}); err == nil {
			out = append(out, c)
		}
	}
	return out
}
