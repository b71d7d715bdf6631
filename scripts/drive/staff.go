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

// Approve decides for the citizen.
func (c *Client) Approve(ctx context.Context, claim Claim) error {
	_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/desk/cases/" + claim.CaseID + "/decision", Key: "new",
		Body: map[string]any{"fence": claim.Fence, "outcome": "approve"}})
	return err
}
