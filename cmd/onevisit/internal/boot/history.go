package boot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/device"
	"onevisit/models/pii"
	"onevisit/models/store"
	"onevisit/models/visit"
)

// historyBatch is how many past matters are written in one transaction.
const historyBatch = 100

// seededMark counts the past matters made so far, so that seeding again makes
// further ones instead of the same.
const seededMark = "demo.history"

// history makes past matters of the demo hall by the ledger's own rules: it
// moves a clock through each matter's story, and the ledger counts the visits
// and assigns their causes as it would have. Its persons are made up and exist
// nowhere else.
type history struct {
	visits *store.Visits
	ledger *visit.Ledger
	vault  pii.Vault
	ids    *models.IDs
	random *rand.Rand
	now    time.Time // the moving clock
	today  models.Date
	sites  []string
	log    *store.Audit
	usage  usage // what is written with the batch
}

// SeedHistory adds n past matters to the demo hall and returns how many there
// are now.
func SeedHistory(ctx context.Context, cfg config.Config, env Environment, n int) (total int, err error) {
	cfg.Demo = true
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if h.db, err = OpenStore(ctx, cfg, env.Log); err != nil {
		return 0, err
	}
	h.onEnd("database", func(context.Context) error { return h.db.Close() })
	if _, err := prepare(ctx, cfg, h.db, env.Log); err != nil {
		return 0, err
	}
	p, err := h.openPlatform(ctx)
	if err != nil {
		return 0, err
	}
	before, err := seededSoFar(ctx, p)
	if err != nil {
		return 0, err
	}
	s := newHistory(h, p, before)
	err = h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error { return demoSites(ctx, tx, store.NewDevices(h.db)) })
	if err != nil {
		return 0, err
	}
	if n >= bulkFrom {
		if err := seedBulk(ctx, h, s, p.marks, amount{before: before, more: n, full: fullStories}); err != nil {
			return before, err
		}
		return before + n, h.rebuildFigures(ctx)
	}
	for done := 0; done < n; done += historyBatch {
		batch := min(historyBatch, n-done)
		err := h.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			return s.write(ctx, tx, p.marks, before+done, batch)
		})
		if err != nil {
			return before + done, fmt.Errorf("demo history: %w", err)
		}
	}
	return before + n, h.rebuildFigures(ctx)
}

// rebuildFigures counts what was written without the entries by which the fold
// would learn of it.
func (h *Hall) rebuildFigures(ctx context.Context) error {
	began := h.env.Clock.Now()
	built, err := RebuildFigures(ctx, h.db, h.env)
	if err == nil {
		h.env.Log.InfoContext(ctx, "figures rebuilt", "subjects", built.Subjects, "took", h.env.Clock.Now().Sub(began).Round(time.Millisecond).String())
	}
	return err
}

