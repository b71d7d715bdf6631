package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/job"
	"onevisit/models/pii"
	"onevisit/models/visit"
)

// KindFinalise is the job that makes a decision final. It is put in the deciding
// transaction: whatever dies between the two, the decision is carried out.
const KindFinalise = "casework.finalise"

func finaliseJob(decision Decision) job.Job {
	return job.Job{
		Kind: KindFinalise, Key: string(decision.ID), Order: string(decision.Application),
		Payload: []byte(decision.ID), RunAt: decision.FinalAt,
	}
}

// Handlers is the table for the worker.
func (d *Decisions) Handlers() map[string]job.Handler {
	return map[string]job.Handler{KindFinalise: func(ctx context.Context, j job.Job) error {
		early, err := d.Finalise(ctx, models.ID(j.Payload))
		if err == nil && early > 0 {
			return job.Again(early)
		}
		return err
	}}
}

// Finalise makes a decision final whose undo time is over and carries it out, or
// sends the case on to whoever has to look next. Doing it twice changes nothing,
// nor does doing it to a decision that was undone. It answers how much of the
// undo time is left, and then has done nothing. A decision that the application
// does not take any more stops: the case waits again, and the clerk who decided
// it gets it back.
func (d *Decisions) Finalise(ctx context.Context, id models.ID) (early time.Duration, err error) {
	made, err := d.Past.Decision(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("casework: read decision: %w", err)
	}
	if made.State != Provisional {
		return 0, nil
	}
	ruling, err := d.rulingOf(ctx, made)
	if err != nil {
		return 0, err
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		decision, c, err := d.Kept.Hold(ctx, tx, id)
		if err != nil || decision.State != Provisional {
			return err
		}
		if early = max(0, decision.FinalAt.Sub(d.Clock.Now())); early > 0 {
			return nil
		}
		if c.State != StateDeciding { // the citizen withdrew meanwhile
			return d.stop(ctx, tx, c, decision, string(c.State))
		}
		_, err = d.finish(ctx, tx, c, decision, ruling)
		return err
	})
	if why, ok := standsInTheWay(err); ok {
		return 0, d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			decision, c, err := d.Kept.Hold(ctx, tx, id)
			if err != nil || decision.State != Provisional {
				return err
			}
			return d.stop(ctx, tx, c, decision, why)
		})
	}
	return early, err
}

// standsInTheWay tells a refusal, which no retry mends, from a failure.
func standsInTheWay(err error) (code string, ok bool) {
	var e *models.Error
	if !errors.As(err, &e) {
		return "", false
	}
	switch e.Kind {
	case models.KindInvalid, models.KindForbidden, models.KindConflict, models.KindGone:
		return e.Code, true
	default: // busy, stale, unavailable, a defect: tried again
		return "", false
	}
}

// finish makes a provisional decision final, in the transaction that holds it,
// and answers the application's new state, "" where it does not move yet.
func (d *Decisions) finish(
	ctx context.Context, tx models.Tx, c Case, decision Decision, ruling application.Ruling,
) (application.State, error) {
	decision.State, decision.ClosedAt = Final, d.Clock.Now()
	if err := d.Kept.Close(ctx, tx, decision, Provisional); err != nil {
		return "", fmt.Errorf("casework: make final: %w", err)
	}
	notes := map[string]string{"outcome": string(decision.Outcome), "stage": string(decision.Stage)}
	if err := d.note(ctx, tx, c, decision, audit.Entry{Action: audit.DecisionFinal, Actor: system(), Notes: notes}); err != nil {
		return "", fmt.Errorf("casework: audit: %w", err)
	}
	switch next := after(c, decision); next {
	case StageSecond:
		kind := "blind-look"
		if c.Eyes > 1 {
			kind = "four-eyes"
		}
		asked := audit.Entry{Action: audit.SecondAsked, Actor: system(), Notes: map[string]string{"kind": kind}}
		return "", d.pass(ctx, tx, c, decision, next, asked)
	case StageSupervisor:
		return "", d.pass(ctx, tx, c, decision, next, audit.Entry{Action: audit.Disagreed, Actor: system()})
	default: // nobody has to look any more
		return d.carryOut(ctx, tx, c, decision, ruling)
	}
}

// after is the stage a case goes to when a decision on it is final, "" where it
// is carried out. Only an approval is looked at twice: whatever sends somebody
// away can be put right at a window or by a withdrawal.
func after(c Case, decision Decision) Stage {
	switch {
	case decision.Stage == StageFirst && decision.Outcome == Approve && (c.Eyes > 1 || decision.Drawn):
		return StageSecond
	case decision.Stage == StageSecond && decision.Outcome != Approve:
		return StageSupervisor
	}
	return ""
}

// pass gives the case to whoever has to look next; it keeps its place.
func (d *Decisions) pass(ctx context.Context, tx models.Tx, c Case, decision Decision, next Stage, e audit.Entry) error {
	c, err := d.Timer.Enter(c, next)
	if err != nil {
		return err
	}
	c.State, c.Assigned = StateWaiting, ""
	c.Hold = Hold{Fence: c.Hold.Fence}
	if err := d.Kept.Place(ctx, tx, c); err != nil {
		return fmt.Errorf("casework: pass on: %w", err)
	}
	return d.note(ctx, tx, c, decision, e)
}

