package visit

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
)

// AmendReason says why the cause of a visit is amended.
type AmendReason string

// The closed list of reasons.
const (
	AmendMistake   AmendReason = "mistake"   // the rule or a clerk's entry was wrong about it
	AmendEvidence  AmendReason = "evidence"  // something came to light later
	AmendComplaint AmendReason = "complaint" // the citizen said otherwise, rightly
	AmendOther     AmendReason = "other"     // with words
)

// AmendReasons lists them.
func AmendReasons() []AmendReason {
	return []AmendReason{AmendMistake, AmendEvidence, AmendComplaint, AmendOther}
}

// Amendment is one amendment of a visit's cause, kept for good.
type Amendment struct {
	ID     models.ID
	Matter models.ID
	Seq    int // the matter's visit, 2 or later
	From   Cause
	To     Cause
	Reason AmendReason
	Note   []byte // sealed; empty for none
	By     models.ID
	At     time.Time
}

// AmendStore keeps amendments.
type AmendStore interface {
	// PresenceNo is a matter's visit by its number; models.ErrNotFound.
	PresenceNo(ctx context.Context, tx models.Tx, matter models.ID, seq int) (Presence, error)
	// ChangeCause writes a visit's cause and its words.
	ChangeCause(ctx context.Context, tx models.Tx, p Presence) error
	// AddAmendment keeps one.
	AddAmendment(ctx context.Context, tx models.Tx, a Amendment) error
	// Presences lists a matter's visits in order.
	Presences(ctx context.Context, matter models.ID) ([]Presence, error)
	// Amendments lists a matter's, oldest first.
	Amendments(ctx context.Context, matter models.ID) ([]Amendment, error)
}

// Amending is a supervisor's word that a visit had another cause than the rule
// says. Was is the cause the supervisor looked at.
type Amending struct {
	Matter models.ID
	Seq    int
	Was    Cause
	To     Cause
	Reason AmendReason
	Note   pii.Text // required for other; may name somebody, so it is kept sealed
}

// The refusals of an amendment.
var (
	ErrAmendRole = models.E(models.KindForbidden, "forbidden-role")
	// ErrNoCause: a matter's first visit has none.
	ErrNoCause = models.E(models.KindConflict, "visit.no_cause")
	// ErrCauseMoved: it is not what the supervisor looked at any more.
	ErrCauseMoved = models.E(models.KindConflict, "visit.cause_moved")
)

const (
	amendNoteColumn = "cause_amendment.note"
	longestNote     = 200
	amenderRole     = "supervisor"
)

// Amender amends causes. What the rule said first, and every amendment, stays.
type Amender struct{ AmenderConfig }

// AmenderConfig is what an Amender is built from.
type AmenderConfig struct {
	Matters    MatterStore
	Store      AmendStore
	Vault      pii.Vault
	Audit      audit.Log
	Transactor models.Transactor
	Clock      models.Clock
	IDs        *models.IDs
}

// NewAmender returns the use case.
func NewAmender(c AmenderConfig) *Amender { return &Amender{c} }

// History is what is known of the causes of a matter's visits at a hall.
type History struct {
	Presences  []Presence
	Amendments []AmendmentShown
}

// AmendmentShown is an amendment with its words.
type AmendmentShown struct {
	Amendment
	Note pii.Text
}

// History tells a supervisor how a matter's visits came about. A matter that was
// never at the supervisor's hall is not there.
func (a *Amender) History(ctx context.Context, actor models.Actor, matter models.ID) (History, error) {
	if actor.Role != amenderRole {
		return History{}, ErrAmendRole
	}
	var h History
	var err error
	if h.Presences, err = a.Store.Presences(ctx, matter); err != nil {
		return h, fmt.Errorf("visit: presences: %w", err)
	}
	if !wasAt(h.Presences, actor.Site) {
		return History{}, models.ErrNotFound
	}
	list, err := a.Store.Amendments(ctx, matter)
	if err != nil {
		return h, fmt.Errorf("visit: amendments: %w", err)
	}
	for _, x := range list {
		shown := AmendmentShown{Amendment: x}
		if len(x.Note) > 0 {
			plain, err := a.Vault.Open(x.ID, amendNoteColumn, x.Note)
			if err != nil {
				return h, fmt.Errorf("visit: open note: %w", err)
			}
			shown.Note = pii.Conceal(string(plain))
		}
		h.Amendments = append(h.Amendments, shown)
	}
	return h, nil
}

