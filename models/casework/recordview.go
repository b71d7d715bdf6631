package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/flow"
)

// Record is a case as it was when a decision was made, masked.
type Record struct {
	Kept
	By        string // the clerk's name at the time
	Reason    models.Texts
	Language  string
	Title     models.Texts
	Law       []string
	FactsHash string // hex, salted
	Sections  []Section
	Facts     []Row
	Checks    []Check
	Ticked    []string
	Fees      []flow.FeeLine
	Total     models.Fen
	Intact    bool // what is kept has the hash that the audit entry names
}

// Of lists what is kept of a case, oldest first, for whoever may open it.
func (r *Records) Of(ctx context.Context, actor models.Actor, application models.ID) ([]Record, error) {
	_, kept, err := r.open(ctx, actor, application)
	if err != nil {
		return nil, err
	}
	records := make([]Record, len(kept))
	for i, k := range kept {
		if records[i], err = r.read(ctx, k); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// Open shows a case as it was at one decision and notes in the log that it was
// shown. models.ErrNotFound where nothing is kept of the decision, or not for
// this actor.
func (r *Records) Open(ctx context.Context, actor models.Actor, application, decision models.ID) (Record, error) {
	c, kept, err := r.open(ctx, actor, application)
	if err != nil {
		return Record{}, err
	}
	for _, k := range kept {
		if k.Decision != decision {
			continue
		}
		record, err := r.read(ctx, k)
		if err != nil {
			return Record{}, err
		}
		return record, r.seen(ctx, actor, c, decision)
	}
	return Record{}, models.ErrNotFound.Because(fmt.Errorf("no record of decision %s", decision))
}

func (r *Records) seen(ctx context.Context, actor models.Actor, c Case, decision models.ID) error {
	err := r.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return r.Audit.Append(ctx, tx, audit.Entry{
			Action: audit.RecordSeen, Actor: actor,
			Subjects: append(subjects(c), audit.Ref{Kind: "decision", ID: string(decision)}),
		})
	})
	if err != nil {
		return fmt.Errorf("casework: audit: %w", err)
	}
	return nil
}

// open reads what the actor may see: all of it as the hall's supervisor or the
// holder of the case, otherwise the own decisions. Whoever holds a case for a
// second look sees only the own: the look is blind.
func (r *Records) open(ctx context.Context, actor models.Actor, application models.ID) (Case, []Kept, error) {
	c, err := caseOfHall(ctx, r.List, actor, application)
	if err != nil {
		return Case{}, nil, err
	}
	if err := unbiased(ctx, r.List, actor, c); err != nil {
		return Case{}, nil, err
	}
	all, err := r.Kept.RecordsOf(ctx, application)
	if err != nil {
		return Case{}, nil, fmt.Errorf("casework: read records: %w", err)
	}
	held := c.heldBy(actor, r.Clock.Now())
	if !c.blindTo(actor, r.Clock.Now()) && (held || actor.Role == supervisorRole) {
		return c, all, nil
	}
	var own []Kept
	for _, k := range all {
		if k.Clerk == actor.ID {
			own = append(own, k)
		}
	}
	if len(own) == 0 && !held {
		return Case{}, nil, ErrNotClaimed
	}
	return c, own, nil
}

// read opens what is kept. Where it cannot be opened or read any more, the
// columns are all there is to show, and it is not intact.
func (r *Records) read(ctx context.Context, k Kept) (Record, error) {
	record := Record{Kept: k}
	entry, err := r.entry(ctx, k.Decision)
	if err != nil {
		return Record{}, err
	}
	plain, err := r.Vault.Open(k.Decision, recordColumn, k.Sealed)
	if err != nil {
		return record, nil //nolint:nilerr // shown as not intact: that is the answer
	}
	var c content
	if err := json.Unmarshal(plain, &c); err != nil {
		return record, nil //nolint:nilerr // the same
	}
	record.By, record.Reason, record.Language, record.Title, record.Law = c.By, c.Reason, c.Language, c.Title, c.Law
	record.Sections, record.Facts, record.Checks, record.Ticked = c.Sections, c.Shown, c.Checks, c.Ticked
	record.Total, record.FactsHash = models.Fen(c.Total), c.factsHash()
	for _, fee := range c.Fees {
		record.Fees = append(record.Fees, flow.FeeLine{Text: fee.Text, Amount: models.Fen(fee.Amount)})
	}
	record.Intact = entry != "" && entry == k.hash(plain)
	return record, nil
}

// entry is the hash the audit entry of the decision names, "" for none.
func (r *Records) entry(ctx context.Context, decision models.ID) (string, error) {
	entries, err := r.Record.About(ctx, audit.Ref{Kind: "decision", ID: string(decision)}, models.Page{Limit: timelineLength})
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return "", fmt.Errorf("casework: read record: %w", err)
	}
	for _, e := range entries {
		if e.Action == audit.CaseDecided {
			return e.Notes["hash"], nil
		}
	}
	return "", nil
}

// factsHash is the SHA-256 of the salt and the registers' answers, so that two
// offices can compare what they were told without telling each other.
func (c content) factsHash() string {
	h := sha256.New()
	h.Write([]byte(c.Salt))
	h.Write(c.Facts)
	return hex.EncodeToString(h.Sum(nil))
}

// asked reads the moments at which corrections were asked for, for the desk's
// comparison of before and after. What cannot be opened any more is left out.
func (r *Records) asked(ctx context.Context, application models.ID) ([]asKept, error) {
	all, err := r.Kept.RecordsOf(ctx, application)
	if err != nil {
		return nil, fmt.Errorf("casework: read records: %w", err)
	}
	var list []asKept
	for _, k := range all {
		if k.Outcome != Correct {
			continue
		}
		var c content
		if plain, err := r.Vault.Open(k.Decision, recordColumn, k.Sealed); err != nil || json.Unmarshal(plain, &c) != nil {
			continue
		}
		list = append(list, asKept{at: k.At, rows: byField(c.Sections), answers: plainAnswers(c.Answers)})
	}
	return list, nil
}

// plainAnswers makes the lists of decoded JSON lists of strings again.
func plainAnswers(answers map[string]any) map[string]any {
	for name, value := range answers {
		list, ok := value.([]any)
		if !ok {
			continue
		}
		words := make([]string, 0, len(list))
		for _, x := range list {
			if word, ok := x.(string); ok {
				words = append(words, word)
			}
		}
		answers[name] = words
	}
	return answers
}
