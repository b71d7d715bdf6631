package application

import (
	"encoding/json"
	"fmt"

	"onevisit/models"
	"onevisit/models/flow"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// The sealed columns.
const (
	columnAnswers = "application.answers"
	columnFacts   = "application.facts"
	columnLines   = "application.fee_lines"
)

// answerSheet is what was answered, and in which session: only what a person
// typed in the running session is shown in full on the check page. Note is what a
// clerk wrote for the citizen with a hand-over.
type answerSheet struct {
	Answers flow.Answers         `json:"answers"`
	By      map[string]models.ID `json:"by"`
	Redo    redone               `json:"redo,omitzero"`
	Note    string               `json:"note,omitempty"`
	Fetched json.RawMessage      `json:"fetched,omitempty"` // facts that answers asked for, as register.Encode writes them
}

func sealJSON(vault pii.Vault, owner models.ID, column string, value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("application: encode %s: %w", column, err)
	}
	sealed, err := vault.Seal(owner, column, plain)
	if err != nil {
		return nil, fmt.Errorf("application: seal %s: %w", column, err)
	}
	return sealed, nil
}

func openJSON(vault pii.Vault, owner models.ID, column string, sealed []byte, into any) error {
	plain, err := vault.Open(owner, column, sealed)
	if err != nil {
		return fmt.Errorf("application: open %s: %w", column, err)
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("application: decode %s: %w", column, err)
	}
	return nil
}

func openAnswers(vault pii.Vault, owner models.ID, sealed []byte) (answerSheet, error) {
	sheet := answerSheet{}
	if err := openJSON(vault, owner, columnAnswers, sealed, &sheet); err != nil {
		return answerSheet{}, err
	}
	if sheet.By == nil {
		sheet.By = map[string]models.ID{}
	}
	answers := flow.Answers{}
	for name, value := range sheet.Answers {
		answers[name] = plainValue(value)
	}
	sheet.Answers = answers
	return sheet, nil
}

// plainValue makes the lists of decoded JSON lists of strings again, the only
// lists an answer can be.
func plainValue(value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	texts := make([]string, 0, len(list))
	for _, item := range list {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

func sealFacts(vault pii.Vault, owner models.ID, facts flow.Facts) ([]byte, error) {
	plain, err := register.Encode(facts)
	if err != nil {
		return nil, err
	}
	sealed, err := vault.Seal(owner, columnFacts, plain)
	if err != nil {
		return nil, fmt.Errorf("application: seal facts: %w", err)
	}
	return sealed, nil
}

func openFacts(vault pii.Vault, owner models.ID, sealed []byte) (flow.Facts, error) {
	plain, err := vault.Open(owner, columnFacts, sealed)
	if err != nil {
		return nil, fmt.Errorf("application: open facts: %w", err)
	}
	return register.Decode(plain)
}

// openLines reads the fee lines as they were submitted; none before.
func openLines(vault pii.Vault, a Application) ([]flow.FeeLine, error) {
	if len(a.Lines) == 0 {
		return nil, nil
	}
	var lines []flow.FeeLine
	return lines, openJSON(vault, a.ID, columnLines, a.Lines, &lines)
}
