package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/identity"
	"onevisit/models/store"
)

func fourEyes(e *application.QueueEntry) { e.Eyes = 2 }

// take claims a case for a later stage.
func (b *bench) take(actor models.Actor, application models.ID) casework.Claim {
	b.t.Helper()
	b.clock.pass(time.Second)
	claim, err := b.desk.Take(b.t.Context(), actor, application, nil)
	must(b.t, err)
	return claim
}

func (b *bench) statesOf(application models.ID) []casework.DecisionState {
	b.t.Helper()
	var states []casework.DecisionState
	for _, d := range b.decisionsOf(application) {
		states = append(states, d.State)
	}
	return states
}

func TestFourEyes_carryOutWhenASecondClerkAgrees(t *testing.T) {
	b := newBench(t)
	d, wang, zhao := b.newDecisions(undoTime), b.clerk("wang"), b.clerk("zhao")
	claim := b.claimed(wang, fourEyes)
	b.final(d, b.decide(d, wang, approve(claim)).Decision)
	c := b.caseOf(claim.Application)
	if len(b.office.rulings) != 0 || c.State != casework.StateWaiting || c.Stage != casework.StageSecond || c.Hold.Clerk != "" {
		t.Fatalf("after the first signature: %+v", c)
	}
	if b.entries(claim.Application, audit.SecondAsked) != 1 {
		t.Error("nobody was asked")
	}
	second := b.decide(d, zhao, approve(b.take(zhao, claim.Application)))
	if second.Stage != casework.StageSecond || len(b.office.rulings) != 0 {
		t.Errorf("%+v", second)
	}
	b.final(d, second.Decision)
	if len(b.office.rulings) != 1 || b.office.rulings[0].By.ID != zhao.ID || b.caseOf(claim.Application).State != casework.StateDecided {
		t.Error("not carried out")
	}
	if got := b.statesOf(claim.Application); !slices.Equal(got, []casework.DecisionState{casework.Final, casework.Final}) {
		t.Errorf("%v", got)
	}
}

func TestFourEyes_sendAwayAtOnce(t *testing.T) {
	b := newBench(t)
	claim := b.claimed(b.clerk("wang"), fourEyes)
	b.decide(b.decisions, models.Actor{Kind: models.ActorStaff, ID: b.caseOf(claim.Application).Hold.Clerk, Site: hall, Role: "clerk"}, rejectionOf(claim))
	if len(b.office.rulings) != 1 || b.caseOf(claim.Application).State != casework.StateDecided {
		t.Error("a rejection waited for a second signature")
	}
}

// Who proved at a window who hands the case in had their name and number in hand:
// that clerk may be the first to decide it, and not the second.
func TestFourEyes_refuseWhoeverProvedTheIdentity(t *testing.T) {
	b := newBench(t)
	wang, zhao, sun, session := b.clerk("wang"), b.clerk("zhao"), b.clerk("sun"), b.ids.New()
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		return store.NewIdentities(b.db).Add(ctx, tx, identity.Request{
			ID: b.ids.New(), Site: hall, On: models.DateOf(b.clock.Now()), Seq: 1, Why: identity.Unreadable, State: identity.Used,
			Clerk: zhao.ID, Document: identity.IDCard, Session: session, Version: 4,
		})
	})
	claim := b.claimed(wang, fourEyes, func(e *application.QueueEntry) { e.Session = session })
	b.decide(b.decisions, wang, approve(claim))
	_, err := b.decisions.Decide(t.Context(), zhao, casework.Ruling{Application: claim.Application, Fence: 99, Outcome: casework.Approve}, nil)
	wantErr(t, "who proved the identity", err, casework.ErrSameHands)
	_, err = b.desk.Take(t.Context(), zhao, claim.Application, nil)
	wantErr(t, "taking it as the second", err, casework.ErrSameHands)
	b.decide(b.decisions, sun, approve(b.take(sun, claim.Application)))
	if len(b.office.rulings) != 1 {
		t.Error("not carried out")
	}
}

