// Package webtest is a client for tests of the API: it speaks like one of our
// own screens and holds every reply against the contract, so that a handler
// that answers something the contract does not have fails whatever else the
// test was about.
package webtest

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"onevisit/api/audited"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/gen/demoapi"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/api/internal/gen/kioskapi"
	"onevisit/api/internal/gen/opsapi"
	"onevisit/api/internal/gen/phoneapi"
	"onevisit/api/internal/gen/providerapi"
	"onevisit/api/internal/gen/staffapi"
)

// Client is one browser: it keeps its cookies.
type Client struct {
	t       testing.TB
	handler http.Handler
	cookies map[string]string
	keys    atomic.Int64
	prefix  string
}

// NewClient returns a browser without cookies.
func NewClient(t testing.TB, handler http.Handler) *Client {
	return &Client{t: t, handler: handler, cookies: map[string]string{}, prefix: "key-" + strings.NewReplacer("/", "-", " ", "-").Replace(t.Name())}
}

// Cookie returns a cookie the client holds, "" for none.
func (c *Client) Cookie(name string) string { return c.cookies[name] }

// SetCookie plants a cookie; "" removes it.
func (c *Client) SetCookie(name, value string) {
	if value == "" {
		delete(c.cookies, name)
		return
	}
	c.cookies[name] = value
}

// Option changes a request before it is sent.
type Option func(*http.Request)

// Header sets a header, or removes it with "".
func Header(name, value string) Option {
	return func(r *http.Request) {
		if value == "" {
			r.Header.Del(name)
			return
		}
		r.Header.Set(name, value)
	}
}

// Key sets the Idempotency-Key, for a retry.
func Key(key string) Option { return Header("Idempotency-Key", key) }

// IfMatch sets the version a change is based on.
func IfMatch(etag string) Option { return Header("If-Match", etag) }

// English asks for English texts.
func English() Option { return Header("Accept-Language", "en") }

// Raw is a body sent as it is.
type Raw struct {
	Type string
	Body []byte
}

// Do sends a request the way our screens do: with the custom header, same
// origin, JSON, and a fresh Idempotency-Key on every change. body is nil, a
// Raw, or anything JSON can write. The reply is held against the contract.
func (c *Client) Do(method, path string, body any, options ...Option) *Reply {
	c.t.Helper()
	r := c.request(method, path, body)
	watching := ledger
	if _, standIn := c.handler.(StandIn); standIn {
		watching = lenient
	}
	watched, err := watching()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, option := range options {
		option(r)
	}
	w := httptest.NewRecorder()
	watched.Handler(c.handler).ServeHTTP(w, r)
	for _, fault := range watched.Faults() {
		c.t.Error(fault)
	}
	result := w.Result()
	defer result.Body.Close()
	raw, err := io.ReadAll(result.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	for _, cookie := range result.Cookies() {
		if cookie.MaxAge < 0 || cookie.Value == "" {
			delete(c.cookies, cookie.Name)
		} else {
			c.cookies[cookie.Name] = cookie.Value
		}
	}
	reply := &Reply{t: c.t, what: method + " " + path, Status: result.StatusCode, Header: result.Header, Body: raw}
	CheckResponse(c.t, r, result.StatusCode, result.Header, raw)
	return reply
}

func (c *Client) request(method, path string, body any) *http.Request {
	c.t.Helper()
	var reader io.Reader
	media := "application/json"
	switch b := body.(type) {
	case nil:
	case Raw:
		reader, media = bytes.NewReader(b.Body), b.Type
	default:
		text, err := json.Marshal(b)
		if err != nil {
			c.t.Fatalf("%s %s: %v", method, path, err)
		}
		reader = bytes.NewReader(text)
	}
	r := httptest.NewRequestWithContext(context.Background(), method, "http://localhost"+path, reader)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "*/*")
	for name, value := range c.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("X-OneVisit", "1")
		r.Header.Set("Idempotency-Key", c.prefix+"-"+strconv.FormatInt(c.keys.Add(1), 10))
	}
	if reader != nil {
		r.Header.Set("Content-Type", media)
	}
	return r
}

// Reply is what came back.
type Reply struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Body   []byte
}

// Want fails the test where the status is another.
func (r *Reply) Want(status int) *Reply {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: status %d, want %d: %s", r.what, r.Status, status, r.Body)
	}
	return r
}

// Problem is a problem document.
type Problem struct {
	Type, Title, Code, Instance string
	Status                      int
	Errors                      []struct{ Field, Code, Message string }
	Params                      map[string]string
}

