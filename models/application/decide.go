package application

import (
	"context"
	"slices"

	"onevisit/models"
	"onevisit/models/flow"
)

// Decide carries a clerk's ruling out, in the clerk's transaction. It answers
// the state the application has come to.
func (c *Cases) Decide(ctx context.Context, tx models.Tx, r Ruling) (State, error) {
	a, err := c.Store.Lock(ctx, tx, r.Application)
	if err != nil {
		return "", err
	}
	by := r.By
	if by.Kind == "" {
		by.Kind = models.ActorStaff
	}
	f, err := c.open(ctx, a)
	if err != nil {
		return "", err
	}
	if r.Command == Correct {
		return Correction, c.ask(ctx, tx, f, r, by)
	}
	notes := map[string]string{}
	if r.Reason != "" {
		notes["reason"] = r.Reason
	}
	if err := c.move(ctx, tx, &f.Application, r.Command, by, notes); err != nil {
		return "", err
	}
	f.DecidedAt, f.Reason = c.Clock.Now(), r.Reason
	if r.Command != Approve {
		if err := c.writeNote(f, r.Note.Reveal()); err != nil {
			return "", err
		}
		if err := c.tell(ctx, tx, f.Application, textOf(f.State)); err != nil {
			return "", err
		}
		return f.State, c.save(ctx, tx, &f.Application, r.Cause)
	}
	walk, err := c.Engine.Walk(f.input(f.today(c.Clock.Now())))
	if err != nil {
		return "", err
	}
	if err := c.carryOut(ctx, tx, f, walk); err != nil {
		return "", err
	}
	return f.State, c.tell(ctx, tx, f.Application, textOf(f.State))
}

// carryOut lists the results of an approved application and goes as far as it
// can at once.
func (c *Cases) carryOut(ctx context.Context, tx models.Tx, f *file, walk flow.Walk) error {
	results := make([]Result, 0, len(walk.Results))
	for i, r := range walk.Results {
		if r.Kind == KindAnswer {
			continue
		}
		made := Result{
			ID: c.IDs.New(), Application: f.ID, Seq: i, Kind: r.Kind, Item: r.Item, Stage: r.Stage, State: ResultWaiting,
			Amount: r.Amount, Visit: r.Visit, UpdatedAt: c.Clock.Now(),
		}
		switch {
		case r.Kind == KindDecision && r.Data[dataNumber] != "":
			made.State, made.Number, made.DoneAt = ResultDone, r.Data[dataNumber], made.UpdatedAt
		case r.Kind == KindDecision:
			taken, err := c.Results.LiveItem(ctx, tx, r.Kind, r.Item, f.ID)
			if err != nil {
				return err
			}
			if taken {
				return ErrTaken
			}
		}
		results = append(results, made)
	}
	if err := c.Results.AddResults(ctx, tx, results); err != nil {
		return err
	}
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}

// Repair takes a stopped case up again, in the transaction of the member of
// staff who mended what failed: its failed results get as many tries as at
// first. What was paid stays paid.
func (c *Cases) Repair(ctx context.Context, tx models.Tx, by models.Actor, application models.ID) error {
	f, results, err := c.hold(ctx, tx, application)
	if err != nil {
		return err
	}
	if err := c.move(ctx, tx, &f.Application, Repair, by, nil); err != nil {
		return err
	}
	f.Reason = ""
	for i := range results {
		if results[i].State != ResultFailed || results[i].Stage != AfterPayment {
			continue
		}
		results[i].State, results[i].Attempts, results[i].UpdatedAt = ResultWaiting, 0, c.Clock.Now()
		if err := c.Results.PutResult(ctx, tx, results[i]); err != nil {
			return err
		}
	}
	if err := c.proceed(ctx, tx, f, results); err != nil {
		return err
	}
	return c.save(ctx, tx, &f.Application)
}

