package staff_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models/staff"
)

func TestHasher_verifiesAndCostsTheSameForNobody(t *testing.T) {
	h := staff.NewHasher(rand.Reader, 2)
	hash, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(hash, err)
	}
	other, _ := h.Hash(t.Context(), "correct horse battery")
	if other == hash {
		t.Error("no salt")
	}
	check := func(hash, password string) (bool, time.Duration) {
		start := time.Now()
		right, err := h.Verify(t.Context(), hash, password)
		if err != nil {
			t.Fatal(err)
		}
		return right, time.Since(start)
	}
	right, took := check(hash, "correct horse battery")
	wrong, _ := check(hash, "correct horse batterY")
	nobody, tookNobody := check("", "correct horse battery")
	if !right || wrong || nobody {
		t.Error(right, wrong, nobody)
	}
	if tookNobody < took/4 {
		t.Errorf("an unknown name answers in %v, a known one in %v", tookNobody, took)
	}
	if _, err := h.Verify(t.Context(), "$argon2id$v=19$m=8,t=1,p=1$AA$AA", "x"); err == nil {
		t.Error("a weak hash was taken")
	}
}

func TestHasher_worksOnAFewAtOnceAndStopsWaitingWithTheCaller(t *testing.T) {
	h := staff.NewHasher(rand.Reader, 1)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := h.Hash(t.Context(), "p"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for range 20 { // the slot is free, so either answer is fine, but none may hang
		if _, err := h.Hash(ctx, "p"); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
}

func TestGuesses(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	var g staff.Guesses
	for i, want := range []time.Duration{0, 0, 1, 2, 4, 8, 16, 32, 64} {
		if g = g.Fail(now); g.Wait(now) != want*time.Second {
			t.Errorf("after %d failures: wait %v", i+1, g.Wait(now))
		}
	}
	if g = g.Fail(now); g.Wait(now) != 30*time.Minute {
		t.Errorf("after ten: %v", g.Wait(now))
	}
	later := now.Add(30 * time.Minute)
	if g.Wait(later) != 0 {
		t.Errorf("after the lock: %v", g.Wait(later))
	}
	for range 90 {
		g = g.Fail(later)
	}
	if g.Wait(later.Add(24*time.Hour)) < 24*time.Hour {
		t.Error("a hundred guesses do not stop a name")
	}
}

func TestLimits_ofEveryRole(t *testing.T) {
	for _, role := range staff.Roles() {
		l := staff.LimitsOf(role)
		if l.Idle <= 0 || l.Absolute <= l.Idle {
			t.Errorf("%s: %+v", role, l)
		}
	}
	if l := staff.LimitsOf(staff.Auditor); l.Idle != 10*time.Minute || l.Absolute != 4*time.Hour {
		t.Errorf("auditor: %+v", l)
	}
}