// The second is another clerk, and nobody who decided, revealed a value or
// opened a picture before.
func TestFourEyes_refuseWhoeverHadTheCaseInHand(t *testing.T) {
	b := newBench(t)
	wang, zhao, qian, sun := b.clerk("wang"), b.clerk("zhao"), b.clerk("qian"), b.clerk("sun")
	kept := store.NewDecisions(b.db)
	claim := b.claimed(wang, fourEyes)
	for _, hand := range []casework.Hand{
		{Clerk: zhao.ID, Act: casework.HandReveal}, {Clerk: qian.ID, Act: casework.HandPicture},
	} {
		hand.Application, hand.Round, hand.Stage, hand.At = claim.Application, 1, casework.StageFirst, b.clock.Now()
		for range 2 {
			b.atomically(func(ctx context.Context, tx models.Tx) error { return kept.Touch(ctx, tx, hand) })
		}
	}
	b.decide(b.decisions, wang, approve(claim))
	for name, clerk := range map[string]models.Actor{"the first": wang, "who revealed": zhao, "who opened a picture": qian} {
		_, err := b.decisions.Decide(t.Context(), clerk, casework.Ruling{Application: claim.Application, Fence: 99, Outcome: casework.Approve}, nil)
		wantErr(t, name, err, casework.ErrSameHands)
	}
	// Looking at it as the second, with the claim, is no hindrance.
	second := b.take(sun, claim.Application)
	b.atomically(func(ctx context.Context, tx models.Tx) error {
		return kept.Touch(ctx, tx, casework.Hand{Application: claim.Application, Clerk: sun.ID, Round: 1, Stage: casework.StageSecond, Act: casework.HandReveal, At: b.clock.Now()})
	})
	b.decide(b.decisions, sun, approve(second))
	if len(b.office.rulings) != 1 {
		t.Error("not carried out")
	}
}

func TestFourEyes_leaveADisagreementToASupervisor(t *testing.T) {
	for _, tc := range []struct {
		name   string
		ruling func(casework.Claim) casework.Ruling
		states []casework.DecisionState
		state  application.Command
	}{
		{"for the first", approve, []casework.DecisionState{casework.Final, casework.Overturned, casework.Final}, application.Approve},
		{"for the second", rejectionOf, []casework.DecisionState{casework.Overturned, casework.Final, casework.Final}, application.Reject},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t)
			wang, zhao, liu := b.clerk("wang"), b.clerk("zhao"), b.supervisor("liu")
			claim := b.claimed(wang, fourEyes)
			b.decide(b.decisions, wang, approve(claim))
			b.decide(b.decisions, zhao, rejectionOf(b.take(zhao, claim.Application)))
			c := b.caseOf(claim.Application)
			if len(b.office.rulings) != 0 || c.Stage != casework.StageSupervisor || c.State != casework.StateWaiting {
				t.Fatalf("%+v", c)
			}
			if b.entries(claim.Application, audit.Disagreed) != 1 {
				t.Error("no entry of the disagreement")
			}
			anybody := casework.Ruling{Application: claim.Application, Fence: 99, Outcome: casework.Approve}
			_, err := b.decisions.Decide(t.Context(), b.clerk("qian"), anybody, nil)
			wantErr(t, "a third clerk", err, casework.ErrSupervisor)
			b.decide(b.decisions, liu, tc.ruling(b.take(liu, claim.Application)))
			if len(b.office.rulings) != 1 || b.office.rulings[0].Command != tc.state {
				t.Errorf("%+v", b.office.rulings)
			}
			if got := b.statesOf(claim.Application); !slices.Equal(got, tc.states) {
				t.Errorf("%v", got)
			}
			if b.entries(claim.Application, audit.DecisionOverturned) != 1 {
				t.Error("no entry of what was overturned")
			}
		})
	}
}

