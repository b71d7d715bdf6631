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
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
)

const undoTime = 10 * time.Second

// dice draws what it was told, then 99: never chosen.
type dice struct {
	mu   sync.Mutex
	next []int
}

func (d *dice) draw() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.next) == 0 {
		return 99
	}
	n := d.next[0]
	d.next = d.next[1:]
	return n
}

// blank keeps no record of what a decision was made on.
type blank struct{}

func (blank) Keep(context.Context, models.Tx, casework.Case, application.Dossier, casework.Decision) (string, error) {
	return "0123456789abcdef0123456789abcdef", nil
}

// echo prepares a correction request by setting its last day.
type echo struct{}

func (echo) Prepare(
	_ context.Context, _ casework.Case, _ application.Dossier, asked application.CorrectionAsk,
) (application.CorrectionAsk, error) {
	asked.AnswerBy = "2026-12-15"
	return asked, nil
}

// orders can be told that an order cannot be closed.
type orders struct {
	fails error
	void  []models.ID
}

func (o *orders) Void(_ context.Context, id models.ID) error {
	o.void = append(o.void, id)
	return o.fails
}

func (b *bench) newDecisions(undo time.Duration) *casework.Decisions {
	kept := store.NewDecisions(b.db)
	return casework.NewDecisions(casework.DecisionsConfig{
		Transactor: b.db, List: b.work, Timer: b.timer, Kept: kept, Past: kept, Office: b.office, Orders: b.orders, Files: b.files,
		Corrections: echo{}, Records: blank{}, Clerks: store.NewStaff(b.db), Jobs: store.NewJobs(b.db, b.clock, b.ids),
		Audit: b.audit, Vault: b.vault, Clock: b.clock, IDs: b.ids, Draw: b.dice.draw, UndoTime: undo,
	})
}

func (b *bench) decide(d *casework.Decisions, actor models.Actor, r casework.Ruling) casework.Decided {
	b.t.Helper()
	decided, err := d.Decide(b.t.Context(), actor, r, nil)
	must(b.t, err)
	return decided
}

// final lets the undo time pass and runs the job.
func (b *bench) final(d *casework.Decisions, id models.ID) {
	b.t.Helper()
	b.clock.pass(undoTime)
	early, err := d.Finalise(b.t.Context(), id)
	must(b.t, err)
	if early != 0 {
		b.t.Fatalf("%s too early", early)
	}
}

func (b *bench) decisionsOf(application models.ID) []casework.Decision {
	b.t.Helper()
	list, err := store.NewDecisions(b.db).Decisions(b.t.Context(), application)
	must(b.t, err)
	return list
}

func (b *bench) caseOf(application models.ID) casework.Case {
	b.t.Helper()
	c, err := b.work.Case(b.t.Context(), application)
	must(b.t, err)
	return c
}

func (b *bench) supervisor(name string) models.Actor { return b.member(name, staff.Supervisor, hall) }

func rejectionOf(c casework.Claim) casework.Ruling {
	return casework.Ruling{Application: c.Application, Fence: c.Fence, Outcome: casework.Reject, Reason: "photo-poor"}
}

func TestDecide_isProvisionalUntilTheUndoTimeIsOver(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	claim := b.claimed(wang)
	decided := b.decide(d, wang, approve(claim))
	if decided.State != application.Queued || decided.UndoTime != undoTime || !decided.FinalAt.Equal(b.clock.Now().Add(undoTime)) {
		t.Errorf("%+v", decided)
	}
	if len(b.office.rulings) != 0 || b.caseOf(claim.Application).State != casework.StateDeciding {
		t.Fatal("carried out before its time")
	}
	early, err := d.Finalise(t.Context(), decided.Decision)
	must(t, err)
	if early != undoTime || len(b.office.rulings) != 0 {
		t.Fatalf("final %s early", early)
	}
	b.final(d, decided.Decision)
	if len(b.office.rulings) != 1 || b.caseOf(claim.Application).State != casework.StateDecided {
		t.Fatalf("not carried out: %+v", b.caseOf(claim.Application))
	}
	_, err = d.Finalise(t.Context(), decided.Decision) // twice
	must(t, err)
	if len(b.office.rulings) != 1 {
		t.Error("carried out twice")
	}
	if b.office.rulings[0].By.ID != wang.ID {
		t.Error("carried out in another's name")
	}
	if n := b.entries(claim.Application, audit.CaseDecided) + b.entries(claim.Application, audit.DecisionFinal); n != 2 {
		t.Errorf("%d entries of deciding and becoming final", n)
	}
}

