package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/pii"
	"onevisit/models/staff"
)

// transferNoteColumn names the sealed note of a transfer.
const transferNoteColumn = "case_transfer.note"

const longestTransferNote = 200 // characters

// TransferReason is why a supervisor moves a case.
type TransferReason string

// The reasons.
const (
	ClerkAbsent  TransferReason = "absent"
	CaseOverdue  TransferReason = "overdue"
	CaseUrgent   TransferReason = "urgent"
	BalanceLoad  TransferReason = "balance"
	Complaint    TransferReason = "complaint"
	OtherReasons TransferReason = "other" // with a note
)

// TransferReasons lists every reason.
func TransferReasons() []TransferReason {
	return []TransferReason{ClerkAbsent, CaseOverdue, CaseUrgent, BalanceLoad, Complaint, OtherReasons}
}

// Moving is what a supervisor orders.
type Moving struct {
	Application models.ID
	To          models.ID // the clerk it is given to, for an assignment
	Reason      TransferReason
	Note        pii.Text // kept sealed; required for OtherReasons
}

// TransferKind says what a supervisor did.
type TransferKind string

// The kinds.
const (
	TakeOver   TransferKind = "take-over"
	Assignment TransferKind = "assignment"
)

// Transfer is a case that changed hands by a supervisor's word.
type Transfer struct {
	ID          models.ID
	Application models.ID
	Kind        TransferKind
	By          models.ID
	From        models.ID // who held it, "" for nobody
	To          models.ID
	Reason      TransferReason
	Note        []byte // sealed
	At          time.Time
}

// Transfers is the repository of transfers and of what they change.
type Transfers interface {
	// Seize gives a waiting case to t.Clerk under the next fence, whoever holds
	// it. false, and the case as it stands, when it does not wait.
	Seize(ctx context.Context, tx models.Tx, t Taking) (Case, bool, error)
	// Assign ends whatever live claim is not the clerk's own and notes whom the
	// case is meant for. false as in Seize.
	Assign(ctx context.Context, tx models.Tx, t Taking) (Case, bool, error)
	// Keep keeps the transfer.
	Keep(ctx context.Context, tx models.Tx, t Transfer) error
}

// TakeOver takes a case out of whoever's hands by a supervisor of the hall, with
// a reason. The former holder's fence is dead from then on. Taking over what
// nobody holds claims it. The limit of claims does not bind a supervisor.
func (d *Desk) TakeOver(ctx context.Context, actor models.Actor, m Moving, record Hook[Claim]) (Claim, error) {
	c, transfer, err := d.movable(ctx, actor, m)
	if err != nil {
		return Claim{}, err
	}
	transfer.Kind, transfer.To = TakeOver, actor.ID
	if err := d.unbiased(ctx, actor, c); err != nil {
		return Claim{}, err
	}
	touched, err := d.List.HandsOn(ctx, c, actor.ID)
	switch {
	case err != nil:
		return Claim{}, fmt.Errorf("casework: read hands: %w", err)
	case touched:
		return Claim{}, ErrSameHands
	}
	by, err := d.Clerks.ByID(ctx, actor.ID)
	if err != nil {
		return Claim{}, fmt.Errorf("casework: read clerk: %w", err)
	}
	var claim Claim
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		t := d.taking(actor, m.Application, 0)
		t.Name = by.Name
		got, ok, err := d.Transfers.Seize(ctx, tx, t)
		if err != nil {
			return fmt.Errorf("casework: take over: %w", err)
		}
		if !ok {
			return refusal(got, t)
		}
		claim = Claim{Application: m.Application, Fence: got.Hold.Fence, ExpiresAt: t.Until}
		if err := d.moved(ctx, tx, actor, c, got.Hold.Fence, transfer); err != nil {
			return err
		}
		return record.run(ctx, tx, claim)
	})
	if err == nil {
		d.dispenser.giveBack(m.Application, claim.Fence)
		d.Feed.Publish(Event{Site: actor.Site, Case: m.Application, Change: Changed, Holder: by.Name})
	}
	return claim, err
}

