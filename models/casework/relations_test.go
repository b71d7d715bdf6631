package casework_test

import (
	"context"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/pii"
	"onevisit/models/register"
	"onevisit/models/visit"
)

// people is a population register in which everybody lives in one household.
type people struct {
	household string
	fails     error
}

func (p people) Fetch(context.Context, string, register.Query) (any, error) {
	return register.Person{Household: p.household}, p.fails
}

func (b *bench) declare(source register.Source, clerk models.Actor, number string) bool {
	b.t.Helper()
	relations := casework.NewRelations(b.db, b.work, b.audit, b.vault, source)
	told, err := relations.Declare(b.t.Context(), clerk, clerk.ID, pii.Conceal(number), casework.Self)
	must(b.t, err)
	return told
}

// of makes a queued case of a person who lives in a household.
func (b *bench) of(number, household string) models.ID {
	b.t.Helper()
	person := b.person(visit.IndexOf(b.vault, pii.Conceal(number)))
	return b.queue(func(e *application.QueueEntry) { e.Person, e.Household = person, pii.Conceal(household) })
}

func TestRelations_refuseEverybodyOfTheHousehold(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	if !b.declare(people{household: "449900000007"}, wang, "449901198003070018") {
		t.Fatal("the household was not told")
	}
	kin, stranger, nobody := b.of("449901200903070011", "449900000007"), b.of("449901197103070012", "449900000008"), b.of("449901197103070099", "")
	_, err := b.desk.Take(t.Context(), wang, kin, nil)
	wantErr(t, "a case of the own household", err, casework.ErrConflict)
	_, err = b.desk.Reveal(t.Context(), wang, kin, "mobile", casework.ContactCitizen)
	wantErr(t, "a value of it", err, casework.ErrConflict)
	_, err = b.desk.View(t.Context(), wang, kin)
	wantErr(t, "the look at it", err, casework.ErrConflict)
	for _, id := range []models.ID{stranger, nobody} {
		_, err = b.desk.Take(t.Context(), wang, id, nil)
		must(t, err)
	}
	_, err = b.desk.Take(t.Context(), b.clerk("zhao"), kin, nil)
	must(t, err)
}

// While the register is silent the declared person alone is refused; the
// household is found as soon as that person was here, or at the next declaration.
func TestRelations_findTheHouseholdLater(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	silent := people{fails: register.ErrUnknown}
	for _, clerk := range []models.Actor{wang, zhao} {
		if b.declare(silent, clerk, "449901198003070018") {
			t.Fatal("a silent register told a household")
		}
	}
	kin := b.of("449901200903070011", "449900000007")
	_, err := b.desk.Take(t.Context(), wang, kin, nil)
	must(t, err)
	must(t, b.desk.Release(t.Context(), wang, kin, 1, nil))
	b.of("449901198003070018", "449900000007") // the clerk's own application
	_, err = b.newDesk().Take(t.Context(), wang, kin, nil)
	wantErr(t, "once the declared person was here", err, casework.ErrConflict)
	b.declare(people{household: "449900000009"}, zhao, "449901198003070018")
	moved := b.of("449901201003070013", "449900000009")
	_, err = b.newDesk().Take(t.Context(), zhao, moved, nil)
	wantErr(t, "after declaring again", err, casework.ErrConflict)
}

func TestRelations_keepIndexesOnly(t *testing.T) {
	b := newBench(t)
	index := casework.HouseholdOf(b.vault, pii.Conceal("449900000007"))
	if len(index) != 64 || strings.Contains(index, "449900000007") || casework.HouseholdOf(b.vault, pii.Text{}) != "" {
		t.Errorf("index %q", index)
	}
	if index == casework.HouseholdOf(b.vault, pii.Conceal("449900000008")) {
		t.Error("two households have one index")
	}
}
