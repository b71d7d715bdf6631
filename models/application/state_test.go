package application

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"onevisit/models"
	"onevisit/models/audit"
)

func kinds() []models.ActorKind {
	return []models.ActorKind{models.ActorCitizen, models.ActorDevice, models.ActorStaff, models.ActorSystem}
}

// TestTransitions_everyPairHasAnAnswer walks the whole table: each combination
// of state, command and actor either leads on, or is refused with the reason.
func TestTransitions_everyPairHasAnAnswer(t *testing.T) {
	for _, from := range append(States(), none) {
		for _, command := range Commands() {
			allowed := map[models.ActorKind]Transition{}
			for _, tr := range Transitions() {
				if tr.From == from && tr.Command == command {
					if _, twice := allowed[tr.By]; twice {
						t.Errorf("%s %s %s stands twice", from, command, tr.By)
					}
					allowed[tr.By] = tr
				}
			}
			for _, by := range kinds() {
				got, err := Next(from, command, by)
				want, ok := allowed[by]
				switch {
				case ok && (err != nil || got != want):
					t.Errorf("%s %s by %s: %v, %v", from, command, by, got, err)
				case !ok && len(allowed) > 0 && !errors.Is(err, ErrNotYours):
					t.Errorf("%s %s by %s: %v, want a refusal of the actor", from, command, by, err)
				case !ok && len(allowed) == 0 && !errors.Is(err, ErrNotNow):
					t.Errorf("%s %s by %s: %v, want a refusal of the state", from, command, by, err)
				}
			}
		}
	}
}

func TestTransitions_nothingLeavesAnEndAndEveryStateIsReached(t *testing.T) {
	reached := map[State]bool{}
	for _, tr := range Transitions() {
		atWindow := tr.From == HandedOver && tr.By == models.ActorStaff && tr.To.Ended()
		recalled := tr.Command == Recall && tr.To == Queued
		if tr.From.Ended() && !atWindow && !recalled {
			t.Errorf("%s leaves %s", tr.Command, tr.From)
		}
		if !slices.Contains(audit.Actions(), tr.Action) {
			t.Errorf("%s from %s has no action of the catalogue", tr.Command, tr.From)
		}
		if !slices.Contains(States(), tr.To) || !slices.Contains(Commands(), tr.Command) {
			t.Errorf("%+v is outside the closed lists", tr)
		}
		reached[tr.To] = true
	}
	for _, s := range States() {
		if !reached[s] {
			t.Errorf("%s is never reached", s)
		}
		if !s.Ended() && !slices.ContainsFunc(Transitions(), func(tr Transition) bool { return tr.From == s }) {
			t.Errorf("%s is a dead end", s)
		}
	}
}

func TestTransitions_payFollowsApprovalAndNothingElse(t *testing.T) {
	for _, tr := range Transitions() {
		if tr.Command == Pay && tr.From != AwaitingPayment {
			t.Errorf("payment from %s", tr.From)
		}
		if tr.To == AwaitingPayment && tr.From != Approved {
			t.Errorf("payment is asked from %s", tr.From)
		}
		if tr.Command == Withdraw && slices.Contains([]State{Approved, AwaitingPayment, Issuing, InPost}, tr.From) {
			t.Errorf("withdrawal after the decision, from %s", tr.From)
		}
	}
}

func TestStates_haveTextsAndEndings(t *testing.T) {
	for _, s := range States() {
		text := stateTexts()[s]
		if text["zh-CN"] == "" || text["en"] == "" {
			t.Errorf("%s lacks a text", s)
		}
		if s.ending() == "" {
			t.Errorf("%s has no ending", s)
		}
	}
}

// TestTransitions_asTheManualsDiagram prints the machine in Mermaid's words, for
// go test -v.
func TestTransitions_asTheManualsDiagram(t *testing.T) {
	lines := []string{"stateDiagram-v2"}
	for _, tr := range Transitions() {
		from := string(tr.From)
		if tr.From == none {
			from = "[*]"
		}
		lines = append(lines, fmt.Sprintf("    %s --> %s: %s (%s)", from, tr.To, tr.Command, tr.By))
	}
	for _, s := range States() {
		if s.Ended() {
			lines = append(lines, fmt.Sprintf("    %s --> [*]", s))
		}
	}
	t.Log("\n" + strings.Join(lines, "\n"))
}
