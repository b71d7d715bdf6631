// Package drive uses a running OneVisit the way kiosks and staff do: over HTTP,
// with their cookies and headers, and in demo mode with the stand-ins for card
// reader, camera and payment phone. Measurements and whole-product tests share
// it. It knows the contracts and nothing of the server's inside.
package drive

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"
)

// Client is one browser: a kiosk's or a member of staff's.
type Client struct {
	base string
	http *http.Client
}

// NewClient returns a browser without cookies. transport may be nil.
func NewClient(base string, transport http.RoundTripper) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // only with bad options
	}
	return &Client{base: base, http: &http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}}
}

// Problem is the server's refusal.
type Problem struct {
	Status int
	Code   string `json:"code"`
	Title  string `json:"title"`
	Errors []struct {
		Field string `json:"field"`
		Code  string `json:"code"`
	} `json:"errors"`
}

// Error names the refusal.
func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s %v", p.Status, p.Code, p.Title, p.Errors)
}

// Call is one request.
type Call struct {
	Method  string
	Path    string
	Body    any    // nil, []byte (sent as it is) or what becomes JSON
	Key     string // Idempotency-Key; "new" makes one
	IfMatch string
	Into    any // where the JSON reply goes; nil drops it
}

// Do sends a call and returns the reply's header. A status of 400 and above is
// a *Problem.
func (c *Client) Do(ctx context.Context, call Call) (http.Header, int, error) {
	request, err := c.request(ctx, call)
	if err != nil {
		return nil, 0, err
	}
	reply, err := c.http.Do(request)
	if err != nil {
		return nil, 0, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return nil, reply.StatusCode, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	if reply.StatusCode >= http.StatusBadRequest {
		p := &Problem{}
		if json.Unmarshal(body, p) != nil {
			p.Title = string(body)
		}
		p.Status = reply.StatusCode
		return reply.Header, reply.StatusCode, fmt.Errorf("%s %s: %w", call.Method, call.Path, p)
	}
	if raw, ok := call.Into.(*[]byte); ok {
		*raw = body
	} else if call.Into != nil && len(body) > 0 {
		if err := json.Unmarshal(body, call.Into); err != nil {
			return reply.Header, reply.StatusCode, fmt.Errorf("%s %s: reply: %w", call.Method, call.Path, err)
		}
	}
	return reply.Header, reply.StatusCode, nil
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	var body io.Reader
	kind := "application/json"
	switch b := call.Body.(type) {
	case nil:
	case []byte:
		body, kind = bytes.NewReader(b), "application/octet-stream"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, c.base+call.Path, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", call.Method, call.Path, err)
	}
	if call.Method != http.MethodGet {
		request.Header.Set("X-OneVisit", "1")
	}
	if body != nil {
		request.Header.Set("Content-Type", kind)
	}
	switch call.Key {
	case "":
	case "new":
		request.Header.Set("Idempotency-Key", rand.Text())
	default:
		request.Header.Set("Idempotency-Key", call.Key)
	}
	if call.IfMatch != "" {
		request.Header.Set("If-Match", call.IfMatch)
	}
	return request, nil
}

// Raw sends ready JSON and drops the reply but its ETag: for measurements,
// which must not measure this client.
func (c *Client) Raw(ctx context.Context, method, path, key, ifMatch string, body []byte) (etag string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	request.Header.Set("X-OneVisit", "1")
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	request.Header.Set("If-Match", ifMatch)
	reply, err := c.http.Do(request)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer reply.Body.Close()
	if reply.StatusCode >= http.StatusBadRequest {
		text, _ := io.ReadAll(io.LimitReader(reply.Body, 500))
		return "", fmt.Errorf("%s %s: %d %s", method, path, reply.StatusCode, text)
	}
	_, err = io.Copy(io.Discard, reply.Body)
	return reply.Header.Get("ETag"), err
}
