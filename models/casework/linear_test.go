package casework_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"onevisit/models"
	"onevisit/models/casework"
)

// The proof that nobody decides what somebody else has: two hundred clerks take,
// renew, give back, take over and decide at once, pause, crash with a case in hand
// and in the middle of a call, while leases run out. What each of them saw is
// held, case by case, against the few lines of the model below: is there any
// order of these acts, each between its call and its answer, in which one clerk
// at a time holds the case and it is decided once?

// What is done to a case.
const (
	doTake    = "take"
	doRenew   = "renew"
	doRelease = "release"
	doSeize   = "take over"
	doDecide  = "decide"
)

// act is one call as its caller knows it.
type act struct {
	what     string
	clerk    models.ID
	fence    int64     // of the claim it relies on
	from, to time.Time // the desk's clock at call and answer
}

// answer is what the caller was told.
type answer struct {
	ok      bool
	unknown bool // the caller was cut off
	fence   int64
	expires time.Time
	latest  time.Time // of expires, where the caller was not told
	refusal error
}

// held is a case as the model knows it. When the lease ends is not known exactly
// where its holder was cut off.
type held struct {
	clerk            models.ID
	fence            int64
	earliest, latest int64
	decided          bool
}

func (s held) mayLive(a act) bool     { return s.clerk != "" && s.latest > a.from.UnixMilli() }
func (s held) surelyLives(a act) bool { return s.clerk != "" && s.earliest > a.to.UnixMilli() }

