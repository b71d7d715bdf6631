package run_test

import (
	"net/http"
	"sync"
	"testing"

	"onevisit/api/audited"
)

// ledger holds every request of every journey in this package against the audit
// entries its operation declares: a whole hall is real, so what is declared has
// to be there, and what is there has to be declared.
var ledger = sync.OnceValues(func() (*audited.Ledger, error) { return audited.New(true) })

func watch(next http.Handler) http.Handler {
	l, err := ledger()
	if err != nil {
		panic(err)
	}
	return l.Handler(next)
}

func declared(t *testing.T) {
	t.Helper()
	l, err := ledger()
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range l.Faults() {
		t.Error(fault)
	}
}
