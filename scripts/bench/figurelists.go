package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"time"

	"onevisit/models"
	"onevisit/models/completion"
	"onevisit/models/figures"
	"onevisit/models/store"
)

// opened is a figure, or a part of one, whose records are opened.
type opened struct {
	name   string
	q      figures.Question
	bucket string
}

// lists opens the records behind numbers, small ones most of all, and pages on by
// the cursor: the time of the first page and of the slowest of those after it.
func (f *figureBench) lists(ctx context.Context, out io.Writer, device models.ID) error {
	reports := figures.NewReports(figures.ReportsConfig{
		Definitions: completion.Published(), Reader: figures.NewProjection(store.NewFigureReports(f.db), store.NewFigureFacts()),
		Names: noNames{}, Signer: plainSigner{}, Clock: models.ClockFunc(time.Now), Demo: true,
	})
	fmt.Fprintf(out, "  %-50s %10s %10s %10s %10s\n", "records, milliseconds", "behind", "p50", "p99", "next pages")
	to := models.DateOf(time.Now())
	from := (to[:len("2006-01-")] + "15").AddDays(-11 * 365 / 12) // eleven months and this one, as the console asks
	year := func(figure string, change func(*figures.Question)) figures.Question {
		q := figures.Question{Figure: figure, From: from[:len("2006-01-")] + "01", To: to}
		if change != nil {
			change(&q)
		}
		return q
	}
	kiosk := func(q *figures.Question) { q.Device = device }
	elders := func(q *figures.Question) { q.Device, q.Age = device, "70+" }
	for _, x := range []opened{
		{"all ends", year("ends", nil), ""},
		{"rejected", year("ends", nil), "rejected"},
		{"withdrawn at one kiosk", year("ends", kiosk), "withdrawn"},
		{"three visits", year("visits", nil), "3"},
		{"three visits, 70 and older", year("visits", func(q *figures.Question) { q.Age = "70+" }), "3"},
		{"the one-visit rate's numerator at one kiosk", year("experienced", kiosk), figures.NumeratorBucket},
		{"cause R09", year("causes", nil), "R09"},
		{"cause R08, English", year("causes", func(q *figures.Question) { q.Language = "en" }), "R08"},
		{"cause R18 of one service at one kiosk", year("causes", func(q *figures.Question) { q.Device, q.Service = device, "exit-entry.hkm-endorsement" }), "R18"},
		{"completed at one kiosk, 70 and older", year("experienced", elders), ""},
		{"rated 1", year("ratings", nil), "1"},
	} {
		if err := f.open(ctx, out, reports, x); err != nil {
			return fmt.Errorf("%s: %w", x.name, err)
		}
	}
	return nil
}

func (f *figureBench) open(ctx context.Context, out io.Writer, reports *figures.Reports, x opened) error {
	const asked, pages, limit = 100, 5, 50
	actor := models.Actor{Kind: models.ActorStaff, Role: "auditor"}
	var list figures.RecordPage
	took := make([]time.Duration, asked)
	for i := range took {
		began := time.Now()
		var err error
		if list, err = reports.Records(ctx, actor, x.q, x.bucket, models.Page{Limit: limit}); err != nil {
			return err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	total, further := list.Total, time.Duration(0)
	for range pages {
		if list.Next == "" {
			break
		}
		began := time.Now()
		var err error
		if list, err = reports.Records(ctx, actor, x.q, x.bucket, models.Page{Limit: limit, After: list.Next}); err != nil {
			return err
		}
		further = max(further, time.Since(began))
	}
	fmt.Fprintf(out, "  %-50s %10d %10.2f %10.2f %10.2f\n", x.name, total, toMillis(took[asked/2]), toMillis(took[asked*99/100]), toMillis(further))
	return nil
}

// noNames knows no names: numbers need none.
type noNames struct{}

func (noNames) Services(context.Context) ([]figures.Name, error) { return nil, nil }
func (noNames) Sites(context.Context) ([]figures.Name, error)    { return nil, nil }
func (noNames) Devices(context.Context) ([]figures.Name, error)  { return nil, nil }
func (noNames) Reasons() []figures.Name                          { return nil }
func (noNames) Steps(string) []figures.Name                      { return nil }

// plainSigner makes cursors that nobody but the bench reads.
type plainSigner struct{}

func (plainSigner) Index(column, value string) string {
	sum := sha256.Sum256([]byte(column + value))
	return hex.EncodeToString(sum[:])
}
