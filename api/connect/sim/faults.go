package sim

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Fault makes one endpoint fail.
type Fault struct {
	Endpoint     string `json:"endpoint"` // "payment.create"
	Kind         string `json:"kind"`     // one of Kinds
	Milliseconds int    `json:"milliseconds,omitempty"`
	Times        int    `json:"times,omitempty"` // 0 = until cleared
}

// The kinds of faults. Delay, timeout and empty happen AFTER the endpoint did
// its work: the effect is there and its reply is late, lost or empty. Error
// happens instead of the work. The last three change the payment's notice.
const (
	NoFault           = "none"
	Delay             = "delay"
	Timeout           = "timeout"
	ServerError       = "error"
	Empty             = "empty"
	DuplicateCallback = "duplicate-callback"
	LateCallback      = "late-callback"
	WrongSignature    = "wrong-signature"
)

// Kinds lists every kind.
func Kinds() []string {
	return []string{NoFault, Delay, Timeout, ServerError, Empty, DuplicateCallback, LateCallback, WrongSignature}
}

// ErrFault is a fault that cannot be set.
var ErrFault = errors.New("sim: no such endpoint or kind of fault")

// Faults holds what fails at present, for all simulators of a world.
type Faults struct {
	mu        sync.Mutex
	endpoints map[string]bool
	set       map[string]Fault
}

func newFaults() *Faults {
	return &Faults{endpoints: map[string]bool{}, set: map[string]Fault{}}
}

func (f *Faults) know(endpoint string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.endpoints[endpoint] = true
}

// Endpoints lists what can fail.
func (f *Faults) Endpoints() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.endpoints))
}

// List tells what fails.
func (f *Faults) List() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Collect(maps.Values(f.set))
	slices.SortFunc(list, func(a, b Fault) int { return cmp.Compare(a.Endpoint, b.Endpoint) })
	return list
}

// Set makes an endpoint fail, or not any more (NoFault).
func (f *Faults) Set(fault Fault) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.endpoints[fault.Endpoint] || !slices.Contains(Kinds(), fault.Kind) {
		return fmt.Errorf("%w: %q %q", ErrFault, fault.Endpoint, fault.Kind)
	}
	if fault.Kind == NoFault {
		delete(f.set, fault.Endpoint)
		return nil
	}
	f.set[fault.Endpoint] = fault
	return nil
}

// take answers the fault of one call and counts it.
func (f *Faults) take(endpoint string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault, ok := f.set[endpoint]
	if !ok {
		return Fault{Kind: NoFault}
	}
	if fault.Times > 0 {
		left := fault
		if left.Times--; left.Times == 0 {
			delete(f.set, endpoint)
		} else {
			f.set[endpoint] = left
		}
	}
	return fault
}

// wrap lets an endpoint fail as it was told to.
func (f *Faults) wrap(endpoint string, next http.HandlerFunc) http.HandlerFunc {
	f.know(endpoint)
	return func(w http.ResponseWriter, r *http.Request) {
		fault := f.take(endpoint)
		if fault.Kind == ServerError {
			http.Error(w, "simulated failure", http.StatusServiceUnavailable)
			return
		}
		reply := &kept{header: http.Header{}, status: http.StatusOK}
		next(reply, r)
		switch fault.Kind {
		case Delay:
			wait(r, time.Duration(fault.Milliseconds)*time.Millisecond)
		case Timeout:
			wait(r, cmp.Or(time.Duration(fault.Milliseconds)*time.Millisecond, time.Minute))
			panic(http.ErrAbortHandler) // the connection just ends
		case Empty:
			w.WriteHeader(http.StatusOK)
			return
		}
		reply.send(w)
	}
}

// wait ends early when the caller leaves, which the server notices only once the
// request was read to its end.
func wait(r *http.Request, d time.Duration) {
	_, _ = io.Copy(io.Discard, r.Body)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-r.Context().Done():
	case <-timer.C:
	}
}

// kept is a reply held back until its fate is known.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }

func (k *kept) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), k.header)
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body.Bytes()) // a client that left gets nothing
}
