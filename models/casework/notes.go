package casework

import (
	"context"
	"fmt"

	"onevisit/models"
	"onevisit/models/pii"
)

// Notes opens what clerks wrote to a decision for whoever goes on with the case.
type Notes struct {
	decisions interface {
		Decisions(ctx context.Context, application models.ID) ([]Decision, error)
	}
	vault pii.Vault
}

// NewNotes returns the use case.
func NewNotes(decisions DecisionList, vault pii.Vault) *Notes { return &Notes{decisions, vault} }

// HandedOver is the clerk's note to the window with the last hand-over that
// counts, empty where there is none.
func (n *Notes) HandedOver(ctx context.Context, application models.ID) (pii.Text, error) {
	all, err := n.decisions.Decisions(ctx, application)
	if err != nil {
		return pii.Text{}, fmt.Errorf("casework: read decisions: %w", err)
	}
	for i := len(all) - 1; i >= 0; i-- {
		d := all[i]
		if d.Outcome != HandOver || !d.Counts() || len(d.Note) == 0 {
			continue
		}
		note, err := n.vault.Open(d.ID, noteColumn, d.Note)
		if err != nil {
			return pii.Text{}, fmt.Errorf("casework: open note: %w", err)
		}
		return pii.Conceal(string(note)), nil
	}
	return pii.Text{}, nil
}
