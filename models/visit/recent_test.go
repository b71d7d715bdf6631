package visit

import (
	"testing"
	"time"
)

func TestRecent_believesForASecondAndNeverAfterTheEnd(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	var r recent
	r.put("token", Session{ID: "s", Device: "d", Sealed: []byte("x")}, now)
	s, ok := r.get("token", now.Add(recentLife-time.Millisecond))
	if !ok || s.ID != "s" || s.Sealed != nil {
		t.Fatalf("%v %+v", ok, s)
	}
	if _, ok := r.get("token", now.Add(recentLife)); ok {
		t.Error("believed for longer than it may be")
	}
	if _, ok := r.get("token", now.Add(-time.Second)); ok {
		t.Error("believed before it was recognised: the clock went back")
	}
	r.bury("s", now)
	if _, ok := r.get("token", now); ok {
		t.Error("an ended session is believed")
	}
	r.put("token", Session{ID: "s"}, now) // a question that began before the end
	if _, ok := r.get("token", now); ok {
		t.Error("an ended session was remembered again")
	}
	r.bury("other", now.Add(buriedLife+time.Second))
	if len(r.buried) != 1 {
		t.Errorf("%d graves are kept", len(r.buried))
	}
}
