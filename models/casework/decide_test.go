package casework_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/visit"
)

func (b *bench) claimed(actor models.Actor, change ...func(*application.QueueEntry)) casework.Claim {
	b.t.Helper()
	claim, err := b.desk.Take(b.t.Context(), actor, b.queue(change...), nil)
	must(b.t, err)
	return claim
}

func approve(c casework.Claim) casework.Ruling {
	return casework.Ruling{Application: c.Application, Fence: c.Fence, Outcome: casework.Approve}
}

func TestDecide_carriesEachOutcomeToTheApplication(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	for _, tc := range []struct {
		outcome casework.Outcome
		reason  string
		state   application.State
		cause   visit.Cause
	}{
		{casework.Approve, "", application.Approved, ""},
		{casework.Reject, "photo-poor", application.Rejected, visit.PhotoRefused},
		{casework.HandOver, "window.name", application.HandedOver, visit.NameMismatch},
	} {
		t.Run(string(tc.outcome), func(t *testing.T) {
			claim := b.claimed(wang)
			ruling := casework.Ruling{
				Application: claim.Application, Fence: claim.Fence, Outcome: tc.outcome, Reason: tc.reason, Note: pii.Conceal("核对无误"),
			}
			got, err := b.decisions.Decide(t.Context(), wang, ruling, nil)
			must(t, err)
			if got.State != tc.state {
				t.Errorf("state %s", got.State)
			}
			last := b.office.rulings[len(b.office.rulings)-1]
			if last.Reason != tc.reason || last.Cause != tc.cause || last.Application != claim.Application {
				t.Errorf("the office got %+v", last)
			}
			if n := b.entries(claim.Application, audit.CaseDecided); n != 1 {
				t.Errorf("%d audit entries", n)
			}
			_, err = b.decisions.Decide(t.Context(), wang, ruling, nil)
			wantErr(t, "twice", err, casework.ErrAlreadyDecided)
			_, err = b.desk.Take(t.Context(), wang, claim.Application, nil)
			wantErr(t, "claiming a decided case", err, casework.ErrAlreadyDecided)
		})
	}
}

func TestDecide_refusesWithoutALiveClaim(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	unclaimed := casework.Claim{Application: b.queue(), Fence: 1}
	_, err := b.decisions.Decide(t.Context(), wang, approve(unclaimed), nil)
	wantErr(t, "without a claim", err, casework.ErrNotClaimed)

	claim := b.claimed(wang)
	_, err = b.decisions.Decide(t.Context(), zhao, approve(claim), nil)
	wantErr(t, "by a colleague with the holder's fence", err, casework.ErrNotClaimed)
	b.clock.pass(casework.LeaseTime)
	_, err = b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "after the lease", err, casework.ErrLeaseExpired)

	second, err := b.desk.Take(t.Context(), zhao, claim.Application, nil)
	must(t, err)
	_, err = b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "from a screen whose claim was lost", err, casework.ErrLeaseExpired)
	_, err = b.decisions.Decide(t.Context(), zhao, approve(second), nil)
	must(t, err)
	_, err = b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "after a colleague's decision", err, casework.ErrAlreadyDecided)
	if len(b.office.rulings) != 1 {
		t.Errorf("the office got %d rulings", len(b.office.rulings))
	}
}

// The stale fence is refused by the database even where the same clerk holds
// the case again under a newer one.
func TestDecide_refusesTheClerksOwnOlderFence(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	b.clock.pass(casework.LeaseTime + time.Second)
	newer, err := b.desk.Take(t.Context(), wang, claim.Application, nil)
	must(t, err)
	if newer.Fence == claim.Fence {
		t.Fatal("a lapsed claim was taken again under its old fence")
	}
	_, err = b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "old fence", err, casework.ErrLeaseExpired)
	_, err = b.decisions.Decide(t.Context(), wang, approve(newer), nil)
	must(t, err)
}

func TestDecide_standsOrFallsAsAWhole(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	b.office.fails = errors.New("register down")
	if _, err := b.decisions.Decide(t.Context(), wang, approve(claim), nil); err == nil {
		t.Fatal("decided although the application could not change")
	}
	if n := b.entries(claim.Application, audit.CaseDecided); n != 0 {
		t.Errorf("%d audit entries of a decision that was not made", n)
	}
	b.office.fails = nil
	failing := casework.Hook[casework.Decided](func(context.Context, models.Tx, casework.Decided) error { return errors.New("no room") })
	if _, err := b.decisions.Decide(t.Context(), wang, approve(claim), failing); err == nil {
		t.Fatal("decided although the reply could not be kept")
	}
	_, err := b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	must(t, err)
}

func TestDecide_wantsAReasonOfTheClosedList(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	for name, tc := range map[string]struct {
		outcome      casework.Outcome
		reason, note string
		field        string
	}{
		"reject without reason":       {casework.Reject, "", "", "reasonCode"},
		"hand over without reason":    {casework.HandOver, "", "", "reasonCode"},
		"unknown reason":              {casework.Reject, "because", "", "reasonCode"},
		"reason of the other outcome": {casework.Reject, "window.name", "", "reasonCode"},
		"approve with a reason":       {casework.Approve, "photo-poor", "", "reasonCode"},
		"unknown outcome":             {"maybe", "", "", "outcome"},
		"long note":                   {casework.Approve, "", strings.Repeat("长", 501), "note"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.decisions.Decide(t.Context(), wang, casework.Ruling{
				Application: claim.Application, Fence: claim.Fence, Outcome: tc.outcome, Reason: tc.reason, Note: pii.Conceal(tc.note),
			}, nil)
			var e *models.Error
			if !errors.As(err, &e) || e.Kind != models.KindInvalid || len(e.Fields) != 1 || e.Fields[0].Field != tc.field {
				t.Errorf("%v", err)
			}
		})
	}
	if len(b.office.rulings) != 0 {
		t.Error("a refused ruling reached the office")
	}
}

