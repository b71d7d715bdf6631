package call_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onevisit/api/connect/call"
)

// other is an outside system that answers as it is told and counts.
type other struct {
	*httptest.Server
	calls atomic.Int64
}

func serve(t *testing.T, answer http.HandlerFunc) *other {
	t.Helper()
	o := &other{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.calls.Add(1)
		answer(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

// hang reads the request, or the server would not notice that the caller left.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func client(base string) *call.Client {
	return call.New(call.Config{Name: "other", Base: base, Timeout: 150 * time.Millisecond, Rest: 200 * time.Millisecond})
}

func do(ctx context.Context, c *call.Client, repeatable bool) (string, error) {
	var reply struct {
		Word string `json:"word"`
	}
	err := c.Do(ctx, call.Request{Path: "/x", Body: map[string]string{"secret": "449901190001010012"}, Repeatable: repeatable}, &reply)
	return reply.Word, err
}

func TestDo_sortsEveryOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
		calls  int64 // of one that may be repeated
	}{
		"answer":       {status(200, `{"word":"yes"}`), nil, 1},
		"empty body":   {status(200, " \n"), call.ErrLost, 3},
		"server error": {status(503, `{}`), call.ErrLost, 3},
		"no reply":     {hang, call.ErrLost, 3},
		"broken reply": {status(200, `{"word":`), call.ErrLost, 1},
		"refused":      {status(409, `{}`), call.ErrRefused, 1},
		"redirect":     {status(302, ``), call.ErrRefused, 1},
		"too many":     {status(429, ``), call.ErrNotSent, 3},
	} {
		t.Run(name, func(t *testing.T) {
			o := serve(t, c.answer)
			word, err := do(t.Context(), client(o.URL), true)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || (err == nil && word != "yes") {
				t.Errorf("%q %v", word, err)
			}
			if o.calls.Load() != c.calls {
				t.Errorf("%d calls, want %d", o.calls.Load(), c.calls)
			}
		})
	}
}

func TestDo_sendsOnceWhatMustNotBeRepeated(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{"no reply": hang, "server error": status(500, ""), "empty body": status(200, "")} {
		o := serve(t, answer)
		if _, err := do(t.Context(), client(o.URL), false); !errors.Is(err, call.ErrLost) || o.calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, o.calls.Load())
		}
	}
}

func TestDo_nothingIsSentToNobody(t *testing.T) {
	o := serve(t, status(200, `{}`))
	o.Close()
	if _, err := do(t.Context(), client(o.URL), true); !errors.Is(err, call.ErrNotSent) || errors.Is(err, call.ErrLost) {
		t.Errorf("%v", err)
	}
}

// One lost attempt makes the whole call lost, though the last was not even sent.
func TestDo_onceLostStaysLost(t *testing.T) {
	var n atomic.Int64
	o := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			status(500, "")(w, r)
			return
		}
		status(429, "")(w, r)
	})
	if _, err := do(t.Context(), client(o.URL), true); !errors.Is(err, call.ErrLost) {
		t.Errorf("%v", err)
	}
}

func TestDo_succeedsAfterAFailure(t *testing.T) {
	var n atomic.Int64
	o := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			status(503, "")(w, r)
			return
		}
		status(200, `{"word":"yes"}`)(w, r)
	})
	if word, err := do(t.Context(), client(o.URL), true); err != nil || word != "yes" {
		t.Errorf("%q %v", word, err)
	}
}

func TestBreaker_opensRestsAndCloses(t *testing.T) {
	var dead atomic.Bool
	dead.Store(true)
	o := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if dead.Load() {
			status(500, "")(w, r)
			return
		}
		status(200, `{"word":"yes"}`)(w, r)
	})
	c := client(o.URL)
	for range 12 {
		_, _ = do(t.Context(), c, false)
	}
	before := o.calls.Load()
	if _, err := do(t.Context(), c, false); !errors.Is(err, call.ErrNotSent) || o.calls.Load() != before {
		t.Errorf("open breaker: %v, %d calls more", err, o.calls.Load()-before)
	}
	dead.Store(false)
	time.Sleep(250 * time.Millisecond)
	if word, err := do(t.Context(), c, false); err != nil || word != "yes" {
		t.Errorf("after the rest: %q %v", word, err)
	}
}

func TestBreaker_isNotOpenedByRefusalsNorByPeopleWhoLeave(t *testing.T) {
	o := serve(t, status(404, ""))
	c := client(o.URL)
	for range 15 {
		_, _ = do(t.Context(), c, false)
	}
	left, cancel := context.WithCancel(t.Context())
	cancel()
	for range 15 {
		_, _ = do(left, c, false)
	}
	before := o.calls.Load()
	_, _ = do(t.Context(), c, false)
	if o.calls.Load() != before+1 {
		t.Error("the breaker opened")
	}
}

// An outage must not turn into a storm of retries.
func TestRetries_areBounded(t *testing.T) {
	o := serve(t, status(500, ""))
	c := client(o.URL)
	for range 30 {
		_, _ = do(t.Context(), c, true)
	}
	if n := o.calls.Load(); n > 12 {
		t.Errorf("%d calls reached a dead system", n)
	}
}

func TestLog_holdsNoBody(t *testing.T) {
	var out bytes.Buffer
	o := serve(t, hang)
	c := call.New(call.Config{Name: "other", Base: o.URL, Timeout: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(&out, nil))})
	_, err := do(t.Context(), c, false)
	if err == nil || out.Len() == 0 || strings.Contains(out.String()+err.Error(), "449901190001010012") {
		t.Errorf("log %q, error %v", out.String(), err)
	}
}

func TestSign_seesWhatIsSent(t *testing.T) {
	var got string
	o := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("X-Proof")
		status(200, `{}`)(w, r)
	})
	c := call.New(call.Config{Name: "other", Base: o.URL, Timeout: time.Second, Sign: func(h http.Header, body []byte) { h.Set("X-Proof", string(body)) }})
	if _, err := do(t.Context(), c, false); err != nil || !strings.Contains(got, "secret") {
		t.Errorf("%q %v", got, err)
	}
}
