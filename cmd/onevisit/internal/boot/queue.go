package boot

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"onevisit/api/connect/sim"
	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/device"
	"onevisit/models/flow"
	"onevisit/models/store"
	"onevisit/models/visit"
)

const (
	// queueMark notes how many applications wait by the seed's doing, so that
	// seeding again does not fill the queue up.
	queueMark    = "demo.queue"
	queueKiosk   = "演示终端（样例）"
	queueService = "exit-entry.passport-renewal"
	// oldestQueued is how many days ago the first of them came: longer than the
	// promise, so that the desk sees what an overdue case looks like.
	oldestQueued = 13
)

// SeedQueue lets n citizens of the demo world hand passport renewals in, over
// the last days and by the product's own use cases, so that the desk has work.
// They are ordinary persons; the ones made for showing something stay as they
// were. It returns how many were handed in: none where it was done before.
func SeedQueue(ctx context.Context, cfg config.Config, env Environment, n int) (queued int, err error) {
	cfg.Demo, cfg.SimListen = true, ""
	if cfg.PublicURL == "" {
		cfg.PublicURL = "http://127.0.0.1:9" // nothing is paid here, so nobody is told
	}
	h := &Hall{cfg: cfg, env: env}
	defer func() { err = errors.Join(err, h.end()) }()
	if h.db, err = OpenStore(ctx, cfg, env.Log); err != nil {
		return 0, err
	}
	h.onEnd("database", func(context.Context) error { return h.db.Close() })
	if _, err := prepare(ctx, cfg, h.db, env.Log); err != nil {
		return 0, err
	}
	o, err := h.connect(ctx)
	if err != nil {
		return 0, err
	}
	s := &queueSeed{days: newBackClock(env.Clock.Now(), oldestQueued), world: o.world, site: cfg.Site}
	h.env.Clock = s.days
	if s.platform, err = h.openPlatform(ctx); err != nil {
		return 0, err
	}
	if s.cases, err = h.openCases(ctx, s.platform, o); err != nil {
		return 0, err
	}
	return s.fill(ctx, h.db, n)
}

// backClock is the time of the citizen who is being seeded.
type backClock struct {
	end, at time.Time
}

func newBackClock(now time.Time, days int) *backClock {
	return &backClock{end: now.Add(-time.Minute), at: models.DateOf(now).AddDays(-days).Time().Add(9 * time.Hour)}
}

// Now implements models.Clock.
func (c *backClock) Now() time.Time { return c.at }

// forward goes on to the next citizen, in opening hours, never past the end.
func (c *backClock) forward(step time.Duration) {
	c.at = c.at.Add(step)
	if opens := models.DateOf(c.at).Time().Add(9 * time.Hour); c.at.Before(opens) || c.at.After(opens.Add(8*time.Hour)) {
		c.at = models.DateOf(c.at.Add(10 * time.Hour)).Time().Add(9*time.Hour + 7*time.Minute)
	}
	if c.at.After(c.end) {
		c.at = c.end
	}
}

// queueSeed hands applications in.
type queueSeed struct {
	*platform
	cases *cases
	world *sim.World
	days  *backClock
	site  string
	kiosk device.Device
	key   []byte
	come  int // persons who came
}

// foreigners is every how-manieth person who reads English, so that the desk sees
// what routing by language is.
const foreigners = 7

func (s *queueSeed) language() string {
	if s.come%foreigners == 0 {
		return "en"
	}
	return "zh-CN"
}

func (s *queueSeed) fill(ctx context.Context, db *store.DB, n int) (int, error) {
	if mark, err := s.marks.Get(ctx, queueMark); err == nil && mark != "" {
		return 0, nil
	} else if err != nil && !errors.Is(err, models.ErrNotFound) {
		return 0, err
	}
	if err := s.enrol(ctx); err != nil {
		return 0, fmt.Errorf("demo queue: %w", err)
	}
	step := s.days.end.Sub(s.days.at) / time.Duration(n)
	queued := 0
	for _, p := range s.world.Persons() {
		if queued == n {
			break
		}
		if p.Special {
			continue
		}
		handedIn, err := s.serve(ctx, p)
		if err != nil {
			return queued, fmt.Errorf("demo queue: %s: %w", p.ID, err)
		}
		if handedIn {
			queued++
			s.days.forward(step)
		}
	}
	err := db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		return s.marks.Put(ctx, tx, queueMark, strconv.Itoa(queued))
	})
	return queued, err
}

func (s *queueSeed) enrol(ctx context.Context) error {
	code, err := s.fleet.MakeCode(ctx, models.Actor{Kind: models.ActorSystem, Site: s.site}, queueKiosk, nil)
	if err != nil {
		return err
	}
	if s.kiosk, _, err = s.fleet.Enrol(ctx, code.Code); err != nil {
		return err
	}
	s.key, err = s.fleet.AgentKey(ctx, s.kiosk.ID)
	return err
}

