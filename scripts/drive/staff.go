package drive

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Claim is a clerk's hold on a case.
type Claim struct {
	CaseID string `json:"caseId"`
	Fence  int64  `json:"fence"`
}

// SignIn signs a member of staff in; in a demo hall also one whose role has to
// show a second factor.
func (c *Client) SignIn(ctx context.Context, login, password string) error {
	_, status, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/staff/login", Body: map[string]string{"login": login, "password": password}})
	if err != nil || status != http.StatusAccepted {
		return err
	}
	return c.showCode(ctx, "/api/staff/second-factor")
}

// StepUp shows the second factor again, for what answered step-up-required.
func (c *Client) StepUp(ctx context.Context) error { return c.showCode(ctx, "/api/staff/step-up") }

// showCode sends what the demo staff's device shows. A code is taken once, so
// that one who shows it twice within a minute may have to wait for the next.
func (c *Client) showCode(ctx context.Context, path string) error {
	for {
		var device struct {
			Code, NextCode string
			SecondsLeft    int
		}
		if _, _, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/api/demo/second-factor", Into: &device}); err != nil {
			return err
		}
		for _, code := range []string{device.Code, device.NextCode} {
			_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: path, Body: map[string]string{"code": code}})
			var p *Problem
			if !errors.As(err, &p) || p.Code != "staff.code_used" {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(device.SecondsLeft) * time.Second):
		}
	}
}

// ClaimCase takes a case.
func (c *Client) ClaimCase(ctx context.Context, id string) (Claim, error) {
	claim := Claim{CaseID: id}
	_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/desk/cases/" + id + "/claim", Key: "new", Into: &claim})
	return claim, err
}

// CheckList is what a clerk has to tick before approving a case.
func (c *Client) CheckList(ctx context.Context, id string) ([]string, error) {
	var file struct {
		Checks []struct{ Code string }
	}
	if _, _, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/api/desk/cases/" + id, Into: &file}); err != nil {
		return nil, err
	}
	codes := make([]string, len(file.Checks))
	for i, check := range file.Checks {
		codes[i] = check.Code
	}
	return codes, nil
}

// Approve decides for the citizen, every line of the check-list ticked.
func (c *Client) Approve(ctx context.Context, claim Claim) error {
	checks, err := c.CheckList(ctx, claim.CaseID)
	if err != nil {
		return err
	}
	_, _, err = c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/desk/cases/" + claim.CaseID + "/decision", Key: "new",
		Body: map[string]any{"fence": claim.Fence, "outcome": "approve", "checks": checks}})
	return err
}
