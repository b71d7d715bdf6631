package application

import (
	"context"
	"strconv"

	"onevisit/models"
	"onevisit/models/audit"
)

// Slip is what the printer puts on the tracking slip. It names nobody: whoever
// finds it learns a number and a service.
type Slip struct {
	Number string
	Title  models.Texts
	Lines  []models.Texts
	QR     string // resumes anywhere after identification; shows nothing by itself
}

// Slip makes the tracking slip of the citizen's own application.
func (c *Cases) Slip(ctx context.Context, actor models.Actor, id models.ID) (Slip, error) {
	f, err := c.ownFile(ctx, actor, id)
	if err != nil {
		return Slip{}, err
	}
	results, err := c.Results.Results(ctx, id)
	if err != nil {
		return Slip{}, err
	}
	slip := Slip{Number: f.Number, Title: f.def.Title, QR: SlipCode(c.Vault, f.ID), Lines: []models.Texts{stateText(f.Application, results)}}
	if f.Promised != "" && f.Live() {
		slip.Lines = append(slip.Lines, line("预计办结", "Promised by", string(f.Promised)))
	}
	if f.Total > 0 {
		slip.Lines = append(slip.Lines, line("费用", "Fee", f.Total.String()))
	}
	if f.Paid > 0 {
		slip.Lines = append(slip.Lines, line("已缴", "Paid", f.Paid.String()))
	}
	for i, r := range results {
		if r.State == ResultDone && r.Number != "" {
			slip.Lines = append(slip.Lines, line("凭证 "+strconv.Itoa(i+1), "Document "+strconv.Itoa(i+1), r.Number))
		}
	}
	walk, err := c.Engine.Walk(f.whole(f.today(c.Clock.Now())))
	if err != nil {
		return Slip{}, err
	}
	if reason := f.reason(walk); reason != nil {
		slip.Lines = append(slip.Lines, reason.Text)
		slip.Lines = append(slip.Lines, reason.Bring...)
	}
	err = c.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return c.Log.Append(ctx, tx, audit.Entry{Action: audit.SlipPrinted, Actor: actor, Subjects: f.subjects()})
	})
	return slip, err
}

func line(zh, en, value string) models.Texts {
	return models.Texts{"zh-CN": zh + "：" + value, "en": en + ": " + value}
}
