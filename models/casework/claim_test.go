package casework_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
)

func TestTake_refusesWhileLeaseIsLive(t *testing.T) {
	b := newBench(t)
	id, wang, zhao := b.queue(), b.clerk("wang"), b.clerk("zhao")
	first, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	_, err = b.desk.Take(t.Context(), zhao, id, nil)
	wantErr(t, "second clerk", err, casework.ErrClaimedByOther)
	var e *models.Error
	if errors.As(err, &e); e.Params["holder"] != "wang" || e.Params["until"] != first.ExpiresAt.UTC().Format(time.RFC3339) {
		t.Errorf("the refusal does not name holder and expiry: %v", e.Params)
	}
	if n := b.entries(id, audit.CaseClaimed); n != 1 {
		t.Errorf("%d audit entries", n)
	}
}

func TestTake_twiceByOneClerkRenewsUnderTheSameFence(t *testing.T) {
	b := newBench(t)
	id, wang := b.queue(), b.clerk("wang")
	first, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	b.clock.pass(2 * time.Minute)
	second, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	if second.Fence != first.Fence || !second.ExpiresAt.Equal(first.ExpiresAt.Add(2*time.Minute)) {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if n := b.entries(id, audit.CaseClaimed); n != 1 {
		t.Errorf("%d audit entries", n)
	}
}

func TestTake_afterExpiryGoesToAnotherUnderAGreaterFence(t *testing.T) {
	b := newBench(t)
	id, wang, zhao := b.queue(), b.clerk("wang"), b.clerk("zhao")
	first, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	b.clock.pass(casework.LeaseTime - time.Second)
	_, err = b.desk.Take(t.Context(), zhao, id, nil)
	wantErr(t, "a second before the end", err, casework.ErrClaimedByOther)
	b.clock.pass(time.Second)
	second, err := b.desk.Take(t.Context(), zhao, id, nil)
	must(t, err)
	if second.Fence <= first.Fence {
		t.Errorf("fence %d after %d", second.Fence, first.Fence)
	}
	_, err = b.desk.Renew(t.Context(), wang, id, first.Fence)
	wantErr(t, "renewing the lost claim", err, casework.ErrLeaseExpired)
	wantErr(t, "releasing the lost claim", b.desk.Release(t.Context(), wang, id, first.Fence, nil), casework.ErrLeaseExpired)
}

func TestRenew_extendsOnlyALiveClaimOfTheSameFence(t *testing.T) {
	b := newBench(t)
	id, wang, zhao := b.queue(), b.clerk("wang"), b.clerk("zhao")
	_, err := b.desk.Renew(t.Context(), wang, id, 1)
	wantErr(t, "without a claim", err, casework.ErrNotClaimed)
	claim, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	for range 3 {
		b.clock.pass(4 * time.Minute)
		_, err = b.desk.Renew(t.Context(), wang, id, claim.Fence)
		must(t, err)
	}
	_, err = b.desk.Renew(t.Context(), zhao, id, claim.Fence)
	wantErr(t, "by another clerk", err, casework.ErrNotClaimed)
	_, err = b.desk.Renew(t.Context(), wang, id, claim.Fence+1)
	wantErr(t, "with an invented fence", err, casework.ErrNotClaimed)
	b.clock.pass(casework.LeaseTime)
	_, err = b.desk.Renew(t.Context(), wang, id, claim.Fence)
	wantErr(t, "after the lease", err, casework.ErrLeaseExpired)
}

func TestRelease_givesTheCaseToTheNext(t *testing.T) {
	b := newBench(t)
	id, wang, zhao := b.queue(), b.clerk("wang"), b.clerk("zhao")
	first, err := b.desk.Take(t.Context(), wang, id, nil)
	must(t, err)
	must(t, b.desk.Release(t.Context(), wang, id, first.Fence, nil))
	wantErr(t, "twice", b.desk.Release(t.Context(), wang, id, first.Fence, nil), casework.ErrNotClaimed)
	second, err := b.desk.Take(t.Context(), zhao, id, nil)
	must(t, err)
	if second.Fence != first.Fence+1 {
		t.Errorf("fence %d after %d", second.Fence, first.Fence)
	}
	if n := b.entries(id, audit.CaseReleased); n != 1 {
		t.Errorf("%d audit entries", n)
	}
}

func TestTake_refusesTheSixthCase(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	for range casework.MostClaims + 1 {
		b.queue()
	}
	var last casework.Claim
	for range casework.MostClaims {
		var err error
		last, err = b.desk.Next(t.Context(), wang, nil)
		must(t, err)
	}
	_, err := b.desk.Next(t.Context(), wang, nil)
	wantErr(t, "sixth", err, casework.ErrClaimLimit)
	_, err = b.desk.Take(t.Context(), wang, last.Application, nil)
	must(t, err) // renewing one of the five is no sixth
	must(t, b.desk.Release(t.Context(), wang, last.Application, last.Fence, nil))
	_, err = b.desk.Next(t.Context(), wang, nil)
	must(t, err)
}

func TestNext_servesRiskThenHallThenAge(t *testing.T) {
	b := newBench(t)
	came := func(daysAgo int, promised models.Date) models.ID {
		return b.queue(func(e *application.QueueEntry) {
			e.SubmittedAt, e.Promised, e.Session = e.SubmittedAt.AddDate(0, 0, -daysAgo), promised, ""
		})
	}
	later := came(3, "2026-12-20")
	hall := b.queue(func(e *application.QueueEntry) { e.Promised = "2026-12-20" })
	soon := came(4, "2026-11-25")
	today := came(5, "2026-11-24")
	overdue := came(12, "2026-11-20")
	younger := came(4, "2026-11-24")
	board, err := b.desk.Show(t.Context(), b.clerk("zhao"), casework.Filter{}, models.Page{Limit: 10})
	must(t, err)
	want := []models.ID{overdue, today, younger, soon, hall, later}
	for i, w := range board.Cases {
		if w.Application != want[i] {
			t.Errorf("place %d: %s %s", i, w.Risk, w.Promised)
		}
	}
	claim, err := b.desk.Next(t.Context(), b.clerk("wang"), nil)
	must(t, err)
	if claim.Application != overdue {
		t.Error("the overdue case was not first")
	}
}

func TestNext_saysWhenTheQueueIsEmpty(t *testing.T) {
	b := newBench(t)
	_, err := b.desk.Next(t.Context(), b.clerk("wang"), nil)
	wantErr(t, "empty", err, casework.ErrQueueEmpty)
	b.queue(func(e *application.QueueEntry) { e.Site = otherHall })
	_, err = b.desk.Next(t.Context(), b.clerk("zhao"), nil)
	wantErr(t, "only the other hall's", err, casework.ErrQueueEmpty)
}

// Sixty-four clerks at two servers ask for the next case at once, until nothing
// is left: every case is claimed exactly once.
func TestNext_sixtyFourClerksNeverGetTheSameCase(t *testing.T) {
	b := newBench(t)
	const clerks, cases = 64, 150
	for range cases {
		b.queue()
	}
	desks := []*casework.Desk{b.desk, b.newDesk()}
	var mu sync.Mutex
	claimed := map[models.ID][]int64{}
	var group sync.WaitGroup
	for n := range clerks {
		actor := b.clerk("c" + time.Duration(n).String())
		group.Go(func() {
			for range casework.MostClaims {
				claim, err := desks[n%2].Next(context.WithoutCancel(t.Context()), actor, nil)
				if errors.Is(err, casework.ErrQueueEmpty) {
					return
				}
				if err != nil {
					t.Errorf("clerk %d: %v", n, err)
					return
				}
				mu.Lock()
				claimed[claim.Application] = append(claimed[claim.Application], claim.Fence)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(claimed) != cases {
		t.Errorf("%d of %d cases were claimed", len(claimed), cases)
	}
	for id, fences := range claimed {
		if len(fences) != 1 || fences[0] != 1 {
			t.Errorf("%s was claimed under fences %v", id, fences)
		}
	}
}

// All of them want the same case.
func TestTake_sixtyFourClerksOneCase(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	var mu sync.Mutex
	won := 0
	var group sync.WaitGroup
	for n := range 64 {
		actor := b.clerk("c" + time.Duration(n).String())
		group.Go(func() {
			_, err := b.desk.Take(context.WithoutCancel(t.Context()), actor, id, nil)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case !errors.Is(err, casework.ErrClaimedByOther):
				t.Errorf("clerk %d: %v", n, err)
			}
		})
	}
	group.Wait()
	if won != 1 {
		t.Errorf("%d clerks hold the case", won)
	}
}

// One clerk's own parallel requests cannot pass the limit either.
func TestTake_limitHoldsUnderTheClerksOwnRequests(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	var ids []models.ID
	for range 20 {
		ids = append(ids, b.queue())
	}
	var mu sync.Mutex
	won := 0
	var group sync.WaitGroup
	for _, id := range ids {
		group.Go(func() {
			_, err := b.desk.Take(context.WithoutCancel(t.Context()), wang, id, nil)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.Is(err, casework.ErrClaimLimit) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if won != casework.MostClaims {
		t.Errorf("%d claims", won)
	}
}