func wasAt(presences []Presence, site string) bool {
	for _, p := range presences {
		if p.Site == site {
			return true
		}
	}
	return false
}

// Amend gives a visit of a matter another cause. The visit was at the
// supervisor's hall; anything else is not there.
func (a *Amender) Amend(ctx context.Context, actor models.Actor, x Amending, record Record[Presence]) (Presence, error) {
	if actor.Role != amenderRole {
		return Presence{}, ErrAmendRole
	}
	if err := x.check(); err != nil {
		return Presence{}, err
	}
	made := Amendment{
		ID: a.IDs.New(), Matter: x.Matter, Seq: x.Seq, From: x.Was, To: x.To, Reason: x.Reason, By: actor.ID, At: a.Clock.Now(),
	}
	if !x.Note.Empty() {
		var err error
		if made.Note, err = a.Vault.Seal(made.ID, amendNoteColumn, []byte(x.Note.Reveal())); err != nil {
			return Presence{}, fmt.Errorf("visit: seal note: %w", err)
		}
	}
	var p Presence
	err := a.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) (err error) {
		if p, err = a.amend(ctx, tx, actor, made); err != nil {
			return err
		}
		return record.Call(ctx, tx, p)
	})
	return p, err
}

func (a *Amender) amend(ctx context.Context, tx models.Tx, actor models.Actor, made Amendment) (Presence, error) {
	if _, err := a.Matters.LockMatter(ctx, tx, made.Matter); err != nil {
		return Presence{}, err
	}
	p, err := a.Store.PresenceNo(ctx, tx, made.Matter, made.Seq)
	switch {
	case err != nil:
		return p, err
	case p.Site != actor.Site:
		return Presence{}, models.ErrNotFound.Because(errors.New("visit: at another hall"))
	case p.Seq < 2:
		return p, ErrNoCause
	case p.Cause != made.From:
		return p, ErrCauseMoved
	}
	p.Cause, p.CauseText = made.To, ""
	if made.To == OtherCause {
		p.CauseText = "amended:" + string(made.Reason)
	}
	if err := a.Store.ChangeCause(ctx, tx, p); err != nil {
		return p, fmt.Errorf("visit: amend cause: %w", err)
	}
	if err := a.Store.AddAmendment(ctx, tx, made); err != nil {
		return p, fmt.Errorf("visit: keep amendment: %w", err)
	}
	return p, a.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.OneVisitCauseAmends, Actor: actor,
		Subjects: []audit.Ref{{Kind: "matter", ID: string(p.Matter)}, {Kind: "visit", ID: string(p.Visit)}},
		Notes: map[string]string{
			"from": string(made.From), "to": string(made.To), "reason": string(made.Reason), "count": strconv.Itoa(made.Seq),
		},
	})
}

func (x Amending) check() error {
	field := func(name, code string) error {
		return models.Invalid("visit.amendment", models.FieldError{Field: name, Code: code})
	}
	known := false
	for _, r := range AmendReasons() {
		known = known || r == x.Reason
	}
	switch n := utf8.RuneCountInString(x.Note.Reveal()); {
	case !x.To.Valid():
		return field("cause", "field.choice")
	case x.To == x.Was:
		return field("cause", "visit.cause_same")
	case !known:
		return field("reasonCode", "field.choice")
	case (x.Reason == AmendOther || x.To == OtherCause) && n == 0:
		return field("note", "field.required")
	case n > longestNote:
		return field("note", "field.length")
	}
	return nil
}
