package drive

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Phone is a citizen's phone that answers a correction request.
type Phone struct{ *Client }

// NewPhone returns a phone without cookies.
func NewPhone(base string) *Phone { return &Phone{NewClient(base, nil)} }

// Open opens a link with the second factor, the last six of the ID number.
func (p *Phone) Open(ctx context.Context, link, factor string) (Application, error) {
	_, token, _ := strings.Cut(link, "#")
	return p.application(ctx, Call{Method: http.MethodPost, Path: "/api/phone/session", Body: map[string]string{"token": token, "factor": factor}})
}

// Renew asks for a new link by one that does not work any more.
func (p *Phone) Renew(ctx context.Context, link string) error {
	_, token, _ := strings.Cut(link, "#")
	_, _, err := p.Do(ctx, Call{Method: http.MethodPost, Path: "/api/phone/link", Body: map[string]string{"token": token}})
	return err
}

// View reads the application.
func (p *Phone) View(ctx context.Context) (Application, error) {
	return p.application(ctx, Call{Method: http.MethodGet, Path: "/api/phone/application"})
}

// Save answers one page.
func (p *Phone) Save(ctx context.Context, a Application, step string, answers map[string]any) (Application, error) {
	return p.application(ctx, Call{Method: http.MethodPut, Path: "/api/phone/steps/" + step, Key: "new", IfMatch: a.ETag,
		Body: map[string]any{"answers": answers}})
}

// Submit hands the application in again, under a key of the caller's.
func (p *Phone) Submit(ctx context.Context, a Application, key string) (Application, error) {
	return p.application(ctx, Call{Method: http.MethodPost, Path: "/api/phone/submission", Key: key, IfMatch: a.ETag,
		Body: map[string]any{"confirmedFen": a.Total}})
}

// Photo sends the demo camera's picture of a person for a field.
func (p *Phone) Photo(ctx context.Context, person, field string) (string, error) {
	var picture []byte
	if _, _, err := p.Do(ctx, Call{Method: http.MethodGet, Path: "/api/demo/photo?person=" + url.QueryEscape(person), Into: &picture}); err != nil {
		return "", err
	}
	var stored struct{ Value string }
	_, _, err := p.Do(ctx, Call{Method: http.MethodPut, Path: "/api/phone/attachments/" + field, Key: "new", Body: picture, Into: &stored})
	return stored.Value, err
}

func (p *Phone) application(ctx context.Context, call Call) (Application, error) {
	var a Application
	call.Into = &a
	header, _, err := p.Do(ctx, call)
	a.ETag = header.Get("ETag")
	if a.ETag == "" {
		a.ETag = fmt.Sprintf("%q", fmt.Sprint(a.Version))
	}
	return a, err
}

// Link waits for a text message about a number and answers the link in it.
func (c *Client) Link(ctx context.Context, number string) (string, error) {
	for {
		var list struct{ Messages []struct{ Text string } }
		if _, _, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/api/demo/messages", Into: &list}); err != nil {
			return "", err
		}
		for _, m := range list.Messages {
			at := strings.Index(m.Text, "http")
			if at < 0 || !strings.Contains(m.Text, number) {
				continue
			}
			link, _, _ := strings.Cut(m.Text[at:], " ")
			return link, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("no message about %s: %w", number, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// AskCorrection sends one correction request for a claimed case: the fields
// given, each by its first reason, and whatever the system finds besides.
func (c *Client) AskCorrection(ctx context.Context, claim Claim, fields ...string) error {
	var can struct {
		Fields []struct {
			Field   string
			Reasons []struct{ Code string }
		}
		Found []struct{ Field, ReasonCode string }
	}
	if _, _, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/api/desk/cases/" + claim.CaseID + "/correctables", Into: &can}); err != nil {
		return err
	}
	reasons := map[string]string{}
	for _, f := range can.Found {
		reasons[f.Field] = f.ReasonCode
	}
	for _, f := range can.Fields {
		for _, name := range fields {
			if f.Field == name {
				reasons[name] = f.Reasons[0].Code
			}
		}
	}
	var marks []map[string]string
	for field, reason := range reasons {
		marks = append(marks, map[string]string{"field": field, "reasonCode": reason})
	}
	_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/desk/cases/" + claim.CaseID + "/decision", Key: "new",
		Body: map[string]any{"fence": claim.Fence, "outcome": "correction", "correction": map[string]any{"marks": marks}}})
	return err
}
