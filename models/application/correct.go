package application

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/visit"
)

// A correction request (一次性告知) names everything that has to be put right at
// once. While it stands the citizen sees and can answer the marked fields only,
// at any kiosk or by phone; whatever else a corrected answer or a register makes
// invalid is asked for on the way. The resubmission keeps its place in the
// queue, and the promised date moves by the working days the office waited.
//
// Silence: some working days before the last day a text message reminds, with a
// new link. Past the last day the request has expired and its link is dead, but
// nothing is lost: the law ends an application that was not put right only by a
// decision of the office or by its own time, so it can still be answered at a
// kiosk until the matter's 91st day of silence abandons it, and a clerk is free
// to decide it after the supervisor's recall.

// Why links die.
const (
	closedAnswered = "answered"
	closedExpired  = "expired"
	closedReplaced = "replaced"
)

// ask carries a clerk's request out: the application waits for its citizen, who
// is told by message, and called where they came today.
func (c *Cases) ask(ctx context.Context, tx models.Tx, f *file, r Ruling, by models.Actor) error {
	if r.Correction == nil || len(r.Correction.Marks) == 0 {
		return models.Invalid("input", models.FieldError{Field: "correction", Code: "field.required"})
	}
	earlier, err := c.Requests.Requests(ctx, f.ID)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	q := CorrectionRequest{
		ID: c.IDs.New(), Application: f.ID, Site: f.Site, Seq: len(earlier) + 1, By: by.ID, State: RequestAsked,
		AskedAt: now, AnswerBy: r.Correction.AnswerBy, Ask: *r.Correction, Note: r.Note,
	}
	q.RemindOn = c.remindOn(models.DateOf(now), q.AnswerBy)
	if q.Sealed, err = sealAsk(c.Vault, q.ID, q.Ask, q.Note); err != nil {
		return err
	}
	var fields []string
	for _, m := range q.Ask.Marks {
		fields = append(fields, m.Field)
	}
	if err := c.moveNoting(ctx, tx, &f.Application, Correct, by, audit.Entry{
		Fields: fields, Notes: map[string]string{"count": strconv.Itoa(q.Seq), "to": string(q.AnswerBy)},
	}); err != nil {
		return err
	}
	f.Reason, f.asked = "", &q
	if err := c.Requests.AddRequest(ctx, tx, q); err != nil {
		return err
	}
	if err := c.closeLinks(ctx, tx, f.ID, closedReplaced, false); err != nil {
		return err
	}
	if models.DateOf(f.SubmittedAt) == models.DateOf(now) {
		if err := c.call(ctx, tx, f.Application, by); err != nil {
			return err
		}
	}
	if err := c.tellAsked(ctx, tx, q, TextCorrection); err != nil {
		return err
	}
	// The next visit would be due to the request, whatever the marks' reasons are.
	return c.save(ctx, tx, &f.Application)
}

// answer closes the open request with the resubmission of its application.
func (c *Cases) answer(ctx context.Context, tx models.Tx, f *file, by models.Actor) (CorrectionRequest, error) {
	channel := ByKiosk
	if remote(by) {
		channel = ByPhone
	}
	q, err := c.close(ctx, tx, f.ID, RequestAnswered, channel)
	if errors.Is(err, models.ErrNotFound) {
		return CorrectionRequest{AskedAt: c.Clock.Now()}, nil
	}
	if err != nil {
		return q, err
	}
	if err := c.closeLinks(ctx, tx, f.ID, closedAnswered, true); err != nil {
		return q, err
	}
	if err := c.tellAsked(ctx, tx, q, TextCorrected); err != nil {
		return q, err
	}
	return q, c.Log.Append(ctx, tx, audit.Entry{
		Action: audit.CorrectionAnswered, Actor: by, Subjects: append(f.subjects(), q.ref()),
		Notes: map[string]string{"kind": string(channel), "count": strconv.Itoa(q.Seq)},
	})
}

