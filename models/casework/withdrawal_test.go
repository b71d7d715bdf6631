package casework_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/visit"
)

func recalling(id models.ID) casework.Recalling {
	return casework.Recalling{Decision: id, Reason: casework.WrongFacts}
}

func TestWithdrawal_putsTheCaseBackAtItsPlace(t *testing.T) {
	for _, tc := range []struct {
		name   string
		ruling func(casework.Claim) casework.Ruling
		voids  int
	}{
		{"approved", approve, 1},
		{"rejected", rejectionOf, 1},
		{"handed over", func(c casework.Claim) casework.Ruling {
			return casework.Ruling{Application: c.Application, Fence: c.Fence, Outcome: casework.HandOver, Reason: "window.name"}
		}, 1},
		{"correction asked", func(c casework.Claim) casework.Ruling {
			ask := &application.CorrectionAsk{Marks: []application.Mark{{Field: "photo", Reason: "photo-again"}}}
			return casework.Ruling{Application: c.Application, Fence: c.Fence, Outcome: casework.Correct, Correction: ask}
		}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			wang, liu := b.clerk("wang"), b.supervisor("liu")
			claim := b.claimed(wang)
			before := b.caseOf(claim.Application)
			decided := b.decide(b.decisions, wang, tc.ruling(claim))
			must(t, b.decisions.Withdraw(t.Context(), liu, recalling(decided.Decision), nil))
			c := b.caseOf(claim.Application)
			if c.State != casework.StateWaiting || c.Stage != casework.StageFirst || c.Round != 2 || c.Hold.Clerk != "" || !c.StoppedAt.IsZero() {
				t.Errorf("%+v", c)
			}
			if !c.SubmittedAt.Equal(before.SubmittedAt) || before.Position().Before(c.Position()) {
				t.Errorf("it lost its place: %+v, was %+v", c.Position(), before.Position())
			}
			if !slices.Equal(b.office.recalled, []models.ID{claim.Application}) || len(b.orders.void) != tc.voids {
				t.Errorf("recalled %v, voided %v", b.office.recalled, b.orders.void)
			}
			if d := b.decisionsOf(claim.Application)[0]; d.State != casework.Recalled || d.ClosedBy != liu.ID || d.ClosedWhy != "wrong-facts" {
				t.Errorf("%+v", d)
			}
			if b.entries(claim.Application, audit.DecisionWithdrawn) != 1 {
				t.Error("no entry")
			}
			wantErr(t, "twice", b.decisions.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), casework.ErrNotFinal)
			again, err := b.desk.Take(t.Context(), wang, claim.Application, nil)
			must(t, err)
			if again.Fence <= claim.Fence {
				t.Errorf("fence %d after %d", again.Fence, claim.Fence)
			}
			b.decide(b.decisions, wang, approve(again))
			if got := b.statesOf(claim.Application); !slices.Contains(got, casework.Final) || !slices.Contains(got, casework.Recalled) {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestWithdrawal_isRefused(t *testing.T) {
	b := newBench(t)
	d, wang, liu := b.newDecisions(undoTime), b.clerk("wang"), b.supervisor("liu")
	decided := b.decide(d, wang, approve(b.claimed(wang)))
	wantErr(t, "while it can be undone", d.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), casework.ErrNotFinal)
	b.final(d, decided.Decision)
	wantErr(t, "to a clerk", d.Withdraw(t.Context(), wang, recalling(decided.Decision), nil), casework.ErrSupervisor)
	wantErr(t, "in another hall", d.Withdraw(t.Context(), b.member("li", staff.Supervisor, otherHall), recalling(decided.Decision), nil), models.ErrNotFound)
	wantErr(t, "of nothing", d.Withdraw(t.Context(), liu, recalling(b.ids.New()), nil), models.ErrNotFound)
	for name, r := range map[string]casework.Recalling{
		"a reason of no list": {Decision: decided.Decision, Reason: "mood"},
		"other without words": {Decision: decided.Decision, Reason: casework.OtherGrounds},
		"too many words":      {Decision: decided.Decision, Reason: casework.WrongRule, Note: pii.Conceal(strings.Repeat("长", 201))},
	} {
		if err := d.Withdraw(t.Context(), liu, r, nil); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.orders.fails = models.E(models.KindConflict, "order-paid")
	wantErr(t, "of what was paid", d.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), application.ErrCarriedOut)
	b.orders.fails = models.E(models.KindUnavailable, "order-still-open")
	wantErr(t, "of an order that cannot be closed", d.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), application.ErrCarriedOut)
	b.orders.fails, b.office.fails = nil, application.ErrCarriedOut
	wantErr(t, "of what left the office", d.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), application.ErrCarriedOut)
	if c := b.caseOf(decided.Application); c.State != casework.StateDecided || c.Round != 1 {
		t.Errorf("a refused withdrawal changed %+v", c)
	}
}

