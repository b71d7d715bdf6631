package application

import (
	"fmt"
	"testing"
	"time"

	"onevisit/models"
)

func TestDraftCache_givesOnlyTheVersionAskedFor(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	c := newDraftCache()
	c.put("session", &file{Application: Application{ID: "a", Version: 3}}, now)
	f, ok := c.get("session", "a", 3, now)
	if !ok || f.Version != 3 {
		t.Fatal("the draft is not there")
	}
	f.Version = 4 // what a caller does with it stays the caller's
	if _, ok := c.get("session", "a", 3, now); !ok {
		t.Error("a caller changed what is remembered")
	}
	for name, ask := range map[string]func() (*file, bool){
		"another version":     func() (*file, bool) { return c.get("session", "a", 2, now) },
		"another application": func() (*file, bool) { return c.get("session", "b", 3, now) },
		"another session":     func() (*file, bool) { return c.get("other", "a", 3, now) },
		"after any session":   func() (*file, bool) { return c.get("session", "a", 3, now.Add(cacheLife+1)) },
	} {
		if _, ok := ask(); ok {
			t.Errorf("%s was given", name)
		}
	}
	c.forget("session")
	if _, ok := c.get("session", "a", 3, now); ok {
		t.Error("the draft outlived its session")
	}
}

func TestDraftCache_isBounded(t *testing.T) {
	now := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	c := newDraftCache()
	for i := range 3 * draftsMost {
		c.put(models.ID(fmt.Sprint(i)), &file{}, now)
	}
	if len(c.held) > draftsMost {
		t.Errorf("%d drafts are held", len(c.held))
	}
}
