package staff_test

import (
	"encoding/base32"
	"testing"
	"time"

	"onevisit/models/staff"
)

// The vectors of RFC 6238, appendix B, for SHA-1; the last six of their digits.
func TestCodeAt_isWhatTheStandardSays(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := staff.CodeAt(secret, time.Unix(at, 0)); got != want || err != nil {
			t.Errorf("at %d: %s, want %s (%v)", at, got, want, err)
		}
	}
	if _, err := staff.CodeAt("no base32 1", time.Unix(59, 0)); err == nil {
		t.Error("nonsense made a code")
	}
	if _, err := staff.CodeAt(staff.DemoSecret, time.Unix(59, 0)); err != nil {
		t.Errorf("the demo hall's secret: %v", err)
	}
}

func TestSession_needsAStepUpOnlyWithASecondFactor(t *testing.T) {
	for _, x := range []struct{ factor, steppedUp, want bool }{
		{false, false, false}, {false, true, false}, {true, false, true}, {true, true, false},
	} {
		if s := (staff.Session{Factor: x.factor, SteppedUp: x.steppedUp}); s.NeedsStepUp() != x.want {
			t.Errorf("%+v: %v", x, s.NeedsStepUp())
		}
	}
}

func TestEntry_hasNoRole(t *testing.T) {
	entry := staff.Entry{ID: "e", Account: staff.Account{ID: "a", Role: staff.Auditor, Site: "hall"}}
	if actor := entry.Actor(); actor.Role != "" || actor.ID != "a" || actor.Session != "e" {
		t.Errorf("%+v", actor)
	}
}
