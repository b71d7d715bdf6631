package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sort"
	"strconv"

	"github.com/labstack/echo/v4"

	"onevisit/models"
)

// refusal is an error of HTTP itself: a code with a status of its own, which no
// kind of the kernel has.
type refusal struct {
	status int
	why    *models.Error
	header map[string]string
}

func (r *refusal) Error() string { return r.why.Error() }
func (r *refusal) Unwrap() error { return r.why }

func refuse(status int, code string) *refusal {
	return &refusal{status: status, why: models.E(models.KindInvalid, code)}
}

func (r *refusal) with(header, value string) *refusal {
	c := *r
	c.header = map[string]string{header: value}
	return &c
}

func (r *refusal) about(fields ...models.FieldError) *refusal {
	e := *r.why
	e.Fields = fields
	return &refusal{status: r.status, why: &e, header: r.header}
}

// statusOf is the one table from kinds to HTTP.
func statusOf(k models.Kind) int {
	switch k {
	case models.KindInvalid:
		return http.StatusUnprocessableEntity
	case models.KindUnauthenticated:
		return http.StatusUnauthorized
	case models.KindForbidden:
		return http.StatusForbidden
	case models.KindNotFound:
		return http.StatusNotFound
	case models.KindConflict:
		return http.StatusConflict
	case models.KindStale:
		return http.StatusPreconditionFailed
	case models.KindGone:
		return http.StatusGone
	case models.KindTooMany:
		return http.StatusTooManyRequests
	case models.KindUnavailable:
		return http.StatusServiceUnavailable
	case models.KindInternal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// special are the kernel's codes that HTTP has a better status for.
func special(code string) (int, bool) {
	status, ok := map[string]int{
		"cursor":                 http.StatusBadRequest,
		"file-too-large":         http.StatusRequestEntityTooLarge,
		"clock-skew":             http.StatusUnauthorized,
		"nonce-used":             http.StatusUnauthorized,
		"idempotency-key-reused": http.StatusUnprocessableEntity,
	}[code]
	return status, ok
}

// problem is the RFC 9457 document every error becomes.
type problem struct {
	Type     string            `json:"type"`
	Title    string            `json:"title"`
	Status   int               `json:"status"`
	Code     string            `json:"code"`
	Instance string            `json:"instance,omitempty"`
	Errors   []problemField    `json:"errors,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
}

type problemField struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// known turns any error into a refusal with a status. Whatever nobody named is
// internal, and its text stays in the log.
func known(err error) *refusal {
	var r *refusal
	var m *models.Error
	var h *echo.HTTPError
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &r):
		return r
	case errors.As(err, &tooBig):
		return refuse(http.StatusRequestEntityTooLarge, "body-too-large")
	case errors.As(err, &m):
		status, ok := special(m.Code)
		if !ok {
			status = statusOf(m.Kind)
		}
		return &refusal{status: status, why: m}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return refuse(http.StatusServiceUnavailable, "timeout")
	case errors.As(err, &h):
		return fromEcho(h)
	}
	return refuse(http.StatusInternalServerError, "internal")
}

// fromEcho maps the framework's own errors, which the contract leaves few of.
func fromEcho(h *echo.HTTPError) *refusal {
	switch h.Code {
	case http.StatusNotFound:
		return refuse(http.StatusNotFound, "not-found")
	case http.StatusMethodNotAllowed:
		return refuse(http.StatusMethodNotAllowed, "method-not-allowed")
	case http.StatusRequestEntityTooLarge:
		return refuse(http.StatusRequestEntityTooLarge, "body-too-large")
	case http.StatusBadRequest:
		return refuse(http.StatusUnprocessableEntity, "wrong-type")
	case http.StatusUnsupportedMediaType:
		return refuse(http.StatusUnsupportedMediaType, "unsupported-media-type")
	}
	return refuse(http.StatusInternalServerError, "internal")
}

// handleError writes the problem document of an error. It is Echo's error
// handler; whether an error is logged is decided here and nowhere else.
func (s *Server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		s.log.WarnContext(c.Request().Context(), "error after the reply began", "error", err)
		return
	}
	r := known(err)
	ctx := c.Request().Context()
	id := RequestID(ctx)
	switch {
	case errors.Is(err, context.Canceled) && ctx.Err() != nil: // nobody reads the reply, and nothing is wrong here
		s.log.InfoContext(ctx, "the caller left", "request", id, "route", c.Path())
	case r.status >= http.StatusInternalServerError:
		s.log.ErrorContext(ctx, "request failed", "request", id, "route", c.Path(), "code", r.why.Code, "error", err)
	default:
		s.log.DebugContext(ctx, "request refused", "request", id, "route", c.Path(), "code", r.why.Code, slog.Int("status", r.status))
	}
	body, err := json.Marshal(s.document(Language(ctx), r, id))
	if err != nil {
		s.log.ErrorContext(ctx, "problem document", "error", err)
		body = []byte(`{"type":"urn:onevisit:problem:internal","title":"internal","status":500,"code":"internal"}`)
	}
	h := c.Response().Header()
	for _, name := range []string{"ETag", "Set-Cookie"} {
		h.Del(name)
	}
	for name, value := range r.header {
		h.Set(name, value)
	}
	if seconds := r.why.Params["seconds"]; seconds != "" && h.Get("Retry-After") == "" {
		h.Set("Retry-After", seconds)
	}
	if r.status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "2")
	}
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	h.Set("Content-Language", Language(ctx))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Response().WriteHeader(r.status)
	if c.Request().Method != http.MethodHead {
		_, _ = bytes.NewReader(body).WriteTo(c.Response())
	}
}

func (s *Server) document(language string, r *refusal, id string) problem {
	p := problem{
		Type: "urn:onevisit:problem:" + r.why.Code, Title: s.texts.say(language, r.why.Code, r.why.Params),
		Status: r.status, Code: r.why.Code, Instance: id, Params: r.why.Params,
	}
	fields := append([]models.FieldError(nil), r.why.Fields...)
	sort.SliceStable(fields, func(i, j int) bool { return fields[i].Field < fields[j].Field })
	for _, f := range fields {
		p.Errors = append(p.Errors, problemField{Field: f.Field, Code: f.Code, Message: s.texts.say(language, f.Code, f.Params)})
	}
	return p
}
