package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
)

// MostBulk is how many cases can be decided at once.
const MostBulk = 50

// BulkRuling decides cases of one service and one check result alike. An
// approval in bulk is for cases in which the machine's checks found nothing to
// look at; the clerk states the mandatory lines of the check-list once, for
// every one of them, and the record says that it was in bulk.
type BulkRuling struct {
	Applications []models.ID
	Outcome      Outcome // Approve, Reject or HandOver
	Reason       string
	Checks       []string
}

// BulkItem is what became of one case.
type BulkItem struct {
	Application models.ID
	Number      string        // "" where there is no such case in the hall
	Refused     *models.Error // nil: decided, or would be
}

// BulkPreview is what a bulk decision would do.
type BulkPreview struct {
	Items  []BulkItem
	Checks []Check // mandatory lines to be stated, for an approval
}

// BulkDecided is what a bulk decision did.
type BulkDecided struct {
	Bulk     models.ID
	FinalAt  time.Time
	UndoTime time.Duration
	Items    []BulkItem
	Undone   bool
}

// Why a case is left out of a bulk decision, beside what a single decision is
// refused for. Four eyes are left out on purpose: a signature is given case by
// case, and so is the look of a second clerk or a supervisor.
var (
	ErrBulkService   = models.E(models.KindConflict, "bulk-other-service")
	ErrBulkChecked   = models.E(models.KindConflict, "bulk-other-checks")
	ErrBulkAttention = models.E(models.KindConflict, "bulk-attention")
	ErrBulkFourEyes  = models.E(models.KindConflict, "bulk-four-eyes")
	ErrBulkStage     = models.E(models.KindConflict, "bulk-stage")
	ErrBulkVersion   = models.E(models.KindConflict, "bulk-other-version")
	ErrBulkGone      = models.E(models.KindConflict, "bulk-case-gone")
)

// prospect is a case of a bulk ruling as it was read.
type prospect struct {
	item BulkItem
	c    Case
	file application.Dossier
}

// Preview says what a bulk ruling would do, without doing it. The service and
// the check result are those of the first case the actor can see.
func (d *Decisions) Preview(ctx context.Context, actor models.Actor, r BulkRuling) (BulkPreview, error) {
	if err := r.check(); err != nil {
		return BulkPreview{}, err
	}
	prospects, err := d.prospects(ctx, actor, r)
	if err != nil {
		return BulkPreview{}, err
	}
	var out BulkPreview
	for _, p := range prospects {
		out.Items = append(out.Items, p.item)
		if r.Outcome == Approve && p.item.Refused == nil && out.Checks == nil {
			out.Checks = mandatory(p.file)
		}
	}
	return out, nil
}

func mandatory(file application.Dossier) []Check {
	var lines []Check
	for i, line := range checks(file) {
		if file.Definition.Checklist[i].Mandatory {
			lines = append(lines, line)
		}
	}
	return lines
}

func (r BulkRuling) check() error {
	seen := map[models.ID]bool{}
	for _, id := range r.Applications {
		if seen[id] {
			return field("caseIds", "field.unique")
		}
		seen[id] = true
	}
	switch {
	case len(r.Applications) == 0:
		return field("caseIds", "field.required")
	case len(r.Applications) > MostBulk:
		return models.Invalid("input", models.FieldError{
			Field: "caseIds", Code: "field.too_long", Params: map[string]string{"max": strconv.Itoa(MostBulk)},
		})
	case !slices.Contains([]Outcome{Approve, Reject, HandOver}, r.Outcome):
		return field("outcome", "field.choice")
	}
	return nil
}

// prospects reads the cases in the order of the ruling and says of each what
// stands in the way.
func (d *Decisions) prospects(ctx context.Context, actor models.Actor, r BulkRuling) ([]prospect, error) {
	list := make([]prospect, len(r.Applications))
	var like *Case // the first case the actor can see
	for i, id := range r.Applications {
		p := prospect{item: BulkItem{Application: id}}
		var err error
		p.c, err = d.caseOf(ctx, actor, id)
		switch {
		case errors.Is(err, models.ErrNotFound):
			p.item.Refused = ErrBulkGone
			list[i] = p
			continue
		case err != nil:
			return nil, err
		}
		p.item.Number = p.c.Number
		if like == nil {
			like = &p.c
		}
		if err := d.consider(ctx, actor, r, &p, *like); err != nil {
			return nil, err
		}
		list[i] = p
	}
	return list, nil
}

