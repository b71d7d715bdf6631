package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/catalog"
)

// mayDecide refuses whoever must not decide the case at its stage: oneself and
// one's own people always; at a second signature or look everybody who had the
// case in hand before, by deciding it, by revealing a value or by opening a
// picture; where two disagree, anybody but a supervisor who has not decided it.
func (d *Decisions) mayDecide(ctx context.Context, actor models.Actor, c Case) error {
	if err := unbiased(ctx, d.List, actor, c); err != nil {
		return err
	}
	return freshHands(ctx, d.Past, actor, c)
}

// stageFor is the stage as somebody is shown it. Only approvals get a blind
// second look, so whoever knew that it is one would know the first decision: a
// clerk is shown a case like any other. A supervisor sees what is what.
func (c Case) stageFor(supervisor bool) Stage {
	if c.Stage == StageSecond && c.Eyes < 2 && !supervisor {
		return StageFirst
	}
	return c.Stage
}

func freshHands(ctx context.Context, past DecisionList, actor models.Actor, c Case) error {
	var acts []Act
	switch c.Stage {
	case StageSecond:
		acts = []Act{HandDecide, HandReveal, HandPicture}
	case StageSupervisor:
		if actor.Role != supervisorRole {
			return ErrSupervisor
		}
		acts = []Act{HandDecide}
	default: // a first decision is anybody's
		return nil
	}
	touched, err := past.Touched(ctx, c, actor.ID, acts...)
	if err != nil {
		return fmt.Errorf("casework: read hands: %w", err)
	}
	if touched {
		return ErrSameHands
	}
	return nil
}

func (d *Decisions) share(def *catalog.Definition) int {
	if d.Share != nil {
		return *d.Share
	}
	return def.Policy.Sample
}

// drawn tells whether an approval is chosen for a blind second look, and the
// number that was drawn for it, -1 where nothing is drawn: of first approvals
// that need no second signature anyhow. It is called in the deciding
// transaction, so that whoever decides cannot know before.
func (d *Decisions) drawn(c Case, decision Decision, percent int) (chosen bool, number int) {
	if decision.Outcome != Approve || c.Stage != StageFirst || c.Eyes > 1 || percent <= 0 {
		return false, -1
	}
	number = d.Draw()
	return number < percent, number
}
