package drive

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Person is a synthetic person of the demo hall.
type Person struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Shows     string   `json:"shows"`
	Documents []string `json:"documents"`
	LastSix   string   `json:"lastSix"` // of the ID number, for the phone page
}

// Application is the part of the kiosk's view that driving needs.
type Application struct {
	ID       string   `json:"id"`
	Number   string   `json:"number"`
	State    string   `json:"state"`
	Version  int      `json:"version"`
	Page     *Page    `json:"page"`
	Total    int64    `json:"totalFen"`
	Results  []Result `json:"results"`
	ETag     string   `json:"-"`
	Outcome  string   `json:"outcome"` // set when none was opened
	Verdict  string   `json:"verdict"`
	Reasons  []Reason `json:"reasons"`
	Progress struct{ Done, Total int }
}

// Reason is why something is not possible.
type Reason struct{ Code, Text string }

// Result is one thing carried out.
type Result struct{ ID, Kind, State, Number string }

// Page is one page of questions.
type Page struct {
	Step   string
	Title  string
	Back   string
	Fields []Field
}

// Field is one question.
type Field struct {
	Name        string
	Kind        string
	Required    bool
	TextVersion string
	Options     []Option
	Value       any
}

// Option is one answer to choose from.
type Option struct {
	Value   string
	Allowed bool
	Images  []string
}

// Kiosk is an enrolled device.
type Kiosk struct{ *Client }

// Persons lists the demo hall's persons.
func (c *Client) Persons(ctx context.Context) ([]Person, error) {
	var list struct{ Persons []Person }
	_, _, err := c.Do(ctx, Call{Method: http.MethodGet, Path: "/api/demo/persons", Into: &list})
	return list.Persons, err
}

// Enrol makes the client a kiosk of the demo hall.
func (c *Client) Enrol(ctx context.Context) (*Kiosk, error) {
	var code struct{ Code string }
	if _, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/demo/enrolment-code", Into: &code}); err != nil {
		return nil, err
	}
	_, _, err := c.Do(ctx, Call{Method: http.MethodPost, Path: "/api/kiosk/device/enrolment", Body: map[string]string{"code": code.Code}})
	return &Kiosk{c}, err
}

// Begin identifies a person with a document (id-card or hkm-permit).
func (k *Kiosk) Begin(ctx context.Context, person, document string) error {
	var reading, factor struct{ Token string }
	if _, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/demo/readings",
		Body: map[string]string{"person": person, "document": document}, Into: &reading}); err != nil {
		return err
	}
	if _, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/demo/factors",
		Body: map[string]any{"person": person, "matches": true}, Into: &factor}); err != nil {
		return err
	}
	_, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/kiosk/session", Key: "new",
		Body: map[string]any{"reading": reading.Token, "factor": factor.Token, "language": "zh-CN"}})
	return err
}

// End ends the session.
func (k *Kiosk) End(ctx context.Context, reason string) error {
	_, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/kiosk/session/end", Body: map[string]string{"reason": reason}})
	return err
}

// Open chooses a service. Where none was opened, the Application has an Outcome.
func (k *Kiosk) Open(ctx context.Context, service string) (Application, error) {
	return k.application(ctx, Call{Method: http.MethodPost, Path: "/api/kiosk/applications", Key: "new",
		Body: map[string]any{"service": service}})
}

// View reads the application.
func (k *Kiosk) View(ctx context.Context, id string) (Application, error) {
	return k.application(ctx, Call{Method: http.MethodGet, Path: "/api/kiosk/applications/" + id})
}

// Save answers one page.
func (k *Kiosk) Save(ctx context.Context, a Application, step string, answers map[string]any) (Application, error) {
	return k.application(ctx, Call{Method: http.MethodPut, Path: "/api/kiosk/applications/" + a.ID + "/steps/" + step,
		Key: "new", IfMatch: a.ETag, Body: map[string]any{"answers": answers}})
}

// Submit confirms the check page.
func (k *Kiosk) Submit(ctx context.Context, a Application) (Application, error) {
	return k.application(ctx, Call{Method: http.MethodPost, Path: "/api/kiosk/applications/" + a.ID + "/submission",
		Key: "new", IfMatch: a.ETag, Body: map[string]any{"confirmedFen": a.Total}})
}

// Report tells what the device did with a result.
func (k *Kiosk) Report(ctx context.Context, a Application, result string) (Application, error) {
	return k.application(ctx, Call{Method: http.MethodPut, Path: "/api/kiosk/applications/" + a.ID + "/results/" + result,
		Key: "new", Body: map[string]any{"outcome": "done"}})
}

func (k *Kiosk) application(ctx context.Context, call Call) (Application, error) {
	var a Application
	call.Into = &a
	header, _, err := k.Do(ctx, call)
	a.ETag = header.Get("ETag")
	return a, err
}

// Pay orders the payment of what is due and pays it with the demo's phone.
func (k *Kiosk) Pay(ctx context.Context, a Application) error {
	var order struct{ QR string }
	path := "/api/kiosk/applications/" + a.ID + "/order"
	if _, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: path, Key: "new", Body: map[string]any{"amountFen": a.Total}, Into: &order}); err != nil {
		return err
	}
	_, _, err := k.Do(ctx, Call{Method: http.MethodPost, Path: "/api/demo/payments", Body: map[string]string{"qr": order.QR, "act": "pay"}})
	return err
}

// Photo takes the demo camera's picture of a person and stores it for a field.
func (k *Kiosk) Photo(ctx context.Context, a Application, person, field string) (string, error) {
	var picture []byte
	if _, _, err := k.Do(ctx, Call{Method: http.MethodGet, Path: "/api/demo/photo?person=" + url.QueryEscape(person), Into: &picture}); err != nil {
		return "", err
	}
	var stored struct{ Value string }
	_, _, err := k.Do(ctx, Call{Method: http.MethodPut, Path: "/api/kiosk/applications/" + a.ID + "/attachments/" + field,
		Key: "new", Body: picture, Into: &stored})
	return stored.Value, err
}

// Until reads the application again and again until it is in one of the states.
func (k *Kiosk) Until(ctx context.Context, id string, states ...string) (Application, error) {
	for {
		a, err := k.View(ctx, id)
		if err != nil {
			return a, err
		}
		for _, s := range states {
			if a.State == s {
				return a, nil
			}
		}
		select {
		case <-ctx.Done():
			return a, fmt.Errorf("application stays %s instead of becoming %v: %w", a.State, states, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