// Assign gives a case to a clerk of the hall who may take it, by a supervisor,
// with a reason. A live claim of somebody else ends. The assignment binds while
// that clerk is on duty and the deadline holds.
func (d *Desk) Assign(ctx context.Context, actor models.Actor, m Moving, record Hook[Claim]) error {
	c, transfer, err := d.movable(ctx, actor, m)
	if err != nil {
		return err
	}
	transfer.Kind, transfer.To = Assignment, m.To
	if err := d.receives(ctx, actor, c, m.To); err != nil {
		return err
	}
	err = d.Transactor.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		t := Taking{Application: m.Application, Site: actor.Site, Clerk: m.To, Now: d.Clock.Now()}
		got, ok, err := d.Transfers.Assign(ctx, tx, t)
		if err != nil {
			return fmt.Errorf("casework: assign: %w", err)
		}
		if !ok {
			return refusal(got, t)
		}
		if err := d.moved(ctx, tx, actor, c, got.Hold.Fence, transfer); err != nil {
			return err
		}
		return record.run(ctx, tx, Claim{Application: m.Application})
	})
	if err == nil {
		d.freed(actor.Site, m.Application)
	}
	return err
}

// receives refuses an assignment to somebody who could not take the case.
func (d *Desk) receives(ctx context.Context, actor models.Actor, c Case, to models.ID) error {
	clerk, err := d.Clerks.ByID(ctx, to)
	if errors.Is(err, models.ErrNotFound) || (err == nil && (clerk.Site != actor.Site || clerk.Disabled || clerk.Role == staff.Auditor)) {
		return field("clerkId", "field.choice")
	}
	if err != nil {
		return fmt.Errorf("casework: read clerk: %w", err)
	}
	receiver := models.Actor{Kind: models.ActorStaff, ID: to, Site: clerk.Site, Role: string(clerk.Role)}
	taker, off, err := d.Roster.Taker(ctx, receiver)
	if err != nil {
		return err
	}
	if off {
		return ErrOffDuty
	}
	c.Assigned = ""
	if err := taker.May(c, models.DateOf(d.Clock.Now())); err != nil {
		return err
	}
	touched, err := d.List.HandsOn(ctx, c, to)
	if err != nil {
		return fmt.Errorf("casework: read hands: %w", err)
	}
	if touched {
		return ErrSameHands
	}
	return nil
}

// movable reads a case a supervisor may move, and seals the note.
func (d *Desk) movable(ctx context.Context, actor models.Actor, m Moving) (Case, Transfer, error) {
	n := utf8.RuneCountInString(m.Note.Reveal())
	switch {
	case actor.Role != supervisorRole:
		return Case{}, Transfer{}, ErrSupervisor
	case !slices.Contains(TransferReasons(), m.Reason):
		return Case{}, Transfer{}, field("reasonCode", "field.choice")
	case m.Reason == OtherReasons && n == 0:
		return Case{}, Transfer{}, field("note", "field.required")
	case n > longestTransferNote:
		return Case{}, Transfer{}, field("note", "field.length")
	}
	c, err := d.caseOf(ctx, actor, m.Application)
	if err != nil {
		return Case{}, Transfer{}, err
	}
	t := Transfer{ID: d.IDs.New(), Application: m.Application, By: actor.ID, Reason: m.Reason, At: d.Clock.Now()}
	if n > 0 {
		if t.Note, err = d.Vault.Seal(t.ID, transferNoteColumn, []byte(m.Note.Reveal())); err != nil {
			return Case{}, Transfer{}, fmt.Errorf("casework: seal note: %w", err)
		}
	}
	return c, t, nil
}

// moved keeps the transfer and its audit entry. c is the case as it was before,
// fence the one it has now.
func (d *Desk) moved(ctx context.Context, tx models.Tx, actor models.Actor, c Case, fence int64, t Transfer) error {
	if c.Hold.Live(t.At) && c.Hold.Clerk != t.To {
		t.From = c.Hold.Clerk
	}
	if err := d.Transfers.Keep(ctx, tx, t); err != nil {
		return fmt.Errorf("casework: keep transfer: %w", err)
	}
	action := audit.CaseTakenOver
	if t.Kind == Assignment {
		action = audit.CaseAssigned
	}
	entry := audit.Entry{
		Action: action, Actor: actor, Subjects: append(subjects(c), audit.Ref{Kind: "staff", ID: string(t.To)}),
		Notes: map[string]string{"reason": string(t.Reason), "fence": strconv.FormatInt(fence, 10)},
	}
	if t.From != "" {
		entry.Subjects = append(entry.Subjects, audit.Ref{Kind: "staff", ID: string(t.From)})
		entry.Notes["from"] = string(t.From)
	}
	if err := d.Audit.Append(ctx, tx, entry); err != nil {
		return fmt.Errorf("casework: audit: %w", err)
	}
	return nil
}
