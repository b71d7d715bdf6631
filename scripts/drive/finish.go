package drive

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// ends are the states in which an application changes no more.
func ends() []string {
	return []string{"completed", "rejected", "withdrawn", "abandoned", "handed-over"}
}

// Finish carries a submitted application to its end: the clerk approves it,
// what is due is paid, the device reports what it printed and wrote, the courier
// delivers. It returns the application as it ended.
func (k *Kiosk) Finish(ctx context.Context, clerk *Client, id string) (Application, error) {
	var paid, approved bool
	reported := map[string]bool{}
	for {
		a, err := k.View(ctx, id)
		if err != nil {
			return a, err
		}
		switch {
		case slices.Contains(ends(), a.State):
			return a, nil
		case a.State == "queued" && !approved:
			approved, err = true, approve(ctx, clerk, id)
		case a.State == "awaiting-payment" && !paid:
			paid, err = true, k.Pay(ctx, a)
		case a.State == "in-post":
			_, _, err = k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/demo/deliveries"})
		}
		if err == nil {
			err = k.reportDue(ctx, a, reported)
		}
		if err != nil {
			return a, fmt.Errorf("application %s: %w", a.State, err)
		}
		select {
		case <-ctx.Done():
			return a, fmt.Errorf("application stays %s with results %+v: %w", a.State, a.Results, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func approve(ctx context.Context, clerk *Client, id string) error {
	claim, err := clerk.ClaimCase(ctx, id)
	if err != nil {
		return err
	}
	return clerk.Approve(ctx, claim)
}

func (k *Kiosk) reportDue(ctx context.Context, a Application, reported map[string]bool) error {
	for _, r := range a.Results {
		if r.State != "due" || reported[r.ID] {
			continue
		}
		reported[r.ID] = true
		if _, err := k.Report(ctx, a, r.ID); err != nil {
			return err
		}
	}
	return nil
}