func TestFourEyes_aSupervisorWhoDecidedDoesNotDecideAgain(t *testing.T) {
	b := newBench(t)
	liu, zhao := b.supervisor("liu"), b.clerk("zhao")
	claim := b.claimed(liu, fourEyes)
	b.decide(b.decisions, liu, approve(claim))
	b.decide(b.decisions, zhao, rejectionOf(b.take(zhao, claim.Application)))
	_, err := b.decisions.Decide(t.Context(), liu, casework.Ruling{Application: claim.Application, Fence: 99, Outcome: casework.Approve}, nil)
	wantErr(t, "the supervisor who decided first", err, casework.ErrSameHands)
}

func TestSecondLook_isDrawnByLotAndKept(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Policy.Sample = 10
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	b.dice.next = []int{10, 9}
	passed := b.claimed(wang)
	b.decide(b.decisions, wang, approve(passed))
	if b.caseOf(passed.Application).State != casework.StateDecided || b.decisionsOf(passed.Application)[0].Drawn {
		t.Error("10 of a share of 10 was drawn")
	}
	chosen := b.claimed(wang)
	b.decide(b.decisions, wang, approve(chosen))
	c := b.caseOf(chosen.Application)
	if c.Stage != casework.StageSecond || c.Eyes != 1 || !b.decisionsOf(chosen.Application)[0].Drawn || len(b.office.rulings) != 1 {
		t.Fatalf("%+v", c)
	}
	b.decide(b.decisions, zhao, approve(b.take(zhao, chosen.Application)))
	list := b.decisionsOf(chosen.Application)
	if len(b.office.rulings) != 2 || !list[1].Blind || list[0].Blind {
		t.Errorf("%+v", list)
	}
	drawn := map[string]bool{}
	records, err := b.audit.About(t.Context(), audit.Ref{Kind: "decision", ID: string(list[0].ID)}, models.Page{Limit: 10})
	must(t, err)
	for _, r := range records {
		drawn[r.Notes["draw"]] = true
	}
	if !drawn["9"] {
		t.Errorf("the number drawn is not in the record: %v", drawn)
	}
}

func TestSecondLook_isDrawnOfFirstApprovalsOnly(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Policy.Sample = 100
	wang, zhao := b.clerk("wang"), b.clerk("zhao")
	b.dice.next = []int{0, 0, 0, 0, 0}
	b.decide(b.decisions, wang, rejectionOf(b.claimed(wang)))
	signed := b.claimed(wang, fourEyes)
	b.decide(b.decisions, wang, approve(signed))
	b.decide(b.decisions, zhao, approve(b.take(zhao, signed.Application)))
	if len(b.dice.next) != 5 || len(b.office.rulings) != 2 {
		t.Errorf("%d draws, %d carried out", 5-len(b.dice.next), len(b.office.rulings))
	}
}

func TestSecondLook_shareOfTheHallGoesBeforeTheDefinitions(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Policy.Sample = 100
	none := 0
	config := b.decisions.DecisionsConfig
	config.Share = &none
	wang := b.clerk("wang")
	b.dice.next = []int{0}
	b.decide(casework.NewDecisions(config), wang, approve(b.claimed(wang)))
	if len(b.office.rulings) != 1 {
		t.Error("looked at twice although the hall says never")
	}
}

// Whoever has the second look finds the first decision neither in the list of
// decisions nor in the case.
func TestSecondLook_isBlind(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Policy.Sample = 100
	wang, liu := b.clerk("wang"), b.supervisor("liu")
	b.dice.next = []int{0}
	claim := b.claimed(wang)
	first := b.decide(b.decisions, wang, approve(claim))
	seen := func(actor models.Actor, hall bool) bool {
		history, err := b.decisions.History(t.Context(), actor, hall, models.Page{Limit: 10})
		must(t, err)
		return slices.ContainsFunc(history.Decisions, func(p casework.PastDecision) bool { return p.ID == first.Decision })
	}
	if !seen(liu, true) || !seen(wang, false) {
		t.Error("the supervisor and the first clerk do not see it")
	}
	second := b.take(liu, claim.Application)
	if seen(liu, true) {
		t.Error("the supervisor who looks second sees the first decision")
	}
	b.decide(b.decisions, liu, approve(second))
	if !seen(liu, true) {
		t.Error("hidden although both have decided")
	}
}

