package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/figures"
	"onevisit/models/store"
	"onevisit/models/store/storetest"
)

// FigureEvents names the variable with the number of events of the long run.
const figureEvents = "ONEVISIT_FIGURE_EVENTS"

// figureBench is a database in which random things happen to matters and
// sessions, each with its entry in the same transaction, as in the product.
type figureBench struct {
	*logBench
	random  *rand.Rand
	book    *store.Figures
	keeper  *store.FigureKeeper
	source  *store.FigureFacts
	pages   *store.Figures // of the reports
	reports *figures.Projection
	open    []figureMatter
	ended   []figureMatter
	n       int
	page    int // records of the longest page of a list
}

type figureMatter struct {
	id, visit, session, service string
	visits                      int
	live                        bool
}

func newFigures(t *testing.T) *figureBench { return newFiguresOn(t, storetest.Open(t)) }

func newFiguresOn(t *testing.T, db *store.DB) *figureBench {
	t.Helper()
	b := &figureBench{
		logBench: newLogOn(t, db), random: rand.New(rand.NewPCG(1, 2)),
		book: store.NewFigures(db), keeper: store.NewFigureKeeper(db), source: store.NewFigureFacts(), page: 9,
	}
	b.pages = store.NewFigureReports(db)
	b.reports = figures.NewProjection(b.pages, b.source)
	must(t, b.keeper.Begin(t.Context()))
	return b
}

func (b *figureBench) fold() *figures.Fold {
	return &figures.Fold{Book: b.book, Keeper: b.keeper, Source: b.source, Clock: b.clock, ID: "a"}
}

func (b *figureBench) pass() {
	b.Helper()
	held, err := b.fold().Pass(b.Context())
	must(b.T, err)
	if !held {
		b.Fatal("the lease is somebody else's")
	}
}

