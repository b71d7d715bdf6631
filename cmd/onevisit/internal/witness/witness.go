// Package witness is the audit log's witness as a process: it asks a log for its
// newest checkpoint over HTTP, again and again, and answers who asks how it
// stands. It also takes checkpoints that are brought to it, by the protocol of
// c2sp.org/tlog-witness, so that a log made by somebody else can use it.
package witness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"onevisit/models/translog"
)

const (
	replyLimit  = 64 << 10
	callTimeout = 10 * time.Second
	maxProof    = 63
)

// Client reaches a log at its address.
type Client struct {
	Base string // e.g. https://hall.example, without /log
	HTTP *http.Client
}

var errAnswer = errors.New("witness: the log does not give what was asked for")

func (c *Client) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Base, "/")+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	reply, err := c.HTTP.Do(r)
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(io.LimitReader(reply.Body, replyLimit))
	if err != nil {
		return nil, fmt.Errorf("witness: %w", err)
	}
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %s %s: %s", errAnswer, method, path, reply.Status)
	}
	return text, nil
}

// Checkpoint implements translog.Remote.
func (c *Client) Checkpoint(ctx context.Context) ([]byte, error) {
	return c.call(ctx, http.MethodGet, "/log/checkpoint", nil)
}

// Key returns the public key the log claims, for a person to compare.
func (c *Client) Key(ctx context.Context) (string, error) {
	text, err := c.call(ctx, http.MethodGet, "/log/key", nil)
	return strings.TrimSpace(string(text)), err
}

// Consistency implements translog.Remote.
func (c *Client) Consistency(ctx context.Context, from, to int64) (tlog.TreeProof, error) {
	text, err := c.call(ctx, http.MethodGet, fmt.Sprintf("/log/consistency?from=%d&to=%d", from, to), nil)
	if err != nil {
		return nil, err
	}
	return parseHashes(strings.Fields(string(text)))
}

// Cosigned implements translog.Remote.
func (c *Client) Cosigned(ctx context.Context, signed []byte) error {
	_, err := c.call(ctx, http.MethodPost, "/log/cosignatures", signed)
	return err
}

func parseHashes(lines []string) (tlog.TreeProof, error) {
	if len(lines) > maxProof {
		return nil, errAnswer
	}
	proof := make(tlog.TreeProof, len(lines))
	for i, line := range lines {
		var err error
		if proof[i], err = tlog.ParseHash(line); err != nil {
			return nil, fmt.Errorf("%w: %w", errAnswer, err)
		}
	}
	return proof, nil
}

// Process runs a witness.
type Process struct {
	Witness *translog.Witness
	Log     *slog.Logger
	Now     func() time.Time

	mu    sync.Mutex
	state State
}

// State is how the witness stands.
type State struct {
	Level   translog.Level `json:"level"` // red: the log was put back or forked; it stays red until the process is started anew
	Entries int64          `json:"entries"`
	At      time.Time      `json:"at"` // of the last look that went well
	Fault   string         `json:"fault,omitempty"`
}

// State tells how the witness stands.
func (p *Process) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

// Look looks once and tells whether the log is the one it was.
func (p *Process) Look(ctx context.Context) error {
	c, err := p.Witness.Look(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case translog.Tampering(err):
		p.Log.ErrorContext(ctx, "THE LOG IS NOT THE ONE IT WAS: not countersigned", "error", err)
		p.state.Level, p.state.Fault = translog.Red, err.Error()
	case err != nil:
		p.Log.WarnContext(ctx, "no countersignature this time", "error", err)
		if p.state.Level != translog.Red {
			p.state.Level, p.state.Fault = translog.Amber, err.Error()
		}
	default:
		p.Log.InfoContext(ctx, "countersigned", "entries", c.Size, "root", c.Root.String())
		p.state.Entries, p.state.At = c.Size, p.Now()
		if p.state.Level != translog.Red {
			p.state.Level, p.state.Fault = translog.Green, ""
		}
	}
	return err
}

// Run looks every so often until ctx ends.
func (p *Process) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_ = p.Look(ctx) // kept in the state and logged
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Handler answers GET /status, and POST /add-checkpoint of c2sp.org/tlog-witness.
func (p *Process) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(p.State())
	})
	mux.HandleFunc("POST /add-checkpoint", p.add)
	return mux
}

func (p *Process) add(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, replyLimit))
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	old, proof, signed, err := parseAdd(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	origin, _, _ := strings.Cut(string(signed), "\n")
	if own, _, _ := strings.Cut(p.Witness.Log, "+"); origin != own {
		http.Error(w, "this log is not known here", http.StatusNotFound)
		return
	}
	cosigned, err := p.Witness.Accept(old, proof, signed)
	var conflict translog.ErrConflict
	switch {
	case err == nil:
		_, signatures, _ := strings.Cut(string(cosigned), "\n\n")
		for line := range strings.Lines(signatures) {
			if !bytes.Contains(signed, []byte(line)) { // ours alone
				_, _ = io.WriteString(w, line)
			}
		}
	case errors.As(err, &conflict):
		w.Header().Set("Content-Type", "text/x.tlog.size")
		w.WriteHeader(http.StatusConflict)
		_, _ = fmt.Fprintf(w, "%d\n", conflict.Size)
	case errors.Is(err, translog.ErrCheckpoint):
		http.Error(w, "not signed by this log", http.StatusForbidden)
	case errors.Is(err, translog.ErrRolledBack):
		http.Error(w, "the old size is greater than the checkpoint's", http.StatusBadRequest)
	case errors.Is(err, translog.ErrForked):
		http.Error(w, "the proof does not hold", http.StatusUnprocessableEntity)
	default:
		p.Log.ErrorContext(r.Context(), "cannot countersign", "error", err)
		http.Error(w, "not now", http.StatusInternalServerError)
	}
}

// parseAdd reads "old N", the proof's lines, an empty line and the checkpoint.
func parseAdd(body []byte) (old int64, proof tlog.TreeProof, signed []byte, err error) {
	head, rest, found := strings.Cut(string(body), "\n\n")
	lines := strings.Split(head, "\n")
	number, isOld := strings.CutPrefix(lines[0], "old ")
	if !found || !isOld {
		return 0, nil, nil, errors.New("the request is not: old N, proof, empty line, checkpoint")
	}
	if old, err = strconv.ParseInt(number, 10, 64); err != nil || old < 0 {
		return 0, nil, nil, errors.New("the old size is no number")
	}
	if proof, err = parseHashes(lines[1:]); err != nil {
		return 0, nil, nil, errors.New("the proof is not one")
	}
	return old, proof, []byte(rest), nil
}
