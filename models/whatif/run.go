package whatif

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/completion"
	"onevisit/models/pii"
)

// Source reads the ended matters of a period; models/store is it.
type Source interface {
	// Ended hands over all ended matters of the scope, in parts of a few hundred,
	// so that they are never in memory at once; contents asks for applications and
	// refusals too. What visit returns ends the reading.
	Ended(ctx context.Context, s completion.Scope, contents bool, visit func([]Matter) error) error
}

// Catalog gives and compiles definitions.
type Catalog interface {
	Current(service string) (*catalog.Definition, bool)
	Version(hash string) (*catalog.Definition, bool)
	Draft(name string, source []byte) (*catalog.Definition, error)
}

// Runner runs what-ifs.
type Runner struct {
	Rates        completion.Definitions
	Source       Source
	Catalog      Catalog
	Vault        pii.Vault
	Transactions models.Transactor
	Log          audit.Log
	Clock        models.Clock
	Demo         bool
	// Most is how long one may take; 0 for no limit but the caller's.
	Most time.Duration
	// Workers replay at once; 0 for as many as there are processors.
	Workers int

	mu   sync.Mutex
	busy map[models.ID]bool
}

// Request asks for a what-if: with Source for an edited definition, else with an
// Assumption.
type Request struct {
	From, To models.Date
	Service  string // of an Assumption, "" for all; of a definition its own, or ""
	Site     string // "" for all
	Name     string // of the edited file, for its errors
	Source   []byte // of the edited definition, at most catalog.MostDraft bytes
	Base     string // hash of the version to compare with, "" for the one in force
	Assume   *Assumption
	Listed   int // matters listed by rule, at most MostListed
}

// MostListed is how many matters are named by rule at the most.
const MostListed = 10_000

// MostAtOnce is how many what-ifs run at once in one process.
const MostAtOnce = 2

// The refusals.
var (
	// ErrBusy: the account runs one already, or the house runs enough.
	ErrBusy = models.E(models.KindTooMany, "whatif.busy")
	// ErrTooLong: it was not finished in time.
	ErrTooLong = models.E(models.KindUnavailable, "whatif.too_long")
	// ErrBadDefinition: the edited definition does not compile; "fault" says why.
	ErrBadDefinition = models.E(models.KindInvalid, "whatif.definition")
	// ErrNoBase: there is no published version to compare with.
	ErrNoBase = models.E(models.KindNotFound, "whatif.no_base")
	// ErrBadRequest names the field that does not fit.
	ErrBadRequest = models.E(models.KindInvalid, "whatif.request")
)

// Run replays the period. It changes and keeps nothing but one audit entry with
// the hashes of what was compared.
func (r *Runner) Run(ctx context.Context, actor models.Actor, q Request) (Result, error) {
	if actor.Kind != models.ActorSystem && actor.Role != "auditor" {
		return Result{}, models.E(models.KindForbidden, "forbidden-role")
	}
	if !r.begin(actor.ID) {
		return Result{}, ErrBusy
	}
	defer r.end(actor.ID)
	if r.Most > 0 {
		limited, cancel := context.WithTimeout(ctx, r.Most)
		defer cancel()
		ctx = limited
	}
	job, err := r.prepare(q)
	if err != nil {
		return Result{}, err
	}
	sum, err := r.replay(ctx, job)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = ErrTooLong.Because(err)
		}
		return Result{}, err
	}
	job.result.At = r.Clock.Now()
	result := job.result
	if q.Assume != nil {
		result = sum.assumed(result, *q.Assume)
	} else {
		result = sum.result(result)
	}
	return result, r.record(ctx, actor, result)
}

func (r *Runner) begin(id models.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy[id] || len(r.busy) >= MostAtOnce {
		return false
	}
	if r.busy == nil {
		r.busy = map[models.ID]bool{}
	}
	r.busy[id] = true
	return true
}

func (r *Runner) end(id models.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, id)
}

var (
	name    = regexp.MustCompile(`^[A-Za-z0-9._:-]{0,80}$`)
	numbers = regexp.MustCompile(`[0-9]{10,}`)
)

// isName tells whether a text can name a service or a hall: it ends up in the
// audit log, which takes no others.
func isName(s string) bool { return name.MatchString(s) && !numbers.MatchString(s) }

// job is a request understood.
type job struct {
	Request
	scope  completion.Scope
	rate   completion.Definition
	replay *Replay // nil with an Assumption
	result Result
}

