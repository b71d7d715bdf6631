package casework

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/register"
)

// The names under which what a decision was made on is sealed and salted.
const (
	recordColumn = "case_record.content"
	recordSalt   = "case_record.salt"
)

// Kept is what is kept of one decision. The columns in the clear find it; what
// the clerk saw is sealed. Its hash covers both.
type Kept struct {
	Decision    models.ID
	Application models.ID
	Site        string
	Clerk       models.ID
	Outcome     Outcome
	Definition  string // hash of the version
	At          time.Time
	Sealed      []byte
}

// KeptRecords is the repository. A row is added and never changed.
type KeptRecords interface {
	// KeepRecord adds one; models.ErrDuplicate for a decision twice.
	KeepRecord(ctx context.Context, tx models.Tx, k Kept) error
	// RecordsOf lists what is kept of an application, oldest first.
	RecordsOf(ctx context.Context, application models.ID) ([]Kept, error)
}

// content is the sealed part, by the names of its fields in JSON: those already
// kept have to be readable for as long as decisions are (a test holds one).
type content struct {
	Version  int // of this form
	By       string
	Reason   models.Texts // words of the reason, nil where there is none
	Language string
	Title    models.Texts
	Law      []string
	Salt     string
	Facts    json.RawMessage // the registers' answers as they came
	Answers  map[string]any  // the citizen's
	Sections []Section       // masked, as the screen showed them, like all below
	Shown    []Row
	Checks   []Check
	Ticked   []string
	Fees     []keptFee
	Total    int64
}

type keptFee struct {
	Text   models.Texts
	Amount int64
}

// RecordsConfig is what Records is built from.
type RecordsConfig struct {
	Transactor models.Transactor
	Kept       KeptRecords
	List       List
	Audit      audit.Log
	Record     audit.Reader
	Vault      pii.Vault
	Clock      models.Clock
}

// Records keeps each decision's case as it was, and opens it again.
type Records struct{ RecordsConfig }

// NewRecords returns the use cases.
func NewRecords(c RecordsConfig) *Records { return &Records{c} }

// Keep keeps what the decision is made on, in the deciding transaction: the
// definition's version, its texts, the registers' answers, what the screen
// showed and what the clerk ticked. It answers the hash of it all, which the
// decision's audit entry names, so that neither can be changed later without
// the other telling. An undone decision stays kept: it was made on this.
func (r *Records) Keep(
	ctx context.Context, tx models.Tx, c Case, file application.Dossier, decision Decision,
) (string, error) {
	plain, err := r.compose(c, file, decision)
	if err != nil {
		return "", err
	}
	k := Kept{
		Decision: decision.ID, Application: c.Application, Site: c.Site, Clerk: decision.Clerk, Outcome: decision.Outcome,
		Definition: file.Definition.Hash, At: decision.At.Truncate(time.Millisecond),
	}
	if k.Sealed, err = r.Vault.Seal(k.Decision, recordColumn, plain); err != nil {
		return "", fmt.Errorf("casework: seal record: %w", err)
	}
	if err := r.Kept.KeepRecord(ctx, tx, k); err != nil {
		return "", fmt.Errorf("casework: keep record: %w", err)
	}
	return k.hash(plain), nil
}

func (r *Records) compose(c Case, file application.Dossier, decision Decision) ([]byte, error) {
	raw, err := register.Encode(file.Input.Facts)
	if err != nil {
		return nil, fmt.Errorf("casework: keep facts: %w", err)
	}
	kept := content{
		Version: 1, By: c.Hold.Name, Language: c.Language, Title: file.Definition.Title,
		Salt: r.Vault.Index(recordSalt, string(decision.ID)), Facts: raw, Answers: file.Input.Answers,
		Sections: sections(file), Shown: facts(file, true), Checks: checks(file), Ticked: decision.Checks, Total: int64(file.Total),
	}
	for _, law := range file.Definition.Law {
		kept.Law = append(kept.Law, strings.TrimSpace(law.Name+" "+law.Articles))
	}
	for _, reason := range ReasonsOf(file.Definition) {
		if decision.Reason != "" && reason.Code == decision.Reason && reason.Outcome == decision.Outcome {
			kept.Reason = reason.Text
		}
	}
	for _, fee := range file.Fees {
		kept.Fees = append(kept.Fees, keptFee{fee.Text, int64(fee.Amount)})
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return nil, fmt.Errorf("casework: encode record: %w", err)
	}
	return plain, nil
}

// hash covers every column and the sealed part in the clear, each with its
// length in front, so that no two records have one hash. The salt inside keeps
// the audit entry from telling anything about the values.
func (k Kept) hash(plain []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{
		[]byte(k.Decision), []byte(k.Application), []byte(k.Site), []byte(k.Clerk), []byte(k.Outcome),
		[]byte(k.Definition), binary.BigEndian.AppendUint64(nil, uint64(k.At.UnixMilli())), plain,
	} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
