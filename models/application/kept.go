package application

import (
	"fmt"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
)

// Kept is what an application still knows of how it was handed in, in the clear:
// the answers and facts of its last submission, or of the last page where it was
// never submitted. Earlier ones are not kept.
type Kept struct {
	Answers flow.Answers
	Facts   flow.Facts
}

// Reopen opens the sealed columns of an application for a computation that shows
// and stores nothing of them.
func Reopen(vault pii.Vault, id models.ID, answers, facts []byte) (Kept, error) {
	sheet, err := openAnswers(vault, id, answers)
	if err != nil {
		return Kept{}, err
	}
	known, err := openFacts(vault, id, facts)
	if err != nil {
		return Kept{}, err
	}
	return Kept{Answers: sheet.Answers, Facts: known}, nil
}

// AskedFields opens which fields and documents a correction request asked for.
func AskedFields(vault pii.Vault, request models.ID, sealed []byte) ([]string, error) {
	r, err := CorrectionRequest{ID: request, Sealed: sealed}.opened(vault)
	if err != nil {
		return nil, fmt.Errorf("application: reopen a request: %w", err)
	}
	fields := make([]string, len(r.Ask.Marks))
	for i, m := range r.Ask.Marks {
		fields[i] = m.Field
	}
	return fields, nil
}
