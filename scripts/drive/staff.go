package drive

import (
	"context"
	"net/http"
)

// Claim is a clerk's hold on a case.
type Claim struct {
	CaseID string `json:"caseId"`
	Fence  int64  `json:"fence"`
}

// SignIn signs a member of staff in.
func (c *Client) SignIn(ctx context.Context, login, password string) error {
	_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/staff/login", Body: map[string]string{"login": login, "password": password}})
	return err
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
