package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/once"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// stepHall is a store with some drafts to save steps of.
type stepHall struct {
	clock        *hand
	log          *store.Audit
	replies      *store.Once
	applications *store.Applications
	drafts       []application.Application
}

func newStepHall(t *testing.T, drafts int) *stepHall {
	t.Helper()
	db, clock := storetest.Open(t), newHand()
	h := &stepHall{clock: clock, log: store.NewAudit(db, clock)}
	h.replies = store.NewOnce(db, openRing(t, db, t.TempDir(), clock), clock)
	h.applications = store.NewApplications(db, h.log, h.replies)
	must(t, db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		for i := range drafts {
			a := application.Application{
				ID: models.ID(fmt.Sprintf("%026d", i)), Number: fmt.Sprint("N", i), State: application.Draft, Version: 1,
				OpenedAt: clock.Now(), UpdatedAt: clock.Now(),
			}
			h.drafts = append(h.drafts, a)
			if err := h.applications.Add(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	}))
	return h
}

func (h *stepHall) save(i int, key string) application.StepSave {
	a := h.drafts[i]
	request := once.Request{Actor: "citizen", Operation: "saveStep", Key: key, Digest: fmt.Sprintf("%064d", i)}
	return application.StepSave{
		Application: a.ID, Version: a.Version, State: a.State, Answers: []byte("answers of " + a.Number), At: h.clock.Now(),
		Session: "session",
		Entry: audit.Entry{
			Action: audit.StepSaved, Actor: models.Actor{Kind: models.ActorCitizen},
			Subjects: []audit.Ref{{Kind: "application", ID: string(a.ID)}},
		},
		Request: &request, Reply: once.Reply{Status: 200, Body: []byte(a.Number)},
	}
}

// crowd saves all at once and returns each outcome.
func (h *stepHall) crowd(t *testing.T, saves []application.StepSave) []error {
	t.Helper()
	errs := make([]error, len(saves))
	var wg sync.WaitGroup
	for i, save := range saves {
		wg.Go(func() { errs[i] = h.applications.SaveStep(t.Context(), save) })
	}
	wg.Wait()
	return errs
}

func TestSaveStep_inACrowdEachKeepsItsOwn(t *testing.T) {
	const n = 250
	h := newStepHall(t, n)
	saves := make([]application.StepSave, n)
	for i := range saves {
		saves[i] = h.save(i, fmt.Sprint("key-", i))
		if i%10 == 3 {
			saves[i].Version = 7 // a screen that is not up to date
		}
	}
	written := 0
	for i, err := range h.crowd(t, saves) {
		late := i%10 == 3
		if errors.Is(err, models.ErrStale) != late || (err != nil) != late {
			t.Fatalf("save %d: %v", i, err)
		}
		got, err := h.applications.ByID(t.Context(), h.drafts[i].ID)
		must(t, err)
		_, replied, err := h.replies.Find(t.Context(), *saves[i].Request)
		must(t, err)
		if late {
			if got.Version != 1 || len(got.Answers) != 0 || replied {
				t.Fatalf("a refused save left something: %+v, reply %v", got, replied)
			}
			continue
		}
		written++
		if got.Version != 2 || string(got.Answers) != "answers of "+got.Number || !replied {
			t.Fatalf("save %d: version %d, answers %q, reply %v", i, got.Version, got.Answers, replied)
		}
		entries, err := h.log.About(t.Context(), saves[i].Entry.Subjects[0], models.Page{Limit: 5})
		must(t, err)
		if len(entries) != 1 {
			t.Fatalf("save %d: %d audit entries under its own application", i, len(entries))
		}
	}
	if count, err := h.log.Count(t.Context()); err != nil || count != int64(written) {
		t.Errorf("%d audit entries for %d saves, %v", count, written, err)
	}
}

func TestSaveStep_twoSavesOfOneVersionWriteOnce(t *testing.T) {
	h := newStepHall(t, 60)
	var saves []application.StepSave
	for i := range h.drafts {
		saves = append(saves, h.save(i, fmt.Sprint("a", i)), h.save(i, fmt.Sprint("b", i)))
	}
	errs := h.crowd(t, saves)
	for i := 0; i < len(errs); i += 2 {
		if (errs[i] == nil) == (errs[i+1] == nil) {
			t.Errorf("application %d: %v and %v, want one success", i/2, errs[i], errs[i+1])
		}
	}
	if count, err := h.log.Count(t.Context()); err != nil || count != 60 {
		t.Errorf("%d audit entries, want 60; %v", count, err)
	}
}

func TestSaveStep_aKeyTakenMeanwhileUndoesOnlyItsOwnSave(t *testing.T) {
	h := newStepHall(t, 40)
	saves := make([]application.StepSave, len(h.drafts))
	for i := range saves {
		saves[i] = h.save(i, fmt.Sprint("key-", i))
	}
	saves[5].Request = saves[4].Request
	failed := 0
	for i, err := range h.crowd(t, saves) {
		if err == nil {
			continue
		}
		failed++
		if !errors.Is(err, once.ErrInProgress) || (i != 4 && i != 5) {
			t.Errorf("save %d: %v", i, err)
		}
	}
	if failed != 1 {
		t.Errorf("%d saves failed, want 1", failed)
	}
}