// recall takes the open request back, with the withdrawal of the decision that
// asked it: its link and the sessions it opened end, and
// the promised date moves by the days it waited. None open is no error.
func (c *Cases) recall(ctx context.Context, tx models.Tx, a *Application, by models.Actor) error {
	q, err := c.drop(ctx, tx, *a, by, RequestWithdrawn, audit.CorrectionWithdrawn)
	if err != nil || q.ID == "" {
		return err
	}
	return c.comeBack(a, q)
}

func (c *Cases) drop(
	ctx context.Context, tx models.Tx, a Application, by models.Actor, to RequestState, action audit.Action,
) (CorrectionRequest, error) {
	q, err := c.close(ctx, tx, a.ID, to, "")
	if errors.Is(err, models.ErrNotFound) {
		return CorrectionRequest{}, nil
	}
	if err != nil {
		return CorrectionRequest{}, err
	}
	if err := c.closeLinks(ctx, tx, a.ID, string(to), false); err != nil {
		return CorrectionRequest{}, err
	}
	return q, c.Log.Append(ctx, tx, audit.Entry{
		Action: action, Actor: by, Subjects: append(a.subjects(), q.ref()),
		Notes: map[string]string{"count": strconv.Itoa(q.Seq)},
	})
}

func (c *Cases) close(ctx context.Context, tx models.Tx, id models.ID, to RequestState, by Channel) (CorrectionRequest, error) {
	q, err := c.Requests.LockRequest(ctx, tx, id)
	if err != nil {
		return CorrectionRequest{}, err
	}
	from := q.State
	q.State, q.ClosedAt, q.AnsweredBy = to, c.Clock.Now(), by
	return q, c.Requests.ChangeRequest(ctx, tx, q, from)
}

func (c *Cases) closeLinks(ctx context.Context, tx models.Tx, id models.ID, why string, mayLook bool) error {
	if c.Links == nil {
		return nil
	}
	return c.Links.Close(ctx, tx, id, why, mayLook)
}

func (r CorrectionRequest) ref() audit.Ref { return audit.Ref{Kind: "request", ID: string(r.ID)} }

// Corrections lists what was asked of an application's citizen, oldest first,
// opened: for the office.
func (c *Cases) Corrections(ctx context.Context, id models.ID) ([]CorrectionRequest, error) {
	list, err := c.Requests.Requests(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i], err = list[i].opened(c.Vault); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// comeBack moves the promised date by the working days the office waited. The
// day of the request does not count, the day of the answer does.
func (c *Cases) comeBack(a *Application, asked CorrectionRequest) error {
	if a.Promised == "" {
		return nil
	}
	days, err := c.workingDays(models.DateOf(asked.AskedAt), models.DateOf(c.Clock.Now()))
	if err == nil && days > 0 {
		a.Promised, err = c.Calendar.Add(a.Promised, days)
	}
	return unpublished(a, err)
}

// remote tells whether a citizen acts from a phone: at no kiosk, in no visit.
func remote(actor models.Actor) bool {
	return actor.Kind == models.ActorCitizen && actor.Device == ""
}

// holder is the session whose person the application is submitted for: the
// running one, or for a phone the last at a kiosk, which knows who it was.
func (c *Cases) holder(ctx context.Context, actor models.Actor, f *file) (visit.Session, error) {
	if !remote(actor) {
		return c.Sessions.Session(ctx, actor)
	}
	s, err := c.Sessions.Past(ctx, f.Session)
	if err == nil && s.Person != f.Person {
		err = models.ErrNotFound.Because(errors.New("the last session is another person's"))
	}
	s.Language = f.Language
	return s, err
}

// asksFor tells whether a field of the kind is among what has to be put right.
func (f *file) asksFor(kind string) bool {
	redo := f.redo()
	return redo != nil && slices.ContainsFunc(redo.Asked, func(name string) bool {
		x, _ := fieldOf(f.def, name)
		return x.Kind == kind
	})
}
