package modelstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/register"
)

// Registers stands in for every outside register. It counts what is done there
// and answers a prepared error where one is set.
type Registers struct {
	mu        sync.Mutex
	byID      map[string]map[string]any
	byPermit  map[string]string
	silent    map[string]bool
	slow      map[string]chan struct{} // facts whose register has not answered yet
	failures  map[string][]error       // by operation; each is used up
	decisions map[string]string        // key to 15-digit number
	passports map[string]register.Production
	parcels   map[string]string
	delivered map[string]bool
	sent      map[string]bool
	entries   map[string]string // key to number
	byKey     map[string]any    // facts that are asked for by a key of their own: fact and key
	Entered   []register.Entry  // as the registers got them, each key once
	Calls     map[string]int
	Orders    map[string]register.CardOrder // by key
	Messages  []register.Message            // as the citizen got them, each key once
	Ordered   []register.PassportOrder
}

// NewRegisters makes empty registers.
func NewRegisters() *Registers {
	return &Registers{
		byID: map[string]map[string]any{}, byPermit: map[string]string{}, silent: map[string]bool{}, slow: map[string]chan struct{}{}, failures: map[string][]error{},
		decisions: map[string]string{}, passports: map[string]register.Production{}, parcels: map[string]string{},
		delivered: map[string]bool{}, sent: map[string]bool{}, entries: map[string]string{}, byKey: map[string]any{}, Calls: map[string]int{},
		Orders: map[string]register.CardOrder{},
	}
}

// Put keeps a person's facts under the ID number, and the permit's number.
func (r *Registers) Put(idNumber string, facts map[string]any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[idNumber] = facts
	if permit, ok := facts[register.FactPermit].(register.Permit); ok && permit.Number != "" {
		r.byPermit[permit.Number] = idNumber
	}
}

// PutAt keeps a fact that is asked for by a key of its own.
func (r *Registers) PutAt(fact, key string, value any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byKey[fact+" "+key] = value
}

// Silence makes a fact's register give no answer, or answer again.
func (r *Registers) Silence(fact string, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.silent[fact] = on
}

// Hold keeps a fact's register from answering until it is released, or whoever
// asks gives up.
func (r *Registers) Hold(fact string) (release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	held := make(chan struct{})
	r.slow[fact] = held
	return sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.slow, fact)
		close(held)
	})
}

// wait waits for a register that is held.
func (r *Registers) wait(ctx context.Context, fact string) {
	r.mu.Lock()
	held := r.slow[fact]
	r.mu.Unlock()
	if held == nil {
		return
	}
	select {
	case <-held:
	case <-ctx.Done():
	}
}

// Fail makes the next calls of an operation answer errors, one each. A
// register.ErrUnknown happens after the effect: only its reply is lost.
func (r *Registers) Fail(operation string, errs ...error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures[operation] = append(r.failures[operation], errs...)
}

// Deliver lets the courier hand a parcel over.
func (r *Registers) Deliver(tracking string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.delivered[tracking] = true
}

// Made finishes every passport in production.
func (r *Registers) Made() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, p := range r.passports {
		p.State, p.Document = "made", "E00000001"
		r.passports[key] = p
	}
}

// Count tells how often an operation was called.
func (r *Registers) Count(operation string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.Calls[operation]
}

// call counts and returns the prepared failure; the caller holds the lock.
func (r *Registers) call(operation string) error {
	r.Calls[operation]++
	if list := r.failures[operation]; len(list) > 0 {
		r.failures[operation] = list[1:]
		return list[0]
	}
	return nil
}

// Fetch implements register.Source.
func (r *Registers) Fetch(ctx context.Context, fact string, q register.Query) (any, error) {
	r.mu.Lock()
	err := r.call("Fetch:" + fact)
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	r.wait(ctx, fact)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.silent[fact] {
		return nil, register.ErrUnavailable
	}
	if !q.Key.Empty() {
		if value, ok := r.byKey[fact+" "+q.Key.Reveal()]; ok {
			return value, nil
		}
		return nil, models.ErrNotFound
	}
	id := q.IDNumber.Reveal()
	if id == "" {
		id = r.byPermit[q.PermitNumber.Reveal()]
	}
	if value, ok := r.byID[id][fact]; ok {
		return value, nil
	}
	return nil, models.ErrNotFound
}

// WriteNotice implements register.Effects.
func (r *Registers) WriteNotice(context.Context, string, register.Endorsement) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.call("WriteNotice")
}