func TestWithdrawal_refusesOnesOwnPeople(t *testing.T) {
	b := newBench(t)
	wang, liu := b.clerk("wang"), b.supervisor("liu")
	number := pii.Conceal("449901199003070999")
	person := b.person(visit.IndexOf(b.vault, number))
	relations := casework.NewRelations(b.db, b.work, b.audit, b.vault, nil)
	_, err := relations.Declare(t.Context(), models.Actor{Kind: models.ActorSystem}, liu.ID, number, casework.Relative)
	must(t, err)
	claim := b.claimed(wang, func(e *application.QueueEntry) { e.Person = person })
	decided := b.decide(b.decisions, wang, rejectionOf(claim))
	wantErr(t, "a relative's", b.decisions.Withdraw(t.Context(), liu, recalling(decided.Decision), nil), casework.ErrConflict)
}

// Between the first signature and the second nothing was carried out yet: the
// withdrawal begins the case anew and asks the application nothing.
func TestWithdrawal_ofAFirstSignature(t *testing.T) {
	b := newBench(t)
	wang, zhao, liu := b.clerk("wang"), b.clerk("zhao"), b.supervisor("liu")
	claim := b.claimed(wang, fourEyes)
	first := b.decide(b.decisions, wang, approve(claim))
	d := b.newDecisions(undoTime)
	second := b.decide(d, zhao, approve(b.take(zhao, claim.Application)))
	wantErr(t, "while the second can be undone", d.Withdraw(t.Context(), liu, recalling(first.Decision), nil), casework.ErrNotFinal)
	_, err := d.Undo(t.Context(), zhao, second.Decision, nil)
	must(t, err)
	must(t, d.Withdraw(t.Context(), liu, recalling(first.Decision), nil))
	c := b.caseOf(claim.Application)
	if len(b.office.recalled) != 0 || c.Stage != casework.StageFirst || c.Round != 2 || c.State != casework.StateWaiting {
		t.Errorf("recalled %v: %+v", b.office.recalled, c)
	}
	// wang decided in the round before: in this one a first decision is anybody's.
	b.decide(b.decisions, wang, approve(b.take(wang, claim.Application)))
}

// Both signatures fall with the withdrawal of either.
func TestWithdrawal_takesTheWholeRoundBack(t *testing.T) {
	b := newBench(t)
	wang, zhao, liu := b.clerk("wang"), b.clerk("zhao"), b.supervisor("liu")
	claim := b.claimed(wang, fourEyes)
	b.decide(b.decisions, wang, approve(claim))
	second := b.decide(b.decisions, zhao, approve(b.take(zhao, claim.Application)))
	must(t, b.decisions.Withdraw(t.Context(), liu, recalling(second.Decision), nil))
	if got := b.statesOf(claim.Application); !slices.Equal(got, []casework.DecisionState{casework.Recalled, casework.Recalled}) {
		t.Errorf("%v", got)
	}
}

func TestWithdrawal_standsOrFallsAsAWhole(t *testing.T) {
	b := newBench(t)
	wang, liu := b.clerk("wang"), b.supervisor("liu")
	decided := b.decide(b.decisions, wang, rejectionOf(b.claimed(wang)))
	failing := casework.Hook[models.ID](func(context.Context, models.Tx, models.ID) error { return errors.New("no room") })
	if b.decisions.Withdraw(t.Context(), liu, recalling(decided.Decision), failing) == nil {
		t.Fatal("withdrawn although the reply could not be kept")
	}
	if b.caseOf(decided.Application).State != casework.StateDecided || b.entries(decided.Application, audit.DecisionWithdrawn) != 0 {
		t.Error("half a withdrawal")
	}
}
