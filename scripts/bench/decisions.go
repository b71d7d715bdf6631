package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"onevisit/scripts/drive"
)

// What the decisions are measured with: as many waiting cases as the demo hall
// can seed, held by clerks of five each.
const (
	waitingCases = 50
	heldEach     = 5
	clerkWord    = "bench-clerk-2026"
)

// desk is one case in a clerk's hands, decided and undone again and again.
type desk struct {
	clerk  *drive.Client
	claim  drive.Claim
	checks []string
}

// decisionFigures measures the decision write of a real server under an open
// load: so many decisions a second are due at fixed moments, whatever became of
// the ones before, and each one's time counts from the moment it was due. Every
// decision is a whole one: the application opened and checked, what it is made
// on kept, the job that makes it final, audit and reply in one durable
// transaction. Each is undone right after, unmeasured, so that the same cases
// serve again; the server bears these writes and the jobs as well.
func decisionFigures(ctx context.Context, out io.Writer, o options) error {
	environ, err := decisionDatabase(ctx, o)
	if err != nil {
		return err
	}
	environ = append(environ, "ONEVISIT_DATA="+filepath.Join(o.work, o.engine+"-decisions"))
	if err := seedDesk(ctx, o, environ); err != nil {
		return err
	}
	p, err := startProcess(ctx, filepath.Join(o.work, o.engine+"-decisions.log"), environ, o.binary,
		"serve", "--demo", "--rate-limit", "0", "--undo-time", "10s", "--second-looks", "0", "--log-level", "warn", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	desks, err := sitDown(ctx, p.url)
	if err == nil {
		err = printDecisions(ctx, out, o, desks)
	}
	return errors.Join(err, p.stop())
}

func decisionDatabase(ctx context.Context, o options) ([]string, error) {
	if o.engine == "sqlite" {
		return nil, nil
	}
	db, err := sql.Open("mysql", o.server)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE DATABASE bench_decisions CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		return nil, err
	}
	return []string{"ONEVISIT_DSN=" + o.server + "bench_decisions"}, nil
}

func clerkName(i int) string { return fmt.Sprintf("bench%d", i) }

func seedDesk(ctx context.Context, o options, environ []string) error {
	run := func(input string, args ...string) error {
		cmd := exec.CommandContext(ctx, o.binary, args...)
		cmd.Env = append(append(os.Environ(), environ...), "ONEVISIT_DEMO=true")
		cmd.Stdin = strings.NewReader(input)
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, said)
		}
		return nil
	}
	if err := run("", "demo", "seed", "--matters", "1", "--waiting", fmt.Sprint(waitingCases)); err != nil {
		return err
	}
	for i := range waitingCases / heldEach {
		if err := run(clerkWord+"\n", "staff", "add", clerkName(i), "--role", "clerk", "--name", clerkName(i)); err != nil {
			return err
		}
	}
	return nil
}

// sitDown lets the clerks sign in and claim.
func sitDown(ctx context.Context, base string) ([]*desk, error) {
	var desks []*desk
	for i := range waitingCases / heldEach {
		clerk := drive.NewClient(base, transport())
		if err := clerk.SignIn(ctx, clerkName(i), clerkWord); err != nil {
			return nil, err
		}
		for range heldEach {
			d := &desk{clerk: clerk}
			_, _, err := clerk.Do(ctx, drive.Call{Method: http.MethodPost, Path: "/api/desk/queue/claim-next", Key: "new", Into: &d.claim})
			var empty *drive.Problem
			if errors.As(err, &empty) && empty.Code == "queue.empty" {
				return desks, nil
			}
			if err != nil {
				return nil, err
			}
			if d.checks, err = clerk.CheckList(ctx, d.claim.CaseID); err != nil {
				return nil, err
			}
			desks = append(desks, d)
		}
	}
	return desks, nil
}

func printDecisions(ctx context.Context, out io.Writer, o options, desks []*desk) error {
	length := max(o.seconds, 10*time.Second)
	if _, _, err := openLoop(ctx, desks, o.decide, 2*time.Second); err != nil { // warm
		return err
	}
	took, failed, err := openLoop(ctx, desks, o.decide, length)
	if len(took) == 0 {
		return fmt.Errorf("no decision succeeded: %w", err)
	}
	slices.Sort(took)
	at := func(percent int) string { return ms(took[min(len(took)-1, len(took)*percent/100)]) }
	_, err = fmt.Fprintf(out, "%s decision write at %d/s over %s, %d cases: %d decided, %d failed; p50 %s ms, p99 %s ms, slowest %s ms (from the moment due)\n",
		o.engine, o.decide, length, len(desks), len(took), failed, at(50), at(99), ms(took[len(took)-1]))
	return err
}

// openLoop lets a decision be due every so often and answers how long after its
// moment each was decided.
func openLoop(ctx context.Context, desks []*desk, perSecond int, length time.Duration) (took []time.Duration, failed int, first error) {
	free := make(chan *desk, len(desks))
	for _, d := range desks {
		free <- d
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	began, pause := time.Now(), time.Second/time.Duration(perSecond)
	for i := 0; time.Duration(i)*pause < length && ctx.Err() == nil; i++ {
		due := began.Add(time.Duration(i) * pause)
		time.Sleep(time.Until(due))
		group.Go(func() {
			d := <-free
			defer func() { free <- d }()
			at, err := d.decide(ctx)
			mu.Lock()
			if err != nil {
				failed, first = failed+1, errors.Join(first, onlyFirst(first, err))
			} else {
				took = append(took, at.Sub(due))
			}
			mu.Unlock()
		})
	}
	group.Wait()
	return took, failed, first
}

// decide approves the case and takes it back; the answer is when it was approved.
func (d *desk) decide(ctx context.Context) (time.Time, error) {
	var decided struct {
		DecisionID string `json:"decisionId"`
	}
	_, _, err := d.clerk.Do(ctx, drive.Call{
		Method: http.MethodPost, Path: "/api/desk/cases/" + d.claim.CaseID + "/decision", Key: "new", Into: &decided,
		Body: map[string]any{"fence": d.claim.Fence, "outcome": "approve", "checks": d.checks},
	})
	at := time.Now()
	if err != nil {
		return at, err
	}
	_, _, err = d.clerk.Do(ctx, drive.Call{
		Method: http.MethodPost, Path: "/api/desk/decisions/" + decided.DecisionID + "/undo", Key: "new", Into: &d.claim,
	})
	return at, err
}
