package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"

	"onevisit/api/internal/gate"
	"onevisit/models"
	"onevisit/models/once"
)

const providerAudience = "provider"

// Settings is what a Server is made from.
type Settings struct {
	Guard   gate.Guard
	Once    once.Keeper
	Clock   models.Clock
	IDs     *models.IDs
	Log     *slog.Logger
	Tags    TagRules
	Secure  bool
	Proxies []string
	Hosts   []string

	CallsPerSecond  float64
	CallsBurst      int
	LoginsPerMinute int
}

// Server is the shared part of every audience: the middleware and the error
// handler around one Echo.
type Server struct {
	echo    *echo.Echo
	guard   gate.Guard
	keeper  once.Keeper
	clock   models.Clock
	ids     *models.IDs
	log     *slog.Logger
	texts   texts
	tags    *tagChecker
	origin  *http.CrossOriginProtection
	callers *buckets
	logins  *buckets
	running running
	secure  bool
	hosts   map[string]bool
	ip      echo.IPExtractor
}

// New returns a server without routes.
func New(s Settings) (*Server, error) {
	table, err := loadTexts()
	if err != nil {
		return nil, err
	}
	tags, err := newTagChecker(s.Tags)
	if err != nil {
		return nil, err
	}
	ip, err := extractor(s.Proxies)
	if err != nil {
		return nil, err
	}
	server := &Server{
		echo: echo.New(), guard: s.Guard, keeper: s.Once, clock: s.Clock, ids: s.IDs, log: s.Log, texts: table, tags: tags,
		origin:  http.NewCrossOriginProtection(),
		callers: newBuckets(s.Clock, s.CallsPerSecond, s.CallsBurst),
		logins:  newBuckets(s.Clock, float64(s.LoginsPerMinute)/60, s.LoginsPerMinute),
		running: running{keys: map[once.Request]bool{}}, secure: s.Secure, hosts: map[string]bool{}, ip: ip,
	}
	for _, host := range s.Hosts {
		server.hosts[strings.ToLower(host)] = true
	}
	server.echo.HTTPErrorHandler = server.handleError
	server.echo.IPExtractor = ip
	server.echo.HideBanner, server.echo.HidePort = true, true
	server.echo.Pre(server.first, server.recovering, server.headers, server.limits)
	return server, nil
}

// Handler returns what serves.
func (s *Server) Handler() http.Handler { return s.echo }

// Echo returns the router, for the assembly in the api root only.
func (s *Server) Echo() *echo.Echo { return s.echo }

// Audience prepares the middleware of a contract's operations, by operation id,
// for the generated server's registration.
func (s *Server) Audience(name string, spec *openapi3.T) (map[string][]echo.MiddlewareFunc, error) {
	all, err := operations(name, spec)
	if err != nil {
		return nil, err
	}
	chains := make(map[string][]echo.MiddlewareFunc, len(all))
	for id, o := range all {
		chains[id] = []echo.MiddlewareFunc{s.chain(o)}
	}
	return chains, nil
}

// extractor believes X-Forwarded-For from the configured proxies only.
func extractor(proxies []string) (echo.IPExtractor, error) {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect(), nil
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		if !strings.Contains(p, "/") {
			bits := "/32"
			if strings.Contains(p, ":") {
				bits = "/128"
			}
			p += bits
		}
		_, network, err := net.ParseCIDR(p)
		if err != nil {
			return nil, fmt.Errorf("web: trusted proxy %q is neither an address nor a network", p)
		}
		trust = append(trust, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(trust...), nil
}

type (
	requestIDKey struct{}
	clientIPKey  struct{}
)

// RequestID returns the id a problem document quotes and the log carries.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// ClientIP returns the caller's network address.
func ClientIP(ctx context.Context) string {
	ip, _ := ctx.Value(clientIPKey{}).(string)
	return ip
}

// WithClientIP returns a context of a network address, for tests of handlers.
func WithClientIP(ctx context.Context, ip string) context.Context {
	return context.WithValue(ctx, clientIPKey{}, ip)
}

// first gives the request its id, language and address, and writes the access
// line when it is served. The line holds the route's pattern, never the path:
// a path can hold what somebody typed.
func (s *Server) first(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.clock.Now()
		r := c.Request()
		id := string(s.ids.New())
		ctx := context.WithValue(r.Context(), requestIDKey{}, id)
		ctx = context.WithValue(ctx, clientIPKey{}, s.ip(r))
		ctx = withTexts(WithLanguage(gate.WithSecure(ctx, s.secure), chooseLanguage(r.Header.Get("Accept-Language"))), s.texts)
		c.SetRequest(r.WithContext(ctx))
		c.Response().Header().Set("X-Request-Id", id)
		if err := next(c); err != nil {
			c.SetRequest(c.Request().WithContext(ctx)) // ended by the caller, not by the handler's return
			c.Error(err)
		}
		s.log.InfoContext(ctx, "request", "request", id, "method", method(r), "route", c.Path(), "status", c.Response().Status,
			"bytes", c.Response().Size, "ms", s.clock.Now().Sub(start).Milliseconds())
		return nil
	}
}

// method keeps an invented verb out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT":
		return r.Method
	}
	return "other"
}

// recovering turns a panic into an internal problem.
func (s *Server) recovering(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if cause, ok := p.(error); ok && errors.Is(cause, http.ErrAbortHandler) {
				panic(p)
			}
			err = fmt.Errorf("web: panic: %v\n%s", p, stack())
		}()
		return next(c)
	}
}

// chooseLanguage takes the first of the caller's languages that we speak.
func chooseLanguage(accept string) string {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch primary, _, _ := strings.Cut(strings.ToLower(tag), "-"); primary {
		case "zh":
			return Chinese
		case "en":
			return English
		}
	}
	return Chinese
}

// Limits of what net/http lets pass.
const (
	longestURI = 8 << 10
	mostHeader = 100
)

// limits refuses requests no honest client sends.
func (s *Server) limits(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if len(r.TransferEncoding) > 0 {
			// A length beside the chunks is dropped before we see it; whatever
			// follows them on this connection is not ours to believe.
			c.Response().Header().Set("Connection", "close")
		}
		count := 0
		for _, values := range r.Header {
			count += len(values)
		}
		switch {
		case len(r.RequestURI) > longestURI:
			return refuse(http.StatusRequestURITooLong, "uri-too-long")
		case count > mostHeader:
			return refuse(http.StatusRequestHeaderFieldsTooLarge, "too-many-headers")
		case len(s.hosts) > 0 && !s.hosts[hostName(r.Host)]:
			return refuse(http.StatusMisdirectedRequest, "unknown-host")
		case strings.ContainsAny(r.URL.Path, "\x00\\"), strings.Contains(r.URL.Path, "/../"), strings.HasSuffix(r.URL.Path, "/.."):
			return models.ErrNotFound
		}
		return next(c)
	}
}

func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(host)
}

// ServerTimes are the limits of the http.Server around the handler, outermost
// first; the handler's own 8 seconds lie within them.
func ServerTimes(server *http.Server) {
	server.ReadHeaderTimeout = 5 * time.Second
	server.ReadTimeout = 15 * time.Second
	server.WriteTimeout = 20 * time.Second
	server.IdleTimeout = 60 * time.Second
	server.MaxHeaderBytes = 16 << 10
}