// DecideViolation implements register.Effects.
func (r *Registers) DecideViolation(_ context.Context, key string, d register.Decision) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.call("DecideViolation")
	if err != nil && !errors.Is(err, register.ErrUnknown) {
		return "", err
	}
	number, ok := r.decisions[key]
	if !ok {
		number = fmt.Sprintf("44039926%07d", len(r.decisions)+1)
		r.decisions[key] = number
	}
	if err != nil {
		return "", err
	}
	return number, nil
}

// QueryDecision implements register.Effects.
func (r *Registers) QueryDecision(_ context.Context, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.call("QueryDecision"); err != nil {
		return "", err
	}
	number, ok := r.decisions[key]
	if !ok {
		return "", models.ErrNotFound
	}
	return number, nil
}

// Decisions tells how many decisions exist out there.
func (r *Registers) Decisions() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.decisions)
}

// CheckDigit implements register.Effects.
func (r *Registers) CheckDigit(context.Context, string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return "7", r.call("CheckDigit")
}

// OrderPassport implements register.Effects.
func (r *Registers) OrderPassport(_ context.Context, key string, o register.PassportOrder) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.call("OrderPassport"); err != nil {
		return "", err
	}
	r.passports[key] = register.Production{Number: "P1", State: "accepted"}
	r.Ordered = append(r.Ordered, o)
	return "P1", nil
}

// QueryPassport implements register.Effects.
func (r *Registers) QueryPassport(_ context.Context, key string) (register.Production, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.passports[key]
	if !ok {
		return p, models.ErrNotFound
	}
	return p, r.call("QueryPassport")
}

// Enter implements register.Effects.
func (r *Registers) Enter(_ context.Context, key string, e register.Entry) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.call("Enter:" + e.What)
	if err != nil && !errors.Is(err, register.ErrUnknown) {
		return "", err
	}
	if _, ok := r.entries[key]; !ok {
		r.entries[key] = fmt.Sprintf("T%05d", len(r.entries)+1)
		r.Entered = append(r.Entered, e)
	}
	if err != nil {
		return "", err
	}
	return r.entries[key], nil
}

// QueryEntry implements register.Effects.
func (r *Registers) QueryEntry(_ context.Context, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	number, ok := r.entries[key]
	if !ok {
		return "", models.ErrNotFound
	}
	return number, r.call("QueryEntry")
}

// OrderCard implements register.HouseholdOrders.
func (r *Registers) OrderCard(_ context.Context, key string, o register.CardOrder) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.call("OrderCard"); err != nil {
		return "", err
	}
	r.Orders[key] = o
	r.passports[key] = register.Production{Number: "H1", State: "accepted"}
	return "H1", nil
}

// QueryCard implements register.HouseholdOrders.
func (r *Registers) QueryCard(_ context.Context, key string) (register.Production, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.passports[key]
	if !ok {
		return p, models.ErrNotFound
	}
	return p, r.call("QueryCard")
}

// Photo implements register.Evidence.
func (r *Registers) Photo(_ context.Context, name string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return []byte("picture " + name), r.call("Photo")
}

// ReportPaid implements register.FinePayments.
func (r *Registers) ReportPaid(context.Context, string, string, models.Fen, time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.call("ReportPaid")
}

// Send implements register.Notifier.
func (r *Registers) Send(_ context.Context, key string, m register.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.call("Send:" + m.Template)
	if (err == nil || errors.Is(err, register.ErrUnknown)) && !r.sent[key] {
		r.sent[key] = true
		r.Messages = append(r.Messages, m)
	}
	return err
}

// Ship implements register.Courier.
func (r *Registers) Ship(_ context.Context, key string, _ register.Parcel) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.call("Ship"); err != nil {
		return "", err
	}
	r.parcels[key] = "EMS1"
	return "EMS1", nil
}

// Find implements register.Courier.
func (r *Registers) Find(_ context.Context, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	tracking, ok := r.parcels[key]
	if !ok {
		return "", models.ErrNotFound
	}
	return tracking, r.call("Find")
}

// Track implements register.Courier.
func (r *Registers) Track(_ context.Context, tracking string) (register.Delivery, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.delivered[tracking] {
		return register.Delivery{State: "delivered"}, r.call("Track")
	}
	return register.Delivery{State: "in-transit"}, r.call("Track")
}