// serve lets one person come, renew a passport where that is possible, and go.
func (s *queueSeed) serve(ctx context.Context, p sim.Person) (bool, error) {
	s.come++
	actor, err := s.arrive(ctx, p)
	if err != nil {
		return false, err
	}
	possible, err := s.offered(ctx, actor)
	if err == nil && possible {
		err = s.apply(ctx, actor, p)
	}
	return possible, errors.Join(err, s.cases.reception.End(ctx, actor, visit.Finished))
}

func (s *queueSeed) arrive(ctx context.Context, p sim.Person) (models.Actor, error) {
	reading, err := s.sign(device.Token{Kind: device.KindReading, Number: p.IDNumber, Name: p.Name, IDNumber: p.IDNumber})
	if err != nil {
		return models.Actor{}, err
	}
	factor, err := s.sign(device.Token{Kind: device.KindFactor, Number: p.IDNumber, Matches: true})
	if err != nil {
		return models.Actor{}, err
	}
	begun, err := s.cases.reception.Begin(ctx, visit.Arrival{Device: s.kiosk, Reading: reading, Factor: factor, Language: s.language()}, nil)
	return begun.Session.Actor(), err
}

func (s *queueSeed) sign(t device.Token) (string, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(s.fleet.Random, nonce); err != nil {
		return "", err
	}
	t.Version, t.Device, t.Document, t.Nonce, t.At = 1, s.kiosk.ID, device.IDCard, hex.EncodeToString(nonce), s.days.Now().Unix()
	return device.Sign(s.key, t)
}

func (s *queueSeed) place() application.Place {
	site := s.kiosk.Site
	return application.Place{
		Device: s.kiosk.ID, Name: s.kiosk.Name, Site: site.Code, SiteName: site.Names.In("zh-CN"), City: site.Code[:6],
		Province: site.Code[:2] + "0000", Demo: true, PermitStation: true, Printer: true, Camera: true, ClerksToday: true,
	}
}

// offered tells whether the menu offers the renewal. Looking is no attempt.
func (s *queueSeed) offered(ctx context.Context, actor models.Actor) (bool, error) {
	menu, err := s.cases.office.Menu(ctx, actor, s.place())
	for err == nil && menu.Late { // each look waits for the registers a little
		menu, err = s.cases.office.Menu(ctx, actor, s.place())
	}
	for _, group := range menu.Groups {
		for _, entry := range group.Services {
			if entry.Service == queueService {
				return entry.Verdict.Outcome.Opens(), err
			}
		}
	}
	return false, err
}

func (s *queueSeed) apply(ctx context.Context, actor models.Actor, p sim.Person) error {
	outcome, err := s.cases.office.Open(ctx, application.Choice{Actor: actor, Place: s.place(), Service: queueService})
	if err != nil {
		return err
	}
	if outcome.View == nil {
		return fmt.Errorf("refused: %v", outcome.Refused.Verdict.Outcome)
	}
	view := *outcome.View
	for view.Page != nil {
		given, err := s.answers(ctx, actor, view, p)
		if err != nil {
			return err
		}
		view, err = s.cases.office.SaveStep(ctx, application.StepCommand{
			Actor: actor, Application: view.Application.ID, Step: view.Page.Step, Version: view.Application.Version,
			Given: given, Language: s.language(),
		})
		if err != nil {
			return err
		}
	}
	_, err = s.cases.office.Submit(ctx, application.Submission{
		Actor: actor, Place: s.place(), Application: view.Application.ID, Version: view.Application.Version, ConfirmedFen: view.Total,
	})
	return err
}

// answers fills a page in: what is pre-filled stays, the first choice is taken.
func (s *queueSeed) answers(ctx context.Context, actor models.Actor, view application.View, p sim.Person) (map[string]any, error) {
	given := map[string]any{}
	for _, f := range view.Page.Fields {
		switch f.Kind {
		case "declaration", "notice":
			given[f.Name] = true
		case "photo":
			photo, err := s.cases.office.Attach(ctx, application.Upload{
				Actor: actor, Application: view.Application.ID, Field: f.Name, Data: sim.Portrait(p.ID, false),
			})
			if err != nil {
				return nil, err
			}
			given[f.Name] = string(photo.ID)
		default:
			if value := typed(f); value != nil {
				given[f.Name] = value
			}
		}
	}
	return given, nil
}

// typed is what the person types or taps, nil for nothing.
func typed(f flow.Field) any {
	if text, ok := f.Value.(string); f.Value != nil && (!ok || text != "") {
		return f.Value
	}
	for _, option := range f.Options {
		if option.Allowed {
			return option.Value
		}
	}
	switch {
	case !f.Required:
		return nil
	case strings.Contains(f.Name, "mobile"):
		return "13900000000"
	case strings.Contains(f.Name, "address"):
		return "测试省测试市示范区演示路1号"
	}
	return "示范人"
}