// consider notes in the prospect what stands in its way. The error is a failure
// to find out, or a ruling that is wrong for the version of every case.
func (d *Decisions) consider(ctx context.Context, actor models.Actor, r BulkRuling, p *prospect, like Case) error {
	if p.item.Refused = unlike(p.c, like, r.Outcome); p.item.Refused != nil {
		return nil
	}
	if p.item.Refused = taken(p.c, actor, d.Clock.Now()); p.item.Refused != nil {
		return nil
	}
	if err := d.mayDecide(ctx, actor, p.c); err != nil {
		return leftOut(p, err)
	}
	var err error
	if p.file, err = d.Files.Dossier(ctx, p.c.Application); err != nil {
		return fmt.Errorf("casework: read application: %w", err)
	}
	return nil
}

// leftOut takes a refusal as the prospect's; anything else is a failure.
func leftOut(p *prospect, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && (refused.Kind == models.KindForbidden || refused.Kind == models.KindConflict) {
		p.item.Refused = refused
		return nil
	}
	return err
}

func unlike(c, like Case, outcome Outcome) *models.Error {
	switch {
	case c.Service != like.Service:
		return ErrBulkService
	case c.Checked != like.Checked:
		return ErrBulkChecked
	case c.Stage != StageFirst:
		return ErrBulkStage
	case outcome == Approve && c.Checked != CheckedClean:
		return ErrBulkAttention
	case outcome == Approve && c.Eyes > 1:
		return ErrBulkFourEyes
	}
	return nil
}

// taken says why a case cannot be taken now, as far as its row tells.
func taken(c Case, actor models.Actor, now time.Time) *models.Error {
	switch {
	case c.State == StateWithdrawn:
		return ErrBulkGone
	case c.State != StateWaiting:
		return ErrAlreadyDecided
	case c.Hold.Live(now) && c.Hold.Clerk != actor.ID:
		return ErrClaimedByOther.With("holder", c.Hold.Name).With("until", c.Hold.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return nil
}

// DecideBulk decides many cases alike. Each has its own outcome: one that a
// colleague took or decided meanwhile is left out and says why. All that were
// decided share one number, one undo time and one transaction. Mixed services,
// mixed check results, a case twice or too many are invalid as a whole.
func (d *Decisions) DecideBulk(
	ctx context.Context, actor models.Actor, r BulkRuling, record Hook[BulkDecided],
) (BulkDecided, error) {
	if err := r.check(); err != nil {
		return BulkDecided{}, err
	}
	prospects, err := d.prospects(ctx, actor, r)
	if err != nil {
		return BulkDecided{}, err
	}
	for _, p := range prospects {
		if errors.Is(errOf(p.item), ErrBulkService) || errors.Is(errOf(p.item), ErrBulkChecked) {
			return BulkDecided{}, field("caseIds", "field.mixed")
		}
	}
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if err != nil {
		return BulkDecided{}, fmt.Errorf("casework: read clerk: %w", err)
	}
	acts, err := d.acts(ctx, actor, r, prospects, clerk.Name)
	if err != nil {
		return BulkDecided{}, err
	}
	var out BulkDecided
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		out = BulkDecided{Bulk: acts.bulk, FinalAt: acts.finalAt, UndoTime: d.UndoTime, Items: items(prospects)}
		if err := d.decideAll(ctx, tx, actor, acts, &out); err != nil {
			return err
		}
		return record.run(ctx, tx, out)
	})
	return out, err
}

func errOf(item BulkItem) error {
	if item.Refused == nil {
		return nil
	}
	return item.Refused
}

func items(prospects []prospect) []BulkItem {
	list := make([]BulkItem, len(prospects))
	for i, p := range prospects {
		list[i] = p.item
	}
	return list
}

// batch is a prepared bulk decision; acts holds nothing for a case left out.
type batch struct {
	bulk    models.ID
	finalAt time.Time
	acts    []*act
}