func (r *Runner) prepare(q Request) (*job, error) {
	bad := func(field, code string) error {
		return models.Invalid(ErrBadRequest.Code, models.FieldError{Field: field, Code: code, Params: map[string]string{"days": strconv.Itoa(completion.LongestRange)}})
	}
	days := q.From.DaysTo(q.To) + 1
	switch {
	case q.From == "" || q.To == "":
		return nil, bad("from", "field.required")
	case days < 1:
		return nil, bad("to", "report.order")
	case days > completion.LongestRange:
		return nil, bad("to", "report.range")
	case !isName(q.Service):
		return nil, bad("service", "field.format")
	case !isName(q.Site):
		return nil, bad("site", "field.format")
	case (q.Assume == nil) == (len(q.Source) == 0):
		return nil, bad("definition", "whatif.one_of")
	}
	rate, err := r.Rates.ForPeriod(q.From, q.To)
	if err != nil {
		return nil, err
	}
	q.Listed = min(max(q.Listed, 0), MostListed)
	j := &job{Request: q, rate: rate}
	if q.Assume == nil {
		err = r.versions(j)
	} else if wrong := q.Assume.valid(); wrong != "" {
		err = bad(wrong, "whatif.assumption")
	}
	if err != nil {
		return nil, err
	}
	query := completion.Query{From: q.From, To: q.To, Service: j.Service, Site: q.Site}
	j.scope = completion.Scope{Query: query, Demo: r.Demo}
	j.result.Query, j.result.Definition, j.result.Target, j.result.Demo = query, rate.Version(), rate.TargetPercent, r.Demo
	j.result.Assumption = q.Assume
	j.result.Same = j.result.Same || q.Assume != nil && q.Assume.High == 0
	return j, nil
}

// versions compiles the edited definition and finds the one to compare it with.
func (r *Runner) versions(j *job) error {
	edited, err := r.Catalog.Draft(j.Name, j.Source)
	if err != nil {
		return ErrBadDefinition.With("fault", firstLine(err)).Because(err)
	}
	if j.Service != "" && j.Service != edited.Service {
		return ErrBadDefinition.With("fault", "service: "+edited.Service)
	}
	base, ok := r.Catalog.Current(edited.Service)
	if j.Base != "" {
		base, ok = r.Catalog.Version(j.Base)
	}
	if !ok || base.Service != edited.Service {
		return ErrNoBase.With("service", edited.Service)
	}
	edit := Compare(base, edited)
	j.Service, j.replay = edited.Service, NewReplay(edit)
	j.result.Base, j.result.Edited, j.result.Same = base.Hash, edited.Hash, edit.Same
	return nil
}

// firstLine is what a compiler's complaint begins with, bounded.
func firstLine(err error) string {
	text := err.Error()
	for i, c := range text {
		if c == '\n' || i >= 300 {
			return text[:i]
		}
	}
	return text
}

// replay reads the matters in parts and judges each part on several processors.
func (r *Runner) replay(ctx context.Context, j *job) (*summary, error) {
	workers := r.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	parts := make(chan []Matter)
	sums := make([]*summary, workers)
	var group sync.WaitGroup
	for i := range sums {
		sums[i] = newSummary(j.rate, j.Listed)
		group.Go(func() {
			for part := range parts {
				for k := range part {
					if ctx.Err() == nil {
						r.one(j, sums[i], &part[k])
					}
				}
			}
		})
	}
	contents := j.replay != nil && !j.replay.edit.Same
	err := r.Source.Ended(ctx, j.scope, contents, func(part []Matter) error {
		select {
		case parts <- part:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(parts)
	group.Wait()
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("whatif: replay: %w", err)
	}
	for _, s := range sums[1:] {
		sums[0].merge(s)
	}
	return sums[0], nil
}

func (r *Runner) one(j *job, s *summary, m *Matter) {
	if j.Assume != nil {
		s.assume(m, *j.Assume)
		return
	}
	if !j.replay.edit.Same {
		r.open(m)
	}
	s.add(m, j.replay.Judge(m))
}

// open decrypts what the matter's applications kept. What does not open, because
// it is erased or its key is gone, is not known.
func (r *Runner) open(m *Matter) {
	for i := range m.Filed {
		f := &m.Filed[i]
		if len(f.Sealed.Answers) == 0 || len(f.Sealed.Facts) == 0 {
			continue
		}
		kept, err := application.Reopen(r.Vault, f.ID, f.Sealed.Answers, f.Sealed.Facts)
		if err != nil {
			continue
		}
		readable := true
		for k := range f.Requests {
			q := &f.Requests[k]
			if q.Fields, err = application.AskedFields(r.Vault, q.ID, q.Sealed); err != nil {
				readable = false
			}
		}
		if readable {
			f.Kept = &kept
		}
	}
}

// record leaves the one trace of a what-if: that it ran, over what, and the
// hashes of the two versions (version, hash) or the causes assumed away.
func (r *Runner) record(ctx context.Context, actor models.Actor, result Result) error {
	e := audit.Entry{Action: audit.WhatIfRan, Actor: actor, Notes: map[string]string{
		"from": string(result.Query.From), "to": string(result.Query.To), "count": strconv.Itoa(min(result.Matters, mostNoted)),
		"version": result.Base, "hash": result.Edited,
	}}
	if a := result.Assumption; a != nil {
		e.Notes["cause"], e.Notes["level"] = strings.Join(a.Causes, "."), strconv.Itoa(int(100*a.Share))
	}
	if s := result.Query.Service; s != "" {
		e.Subjects = append(e.Subjects, audit.Ref{Kind: "service", ID: s})
	}
	if s := result.Query.Site; s != "" {
		e.Subjects = append(e.Subjects, audit.Ref{Kind: "site", ID: s})
	}
	return r.Transactions.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return r.Log.Append(ctx, tx, e)
	})
}

// mostNoted is the largest number a note of the log has room for.
const mostNoted = 999_999