// The job stands in the deciding transaction: a process that dies right after
// the reply leaves a decision that any other process carries out.
func TestDecide_leavesTheJobThatCarriesItOut(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	decided := b.decide(d, wang, approve(b.claimed(wang)))
	b.clock.pass(undoTime)
	jobs := store.NewJobs(b.db, b.clock, b.ids)
	held, err := jobs.Claim(t.Context(), []string{casework.KindFinalise}, "another-process", 5, b.clock.Now(), b.clock.Now().Add(time.Minute))
	must(t, err)
	if len(held) != 1 || held[0].Key != string(decided.Decision) || held[0].Order != string(decided.Application) {
		t.Fatalf("%+v", held)
	}
	must(t, b.newDecisions(undoTime).Handlers()[casework.KindFinalise](t.Context(), held[0].Job))
	if len(b.office.rulings) != 1 {
		t.Error("lost")
	}
}

func TestUndo_givesTheCaseBackUnderANewFence(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	claim := b.claimed(wang)
	first := b.decide(d, wang, rejectionOf(claim))
	b.clock.pass(undoTime - time.Millisecond)
	back, err := d.Undo(t.Context(), wang, first.Decision, nil)
	must(t, err)
	if back.Application != claim.Application || back.Fence != claim.Fence+1 {
		t.Errorf("claim %+v after %+v", back, claim)
	}
	_, err = d.Decide(t.Context(), wang, approve(claim), nil)
	wantErr(t, "with the fence of before", err, casework.ErrLeaseExpired)
	_, err = d.Undo(t.Context(), wang, first.Decision, nil)
	wantErr(t, "twice", err, casework.ErrUndoClosed)
	b.final(d, first.Decision)
	if len(b.office.rulings) != 0 {
		t.Fatal("an undone decision was carried out")
	}
	second := b.decide(d, wang, approve(back))
	b.final(d, second.Decision)
	list := b.decisionsOf(claim.Application)
	if len(list) != 2 || list[0].State != casework.Undone || list[0].Outcome != casework.Reject || list[1].State != casework.Final {
		t.Errorf("%+v", list)
	}
	if b.entries(claim.Application, audit.CaseDecided) != 2 || b.entries(claim.Application, audit.DecisionUndone) != 1 {
		t.Error("the record forgot something")
	}
}

func TestUndo_isRefused(t *testing.T) {
	b := newBench(t)
	d, wang, zhao := b.newDecisions(undoTime), b.clerk("wang"), b.clerk("zhao")
	decided := b.decide(d, wang, approve(b.claimed(wang)))
	_, err := d.Undo(t.Context(), zhao, decided.Decision, nil)
	wantErr(t, "of another's", err, casework.ErrNotYourOwn)
	_, err = d.Undo(t.Context(), b.supervisor("liu"), decided.Decision, nil)
	wantErr(t, "by a supervisor", err, casework.ErrNotYourOwn)
	_, err = d.Undo(t.Context(), b.member("li", staff.Supervisor, otherHall), decided.Decision, nil)
	wantErr(t, "in another hall", err, models.ErrNotFound)
	_, err = d.Undo(t.Context(), wang, b.ids.New(), nil)
	wantErr(t, "of nothing", err, models.ErrNotFound)
	b.clock.pass(undoTime)
	_, err = d.Undo(t.Context(), wang, decided.Decision, nil)
	wantErr(t, "when the time is over but the job did not run", err, casework.ErrUndoClosed)
	b.final(d, decided.Decision)
	_, err = d.Undo(t.Context(), wang, decided.Decision, nil)
	wantErr(t, "of a final one", err, casework.ErrUndoClosed)
	atOnce := b.decide(b.decisions, wang, approve(b.claimed(wang)))
	_, err = b.decisions.Undo(t.Context(), wang, atOnce.Decision, nil)
	wantErr(t, "without an undo time", err, casework.ErrUndoClosed)
}