// proceed moves an application on as far as its results allow: to the bill when
// everything before payment is done, to the next result after it, to the end.
func (c *Cases) proceed(ctx context.Context, tx models.Tx, f *file, results []Result) error {
	for {
		before := f.State
		var err error
		switch f.State {
		case Approved:
			err = c.proceedApproved(ctx, tx, f, results)
		case Issuing, InPost:
			err = c.proceedIssuing(ctx, tx, f, results)
		default: // everything else moves by a person or a payment, not by results
		}
		if err != nil || f.State == before {
			return err
		}
	}
}

func (c *Cases) proceedApproved(ctx context.Context, tx models.Tx, f *file, results []Result) error {
	before := ofStage(results, BeforePayment)
	if next, ok := firstOpen(before); ok {
		return c.start(ctx, tx, f, results, next)
	}
	if len(before) > 0 && len(failedOf(before)) == len(before) {
		f.Reason = "register-refused"
		return c.move(ctx, tx, &f.Application, HandOver, system(), nil)
	}
	if err := c.dropFailed(f, failedOf(before)); err != nil {
		return err
	}
	switch {
	case f.Total > 0:
		return c.move(ctx, tx, &f.Application, Bill, system(), nil)
	case len(ofStage(results, AfterPayment)) > 0:
		return c.move(ctx, tx, &f.Application, Issue, system(), nil)
	}
	return c.move(ctx, tx, &f.Application, Complete, system(), nil)
}

func (c *Cases) proceedIssuing(ctx context.Context, tx models.Tx, f *file, results []Result) error {
	after := ofStage(results, AfterPayment)
	next, ok := firstOpen(after)
	switch {
	case len(failedOf(after)) > 0:
		f.Reason = "result-failed"
		return c.move(ctx, tx, &f.Application, Stop, system(), nil)
	case !ok:
		return c.move(ctx, tx, &f.Application, Complete, system(), nil)
	case next.Kind == KindPost && next.Number != "" && f.State == Issuing:
		return c.move(ctx, tx, &f.Application, Dispatch, system(), nil)
	}
	return c.start(ctx, tx, f, results, next)
}

// start makes a result due at the kiosk, or puts the job that carries it out.
func (c *Cases) start(ctx context.Context, tx models.Tx, f *file, results []Result, next Result) error {
	if !next.byDevice() {
		return c.Jobs.Put(ctx, tx, carryJob(next))
	}
	if next.State == ResultDue {
		return nil
	}
	i := slices.IndexFunc(results, func(r Result) bool { return r.ID == next.ID })
	from := results[i].State
	results[i].State, results[i].UpdatedAt = ResultDue, c.Clock.Now()
	return c.Results.ChangeResult(ctx, tx, results[i], from)
}

// dropFailed takes what a refused decision would have cost off the bill.
func (c *Cases) dropFailed(f *file, failed []Result) error {
	if len(failed) == 0 {
		return nil
	}
	lines, err := openLines(c.Vault, f.Application)
	if err != nil {
		return err
	}
	kept := lines[:0]
	f.Total = 0
	for _, line := range lines {
		if line.Item != "" && slices.ContainsFunc(failed, func(r Result) bool { return r.Item == line.Item }) {
			continue
		}
		kept = append(kept, line)
		f.Total += line.Amount
	}
	f.Lines, err = sealJSON(c.Vault, f.ID, columnLines, kept)
	return err
}

func ofStage(results []Result, stage string) []Result {
	var list []Result
	for _, r := range results {
		if r.Stage == stage {
			list = append(list, r)
		}
	}
	return list
}

func failedOf(results []Result) []Result {
	var list []Result
	for _, r := range results {
		if r.State == ResultFailed {
			list = append(list, r)
		}
	}
	return list
}

// firstOpen is the first result that is not over; results are carried out in
// the definition's order.
func firstOpen(results []Result) (Result, bool) {
	for _, r := range results {
		if !r.over() {
			return r, true
		}
	}
	return Result{}, false
}
