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
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
	"onevisit/models/audit"
)

// Ledger counts what operations left.
type Ledger struct {
	// Strict asks for what is declared, too: for a server whose parts are all real.
	Strict bool

	routers map[string]routers.Router
	mu      sync.Mutex
	keys    map[string]bool // of requests that were answered, whose repetition leaves nothing
	done    map[string]int  // successes by operation
	faults  []string
}

// New returns a ledger.
func New(strict bool) (*Ledger, error) {
	l := &Ledger{Strict: strict, routers: map[string]routers.Router{}, keys: map[string]bool{}, done: map[string]int{}}
	for audience, load := range map[string]func() (*openapi3.T, error){
		"kiosk": kioskapi.GetSpec, "phone": phoneapi.GetSpec, "staff": staffapi.GetSpec, "desk": deskapi.GetSpec,
		"auditor": auditorapi.GetSpec, "provider": providerapi.GetSpec, "demo": demoapi.GetSpec,
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
	declared, ok := gate.EntriesOf(operation)
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
		if !slices.Contains(left, a) {
			l.faults = append(l.faults, fmt.Sprintf("%s did not leave %s, which it declares", operation, a))
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