func seededSoFar(ctx context.Context, p *platform) (int, error) {
	text, err := p.marks.Get(ctx, seededMark)
	if errors.Is(err, models.ErrNotFound) || err == nil && text == "" {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

func newHistory(h *Hall, p *platform, before int) *history {
	// The history is made up; its randomness has to be repeatable, not secret.
	random := rand.New(rand.NewPCG(h.cfg.Seed, uint64(before))) //nolint:gosec // see above
	s := &history{
		visits: store.NewVisits(h.db), vault: p.vault, log: p.audit, random: random,
		today: models.DateOf(h.env.Clock.Now()), sites: []string{h.cfg.Site, "440300-901", "440300-902"},
	}
	clock := models.ClockFunc(func() time.Time { return s.now })
	s.ids = models.NewIDs(clock, h.env.Random)
	s.ledger = visit.NewLedger(s.visits, s.visits, p.audit, clock, s.ids)
	return s
}

func (s *history) write(ctx context.Context, tx models.Tx, marks *store.Marks, first, n int) error {
	s.take()
	for i := range n {
		if err := s.matter(ctx, tx, first+i); err != nil {
			return err
		}
	}
	if err := s.writeUsage(ctx, tx, s.take()); err != nil {
		return err
	}
	return marks.Put(ctx, tx, seededMark, strconv.Itoa(first+n))
}

// story is one sort of matter: how its visits go.
type story struct {
	weight   func(yearDone float64) float64
	visits   []historyVisit
	end      visit.MatterState // MatterOpen: still open
	endAfter int               // days after the last visit
}

// historyVisit is one presence of a story: what happens at it.
type historyVisit struct {
	after  int // days after the one before, at least
	spread int // and up to so many more
	opens  bool
	ending visit.EndingKind
	reason string
	cause  visit.Cause
}

func steady(w float64) func(float64) float64 { return func(float64) float64 { return w } }

// fading is a trouble that the hall gets better at over the year.
func fading(w float64) func(float64) float64 {
	return func(done float64) float64 { return w * (0.95 - 0.7*done) }
}

func stories() []story {
	one := func(w func(float64) float64, ending visit.EndingKind, end visit.MatterState, after int) story {
		return story{weight: w, visits: []historyVisit{{opens: true, ending: ending}}, end: end, endAfter: after}
	}
	again := func(w float64, ending visit.EndingKind, reason string, cause visit.Cause, after, spread int) story {
		refused := ending == visit.EndRefused
		return story{
			weight: fading(w), end: visit.MatterCompleted,
			visits: []historyVisit{
				{opens: !refused, ending: ending, reason: reason, cause: cause},
				{after: after, spread: spread, opens: true, ending: visit.EndCompleted},
			},
		}
	}
	return []story{
		one(steady(640), visit.EndCompleted, visit.MatterCompleted, 0),
		one(steady(240), visit.EndPosted, visit.MatterCompleted, 7),
		again(14, visit.EndRefused, "papers", visit.PapersMissing, 1, 9),
		again(9, visit.EndRefused, "window", visit.MachineRefused, 0, 4),
		again(7, visit.EndRefused, "interval", visit.PendingOrInterval, 5, 25),
		again(5, visit.EndRefused, "too-early", visit.TooEarlyOrLate, 10, 40),
		again(6, visit.EndRefused, "consent", visit.ConsentMissing, 1, 6),
		again(4, visit.EndRefused, "residence", visit.NotEligible, 3, 20),
		again(16, visit.EndLeft, "", visit.CauseNone, 1, 12),
		again(11, visit.EndUnpaid, "", visit.CauseNone, 1, 5),
		again(12, visit.EndToCollect, "", visit.CauseNone, 5, 6),
		again(6, visit.EndPhoto, "photo", visit.PhotoRefused, 1, 4),
		again(8, visit.EndSilent, "register", visit.Failure, 1, 2),
		again(7, visit.EndCorrection, "", visit.CauseNone, 2, 8),
		{weight: fading(4), end: visit.MatterCompleted, visits: []historyVisit{ // three times
			{ending: visit.EndRefused, reason: "papers", cause: visit.PapersMissing},
			{after: 2, spread: 8, opens: true, ending: visit.EndUnpaid},
			{after: 1, spread: 3, opens: true, ending: visit.EndCompleted},
		}},
		one(steady(13), visit.EndRejected, visit.MatterRejected, 2),
		one(steady(6), visit.EndWithdrawn, visit.MatterWithdrawn, 0),
		one(fading(12), visit.EndLeft, visit.MatterAbandoned, visit.Window+1),
		{weight: fading(8), end: visit.MatterAbandoned, endAfter: visit.Window + 1, visits: []historyVisit{
			{ending: visit.EndRefused, reason: "window", cause: visit.MachineRefused},
		}},
		{weight: steady(5), end: visit.MatterAbandoned, endAfter: visit.Window + 1, visits: []historyVisit{ // came twice, finished never
			{ending: visit.EndRefused, reason: "papers", cause: visit.PapersMissing},
			{after: 2, spread: 10, ending: visit.EndRefused, reason: "window", cause: visit.MachineRefused},
		}},
	}
}

// pick draws one of the stories, by the weights that hold when yearDone (0 to 1)
// of the year has passed.
func (s *history) pick(yearDone float64) story {
	var sum float64
	for _, x := range stories() {
		sum += x.weight(yearDone)
	}
	at := s.random.Float64() * sum
	for _, x := range stories() {
		if at -= x.weight(yearDone); at < 0 {
			return x
		}
	}
	return stories()[0]
}

func (s *history) service() string {
	switch n := s.random.IntN(100); {
	case n < 46:
		return "exit-entry.hkm-endorsement"
	case n < 78:
		return "traffic.camera-violation"
	default:
		return "exit-entry.passport-renewal"
	}
}

// matter writes one matter: a person of its own and the visits of a story. What
// would lie in the future has not happened yet, so the matter is still open.
func (s *history) matter(ctx context.Context, tx models.Tx, number int) error {
	ago := 1 + s.random.IntN(365)
	story := s.pick(1 - float64(ago)/365)
	day := s.today.AddDays(-ago)
	s.at(day)
	person := visit.Person{ID: s.ids.New(), CreatedAt: s.now}
	person.Index = s.vault.Index("demo.history", strconv.Itoa(number))
	var err error
	if person.Sealed, err = s.madeUp(person.ID, number, ""); err != nil {
		return err
	}
	if err := s.visits.AddPerson(ctx, tx, person); err != nil {
		return err
	}
	return s.tell(ctx, tx, story, person.ID, day)
}

func (s *history) tell(ctx context.Context, tx models.Tx, story story, person models.ID, day models.Date) error {
	service, site := s.service(), s.sites[s.random.IntN(len(s.sites))]
	var m visit.Matter
	var visits []told
	for _, v := range story.visits {
		day = day.AddDays(v.after)
		if v.spread > 0 {
			day = day.AddDays(s.random.IntN(v.spread + 1))
		}
		if day >= s.today {
			break
		}
		s.at(day)
		presence, err := s.presence(ctx, tx, person, site, day)
		if err != nil {
			return err
		}
		m, err = s.ledger.Attend(ctx, tx, visit.Event{Service: service, Visit: presence, Definition: "demo-history", Opens: v.opens}, nobody{})
		if err != nil {
			return err
		}
		visits = append(visits, told{v, presence, s.now})
		if err := s.happen(ctx, tx, m, presence, v); err != nil {
			return err
		}
	}
	if len(visits) == 0 {
		return nil
	}
	state := story.end
	if day = day.AddDays(story.endAfter); day >= s.today {
		state = visit.MatterOpen
	}
	if s.now = s.now.Add(time.Duration(5+s.random.IntN(25)) * time.Minute); story.endAfter > 0 {
		s.at(day)
	}
	s.use(m, site, visits, state, s.now)
	if state == visit.MatterOpen {
		return nil
	}
	return s.ledger.End(ctx, tx, m.ID, state)
}

func (s *history) presence(ctx context.Context, tx models.Tx, person models.ID, site string, day models.Date) (models.ID, error) {
	known, err := s.visits.VisitOf(ctx, tx, person, site, day)
	if err == nil {
		return known.ID, nil
	}
	if !errors.Is(err, models.ErrNotFound) {
		return "", err
	}
	v := visit.Visit{ID: s.ids.New(), Person: person, Site: site, On: day, StartedAt: s.now, Demo: true, Age: s.ageBand()}
	return v.ID, s.visits.AddVisit(ctx, tx, v)
}

// happen notes what became of the visit.
func (s *history) happen(ctx context.Context, tx models.Tx, m visit.Matter, presence models.ID, v historyVisit) error {
	if v.ending == visit.EndRefused || v.ending == visit.EndSilent {
		return s.ledger.Refuse(ctx, tx, visit.Attempt{
			ID: s.ids.New(), Reference: "H" + string(s.ids.New())[8:], Matter: m.ID, Visit: presence,
			Service: m.Service, Outcome: "window", Reason: v.reason, Cause: v.cause, At: s.now,
		}, v.ending)
	}
	return s.ledger.Note(ctx, tx, m.ID, visit.EndingOf(v.ending, v.reason, v.cause))
}

// at sets the clock to some time in the hall's opening hours of a day.
func (s *history) at(day models.Date) {
	opening := day.Time().Add(9 * time.Hour)
	s.now = opening.Add(time.Duration(s.random.IntN(8*60)) * time.Minute)
}

// nobody is the ledger's question about applications, of which the history has none.
type nobody struct{}

// Holds implements visit.Applications.
func (nobody) Holds(context.Context, models.Tx, models.ID) (bool, error) { return false, nil }

// GiveUp implements visit.Applications.
func (nobody) GiveUp(context.Context, models.Tx, models.ID) error { return nil }

// demoSites makes the further halls of the demo's figures known.
func demoSites(ctx context.Context, tx models.Tx, sites device.Sites) error {
	for code, names := range map[string]models.Texts{
		"440300-901": {"zh-CN": "演示东区分厅", "en": "Demo hall east"},
		"440300-902": {"zh-CN": "演示西区分厅", "en": "Demo hall west"},
	} {
		if err := sites.PutSite(ctx, tx, device.Site{Code: code, Names: names, Demo: true}); err != nil {
			return err
		}
	}
	return nil
}