func TestDecide_refusesOwnAndRelativesCases(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	for _, kind := range []casework.Interest{casework.Self, casework.Household, casework.Relative} {
		t.Run(string(kind), func(t *testing.T) {
			number := pii.Conceal("44990119900307" + string(kind))
			person := b.person(visit.IndexOf(b.vault, number))
			id := b.queue(func(e *application.QueueEntry) { e.Person, e.Promised = person, "2026-11-20" })
			relations := casework.NewRelations(b.db, b.work, b.audit, b.vault, nil)
			for range 2 {
				_, err := relations.Declare(t.Context(), models.Actor{Kind: models.ActorSystem}, wang.ID, number, kind)
				must(t, err)
			}
			_, err := b.desk.Take(t.Context(), wang, id, nil)
			wantErr(t, "claim", err, casework.ErrConflict)
			_, err = b.decisions.Decide(t.Context(), wang, casework.Ruling{Application: id, Fence: 1, Outcome: casework.Approve}, nil)
			wantErr(t, "decision", err, casework.ErrConflict)
			_, err = b.desk.Next(t.Context(), wang, nil)
			wantErr(t, "the next case", err, casework.ErrQueueEmpty)
			claim, err := b.desk.Take(t.Context(), b.clerk("z"+string(kind)), id, nil)
			must(t, err)
			if claim.Application != id {
				t.Error("a colleague did not get the case")
			}
		})
	}
}

func TestDesk_doesNotKnowCasesOfAnotherHall(t *testing.T) {
	b := newBench(t)
	id := b.queue()
	stranger := b.member("li", staff.Supervisor, otherHall)
	ruling := casework.Ruling{Application: id, Fence: 1, Outcome: casework.Approve}
	_, err := b.desk.Take(t.Context(), stranger, id, nil)
	wantErr(t, "claim", err, models.ErrNotFound)
	_, err = b.desk.Renew(t.Context(), stranger, id, 1)
	wantErr(t, "renew", err, models.ErrNotFound)
	wantErr(t, "release", b.desk.Release(t.Context(), stranger, id, 1, nil), models.ErrNotFound)
	_, err = b.decisions.Decide(t.Context(), stranger, ruling, nil)
	wantErr(t, "decide", err, models.ErrNotFound)
	_, err = b.desk.View(t.Context(), stranger, id)
	wantErr(t, "view", err, models.ErrNotFound)
	_, err = b.desk.Reveal(t.Context(), stranger, id, "mobile", casework.VerifyIdentity)
	wantErr(t, "reveal", err, models.ErrNotFound)
	_, err = b.desk.Picture(t.Context(), stranger, id, "face")
	wantErr(t, "picture", err, models.ErrNotFound)
	_, err = b.desk.Take(t.Context(), stranger, b.ids.New(), nil)
	wantErr(t, "a case that does not exist", err, models.ErrNotFound)
}

// Two screens of two clerks decide at once, the lease having changed hands.
func TestDecide_neverTwice(t *testing.T) {
	b := newBench(t)
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	for range 20 {
		claim := b.claimed(wang)
		b.clock.pass(casework.LeaseTime)
		second, err := b.desk.Take(t.Context(), zhao, claim.Application, nil)
		must(t, err)
		var group sync.WaitGroup
		var mu sync.Mutex
		decided := 0
		for _, try := range []struct {
			actor models.Actor
			claim casework.Claim
		}{{wang, claim}, {zhao, second}, {zhao, second}, {wang, claim}} {
			group.Go(func() {
				if _, err := b.decisions.Decide(context.WithoutCancel(t.Context()), try.actor, approve(try.claim), nil); err == nil {
					mu.Lock()
					decided++
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if decided != 1 {
			t.Fatalf("decided %d times", decided)
		}
	}
	if len(b.office.rulings) != 20 {
		t.Errorf("the office got %d rulings for 20 cases", len(b.office.rulings))
	}
}

func TestWithdraw_takesTheCaseFromItsHolder(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Withdraw(ctx, tx, claim.Application) })
	_, err := b.decisions.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "decision", err, application.ErrNotNow)
	_, err = b.desk.Take(t.Context(), wang, claim.Application, nil)
	wantErr(t, "claim", err, application.ErrNotNow)
	board, err := b.desk.Show(t.Context(), wang, casework.Filter{}, models.Page{Limit: 10})
	must(t, err)
	if len(board.Cases) != 0 || board.Counts != (casework.Counts{}) {
		t.Errorf("the queue still shows it: %+v", board.Counts)
	}
}

func TestEnqueue_againKeepsTheFenceGrowing(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Withdraw(ctx, tx, claim.Application) })
	again := func(e *application.QueueEntry) { e.Application = claim.Application }
	next := b.claimed(wang, again)
	if next.Application != claim.Application || next.Fence <= claim.Fence {
		t.Errorf("fence %d after %d", next.Fence, claim.Fence)
	}
}
