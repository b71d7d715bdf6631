package casework_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
)

// cleanCase is a case in which the machine found nothing to look at.
func (b *bench) cleanCase(change ...func(*application.QueueEntry)) models.ID {
	b.t.Helper()
	return b.queue(append(change, func(e *application.QueueEntry) { e.File = &b.files.file })...)
}

func (b *bench) cleanCases(n int) []models.ID {
	b.t.Helper()
	ids := make([]models.ID, n)
	for i := range ids {
		ids[i] = b.cleanCase()
	}
	return ids
}

func refusals(items []casework.BulkItem) []string {
	codes := make([]string, len(items))
	for i, item := range items {
		if item.Refused != nil {
			codes[i] = item.Refused.Code
		}
	}
	return codes
}

func TestBulk_approvesCleanCasesWithTheLinesStated(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Checklist[0].Mandatory = true
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	r := casework.BulkRuling{Applications: b.cleanCases(3), Outcome: casework.Approve}
	preview, err := d.Preview(t.Context(), wang, r)
	must(t, err)
	if len(preview.Checks) != 1 || preview.Checks[0].Code != "photo" || !slices.Equal(refusals(preview.Items), []string{"", "", ""}) {
		t.Fatalf("%+v", preview)
	}
	if len(b.decisionsOf(r.Applications[0])) != 0 {
		t.Fatal("a preview decided")
	}
	_, err = d.DecideBulk(t.Context(), wang, r, nil)
	wantField(t, "nothing stated", err, "checks-open", "checks.photo")
	r.Checks = []string{"photo"}
	done, err := d.DecideBulk(t.Context(), wang, r, nil)
	must(t, err)
	for _, id := range r.Applications {
		one := b.decisionsOf(id)[0]
		if one.Bulk != done.Bulk || !slices.Equal(one.Checks, r.Checks) || one.State != casework.Provisional {
			t.Errorf("%+v", one)
		}
		if len(b.office.rulings) != 0 {
			t.Error("carried out before its time")
		}
	}
	for _, id := range r.Applications {
		b.final(d, b.decisionsOf(id)[0].ID)
	}
	if len(b.office.rulings) != 3 {
		t.Errorf("%d carried out", len(b.office.rulings))
	}
	records, err := b.audit.About(t.Context(), audit.Ref{Kind: "bulk", ID: string(done.Bulk)}, models.Page{Limit: 5})
	must(t, err)
	if len(records) != 1 || records[0].Notes["count"] != "3" {
		t.Errorf("%+v", records)
	}
}

func TestBulk_leavesOutWhatHasToBeDecidedOnItsOwn(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	second := b.cleanCase(fourEyes)
	b.decide(b.decisions, zhao, approve(b.take(zhao, second)))
	held, own, decided := b.cleanCase(), b.cleanCase(), b.cleanCase()
	b.take(zhao, held)
	b.take(wang, own)
	b.decide(b.decisions, zhao, approve(b.take(zhao, decided)))
	withdrawn := b.cleanCase()
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Withdraw(ctx, tx, withdrawn) })
	ids := []models.ID{b.cleanCase(), b.cleanCase(fourEyes), second, held, own, decided, withdrawn, b.ids.New(), b.cleanCase()}
	want := []string{"", "bulk-four-eyes", "bulk-stage", "claimed-by-other", "", "already-decided", "bulk-case-gone", "bulk-case-gone", ""}
	r := casework.BulkRuling{Applications: ids, Outcome: casework.Approve}
	preview, err := b.decisions.Preview(t.Context(), wang, r)
	must(t, err)
	if got := refusals(preview.Items); !slices.Equal(got, want) {
		t.Errorf("preview %v", got)
	}
	done, err := b.decisions.DecideBulk(t.Context(), wang, r, nil)
	must(t, err)
	if got := refusals(done.Items); !slices.Equal(got, want) {
		t.Errorf("decided %v", got)
	}
	// Sending four-eyes cases away is a single signature's business.
	reject := casework.BulkRuling{Applications: []models.ID{ids[1]}, Outcome: casework.Reject, Reason: "photo-poor"}
	done, err = b.decisions.DecideBulk(t.Context(), wang, reject, nil)
	must(t, err)
	if done.Items[0].Refused != nil {
		t.Errorf("%v", done.Items[0].Refused)
	}
}

