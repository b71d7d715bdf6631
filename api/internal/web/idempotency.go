package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"onevisit/api/internal/gate"
	"onevisit/models/once"
)

// digestOf is what has to be the same on a retry beside the key: where it goes,
// on which version, and what it says.
func digestOf(r *http.Request, body []byte) string {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("If-Match")} {
		fmt.Fprintf(h, "%d:%s\n", len(part), part)
	}
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// running are the keyed requests in hand in this process.
type running struct {
	mu   sync.Mutex
	keys map[once.Request]bool
}

func (r *running) begin(request once.Request) bool {
	request.Digest = "" // whatever it says: two at once under one key wait
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[request] {
		return false
	}
	r.keys[request] = true
	return true
}

func (r *running) end(request once.Request) {
	request.Digest = ""
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.keys, request)
}

// oncePerKey replays the reply of a request that was served, and lets a new one
// through with its key in the context for the use case's Record hook.
func (s *Server) oncePerKey(c echo.Context, o *operation, digest string, next echo.HandlerFunc) error {
	r := c.Request()
	request := once.Request{
		Actor: actorKey(r), Operation: o.name, Key: r.Header.Get(keyHeader), Digest: digest,
	}
	if !s.running.begin(request) {
		return inProgress()
	}
	defer s.running.end(request)
	keyed := r.WithContext(once.With(r.Context(), request))
	if o.rule.Settles {
		c.SetRequest(keyed)
		err := next(c)
		if err == nil {
			return nil
		}
		return s.replayed(c, request, err)
	}
	if err := s.replayed(c, request, errFresh); !errors.Is(err, errFresh) {
		return err
	}
	c.SetRequest(keyed)
	return next(c)
}

// errFresh says that no reply is stored under the key.
var errFresh = errors.New("web: a new request")

// replayed answers with the reply stored under the key, or with otherwise where
// there is none.
func (s *Server) replayed(c echo.Context, request once.Request, otherwise error) error {
	if s.keeper == nil {
		return otherwise
	}
	reply, found, err := s.keeper.Find(c.Request().Context(), request)
	switch {
	case err != nil:
		return err
	case !found:
		return otherwise
	}
	return replay(c, reply)
}

// actorKey keeps the keys of two callers apart. A citizen is the person, so a
// retry after a new session of the same person still finds its reply.
func actorKey(r *http.Request) string {
	a := gate.Actor(r.Context())
	if a.ID == "" {
		return "open"
	}
	return string(a.Kind) + ":" + string(a.ID)
}

func inProgress() error {
	return refuse(http.StatusConflict, "request-in-progress").with("Retry-After", "1")
}

func replay(c echo.Context, reply once.Reply) error {
	h := c.Response().Header()
	for name, value := range reply.Header {
		h.Set(name, value)
	}
	h.Set("Idempotency-Replayed", "true")
	c.Response().WriteHeader(reply.Status)
	if _, err := c.Response().Write(reply.Body); err != nil {
		return fmt.Errorf("web: replay: %w", err)
	}
	return nil
}
