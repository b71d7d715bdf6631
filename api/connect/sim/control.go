package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

func (w *World) mountPersons(mux *http.ServeMux) {
	mux.HandleFunc("POST /control/persons", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			Q string `json:"q"`
		}
		if read(rw, r, &in) {
			write(rw, http.StatusOK, w.people.list(in.Q))
		}
	})
}

// faultsReply is what /control/faults answers.
type faultsReply struct {
	Endpoints []string `json:"endpoints"`
	Faults    []Fault  `json:"faults"`
}

// mountFaults gives a simulator its control of faults: GET lists, PUT sets one.
func (w *World) mountFaults(mux *http.ServeMux) {
	list := func(rw http.ResponseWriter) {
		write(rw, http.StatusOK, faultsReply{w.Faults.Endpoints(), w.Faults.List()})
	}
	mux.HandleFunc("GET /control/faults", func(rw http.ResponseWriter, _ *http.Request) { list(rw) })
	mux.HandleFunc("PUT /control/faults", func(rw http.ResponseWriter, r *http.Request) {
		var f Fault
		if !read(rw, r, &f) {
			return
		}
		if err := w.Faults.Set(f); err != nil {
			write(rw, http.StatusUnprocessableEntity, problem{"NO_SUCH_FAULT"})
			return
		}
		list(rw)
	})
}

// Control drives simulators over HTTP, in this process or another.
type Control struct {
	at   Endpoints
	http *http.Client
}

// NewControl builds a client of the simulators at the given addresses.
func NewControl(at Endpoints) *Control {
	return &Control{at: at, http: &http.Client{Timeout: 5 * time.Second}}
}

// Persons lists the persons that match q.
func (c *Control) Persons(ctx context.Context, q string) ([]Person, error) {
	var list []Person
	err := c.do(ctx, http.MethodPost, c.at.Population+"/control/persons", map[string]string{"q": q}, &list)
	return list, err
}

// Faults lists what can fail and what does.
func (c *Control) Faults(ctx context.Context) (endpoints []string, faults []Fault, err error) {
	var reply faultsReply
	err = c.do(ctx, http.MethodGet, c.at.Population+"/control/faults", nil, &reply)
	return reply.Endpoints, reply.Faults, err
}

// SetFault makes an endpoint fail or recover; ErrFault when there is no such one.
func (c *Control) SetFault(ctx context.Context, f Fault) error {
	err := c.do(ctx, http.MethodPut, c.at.Population+"/control/faults", f, nil)
	if status(err) == http.StatusUnprocessableEntity {
		return fmt.Errorf("%w: %q %q", ErrFault, f.Endpoint, f.Kind)
	}
	return err
}

// Pay scans a code; ErrNotPayable when it cannot be paid.
func (c *Control) Pay(ctx context.Context, code, act string) error {
	err := c.do(ctx, http.MethodPost, c.at.Payment+"/control/pay", map[string]string{"code": code, "act": act}, nil)
	if status(err) == http.StatusConflict {
		return ErrNotPayable
	}
	return err
}

// Messages lists the text messages the gateway took last, newest first.
func (c *Control) Messages(ctx context.Context) ([]Text, error) {
	var reply messagesReply
	err := c.do(ctx, http.MethodPost, c.at.SMS+"/control/messages", struct{}{}, &reply)
	return reply.Messages, err
}

// Deliver hands over everything in the post.
func (c *Control) Deliver(ctx context.Context) error {
	return c.do(ctx, http.MethodPost, c.at.Courier+"/control/deliver", struct{}{}, nil)
}

// refused is a reply that is not a success.
type refused int

func (r refused) Error() string { return fmt.Sprintf("sim: control answered %d", int(r)) }

func status(err error) int {
	if r, ok := err.(refused); ok { //nolint:errorlint // do returns it bare
		return int(r)
	}
	return 0
}

func (c *Control) do(ctx context.Context, method, url string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("sim: control: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("sim: control: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("sim: control: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusMultipleChoices {
		return refused(res.StatusCode)
	}
	if out == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		return nil
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		return fmt.Errorf("sim: control: %w", err)
	}
	return nil
}
