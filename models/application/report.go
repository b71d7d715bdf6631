package application

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/flow"
	"onevisit/models/job"
	"onevisit/models/register"
)

// KindReport is the job that tells a register what the law makes take effect at
// the moment of handing in: that a document is lost and void.
const KindReport = "application.report"

// reported names what a register is told of an application.
type reported struct {
	Application models.ID `json:"application"`
	Entry       string    `json:"entry"`
}

// tellRegisters puts what registers have to know at once into the outbox, in the
// transaction of the submission. Its key is the application's, so that a second
// submission, after a correction, tells nothing twice; and it stands whatever
// becomes of the application, even when the citizen withdraws it.
func (c *Cases) tellRegisters(ctx context.Context, tx models.Tx, f *file, walk flow.Walk, by models.Actor) error {
	for _, r := range walk.Reports {
		payload, err := json.Marshal(reported{Application: f.ID, Entry: r.Entry})
		if err != nil {
			return fmt.Errorf("application: report: %w", err)
		}
		err = c.Jobs.Put(ctx, tx, job.Job{Kind: KindReport, Key: reportKey(f.ID, r.Entry), Order: string(f.ID), Payload: payload})
		if err != nil {
			return err
		}
		err = c.Log.Append(ctx, tx, audit.Entry{
			Action: audit.RegisterTold, Actor: by, Subjects: f.subjects(), Notes: map[string]string{"kind": strings.ReplaceAll(r.Entry, "/", "."), "service": f.Service},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func reportKey(application models.ID, entry string) string { return string(application) + ":" + entry }

// carryReport carries one entry to its register. A lost answer is repeated under the
// same key, which the register takes once.
func (c *Cases) carryReport(ctx context.Context, j job.Job) error {
	var what reported
	if err := json.Unmarshal(j.Payload, &what); err != nil {
		return job.Never(fmt.Errorf("application: job payload: %w", err))
	}
	f, err := c.anyFile(ctx, what.Application)
	if err != nil {
		return err
	}
	walk, err := c.Engine.Walk(f.whole(f.today(c.Clock.Now())))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(walk.Reports, func(r flow.Report) bool { return r.Entry == what.Entry })
	if i < 0 {
		return job.Never(fmt.Errorf("application: %s has no report %q any more", f.ID, what.Entry))
	}
	_, err = c.Effects.Enter(ctx, j.Key, register.Entry{IDNumber: f.idNumber(), What: what.Entry, Data: walk.Reports[i].Data})
	if errors.Is(err, register.ErrUnknown) || errors.Is(err, register.ErrUnavailable) {
		return job.Again(patience(c.Clock.Now().Sub(f.SubmittedAt)))
	}
	return err
}