// WantProblem fails the test where the reply is not this problem.
func (r *Reply) WantProblem(status int, code string) Problem {
	r.t.Helper()
	r.Want(status)
	var p Problem
	r.Into(&p)
	if p.Code != code || p.Status != status || p.Type != "urn:onevisit:problem:"+code || p.Title == "" {
		r.t.Fatalf("%s: problem %s, want %s", r.what, r.Body, code)
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") {
		r.t.Fatalf("%s: content type %s", r.what, r.Header.Get("Content-Type"))
	}
	return p
}

// Into decodes the body.
func (r *Reply) Into(v any) *Reply {
	r.t.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.t.Fatalf("%s: %v in %s", r.what, err, r.Body)
	}
	return r
}

// ETag returns the version header.
func (r *Reply) ETag() string { return r.Header.Get("ETag") }

// CheckResponse holds a reply against the contract of its path. Paths outside
// the contracts may answer with problems only.
func CheckResponse(t testing.TB, r *http.Request, status int, header http.Header, body []byte) {
	t.Helper()
	route, params, err := find(r)
	if err != nil {
		if strings.HasPrefix(r.URL.Path, "/api/") && status < 400 {
			t.Errorf("%s %s is outside the contract and answered %d", r.Method, r.URL.Path, status)
		}
		return
	}
	isJSON := strings.Contains(header.Get("Content-Type"), "json")
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 status, Header: header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true, ExcludeResponseBody: len(body) > 0 && !isJSON},
	})
	if err != nil {
		t.Errorf("%s %s: the reply breaks the contract: %v\n%s", r.Method, r.URL.Path, err, body)
	}
	if status >= 400 && !strings.HasPrefix(header.Get("Content-Type"), "application/problem+json") {
		t.Errorf("%s %s: a %d that is no problem document: %s", r.Method, r.URL.Path, status, body)
	}
}

func find(r *http.Request) (*routers.Route, map[string]string, error) {
	all, err := contracts()
	if err != nil {
		return nil, nil, err
	}
	for _, router := range all {
		if route, params, err := router.FindRoute(r); err == nil {
			return route, params, nil
		}
	}
	return nil, nil, routers.ErrPathNotFound
}

// ledger holds every request against the audit entries its operation declares:
// what is left has to be declared, and what is declared left.
var ledger = sync.OnceValues(func() (*audited.Ledger, error) { return audited.New(true) })

// lenient does not ask for what is declared.
var lenient = sync.OnceValues(func() (*audited.Ledger, error) { return audited.New(false) })

// StandIn is a server behind which stand-ins answer instead of the use cases: they
// leave no audit entries.
type StandIn struct{ http.Handler }

// Main runs a package's tests and then asks whether each operation of its audience
// that declares audit entries was carried out by any of them: what was not, nothing
// is known of. excused are those that are carried out elsewhere, with where.
func Main(m *testing.M, says io.Writer, audience string, excused map[string]string) int {
	code := m.Run()
	if only := flag.Lookup("test.run"); code != 0 || only != nil && only.Value.String() != "" || testing.Short() {
		return code
	}
	l, err := ledger()
	if err != nil {
		fmt.Fprintln(says, err)
		return 1
	}
	undone := l.Undone()
	for _, operation := range undone {
		if _, ok := excused[operation]; strings.HasPrefix(operation, audience+".") && !ok {
			fmt.Fprintf(says, "FAIL: no test carries out %s, so that nothing is known of the entries it leaves\n", operation)
			code = 1
		}
	}
	for operation := range excused {
		if !slices.Contains(undone, operation) {
			fmt.Fprintf(says, "FAIL: %s is excused and carried out\n", operation)
			code = 1
		}
	}
	return code
}

// contracts loads the routers once for all tests of a binary.
var contracts = sync.OnceValues(func() ([]routers.Router, error) {
	var all []routers.Router
	for _, load := range Specs() {
		spec, err := load()
		if err != nil {
			return nil, fmt.Errorf("webtest: %w", err)
		}
		router, err := gorillamux.NewRouter(spec)
		if err != nil {
			return nil, fmt.Errorf("webtest: %w", err)
		}
		all = append(all, router)
	}
	return all, nil
})

// Specs are the contracts by audience.
func Specs() map[string]func() (*openapi3.T, error) {
	return map[string]func() (*openapi3.T, error){
		"kiosk": kioskapi.GetSpec, "phone": phoneapi.GetSpec, "staff": staffapi.GetSpec, "desk": deskapi.GetSpec,
		"auditor": auditorapi.GetSpec, "ops": opsapi.GetSpec, "provider": providerapi.GetSpec, "demo": demoapi.GetSpec,
	}
}
