package gate_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"onevisit/api/internal/gate"
	"onevisit/models"
	"onevisit/models/staff"
)

// sessions knows one session by each token.
type sessions map[string]staff.Session

func (s sessions) Authenticate(_ context.Context, token string) (staff.Session, error) {
	if session, ok := s[token]; ok {
		return session, nil
	}
	return staff.Session{}, staff.ErrSignedOut
}

type entries struct{}

func (entries) AuthenticateEntry(_ context.Context, token string) (staff.Entry, error) {
	if token != "half" {
		return staff.Entry{}, staff.ErrSignedOut
	}
	return staff.Entry{ID: "e", Account: staff.Account{ID: "a", Role: staff.Auditor, Site: "hall"}}, nil
}

func with(cookie, value string) *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", nil)
	r.AddCookie(&http.Cookie{Name: cookie, Value: value})
	return r
}

func TestGuard_asksForTheSecondFactorAgainWhereARuleSaysSo(t *testing.T) {
	account := func(r staff.Role) staff.Account { return staff.Account{ID: "a", Role: r} }
	g := gate.Guard{Staff: sessions{
		"fresh":  {Account: account(staff.Auditor), Factor: true, SteppedUp: true},
		"stale":  {Account: account(staff.Auditor), Factor: true},
		"clerk":  {Account: account(staff.Clerk)},
		"others": {Account: account(staff.Supervisor), Factor: true},
	}}
	asks := gate.Rule{Caller: gate.Worker, Roles: []staff.Role{staff.Auditor, staff.Clerk}, StepUp: true}
	plain := gate.Rule{Caller: gate.Worker, Roles: []staff.Role{staff.Auditor, staff.Clerk}}
	rows := []struct {
		token string
		rule  gate.Rule
		want  error
	}{
		{"fresh", asks, nil}, {"stale", asks, staff.ErrStepUp}, {"stale", plain, nil}, {"clerk", asks, nil},
		{"others", asks, gate.ErrRole}, {"nobody", asks, staff.ErrSignedOut},
	}
	for _, row := range rows {
		ctx, err := g.Admit(t.Context(), with(gate.StaffCookie, row.token), row.rule)
		if !errors.Is(err, row.want) || row.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", row.token, err, row.want)
		}
		if row.want == nil && gate.Actor(ctx).ID != "a" {
			t.Errorf("%s: the actor is %+v", row.token, gate.Actor(ctx))
		}
	}
}

func TestGuard_halfASignInIsNoSession(t *testing.T) {
	g := gate.Guard{Staff: sessions{}, Entrants: entries{}}
	ctx, err := g.Admit(t.Context(), with(gate.EntryCookie, "half"), gate.Rule{Caller: gate.Entrant})
	if err != nil {
		t.Fatal(err)
	}
	entry, ok := gate.Entry(ctx)
	_, signedIn := gate.StaffSession(ctx)
	if !ok || entry.ID != "e" || signedIn || gate.Actor(ctx).Role != "" || gate.Token(ctx, gate.EntryCookie) != "half" {
		t.Errorf("%+v %v %+v", entry, signedIn, gate.Actor(ctx))
	}
	for _, cookie := range []string{gate.EntryCookie, gate.StaffCookie} {
		if _, err := g.Admit(t.Context(), with(cookie, "half"), gate.Rule{Caller: gate.Worker, Roles: staff.Roles()}); models.KindOf(err) != models.KindUnauthenticated {
			t.Errorf("as %s: %v", cookie, err)
		}
	}
	if _, err := g.Admit(t.Context(), with(gate.StaffCookie, "half"), gate.Rule{Caller: gate.Entrant}); !errors.Is(err, staff.ErrSignedOut) {
		t.Errorf("a session is taken for an entry: %v", err)
	}
	if _, err := (gate.Guard{}).Admit(t.Context(), with(gate.EntryCookie, "half"), gate.Rule{Caller: gate.Entrant}); !errors.Is(err, staff.ErrSignedOut) {
		t.Errorf("without second factors: %v", err)
	}
}