// An undo at the second stage comes back to the second stage.
func TestSecondLook_canBeUndone(t *testing.T) {
	b := newBench(t)
	d, wang, zhao := b.newDecisions(undoTime), b.clerk("wang"), b.clerk("zhao")
	claim := b.claimed(wang, fourEyes)
	first := b.decide(d, wang, approve(claim))
	b.final(d, first.Decision)
	decided := b.decide(d, zhao, rejectionOf(b.take(zhao, claim.Application)))
	back, err := d.Undo(t.Context(), zhao, decided.Decision, nil)
	must(t, err)
	if c := b.caseOf(claim.Application); c.Stage != casework.StageSecond || c.Hold.Clerk != zhao.ID || c.Hold.Fence != back.Fence {
		t.Errorf("%+v", c)
	}
	_, err = d.Undo(t.Context(), wang, first.Decision, nil)
	wantErr(t, "the first, meanwhile", err, casework.ErrUndoClosed)
	b.final(d, b.decide(d, zhao, approve(back)).Decision)
	if len(b.office.rulings) != 1 {
		t.Error("not carried out")
	}
}

// To a clerk a blind look is a case like any other: in the list, in the numbers
// and on the screen. Four eyes are told, and a supervisor sees what is what.
func TestSecondLook_looksLikeAFirstDecision(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Policy.Sample = 100
	wang, zhao, liu := b.clerk("wang"), b.clerk("zhao"), b.supervisor("liu")
	b.dice.next = []int{0}
	before := b.queue()
	blind := b.claimed(wang)
	b.decide(b.decisions, wang, approve(blind))
	signed := b.claimed(wang, fourEyes)
	b.decide(b.decisions, wang, approve(signed))
	after := b.queue()
	show := func(actor models.Actor, lane casework.Lane, limit int) ([]models.ID, casework.Listing) {
		listing, err := b.desk.Show(t.Context(), actor, casework.Filter{Lane: lane}, models.Page{Limit: limit})
		must(t, err)
		var ids []models.ID
		for _, w := range listing.Cases {
			ids = append(ids, w.Application)
			if w.Application == blind.Application && (w.Stage == casework.StageFirst) == (actor.Role == "supervisor") {
				t.Errorf("%s is shown the stage %s", actor.Role, w.Stage)
			}
		}
		return ids, listing
	}
	ids, listing := show(zhao, casework.LaneAll, 10)
	if !slices.Equal(slices.Sorted(slices.Values(ids)), slices.Sorted(slices.Values([]models.ID{before, blind.Application, after}))) || listing.Counts.Waiting != 3 || listing.Counts.Second != 1 {
		t.Errorf("%v, %+v", ids, listing.Counts)
	}
	if ids, _ := show(zhao, casework.LaneSecond, 10); !slices.Equal(ids, []models.ID{signed.Application}) {
		t.Errorf("second signatures: %v", ids)
	}
	if ids, listing := show(wang, casework.LaneAll, 10); !slices.Equal(ids, []models.ID{before, after}) || listing.Counts.Waiting != 2 {
		t.Errorf("the first clerk: %v, %+v", ids, listing.Counts)
	}
	if ids, listing := show(liu, casework.LaneSecond, 10); len(ids) != 2 || listing.Counts.Second != 2 || listing.Counts.Waiting != 2 {
		t.Errorf("the supervisor: %v, %+v", ids, listing.Counts)
	}
	var paged []models.ID
	for next := ""; ; {
		listing, err := b.desk.Show(t.Context(), zhao, casework.Filter{Lane: casework.LaneAll}, models.Page{Limit: 1, After: next})
		must(t, err)
		paged = append(paged, listing.Cases[0].Application)
		if next = listing.Next; next == "" {
			break
		}
	}
	if !slices.Equal(paged, ids) {
		t.Errorf("page by page %v", paged)
	}
	second := b.decide(b.newDecisions(undoTime), zhao, approve(b.take(zhao, blind.Application)))
	if second.Stage != casework.StageFirst {
		t.Errorf("told %s while it can be undone", second.Stage)
	}
}