// acts prepares the decisions. A reason or a check-list that the version of one
// case knows and that of another does not leaves the other out; one that no
// version knows is the ruling's fault.
func (d *Decisions) acts(
	ctx context.Context, actor models.Actor, r BulkRuling, prospects []prospect, name string,
) (batch, error) {
	b := batch{bulk: d.IDs.New(), acts: make([]*act, len(prospects))}
	b.finalAt = d.Clock.Now().Add(d.UndoTime).Truncate(time.Millisecond)
	var wrong error
	right := false
	for i := range prospects {
		p := &prospects[i]
		if p.item.Refused != nil {
			continue
		}
		decision, err := d.prepare(ctx, actor, p.c, p.file, Ruling{
			Application: p.c.Application, Outcome: r.Outcome, Reason: r.Reason, Checks: r.Checks,
		})
		if models.KindOf(err) == models.KindInvalid {
			wrong, p.item.Refused = err, ErrBulkVersion
			continue
		}
		if err != nil {
			return b, err
		}
		right = true
		decision.Bulk, decision.FinalAt = b.bulk, b.finalAt
		b.acts[i] = &act{taking: d.taking(actor, p.c, 0), before: p.c, file: p.file, decision: decision}
		b.acts[i].taking.Name = name
	}
	if wrong != nil && !right {
		return b, wrong
	}
	return b, nil
}

// decideAll decides in the order of the applications' ids, so that two bulk
// decisions on the same cases wait for each other instead of locking each other
// out.
func (d *Decisions) decideAll(ctx context.Context, tx models.Tx, actor models.Actor, b batch, out *BulkDecided) error {
	order := make([]int, 0, len(b.acts))
	for i, a := range b.acts {
		if a != nil {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		return compareIDs(b.acts[x].decision.Application, b.acts[y].decision.Application)
	})
	decided := 0
	for _, i := range order {
		_, err := d.begin(ctx, tx, actor, *b.acts[i])
		switch p := (prospect{item: out.Items[i]}); {
		case err == nil:
			decided++
		case leftOut(&p, err) != nil:
			return err
		default:
			out.Items[i] = p.item
		}
	}
	return d.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.BulkDecided, Actor: actor, Subjects: []audit.Ref{{Kind: "bulk", ID: string(b.bulk)}},
		Notes: map[string]string{"count": strconv.Itoa(decided)},
	})
}

func compareIDs(a, b models.ID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// UndoBulk takes a whole bulk decision back while it is provisional; the cases
// wait again, held by nobody. Errors: undo-window-closed, decision-of-other, not
// found for another hall.
func (d *Decisions) UndoBulk(
	ctx context.Context, actor models.Actor, bulk models.ID, record Hook[BulkDecided],
) (BulkDecided, error) {
	rows, err := d.Past.Page(ctx, DecisionQuery{Site: actor.Site, Bulk: bulk, Limit: MostBulk})
	if err != nil {
		return BulkDecided{}, fmt.Errorf("casework: read bulk: %w", err)
	}
	if len(rows) == 0 {
		return BulkDecided{}, models.ErrNotFound
	}
	slices.SortFunc(rows, func(a, b DecidedCase) int { return compareIDs(a.Decision.Application, b.Decision.Application) })
	var out BulkDecided
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		out = BulkDecided{Bulk: bulk, FinalAt: rows[0].FinalAt, UndoTime: d.UndoTime, Undone: true}
		if err := d.undoAll(ctx, tx, actor, rows, &out); err != nil {
			return err
		}
		return record.run(ctx, tx, out)
	})
	return out, err
}

// undoAll undoes each; a case the citizen withdrew meanwhile stays so. Where the
// undo time is over, or the bulk is another's, nothing is undone.
func (d *Decisions) undoAll(ctx context.Context, tx models.Tx, actor models.Actor, rows []DecidedCase, out *BulkDecided) error {
	undone := 0
	for _, r := range rows {
		item := BulkItem{Application: r.Decision.Application, Number: r.Number}
		decision, c, err := d.own(ctx, tx, actor, r.ID)
		switch {
		case errors.Is(err, application.ErrNotNow):
			item.Refused = ErrBulkGone
		case err != nil:
			return err
		default:
			if err := d.takeBack(ctx, tx, actor, c, decision, Hold{Fence: c.Hold.Fence + 1}); err != nil {
				return err
			}
			undone++
		}
		out.Items = append(out.Items, item)
	}
	return d.Audit.Append(ctx, tx, audit.Entry{
		Action: audit.BulkUndone, Actor: actor, Subjects: []audit.Ref{{Kind: "bulk", ID: string(out.Bulk)}},
		Notes: map[string]string{"count": strconv.Itoa(undone)},
	})
}