// Exactly one of the undo and the end of the undo time wins, whichever comes
// first, on either engine.
func TestUndo_andFinaliseNeverBothWin(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	// A desk whose clock stands before the end, and a worker whose clock is past it.
	d := b.newDecisions(undoTime)
	late := &hand{at: b.clock.Now().Add(time.Hour)}
	worker := casework.NewDecisions(func() casework.DecisionsConfig {
		c := d.DecisionsConfig
		c.Clock = late
		return c
	}())
	undone, carried := 0, 0
	for round := range 40 {
		claim := b.claimed(wang)
		decided := b.decide(d, wang, approve(claim))
		before := len(b.office.rulings)
		var group sync.WaitGroup
		var undoErr, finalErr error
		ctx := context.WithoutCancel(t.Context())
		acts := []func(){
			func() { _, undoErr = d.Undo(ctx, wang, decided.Decision, nil) },
			func() { _, finalErr = worker.Finalise(ctx, decided.Decision) },
		}
		if round%2 == 1 {
			acts[0], acts[1] = acts[1], acts[0]
		}
		for _, act := range acts {
			group.Go(act)
		}
		group.Wait()
		must(t, finalErr)
		state, c := b.decisionsOf(claim.Application)[0].State, b.caseOf(claim.Application)
		ruled := len(b.office.rulings) - before
		switch {
		case undoErr == nil && state == casework.Undone && ruled == 0 && c.State == casework.StateWaiting:
			undone++
			must(t, b.desk.Release(t.Context(), wang, claim.Application, c.Hold.Fence, nil))
		case undoErr != nil && state == casework.Final && ruled == 1 && c.State == casework.StateDecided:
			carried++
		default:
			t.Fatalf("round %d: undo %v, decision %s, %d rulings, case %s", round, undoErr, state, ruled, c.State)
		}
	}
	t.Logf("%d undone, %d carried out", undone, carried)
}

func TestFinalise_stopsWhatTheApplicationRefuses(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	claim := b.claimed(wang)
	decided := b.decide(d, wang, approve(claim))
	b.office.fails = application.ErrTaken
	b.final(d, decided.Decision)
	c := b.caseOf(claim.Application)
	if c.State != casework.StateWaiting || c.Assigned != wang.ID || c.Hold.Clerk != "" {
		t.Errorf("%+v", c)
	}
	if list := b.decisionsOf(claim.Application); list[0].State != casework.Undone || list[0].ClosedWhy != application.ErrTaken.Code {
		t.Errorf("%+v", list)
	}
	if b.entries(claim.Application, audit.DecisionStopped) != 1 || b.entries(claim.Application, audit.DecisionFinal) != 0 {
		t.Error("the record says something else")
	}
	b.office.fails = nil
	again, err := b.desk.Take(t.Context(), wang, claim.Application, nil)
	must(t, err)
	b.final(d, b.decide(d, wang, approve(again)).Decision)
	if len(b.office.rulings) != 1 {
		t.Error("not decided in the end")
	}
}

func TestFinalise_triesAgainWhatFails(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	decided := b.decide(d, wang, approve(b.claimed(wang)))
	b.office.fails = models.E(models.KindUnavailable, "database.busy")
	b.clock.pass(undoTime)
	if _, err := d.Finalise(t.Context(), decided.Decision); err == nil {
		t.Fatal("no error for the worker to try again")
	}
	if b.caseOf(decided.Application).State != casework.StateDeciding {
		t.Error("the decision was dropped")
	}
	b.office.fails = nil
	b.final(d, decided.Decision)
	if len(b.office.rulings) != 1 {
		t.Error("not carried out")
	}
}

func TestFinalise_leavesAnApplicationItsCitizenWithdrew(t *testing.T) {
	b := newBench(t)
	d, wang := b.newDecisions(undoTime), b.clerk("wang")
	decided := b.decide(d, wang, approve(b.claimed(wang)))
	b.atomically(func(ctx context.Context, tx models.Tx) error { return b.intake.Withdraw(ctx, tx, decided.Application) })
	_, err := d.Undo(t.Context(), wang, decided.Decision, nil)
	wantErr(t, "undo", err, application.ErrNotNow)
	b.final(d, decided.Decision)
	if len(b.office.rulings) != 0 || b.caseOf(decided.Application).State != casework.StateWithdrawn {
		t.Error("a withdrawn application was decided")
	}
	if list := b.decisionsOf(decided.Application); list[0].State != casework.Undone || list[0].ClosedWhy != "withdrawn" {
		t.Errorf("%+v", list)
	}
}

