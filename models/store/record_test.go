package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

func TestRecord_isKeptOncePerDecisionAndReadInOrder(t *testing.T) {
	db := storetest.Open(t)
	work := store.NewCasework(db)
	at := time.UnixMilli(1764000000000).UTC()
	keep := func(decision, application string, at time.Time) error {
		return db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return work.KeepRecord(ctx, tx, casework.Kept{
				Decision: models.ID(decision), Application: models.ID(application), Site: "east", Clerk: "c", Outcome: casework.Correct,
				Definition: "abc", At: at, Sealed: []byte{0, 0xff, 1},
			})
		})
	}
	must(t, keep("d2", "a", at.Add(time.Second)))
	must(t, keep("d1", "a", at))
	must(t, keep("d3", "b", at))
	if err := keep("d1", "a", at); !errors.Is(err, models.ErrDuplicate) {
		t.Errorf("twice: %v", err)
	}
	list, err := work.RecordsOf(t.Context(), "a")
	if err != nil || len(list) != 2 || list[0].Decision != "d1" || !list[0].At.Equal(at) || len(list[0].Sealed) != 3 || list[0].Outcome != casework.Correct {
		t.Fatalf("%+v, %v", list, err)
	}
}

func TestRecord_refusesAnOutcomeOutsideTheList(t *testing.T) {
	db := storetest.Open(t)
	if err := store.Exec(db, "INSERT INTO case_record VALUES ('d', 'a', 'east', 'c', 'perhaps', 'abc', 0, '')"); err == nil {
		t.Error("kept")
	}
	if err := store.Exec(db, "INSERT INTO window_act VALUES ('i', 'v', 'm', 'p', '', 's', 'east', 'slept', '', '', '', 0)"); err == nil {
		t.Error("an act outside the list was kept")
	}
}