func oneHolder() porcupine.Model {
	m := porcupine.NondeterministicModel{
		Init: func() []any { return []any{held{}} },
		Step: func(state, input, output any) []any {
			s, a, r := state.(held), input.(act), output.(answer)
			if r.unknown { // it happened with any answer, or not at all
				return append(steps(s, a, anyAnswer(s, a)), s)
			}
			if r.ok {
				return steps(s, a, r)
			}
			return refusedSteps(s, a, r)
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v -> %+v", input, output) },
	}
	return m.ToModel()
}

func anyAnswer(s held, a act) answer {
	r := answer{ok: true, fence: a.fence, expires: a.from.Add(casework.LeaseTime), latest: a.to.Add(casework.LeaseTime)}
	if a.what == doTake || a.what == doSeize {
		r.fence = s.fence + 1
	}
	return r
}

// steps are the states an act that was granted leads to, none where it should
// have been refused.
func steps(s held, a act, r answer) []any {
	mayHold := s.clerk == a.clerk && s.fence == a.fence && s.mayLive(a)
	switch {
	case s.decided:
		return nil
	case a.what == doTake && s.clerk == a.clerk && s.fence == r.fence && s.mayLive(a): // one's own once more
	case a.what == doTake:
		if s.surelyLives(a) || r.fence != s.fence+1 {
			return nil
		}
	case a.what == doSeize:
		if r.fence != s.fence+1 {
			return nil
		}
	case !mayHold:
		return nil
	}
	switch a.what {
	case doRelease:
		return []any{held{fence: s.fence}}
	case doDecide:
		s.decided = true
		return []any{s}
	}
	return []any{held{clerk: a.clerk, fence: r.fence, earliest: r.expires.UnixMilli(), latest: max(r.expires.UnixMilli(), r.latest.UnixMilli())}}
}

// refusedSteps leave the state as it is, where they were right.
func refusedSteps(s held, a act, r answer) []any {
	surelyHolds := s.clerk == a.clerk && s.fence == a.fence && s.surelyLives(a) && !s.decided
	right := true
	switch {
	case errors.Is(r.refusal, casework.ErrAlreadyDecided):
		right = s.decided
	case errors.Is(r.refusal, casework.ErrClaimedByOther):
		right = s.clerk != a.clerk && s.mayLive(a) && !s.decided
	case errors.Is(r.refusal, casework.ErrNotClaimed), errors.Is(r.refusal, casework.ErrLeaseExpired):
		right = !surelyHolds
	}
	if !right {
		return nil
	}
	return []any{s}
}

// crowd is clerks at work.
type crowd struct {
	*bench
	began time.Time
	desks []*casework.Desk // one a server process
	chief models.Actor
	acts  atomic.Int64
	mu    sync.Mutex
	seen  map[models.ID][]porcupine.Operation
}

// The desk's clock runs by what the crowd does, not by what the machine can do:
// twenty seconds every so many acts. With two hundred at work a lease of five
// minutes then ends for some before they come to their decision, whether an act
// takes one millisecond or a hundred.
const actsATick = 24

// do makes a call and writes down what the caller saw of it.
func (c *crowd) do(id models.ID, worker int, a act, call func(context.Context) (casework.Claim, error), cut bool) (casework.Claim, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if cut {
		go func() {
			time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
			cancel()
		}()
	}
	a.from = c.clock.Now()
	op := porcupine.Operation{ClientId: worker, Call: int64(time.Since(c.began))}
	claim, err := call(ctx)
	op.Return, a.to = int64(time.Since(c.began)), c.clock.Now()
	if c.acts.Add(1)%actsATick == 0 {
		c.clock.pass(20 * time.Second)
	}
	var known *models.Error
	r := answer{ok: err == nil, fence: claim.Fence, expires: claim.ExpiresAt, refusal: err}
	switch {
	case err == nil:
	case errors.As(err, &known) && known.Kind != models.KindUnavailable && known.Kind != models.KindInternal && known.Kind != models.KindStale:
	default: // cut off or broken: nobody knows whether it happened
		r.unknown = true
		op.Return = int64(time.Hour)
		a.to = a.from.Add(time.Hour)
	}
	op.Input, op.Output = a, r
	if errors.Is(err, casework.ErrClaimLimit) {
		return claim, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[id] = append(c.seen[id], op)
	return claim, err
}

// work is one clerk's day.
func (c *crowd) work(worker int, me models.Actor, cases []models.ID, acts int) {
	random := rand.New(rand.NewPCG(uint64(worker), 7))
	desk := c.desks[worker%len(c.desks)]
	pause := func() { time.Sleep(time.Duration(random.IntN(8)) * time.Millisecond) }
	for range acts {
		id := cases[random.IntN(len(cases))]
		what, by := doTake, me
		take := func(ctx context.Context) (casework.Claim, error) { return desk.Take(ctx, me, id, nil) }
		if random.IntN(20) == 0 {
			what, by = doSeize, c.chief
			take = func(ctx context.Context) (casework.Claim, error) {
				return desk.TakeOver(ctx, c.chief, casework.Moving{Application: id, Reason: casework.CaseUrgent}, nil)
			}
		}
		claim, err := c.do(id, worker, act{what: what, clerk: by.ID}, take, random.IntN(12) == 0)
		if err != nil {
			pause()
			continue
		}
		pause()
		with := act{clerk: by.ID, fence: claim.Fence}
		switch random.IntN(5) {
		case 0: // walks away with the case in hand: only the lease gives it back
		case 1:
			with.what = doRelease
			_, _ = c.do(id, worker, with, func(ctx context.Context) (casework.Claim, error) {
				return casework.Claim{}, desk.Release(ctx, by, id, claim.Fence, nil)
			}, false)
		case 2:
			with.what = doRenew
			_, _ = c.do(id, worker, with, func(ctx context.Context) (casework.Claim, error) {
				return desk.Renew(ctx, by, id, claim.Fence)
			}, false)
		default:
			if random.IntN(3) > 0 { // a screen left open: often long enough to lose the lease
				time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
			}
			with.what = doDecide
			_, _ = c.do(id, worker, with, func(ctx context.Context) (casework.Claim, error) {
				_, err := c.decisions.Decide(ctx, by, approve(casework.Claim{Application: id, Fence: claim.Fence}), nil)
				return casework.Claim{}, err
			}, random.IntN(10) == 0)
		}
	}
}

// run lets the crowd work and answers the cases.
func (c *crowd) run(clerks, count, acts int) []models.ID {
	var cases []models.ID
	for range count {
		cases = append(cases, c.queue())
	}
	members := make([]models.Actor, clerks)
	for i := range members {
		members[i] = c.clerk(fmt.Sprintf("clerk%d", i))
	}
	c.chief, c.seen, c.began = c.supervisor("chief"), map[models.ID][]porcupine.Operation{}, time.Now()
	var all sync.WaitGroup
	for i, me := range members {
		all.Go(func() { c.work(i, me, cases, acts) })
	}
	all.Wait()
	return cases
}

// check holds every case's history against the model.
func (c *crowd) check(cases []models.ID) (broken []models.ID, acts int) {
	for _, id := range cases {
		acts += len(c.seen[id])
		if porcupine.CheckOperationsTimeout(oneHolder(), c.seen[id], 20*time.Second) != porcupine.Ok {
			broken = append(broken, id)
		}
	}
	return broken, acts
}

func TestClaims_ofTwoHundredClerksAreLinearizable(t *testing.T) {
	c := &crowd{bench: newBench(t)}
	c.desks = []*casework.Desk{c.newDesk(), c.newDesk()}
	cases := c.run(200, 60, 6)
	broken, acts := c.check(cases)
	for _, id := range broken {
		t.Errorf("case %s: no order explains what its clerks saw", id)
		for _, op := range c.seen[id] {
			t.Logf("  %8d %12d %+v -> %+v", op.Call/1000, op.Return/1000, op.Input, op.Output)
		}
	}
	decided := map[models.ID]int{}
	for _, r := range c.office.rulings {
		decided[r.Application]++
	}
	for id, n := range decided {
		if n > 1 {
			t.Errorf("case %s was carried out %d times", id, n)
		}
	}
	if len(decided) < len(cases)/4 {
		t.Errorf("only %d of %d cases were decided: the crowd did not work", len(decided), len(cases))
	}
	t.Logf("%d acts on %d cases, %d decided", acts, len(cases), len(decided))
}

// careless writes claims without their condition.
type careless struct{ *bench }

func (c careless) Claim(ctx context.Context, o casework.ClaimOrder) error {
	return c.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		_, _, err := c.work.Seize(ctx, tx, o.Taking)
		return err
	})
}

func TestClaims_theCheckerCatchesAClaimWithoutCondition(t *testing.T) {
	c := &crowd{bench: newBench(t)}
	for range 2 {
		desk := c.newDesk()
		desk.Line = careless{c.bench}
		c.desks = append(c.desks, desk)
	}
	if broken, acts := c.check(c.run(60, 4, 6)); len(broken) == 0 {
		t.Errorf("no breach was found in %d acts", acts)
	}
}