func TestBulk_ofDifferentKindsIsInvalid(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	like, attention := b.cleanCase(), b.queue()
	other := b.cleanCase(func(e *application.QueueEntry) { e.Service = "traffic.camera-violation" })
	reject := func(ids ...models.ID) casework.BulkRuling {
		return casework.BulkRuling{Applications: ids, Outcome: casework.Reject, Reason: "photo-poor"}
	}
	for name, r := range map[string]casework.BulkRuling{
		"two services":      reject(like, other),
		"two check results": reject(like, attention),
		"a case twice":      reject(like, like),
		"no case":           reject(),
		"51 cases":          reject(make51(b)...),
		"a correction":      {Applications: []models.ID{like}, Outcome: casework.Correct},
		"an unknown reason": {Applications: []models.ID{like}, Outcome: casework.Reject, Reason: "because"},
		"no reason":         {Applications: []models.ID{like}, Outcome: casework.Reject},
	} {
		if _, err := b.decisions.DecideBulk(t.Context(), wang, r, nil); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	preview, err := b.decisions.Preview(t.Context(), wang, reject(like, other, attention))
	must(t, err)
	if got := refusals(preview.Items); !slices.Equal(got, []string{"", "bulk-other-service", "bulk-other-checks"}) {
		t.Errorf("preview %v", got)
	}
	approval := casework.BulkRuling{Applications: []models.ID{attention}, Outcome: casework.Approve}
	done, err := b.decisions.DecideBulk(t.Context(), wang, approval, nil)
	must(t, err)
	if got := refusals(done.Items); !slices.Equal(got, []string{"bulk-attention"}) {
		t.Errorf("approving what wants attention: %v", got)
	}
	if len(b.decisionsOf(like))+len(b.decisionsOf(attention)) != 0 {
		t.Error("an invalid bulk decided something")
	}
}

func make51(b *bench) []models.ID {
	ids := make([]models.ID, casework.MostBulk+1)
	for i := range ids {
		ids[i] = b.ids.New()
	}
	return ids
}

func TestBulk_isUndoneAsOne(t *testing.T) {
	b := newBench(t)
	d, wang, zhao := b.newDecisions(undoTime), b.clerk("wang"), b.clerk("zhao")
	ids := b.cleanCases(8)
	done, err := d.DecideBulk(t.Context(), wang, casework.BulkRuling{Applications: ids, Outcome: casework.Approve}, nil)
	must(t, err)
	gone := ids[2]
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Withdraw(ctx, tx, gone) })
	_, err = d.UndoBulk(t.Context(), zhao, done.Bulk, nil)
	wantErr(t, "by a colleague", err, casework.ErrNotYourOwn)
	_, err = d.UndoBulk(t.Context(), wang, b.ids.New(), nil)
	wantErr(t, "of nothing", err, models.ErrNotFound)
	undone, err := d.UndoBulk(t.Context(), wang, done.Bulk, nil)
	must(t, err)
	left := 0
	for _, item := range undone.Items {
		if item.Refused != nil {
			left++
		}
	}
	if left != 1 || len(undone.Items) != 8 {
		t.Errorf("%v", refusals(undone.Items))
	}
	for _, id := range ids {
		c := b.caseOf(id)
		if id != gone && (c.State != casework.StateWaiting || c.Hold.Clerk != "" || c.Hold.Fence != 2) {
			t.Errorf("%+v", c)
		}
	}
	b.clock.pass(undoTime)
	for _, id := range ids {
		_, err := d.Finalise(t.Context(), b.decisionsOf(id)[0].ID)
		must(t, err)
	}
	if len(b.office.rulings) != 0 {
		t.Errorf("%d undone decisions were carried out", len(b.office.rulings))
	}
}

// Two bulk decisions on the same cases at once, in opposite orders: each case is
// decided once, and neither locks the other out.
func TestBulk_twoAtOnceShareTheCases(t *testing.T) {
	b := newBench(t)
	d, wang, zhao := b.newDecisions(undoTime), b.clerk("wang"), b.clerk("zhao")
	for range 5 {
		ids := b.cleanCases(12)
		turned := slices.Clone(ids)
		slices.Reverse(turned)
		var group sync.WaitGroup
		var one, two casework.BulkDecided
		var oneErr, twoErr error
		ctx := context.WithoutCancel(t.Context())
		group.Go(func() {
			one, oneErr = d.DecideBulk(ctx, wang, casework.BulkRuling{Applications: ids, Outcome: casework.Approve}, nil)
		})
		group.Go(func() {
			two, twoErr = d.DecideBulk(ctx, zhao, casework.BulkRuling{Applications: turned, Outcome: casework.Approve}, nil)
		})
		group.Wait()
		must(t, oneErr)
		must(t, twoErr)
		decided := 0
		for _, items := range [][]casework.BulkItem{one.Items, two.Items} {
			for _, item := range items {
				if item.Refused == nil {
					decided++
				}
			}
		}
		if decided != len(ids) {
			t.Fatalf("%d of %d cases were decided: %v %v", decided, len(ids), refusals(one.Items), refusals(two.Items))
		}
		for _, id := range ids {
			if n := len(b.decisionsOf(id)); n != 1 {
				t.Fatalf("%d decisions on one case", n)
			}
		}
	}
}

func TestBulk_withoutUndoTimeIsCarriedOutByTheJob(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	ids := b.cleanCases(2)
	_, err := b.decisions.DecideBulk(t.Context(), wang, casework.BulkRuling{Applications: ids, Outcome: casework.Approve}, nil)
	must(t, err)
	for _, id := range ids {
		_, err := b.decisions.Finalise(t.Context(), b.decisionsOf(id)[0].ID)
		must(t, err)
	}
	if len(b.office.rulings) != 2 {
		t.Errorf("%d carried out", len(b.office.rulings))
	}
}
