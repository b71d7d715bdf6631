// Package audited holds every request of a test against what its operation
// declares to leave in the audit log (api/internal/gate): an entry that is not
// declared, and one that is declared and missing, are faults of whatever the
// test was about. It is for tests; the product does not import it.
package audited

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/models/audit"
)

// Ledger counts what operations left.
type Ledger struct {
	// Strict asks for what is declared, too: for a server whose parts are all real.
	Strict bool
	// Declared is the table: gate.EntriesOf, and a wrong one for the ledger's own test.
	Declared func(operation string) (gate.Entries, bool)

	routers map[string]routers.Router
	mu      sync.Mutex
	keys    map[string]bool // of requests that were answered, whose repetition leaves nothing
	done    map[string]int  // successes by operation
	faults  []string
}

// New returns a ledger.
func New(strict bool) (*Ledger, error) {
	l := &Ledger{Strict: strict, Declared: gate.EntriesOf, routers: map[string]routers.Router{}, keys: map[string]bool{}, done: map[string]int{}}
	for audience, load := range map[string]func() (*openapi3.T, error){
		"kiosk": kioskapi.GetSpec, "phone": phoneapi.GetSpec, "staff": staffapi.GetSpec, "desk": deskapi.GetSpec,
		"auditor": auditorapi.GetSpec, "ops": opsapi.GetSpec, "provider": providerapi.GetSpec, "demo": demoapi.GetSpec,
	} {
		spec, err := load()
		if err != nil {
			return nil, fmt.Errorf("audited: %w", err)
		}
		if l.routers[audience], err = gorillamux.NewRouter(spec); err != nil {
			return nil, fmt.Errorf("audited: %w", err)
		}
	}
	return l, nil
}

// Faults returns what was found wrong since the last call.
func (l *Ledger) Faults() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	faults := l.faults
	l.faults = nil
	return faults
}

// Done tells how often an operation succeeded.
func (l *Ledger) Done(operation string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done[operation]
}

// Undone lists the operations that declare entries and have not succeeded yet, so
// that nothing is known of what they leave.
func (l *Ledger) Undone() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []string
	for _, operation := range gate.Operations() {
		if _, declares := l.Declared(operation); declares && l.done[operation] == 0 {
			list = append(list, operation)
		}
	}
	return list
}

// Handler watches a server.
func (l *Ledger) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation, changes := l.operation(r)
		if operation == "" {
			next.ServeHTTP(w, r)
			return
		}
		var mu sync.Mutex
		var left []audit.Action
		ctx := audit.Observed(r.Context(), func(e audit.Entry) {
			mu.Lock()
			defer mu.Unlock()
			left = append(left, e.Action)
		})
		status := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(status, r.WithContext(ctx))
		if status.code < http.StatusMultipleChoices {
			mu.Lock()
			defer mu.Unlock()
			l.judge(operation, r.Header.Get("Idempotency-Key"), left, changes)
		}
	})
}

// operation is the contract's name of a request, "" outside the contracts.
func (l *Ledger) operation(r *http.Request) (name string, changes bool) {
	audience, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	router, ok := l.routers[audience]
	if !ok {
		return "", false
	}
	route, _, err := router.FindRoute(r)
	if err != nil {
		return "", false
	}
	id := route.Operation.OperationID
	return audience + "." + strings.ToLower(id[:1]) + id[1:], r.Method != http.MethodGet && r.Method != http.MethodHead
}

func (l *Ledger) judge(operation, key string, left []audit.Action, changes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	repeated := key != "" && l.keys[operation+" "+key]
	l.keys[operation+" "+key] = true
	l.done[operation]++
	declared, ok := l.Declared(operation)
	if !ok && changes {
		l.faults = append(l.faults, operation+" changes something and declares no audit entries (api/internal/gate/entries.go)")
	}
	for _, a := range left {
		if !declared.Allows(a) {
			l.faults = append(l.faults, fmt.Sprintf("%s left %s, which it does not declare", operation, a))
		}
	}
	if !l.Strict || repeated || len(left) == 0 && declared.Quiet != "" {
		return
	}
	for _, a := range declared.Always {
		switch n := count(left, a); {
		case n == 0:
			l.faults = append(l.faults, fmt.Sprintf("%s did not leave %s, which it declares", operation, a))
		case n > 1 && !slices.Contains(declared.May, a):
			l.faults = append(l.faults, fmt.Sprintf("%s left %s %d times, which it declares once", operation, a, n))
		}
	}
	either := func(a audit.Action) bool { return slices.Contains(declared.Either, a) }
	if len(declared.Either) > 0 && !slices.ContainsFunc(left, either) {
		l.faults = append(l.faults, fmt.Sprintf("%s left none of %v", operation, declared.Either))
	}
	if len(left) == 0 && len(declared.May) > 0 && declared.Quiet == "" && len(declared.Always) == 0 {
		l.faults = append(l.faults, operation+" left nothing")
	}
}

func count(left []audit.Action, a audit.Action) int {
	n := 0
	for _, each := range left {
		if each == a {
			n++
		}
	}
	return n
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