// happen lets n random things happen, some of them in one transaction.
func (b *figureBench) happen(n int) {
	b.Helper()
	must(b.T, b.db.Atomically(b.Context(), func(ctx context.Context, tx models.Tx) error {
		g, ok := tx.Handle().(*gorm.DB)
		if !ok {
			return errors.New("no transaction")
		}
		for range n {
			if err := b.event(ctx, tx, g); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (b *figureBench) day() string {
	return string(models.Date("2026-03-01").AddDays(b.random.IntN(120)))
}

func (b *figureBench) event(ctx context.Context, tx models.Tx, g *gorm.DB) error {
	pick := func(list []figureMatter) int { return b.random.IntN(len(list)) }
	switch at := b.random.IntN(10); {
	case at < 4 || len(b.open) == 0:
		return b.begin(ctx, tx, g)
	case at < 7:
		i := pick(b.open)
		m := b.open[i]
		b.open[i] = b.open[len(b.open)-1]
		b.open, b.ended = b.open[:len(b.open)-1], append(b.ended, m)
		state := []string{"completed", "completed", "completed", "rejected", "withdrawn"}[b.random.IntN(5)]
		return b.change(ctx, tx, g, audit.ApplicationCompleted, []audit.Ref{{Kind: "matter", ID: m.id}},
			"UPDATE matter SET state = ?, ended_on = ?, ended_at = ?, open_key = NULL WHERE id = ?", state, b.day(), b.clock.Now().UnixMilli(), m.id)
	case at == 7 && len(b.ended) > 0:
		i := pick(b.ended)
		m := b.ended[i]
		b.ended[i] = b.ended[len(b.ended)-1]
		b.ended, b.open = b.ended[:len(b.ended)-1], append(b.open, m)
		return b.change(ctx, tx, g, audit.ApplicationRecalled, []audit.Ref{{Kind: "matter", ID: m.id}},
			"UPDATE matter SET state = 'open', ended_on = '', ended_at = 0 WHERE id = ?", m.id)
	case at == 8 && len(b.ended) > 0:
		m := b.ended[pick(b.ended)]
		return b.change(ctx, tx, g, audit.OneVisitCauseAmends, []audit.Ref{{Kind: "matter", ID: m.id}},
			"UPDATE matter_visit SET cause = ? WHERE matter_id = ? AND seq > 1", fmt.Sprintf("R%02d", 1+b.random.IntN(20)), m.id)
	default:
		i := pick(b.open)
		m := &b.open[i]
		if !m.live {
			return b.audit.Append(ctx, tx, entryAbout(m.id)) // a step save, which changes nothing
		}
		m.live = false
		return b.change(ctx, tx, g, audit.SessionEnded, []audit.Ref{{Kind: "session", ID: m.session}, {Kind: "visit", ID: m.visit}},
			"UPDATE citizen_session SET ended_at = ?, end_reason = 'finished', rating = ?, live_device = NULL WHERE id = ?",
			b.clock.Now().UnixMilli(), b.random.IntN(6), m.session)
	}
}

func (b *figureBench) change(ctx context.Context, tx models.Tx, g *gorm.DB, action audit.Action, refs []audit.Ref, sql string, args ...any) error {
	if err := g.Exec(sql, args...).Error; err != nil {
		return err
	}
	return b.audit.Append(ctx, tx, audit.Entry{
		Action: action, Actor: models.Actor{Kind: models.ActorSystem, Site: "440300-001"}, Subjects: refs,
	})
}

// begin opens a matter with one to three presences, the first in a session.
func (b *figureBench) begin(ctx context.Context, tx models.Tx, g *gorm.DB) error {
	b.n++
	id := func(kind string) string { return fmt.Sprintf("%s%025d", kind, b.n) }
	m := figureMatter{
		id: id("m"), visit: id("v"), session: id("s"), live: true, visits: 1 + b.random.IntN(3),
		service: []string{"exit-entry.hkm-endorsement", "traffic.camera-violation", "exit-entry.passport-renewal"}[b.random.IntN(3)],
	}
	person, day, now := id("p"), b.day(), b.clock.Now().UnixMilli()
	site := "440300-00" + strconv.Itoa(1+b.random.IntN(3))
	age := []string{"16-29", "45-59", "60-69", ""}[b.random.IntN(4)]
	language := []string{"zh-CN", "en"}[b.random.IntN(2)]
	demo := b.random.IntN(8) / 7
	statements := []struct {
		sql  string
		args []any
	}{
		{"INSERT INTO person (id, id_index, sealed, test, created_at) VALUES (?, ?, 'x', ?, ?)", []any{person, person, b.random.IntN(20) / 19, now}},
		{"INSERT INTO visit (id, person_id, site, local_date, started_at, demo, age) VALUES (?, ?, ?, ?, ?, ?, ?)", []any{m.visit, person, site, day, now, demo, age}},
		{`INSERT INTO citizen_session (id, token_hash, device_id, live_device, site, person_id, visit_id, sealed, language, assisted,
			document_kind, local_date, started_at, last_seen_at, ended_at, end_reason, rating) VALUES (?, ?, ?, NULL, ?, ?, ?, 'x', ?, ?, 'id-card', ?, ?, ?, 0, '', 0)`,
			[]any{m.session, m.session, fmt.Sprintf("d%025d", b.random.IntN(4)), site, person, m.visit, language, b.random.IntN(2), day, now, now}},
		{`INSERT INTO matter (id, person_id, service, open_key, state, opened_on, last_event_on, ended_on, ended_at, visits, reopened, site,
			definition_hash, test, demo, precheck_only, settled, version) VALUES (?, ?, ?, NULL, 'open', ?, ?, '', 0, ?, 0, ?, 'x', 0, ?, 0, 0, 0)`,
			[]any{m.id, person, m.service, day, day, m.visits, site, demo}},
	}
	for seq := 1; seq <= m.visits; seq++ {
		visit, cause := m.visit, ""
		if seq > 1 {
			visit, cause = m.visit[:1]+strconv.Itoa(seq)+m.visit[2:], fmt.Sprintf("R%02d", 1+b.random.IntN(20))
		}
		statements = append(statements, struct {
			sql  string
			args []any
		}{
			`INSERT INTO matter_visit (matter_id, visit_id, seq, site, local_date, first_at, ending, ending_cause, cause, cause_text)
				VALUES (?, ?, ?, ?, ?, ?, 'working', '', ?, '')`, []any{m.id, visit, seq, site, day, now, cause},
		})
	}
	for _, s := range statements {
		if err := g.Exec(s.sql, s.args...).Error; err != nil {
			return err
		}
	}
	b.open = append(b.open, m)
	return b.change(ctx, tx, g, audit.ApplicationOpened, []audit.Ref{{Kind: "matter", ID: m.id}}, "UPDATE matter SET version = 1 WHERE id = ?", m.id)
}

// query is a random question, to be answered by naming places or by what they
// have in common.
func (b *figureBench) query() figures.Query {
	store.NamePlaces(b.pages, []int{1, 2000}[b.random.IntN(2)])
	q := figures.Query{
		From: models.Date("2026-03-01").AddDays(b.random.IntN(40)), Demo: b.random.IntN(2) == 0,
		Measures: []figures.Measure{figures.Ends, figures.Causes, figures.Used, figures.Rating},
	}
	q.To = q.From.AddDays(b.random.IntN(100))
	by := []figures.Dimension{
		figures.ByDay, figures.ByMonth, figures.ByService, figures.BySite, figures.ByDevice, figures.ByLanguage, figures.ByAge, figures.ByChannel,
	}
	for _, i := range b.random.Perm(len(by))[:b.random.IntN(3)] {
		q.By = append(q.By, by[i])
	}
	if b.random.IntN(3) == 0 {
		q.Filter.Services = []string{"exit-entry.hkm-endorsement", "traffic.camera-violation"}
	}
	if b.random.IntN(4) == 0 {
		q.Filter.Sites = []string{"440300-001"}
	}
	if b.random.IntN(5) == 0 {
		q.Filter.Age = "45-59"
	}
	return q
}

func (b *figureBench) sums(q figures.Query) []figures.Sum {
	b.Helper()
	list, _, err := b.reports.Sums(b.Context(), q)
	must(b.T, err)
	return list
}

// everything computes all contributions from the facts alone.
func (b *figureBench) everything() []figures.Contribution {
	b.Helper()
	var all []figures.Contribution
	must(b.T, b.book.Look(b.Context(), func(ctx context.Context, tx models.Tx) error {
		for _, kind := range b.source.Kinds() {
			for after := ""; ; {
				list, next, err := b.source.All(ctx, tx, kind, after, "", 500)
				if err != nil {
					return err
				}
				all = append(all, list...)
				if after = next; after == "" {
					break
				}
			}
		}
		return nil
	}))
	return all
}

// counted answers a query by going through contributions one by one.
func counted(all []figures.Contribution, q figures.Query) []figures.Sum {
	sums := map[figures.Sum]int64{}
	for _, c := range all {
		if c.On < q.From || c.On > q.To || c.Demo && !q.Demo {
			continue
		}
		at := map[figures.Dimension]string{
			figures.ByDay: string(c.On), figures.ByMonth: string(c.On[:7]), figures.ByService: c.Place.Service, figures.BySite: c.Place.Site,
			figures.ByDevice: string(c.Place.Device), figures.ByLanguage: c.Place.Language, figures.ByAge: c.Place.Age, figures.ByChannel: c.Place.Channel,
		}
		if len(q.Filter.Services) > 0 && !slices.Contains(q.Filter.Services, c.Place.Service) ||
			len(q.Filter.Sites) > 0 && !slices.Contains(q.Filter.Sites, c.Place.Site) || q.Filter.Age != "" && q.Filter.Age != c.Place.Age {
			continue
		}
		var key figures.Sum
		known := true
		for i, d := range q.By {
			key.Group[i] = at[d]
			known = known && at[d] != ""
		}
		for _, cell := range c.Cells {
			if known && slices.Contains(q.Measures, cell.Measure) {
				key.Measure, key.Bucket = cell.Measure, cell.Bucket
				sums[key] += cell.N
			}
		}
	}
	var list []figures.Sum
	for key, n := range sums {
		key.N = n
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b figures.Sum) int {
		text := func(s figures.Sum) string {
			return s.Group[0] + "\x00" + s.Group[1] + "\x00" + string(s.Measure) + "\x00" + s.Bucket
		}
		return strings.Compare(text(a), text(b))
	})
	return list
}

func sameSums(a, b []figures.Sum) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

// Whatever happens in whatever order, with the fold dying between and inside its
// turns: figures are exact to the last commit, a pin says for good what it said,
// and a rebuild makes the same sums to the bit.
func TestFigures_areTheFactsWhateverHappens(t *testing.T) {
	t.Parallel()
	events := 500
	if os.Getenv(storetest.DSNVariable) != "" {
		events = 300 // each round trip costs
	}
	if text := os.Getenv(figureEvents); text != "" {
		var err error
		events, err = strconv.Atoi(text)
		must(t, err)
	}
	b := newFigures(t)
	b.page += events / 1000 // or a long run does little but turn pages
	type pin struct {
		q      figures.Query
		said   []figures.Sum
		list   figures.Listing
		listed []string
	}
	var pins []pin
	compared := 0
	looks := max(1, events/20) // of the pure count
	for done := 0; done < events; {
		n := 1 + b.random.IntN(5+events/5000)
		b.happen(n)
		done += n
		if b.random.IntN(3) == 0 {
			b.round()
		}
		if b.random.IntN(2) == 0 {
			b.faultyPass()
		}
		if done/looks != (done-n)/looks {
			all := b.everything()
			for range 4 {
				q := b.query()
				if got, want := b.sums(q), counted(all, q); !sameSums(got, want) {
					t.Fatalf("after %d events, %+v\n got %v\nwant %v", done, q, got, want)
				}
				compared++
				l := b.listing(q)
				b.mustList(all, l)
				at, err := b.reports.Pin(t.Context())
				must(t, err)
				if q.AsOf = at.Entries; q.AsOf > 0 {
					l.AsOf = q.AsOf
					pins = append(pins, pin{q, b.sums(q), l, b.list(l)})
				}
			}
			if testing.Verbose() {
				t.Logf("%d of %d events, %d contributions", done, events, len(all))
			}
		}
	}
	b.round()
	b.clock.Pass(time.Hour)
	b.pass()
	for _, p := range pins {
		if got := b.sums(p.q); !sameSums(got, p.said) {
			t.Fatalf("pinned %+v\n says %v\n said %v", p.q, got, p.said)
		}
		if got := b.list(p.list); !slices.Equal(got, p.listed) {
			t.Fatalf("pinned %+v\n lists %v\n listed %v", p.list, got, p.listed)
		}
	}
	b.mustVerify()
	before := b.dump()
	built := b.rebuild()
	if built.Changed != 0 {
		t.Errorf("a rebuild changed %d of %d subjects", built.Changed, built.Subjects)
	}
	if after := b.dump(); !slices.Equal(before, after) {
		t.Error("a rebuild makes other sums")
	}
	for _, p := range pins {
		if !sameSums(b.sums(p.q), p.said) {
			t.Fatal("a rebuild moved a pin")
		}
	}
	t.Logf("%d events, %d figures compared with the facts, %d pins, %d subjects, %d rows of sums", events, compared, len(pins), built.Subjects, len(before))
}

// mustList pages through the contributions behind a figure, and finds each of them
// once, the newest day first.
func (b *figureBench) mustList(all []figures.Contribution, l figures.Listing) {
	b.Helper()
	got := b.list(l)
	var want []string
	for _, c := range all {
		if len(counted([]figures.Contribution{c}, l.Query)) > 0 && slices.ContainsFunc(c.Cells, func(c figures.Cell) bool {
			return slices.Contains(l.Measures, c.Measure) && l.Want(c)
		}) {
			want = append(want, string(c.On)+c.Subject.ID)
		}
	}
	if !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b[:10], a[:10]) }) {
		b.Fatalf("%+v: not the newest day first: %v", l, got)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.Fatalf("%+v\nlists %v\nwant  %v", l, got, want)
	}
}

// listing is a random part of a question's records: something rare, something
// frequent, or both.
func (b *figureBench) listing(q figures.Query) figures.Listing {
	buckets := [][]string{{"completed:2"}, {"completed:1"}, {"completed:3", "rejected:1", "rejected:2"}, {"R05", "R07", "completed:2"}, {"completed:1", "R05"}}
	wanted := buckets[b.random.IntN(len(buckets))]
	l := figures.Listing{Query: q, Limit: 1 + b.page/10 + b.random.IntN(b.page)}
	l.Measures, l.By = []figures.Measure{figures.Ends, figures.Causes}, nil
	l.Want = func(c figures.Cell) bool { return slices.Contains(wanted, c.Bucket) }
	if b.random.IntN(2) == 0 {
		l.Kind = figures.Matter
	}
	return l
}

// list pages through a listing.
func (b *figureBench) list(l figures.Listing) []string {
	b.Helper()
	var got []string
	for {
		page, _, err := b.reports.Versions(b.Context(), l)
		must(b.T, err)
		for _, v := range page {
			got = append(got, string(v.On)+v.Subject.ID)
			l.AfterDay, l.AfterSubject = v.On, v.Subject
		}
		if len(page) < l.Limit {
			return got
		}
	}
}

func (b *figureBench) mustVerify() {
	b.Helper()
	found, err := figures.Verify(b.Context(), b.book, b.source)
	must(b.T, err)
	for _, f := range found.Faults {
		b.Error(f)
	}
}

func (b *figureBench) rebuild() figures.Built {
	b.Helper()
	b.clock.Pass(time.Hour)
	built, err := figures.Rebuild(b.Context(), b.book, b.source, b.keeper, b.clock, "builder")
	must(b.T, err)
	return built
}

// dump is every row of the sums and every entry of the lists as they stand.
func (b *figureBench) dump() []string {
	b.Helper()
	var rows []string
	must(b.T, b.book.Look(b.Context(), func(ctx context.Context, tx models.Tx) error {
		err := b.book.EachRare(ctx, tx, func(c *figures.Contribution) { rows = append(rows, fmt.Sprintf("%+v", *c)) })
		if err != nil {
			return err
		}
		return b.book.EachSum(ctx, tx, func(k figures.RowKey, counts []byte) error {
			rows = append(rows, fmt.Sprintf("%+v %x", k, counts))
			return nil
		})
	}))
	slices.Sort(rows)
	return rows
}

// faultyPass folds; sometimes the process dies: before a turn is written, while
// it is, or after.
func (b *figureBench) faultyPass() {
	b.Helper()
	f := b.fold()
	f.Keeper = &dyingKeeper{FigureKeeper: b.keeper, at: b.random.IntN(8)}
	if _, err := f.Pass(b.Context()); err != nil && !errors.Is(err, errDied) {
		b.Fatal(err)
	}
}

var errDied = errors.New("the process died")

type dyingKeeper struct {
	*store.FigureKeeper
	at int
}

func (d *dyingKeeper) Turn(ctx context.Context, t figures.Turn) error {
	switch d.at {
	case 0:
		return errDied
	case 1:
		if len(t.Past) > 0 { // the statement that ends a version fails the second time
			t.Past = append(t.Past, t.Past[0])
			return errors.Join(errDied, d.FigureKeeper.Turn(ctx, t))
		}
	case 2:
		if err := d.FigureKeeper.Turn(ctx, t); err != nil {
			return err
		}
		return errDied
	}
	return d.FigureKeeper.Turn(ctx, t)
}
