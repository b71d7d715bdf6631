package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"onevisit/api/internal/gate"
)

// handlerTime is what a request may take in all; the statements and calls
// below it have shorter limits of their own.
const handlerTime = 8 * time.Second

// chain is everything between the router and the generated handler.
func (s *Server) chain(o *operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !o.streams { // a stream ends with its reader, its session or the server
				ctx, cancel := context.WithTimeout(c.Request().Context(), handlerTime)
				defer cancel()
				c.SetRequest(c.Request().WithContext(ctx))
			}
			if err := s.admit(c, o); err != nil {
				return err
			}
			body, err := s.read(c, o)
			if err != nil {
				return err
			}
			if o.audience == providerAudience {
				c.SetRequest(c.Request().WithContext(WithBody(c.Request().Context(), body)))
			}
			if err := o.checkKey(c.Request()); err != nil {
				return err
			}
			digest := ""
			if o.takesKey {
				digest = digestOf(c.Request(), body)
			}
			if err := o.validate(c); err != nil {
				return err
			}
			if !o.takesKey {
				return next(c)
			}
			return s.oncePerKey(c, o, digest, next)
		}
	}
}

// admit lets a caller through who may call this operation now.
func (s *Server) admit(c echo.Context, o *operation) error {
	r := c.Request()
	if o.unsafe && o.audience != providerAudience {
		if r.Header.Get("X-OneVisit") != "1" || s.origin.Check(r) != nil {
			return refuse(http.StatusForbidden, "cross-origin")
		}
	}
	if !acceptable(r.Header.Get("Accept"), o.answers) {
		return refuse(http.StatusNotAcceptable, "not-acceptable")
	}
	if o.rule.Guarded { // before the check, so that guesses cannot take the machine
		if err := s.logins.take(o.name + " " + ClientIP(r.Context())); err != nil {
			return err
		}
	}
	ctx, err := s.guard.Admit(r.Context(), r, o.rule)
	c.SetRequest(r.WithContext(ctx))
	if err != nil {
		if errors.Is(err, gate.ErrRole) {
			s.log.WarnContext(ctx, "access denied", "operation", o.name, "actor", gate.Actor(ctx).ID, "role", gate.Actor(ctx).Role)
		}
		return err
	}
	if o.audience == providerAudience {
		return nil // a notice of money is never turned away for haste: its signature is cheap to check
	}
	return s.callers.take(callerKey(ctx))
}

// callerKey is whose calls are counted: the kiosk, the signed-in session, or
// the network address of somebody unknown.
func callerKey(ctx context.Context) string {
	switch a := gate.Actor(ctx); {
	case a.Device != "":
		return "device " + string(a.Device)
	case a.Session != "":
		return "session " + string(a.Session)
	default:
		return "address " + ClientIP(ctx)
	}
}

// read takes the body in, within its limit and of its type, and puts it back.
func (s *Server) read(c echo.Context, o *operation) ([]byte, error) {
	r := c.Request()
	if r.ContentLength > o.limit {
		c.Response().Header().Set("Connection", "close")
		return nil, refuse(http.StatusRequestEntityTooLarge, "body-too-large")
	}
	if r.Body == nil || r.Body == http.NoBody {
		if o.body != "" && !isType(r, o.body) {
			return nil, refuse(http.StatusUnsupportedMediaType, "unsupported-media-type")
		}
		if o.body == jsonType {
			return nil, refuse(http.StatusBadRequest, "malformed-json")
		}
		return nil, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Response().Writer, r.Body, o.limit))
	if err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			return nil, err
		}
		return nil, refuse(http.StatusBadRequest, "body-cut-off")
	}
	if err := o.checkBody(r, body); err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	return body, nil
}

func (o *operation) checkBody(r *http.Request, body []byte) error {
	switch {
	case o.body == "" && len(body) == 0:
		return nil
	case o.body == "" || !isType(r, o.body):
		return refuse(http.StatusUnsupportedMediaType, "unsupported-media-type")
	case o.body == jsonType:
		return checkJSON(body)
	}
	return nil
}

func isType(r *http.Request, want string) bool {
	got, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || got != want || len(r.Header.Values("Content-Type")) != 1 {
		return false
	}
	charset := strings.ToLower(params["charset"])
	return charset == "" || charset == "utf-8"
}

// acceptable tells whether an Accept header leaves room for any of the types.
func acceptable(accept string, types []string) bool {
	if accept == "" {
		return true
	}
	for part := range strings.SplitSeq(accept, ",") {
		media, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil || params["q"] == "0" {
			continue
		}
		for _, t := range types {
			family, _, _ := strings.Cut(t, "/")
			mediaFamily, _, _ := strings.Cut(media, "/")
			if media == "*/*" || media == t || media == family+"/*" || (t == family+"/*" && mediaFamily == family) {
				return true
			}
		}
	}
	return false
}

// checkKey looks at the Idempotency-Key before anything of the body is read
// into, so that a client without one learns so first.
func (o *operation) checkKey(r *http.Request) error {
	if !o.takesKey {
		return nil
	}
	values, present := r.Header[http.CanonicalHeaderKey(keyHeader)]
	switch {
	case !present:
		return refuse(http.StatusBadRequest, "idempotency-key-missing")
	case len(values) != 1 || !keyForm.MatchString(values[0]):
		return refuse(http.StatusBadRequest, "idempotency-key-malformed")
	}
	return nil
}

// HandlerFunc is the generated servers' handler with the request bound.
type HandlerFunc = func(c echo.Context, request any) (any, error)

// CheckTags runs the validator's tags of a bound request. It is the innermost
// check and stands in the generated server's own middleware.
func (s *Server) CheckTags(next HandlerFunc) HandlerFunc {
	return func(c echo.Context, request any) (any, error) {
		if err := s.checkTags(request); err != nil {
			return nil, err
		}
		return next(c, request)
	}
}