// carryOut gives the ruling to the application and ends the case, or stops its
// clock while the citizen has to act.
func (d *Decisions) carryOut(
	ctx context.Context, tx models.Tx, c Case, decision Decision, ruling application.Ruling,
) (application.State, error) {
	state, err := d.Office.Decide(ctx, tx, ruling)
	if err != nil {
		return "", fmt.Errorf("casework: decide application: %w", err)
	}
	if decision.Stage == StageSupervisor {
		if err := d.overturn(ctx, tx, c, decision); err != nil {
			return "", err
		}
	}
	c.State, c.Assigned, c.Corrected = StateDecided, "", false
	if decision.Outcome == Correct {
		c.State, c.Assigned = StateCorrection, decision.Clerk
		if c, err = d.Timer.Stop(ctx, tx, clerkOf(decision), c, StopCorrection, answerBy(ruling)); err != nil {
			return "", err
		}
	}
	c.Hold = Hold{Fence: c.Hold.Fence}
	if err := d.Kept.Place(ctx, tx, c); err != nil {
		return "", fmt.Errorf("casework: end case: %w", err)
	}
	return state, nil
}

// rulingOf is a decision as the application takes it, read before the
// transaction.
func (d *Decisions) rulingOf(ctx context.Context, decision Decision) (application.Ruling, error) {
	ruling := application.Ruling{
		By:          models.Actor{Kind: models.ActorStaff, ID: decision.Clerk, Site: decision.Site},
		Application: decision.Application, Command: commandOf(decision.Outcome), Reason: decision.Reason,
	}
	if decision.Reason != "" {
		file, err := d.Files.Dossier(ctx, decision.Application)
		if err != nil {
			return ruling, fmt.Errorf("casework: read application: %w", err)
		}
		reason, err := reasonOf(file.Definition, Ruling{Outcome: decision.Outcome, Reason: decision.Reason})
		if err != nil {
			return ruling, err
		}
		ruling.Cause = visit.Cause(reason.Cause)
	}
	var err error
	if ruling.Correction, err = openAsk(d.Vault, decision); err != nil {
		return ruling, err
	}
	if len(decision.Note) > 0 && (decision.Outcome == HandOver || decision.Outcome == Correct) {
		note, err := d.Vault.Open(decision.ID, noteColumn, decision.Note)
		if err != nil {
			return ruling, fmt.Errorf("casework: open note: %w", err)
		}
		ruling.Note = pii.Conceal(string(note))
	}
	return ruling, nil
}

// overturn marks the decisions of the round that the supervisor's differs from.
func (d *Decisions) overturn(ctx context.Context, tx models.Tx, c Case, by Decision) error {
	others, err := d.Kept.Round(ctx, tx, c.Application, by.Round)
	if err != nil {
		return fmt.Errorf("casework: read round: %w", err)
	}
	for _, other := range others {
		if other.State != Final || other.Outcome == by.Outcome {
			continue
		}
		other.State, other.ClosedAt, other.ClosedBy = Overturned, d.Clock.Now(), by.Clerk
		if err := d.Kept.Close(ctx, tx, other, Final); err != nil {
			return fmt.Errorf("casework: overturn: %w", err)
		}
		notes := map[string]string{"outcome": string(by.Outcome), "stage": string(other.Stage)}
		if err := d.note(ctx, tx, c, other, audit.Entry{Action: audit.DecisionOverturned, Actor: clerkOf(by), Notes: notes}); err != nil {
			return err
		}
	}
	return nil
}

// stop takes a decision back that cannot be carried out.
func (d *Decisions) stop(ctx context.Context, tx models.Tx, c Case, decision Decision, why string) error {
	decision.State, decision.ClosedAt, decision.ClosedWhy = Undone, d.Clock.Now(), why
	if err := d.Kept.Close(ctx, tx, decision, Provisional); err != nil {
		return fmt.Errorf("casework: stop decision: %w", err)
	}
	if c.State == StateDeciding {
		c.State, c.Assigned, c.Hold = StateWaiting, decision.Clerk, Hold{Fence: c.Hold.Fence}
		if err := d.Kept.Place(ctx, tx, c); err != nil {
			return fmt.Errorf("casework: wait again: %w", err)
		}
	}
	return d.note(ctx, tx, c, decision, audit.Entry{Action: audit.DecisionStopped, Actor: system(), Notes: map[string]string{"fault": why}})
}

// answerBy is the last day of a correction request, "" where there is none.
func answerBy(ruling application.Ruling) models.Date {
	if ruling.Correction == nil {
		return ""
	}
	return ruling.Correction.AnswerBy
}

func commandOf(o Outcome) application.Command {
	return map[Outcome]application.Command{
		Approve: application.Approve, Reject: application.Reject, Correct: application.Correct, HandOver: application.HandOver,
	}[o]
}

func clerkOf(decision Decision) models.Actor {
	return models.Actor{Kind: models.ActorStaff, ID: decision.Clerk, Site: decision.Site}
}

// system is the actor of what happens by itself.
func system() models.Actor { return models.Actor{Kind: models.ActorSystem} }