func TestDecide_wantsEveryMandatoryLineTicked(t *testing.T) {
	b := newBench(t)
	b.files.file.Definition.Checklist[0].Mandatory = true
	d, wang := b.newDecisions(0), b.clerk("wang")
	claim := b.claimed(wang)
	ruling := approve(claim)
	_, err := d.Decide(t.Context(), wang, ruling, nil)
	wantField(t, "unticked", err, "checks-open", "checks.photo")
	ruling.Checks = []string{"photo", "nonsense"}
	_, err = d.Decide(t.Context(), wang, ruling, nil)
	wantField(t, "a line that is not there", err, "input", "checks")
	ruling.Checks = []string{"photo"}
	b.decide(d, wang, ruling)
	if list := b.decisionsOf(claim.Application); len(list) != 1 || len(list[0].Checks) != 1 || list[0].Checks[0] != "photo" {
		t.Errorf("%+v", list)
	}
	b.decide(d, wang, rejectionOf(b.claimed(wang))) // a rejection needs none
}

func TestDecide_asksForCorrectionsAndStopsTheClock(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	ruling := casework.Ruling{Application: claim.Application, Fence: claim.Fence, Outcome: casework.Correct}
	_, err := b.decisions.Decide(t.Context(), wang, ruling, nil)
	wantField(t, "without a request", err, "input", "correction")
	ruling.Correction = &application.CorrectionAsk{Marks: []application.Mark{{Field: "photo", Reason: "photo-again", Note: pii.Conceal("戴了帽子")}}}
	ruling.Reason = "photo-poor"
	_, err = b.decisions.Decide(t.Context(), wang, ruling, nil)
	wantField(t, "with a reason of its own", err, "input", "reasonCode")
	ruling.Reason, ruling.Note = "", pii.Conceal("只改照片")
	decided := b.decide(b.decisions, wang, ruling)
	if decided.State != application.Correction {
		t.Errorf("%s", decided.State)
	}
	got := b.office.rulings[0]
	if got.Correction == nil || got.Correction.AnswerBy != "2026-12-15" || got.Correction.Marks[0].Note.Reveal() != "戴了帽子" || got.Note.Reveal() != "只改照片" {
		t.Errorf("the office got %+v", got)
	}
	c := b.caseOf(claim.Application)
	if c.State != casework.StateCorrection || c.StoppedAt.IsZero() || c.Assigned != wang.ID {
		t.Errorf("%+v", c)
	}
	_, err = b.desk.Take(t.Context(), wang, claim.Application, nil)
	wantErr(t, "claiming what waits for the citizen", err, casework.ErrAlreadyDecided)
	misplaced := approve(b.claimed(wang))
	misplaced.Correction = ruling.Correction
	_, err = b.decisions.Decide(t.Context(), wang, misplaced, nil)
	wantField(t, "a request with an approval", err, "input", "correction")
}

func wantField(t *testing.T, name string, err error, code, fieldName string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != models.KindInvalid || e.Code != code || len(e.Fields) == 0 || e.Fields[0].Field != fieldName {
		t.Errorf("%s: %v", name, err)
	}
}

// The database refuses two decisions that count in one round and stage, even if
// everything above it were wrong about the case.
func TestDecision_aSecondThatCountsIsRefusedByTheDatabase(t *testing.T) {
	b := newBench(t)
	wang := b.clerk("wang")
	claim := b.claimed(wang)
	first := b.decide(b.newDecisions(undoTime), wang, approve(claim))
	kept := store.NewDecisions(b.db)
	err := b.db.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		decision, c, err := kept.Hold(ctx, tx, first.Decision)
		if err != nil {
			return err
		}
		c.State = casework.StateWaiting // as if a defect had put it back
		if err := kept.Place(ctx, tx, c); err != nil {
			return err
		}
		decision.ID = b.ids.New()
		_, _, err = kept.Begin(ctx, tx, casework.Taking{
			Application: c.Application, Site: hall, Clerk: wang.ID, Fence: claim.Fence, Now: b.clock.Now(),
		}, decision)
		return err
	})
	wantErr(t, "a second decision", err, models.ErrDuplicate)
	if n := len(b.decisionsOf(claim.Application)); n != 1 {
		t.Errorf("%d decisions", n)
	}
}
