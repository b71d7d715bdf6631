package publication_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onevisit/models"
	"onevisit/models/publication"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, models.China)

var (
	ann = publication.Person{ID: "ann", Name: "甲"}
	bob = publication.Person{ID: "bob", Name: "乙"}
	cai = publication.Person{ID: "cai", Name: "丙"}
)

func waiting(from time.Time) publication.Move {
	return publication.Move{
		ID: "1", Kind: publication.Publish, Service: "a.b", Hash: "h", From: from, State: publication.Waiting, SubmittedBy: ann, SubmittedAt: noon, Version: 1,
	}
}

func order(c publication.Command, by publication.Person, at time.Time) publication.Order {
	return publication.Order{Command: c, By: by, At: at, Reason: "because"}
}

func TestMove_everyWayItCanGo(t *testing.T) {
	later, approve, back, withdraw := noon.Add(time.Hour), publication.Approve, publication.Return, publication.Withdraw
	approved, _, err := waiting(later).Apply(order(approve, bob, noon))
	if err != nil {
		t.Fatal(err)
	}
	announced := approved
	announced.Announced = true
	returned, _, _ := waiting(later).Apply(order(back, bob, noon))
	for _, c := range []struct {
		name string
		move publication.Move
		publication.Order
		want publication.State
		err  error
	}{
		{"approved by another", waiting(later), order(approve, bob, noon), publication.Approved, nil},
		{"approved to the second", waiting(later), order(approve, bob, later), publication.Approved, nil},
		{"approved by oneself", waiting(later), order(approve, ann, noon), "", publication.ErrOwn},
		{"approved too late", waiting(later), order(approve, bob, later.Add(time.Second)), "", publication.ErrLate},
		{"sent back by another", waiting(later), order(back, bob, noon), publication.Returned, nil},
		{"sent back too late for an approval", waiting(later), order(back, bob, later.Add(time.Hour)), publication.Returned, nil},
		{"sent back by oneself", waiting(later), order(back, ann, noon), "", publication.ErrOwn},
		{"withdrawn by oneself", waiting(later), order(withdraw, ann, noon), publication.Withdrawn, nil},
		{"withdrawn by another", waiting(later), order(withdraw, bob, noon), "", publication.ErrNotOwn},
		{"approved and withdrawn by its author", approved, order(withdraw, ann, noon), publication.Withdrawn, nil},
		{"approved and withdrawn by a third", approved, order(withdraw, cai, noon), publication.Withdrawn, nil},
		{"withdrawn when it took effect", approved, order(withdraw, ann, later), "", publication.ErrInForce},
		{"withdrawn when it was said to be in effect", announced, order(withdraw, ann, noon), "", publication.ErrInForce},
		{"approved twice", approved, order(approve, cai, noon), "", publication.ErrSettled},
		{"sent back after approval", approved, order(back, bob, noon), "", publication.ErrSettled},
		{"approved after it was sent back", returned, order(approve, cai, noon), "", publication.ErrSettled},
		{"withdrawn after it was sent back", returned, order(withdraw, ann, noon), "", publication.ErrSettled},
	} {
		after, action, err := c.move.Apply(c.Order)
		if !errors.Is(err, c.err) || c.err == nil && (after.State != c.want || action == "" || after.Version != c.move.Version+1) {
			t.Errorf("%s: %s %s %v", c.name, after.State, action, err)
		}
	}
}

func TestMove_atOnceTakesEffectALittleAfterItsApproval(t *testing.T) {
	after, _, err := waiting(time.Time{}).Apply(order(publication.Approve, bob, noon))
	if err != nil || !after.From.Equal(noon.Add(publication.Lead)) || after.InEffect(noon) || !after.InEffect(noon.Add(publication.Lead)) {
		t.Errorf("%+v %v", after, err)
	}
}

// Whatever is done by whom and when: one person alone brings nothing into force,
// and what took effect stays.
func TestMove_neverTakesEffectByOnePerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := noon
		m := waiting(noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "from")) * time.Minute))
		if rapid.Bool().Draw(t, "at once") {
			m.From = time.Time{}
		}
		for range rapid.IntRange(1, 6).Draw(t, "orders") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "pause")) * time.Minute)
			before := m
			by := rapid.SampledFrom([]publication.Person{ann, bob, cai}).Draw(t, "by")
			command := rapid.SampledFrom(publication.Commands()).Draw(t, "command")
			after, _, err := m.Apply(order(command, by, now))
			if allowed := slices.Contains(m.May(by.ID, now), command); allowed != (err == nil) {
				t.Fatalf("May says %v, Apply %v", allowed, err)
			}
			if err == nil {
				m = after
			}
			if before.InEffect(now) && !m.InEffect(now) {
				t.Fatalf("it was in effect: %+v", m)
			}
			if m.State == publication.Approved && (m.DecidedBy.ID == "" || m.DecidedBy.ID == m.SubmittedBy.ID) {
				t.Fatalf("by one person: %+v", m)
			}
			if m.State == publication.Approved && m.From.Before(m.DecidedAt) {
				t.Fatalf("into the past: %+v", m)
			}
		}
	})
}
