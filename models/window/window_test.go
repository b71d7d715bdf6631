package window_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/casework"
	"onevisit/models/device"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
	"onevisit/models/window"
)

const (
	hall    = "440300-001"
	another = "440300-002"
	hkm     = "exit-entry.hkm-endorsement"
	renewal = "exit-entry.passport-renewal"
	citizen = "449901198805050016"
)

// counter is a window beside a kiosk of the same hall, over a real database.
type counter struct {
	*modelstest.Office
	t      *testing.T
	kiosk  device.Device
	window *window.Window
	work   *store.Casework
	clerk  models.Actor
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	o := modelstest.NewOffice(t)
	o.Registers.Put(citizen, modelstest.Citizen(citizen))
	c := &counter{Office: o, t: t, kiosk: o.Kiosk(hall), work: store.NewCasework(o.DB)}
	c.window = window.New(window.Config{
		Transactor: o.DB, Applications: o.Cases, Printing: o.Cases, Files: o.Store, Book: o.Visits, Interests: c.work, Households: c.work, Notes: casework.NewNotes(store.NewDecisions(o.DB), o.Vault), Journal: o.Visits,
		Catalog: o.Catalog, Source: o.Registers, Doorman: visit.NewDoorman(o.Visits, o.Vault, o.Clock, o.IDs), Ledger: o.Ledger,
		Audit: o.Log, Vault: o.Vault, Clock: o.Clock, IDs: o.IDs,
	})
	c.clerk = c.member("wang", hall)
	return c
}

func (c *counter) member(name, site string) models.Actor {
	c.t.Helper()
	account := staff.Account{ID: c.IDs.New(), Login: name, Name: name, Role: staff.Clerk, Site: site}
	c.atomically(func(ctx context.Context, tx models.Tx) error {
		return store.NewStaff(c.DB).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, c.Clock.Now())
	})
	return models.Actor{Kind: models.ActorStaff, ID: account.ID, Site: site, Role: "clerk"}
}

func (c *counter) atomically(work func(context.Context, models.Tx) error) {
	c.t.Helper()
	c.must(c.DB.Atomically(c.t.Context(), work))
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		var e *models.Error
		if errors.As(err, &e) {
			c.t.Fatalf("%v %+v %+v", err, e.Fields, e.Params)
		}
		c.t.Fatal(err)
	}
}

func (c *counter) find(q window.Query) window.File {
	c.t.Helper()
	file, err := c.window.LookUp(c.t.Context(), c.clerk, q)
	c.must(err)
	return file
}

func (c *counter) record(d window.Deed) window.Done {
	c.t.Helper()
	done, err := c.window.Record(c.t.Context(), c.clerk, d, nil)
	c.must(err)
	return done
}

func (c *counter) refused(what string, d window.Deed, want error) {
	c.t.Helper()
	if _, err := c.window.Record(c.t.Context(), c.clerk, d, nil); !errors.Is(err, want) {
		c.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// form fills a passport renewal in at the kiosk and submits it.
func (c *counter) form(delivery string) application.Application {
	c.t.Helper()
	ctx, actor, place := c.t.Context(), c.Identify(c.kiosk, citizen).Session.Actor(), modelstest.Place(c.kiosk)
	opened, err := c.Cases.Open(ctx, application.Choice{Actor: actor, Place: place, Service: renewal})
	c.must(err)
	v := *opened.View
	photo, err := c.Cases.Attach(ctx, application.Upload{Actor: actor, Application: v.Application.ID, Field: "photo", Data: portrait(c.t)})
	c.must(err)
	for _, page := range []struct {
		step  string
		given map[string]any
	}{
		{"person", map[string]any{"person_right": true}},
		{"photo", map[string]any{"photo": string(photo.ID)}},
		{"spelling", map[string]any{"surname": "CHEN", "given_name": "DAHAI"}},
		{"address", map[string]any{"address": "广东省深圳市南山区测试路1号"}},
		{"phone", map[string]any{"mobile": "13800000002"}},
		{"contact", map[string]any{"contact_name": "陈小海", "contact_mobile": "13800000003"}},
		{"delivery", map[string]any{"delivery": delivery}},
		{"declaration", map[string]any{"declared": true}},
	} {
		v, err = c.Cases.SaveStep(ctx, application.StepCommand{
			Actor: actor, Application: v.Application.ID, Step: page.step, Version: v.Application.Version, Given: page.given, Language: "en",
		})
		c.must(err)
	}
	v, err = c.Cases.Submit(ctx, application.Submission{
		Actor: actor, Place: place, Application: v.Application.ID, Version: v.Application.Version, ConfirmedFen: v.Total,
	})
	c.must(err)
	return v.Application
}

func portrait(t *testing.T) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 480, 640))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 31)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (c *counter) decide(id models.ID, command application.Command, reason string, cause visit.Cause) {
	c.t.Helper()
	c.atomically(func(ctx context.Context, tx models.Tx) error {
		_, err := c.Cases.Decide(ctx, tx, application.Ruling{By: c.clerk, Application: id, Command: command, Reason: reason, Cause: cause})
		return err
	})
}

// ready is a passport that was made and waits in the hall to be taken away.
func (c *counter) ready() application.Application {
	c.t.Helper()
	a := c.form("collect")
	c.decide(a.ID, application.Approve, "", "")
	c.must(c.Pay(models.Actor{Kind: models.ActorCitizen, ID: a.Person}, a.ID))
	for range 2 {
		c.Work(10 * time.Second)
		c.Registers.Made()
	}
	c.Work(30 * time.Second)
	return a
}

func (c *counter) state(id models.ID) application.State {
	c.t.Helper()
	a, err := c.Store.ByID(c.t.Context(), id)
	c.must(err)
	return a.State
}

func (c *counter) matter(id models.ID) visit.Matter {
	c.t.Helper()
	var m visit.Matter
	c.atomically(func(ctx context.Context, tx models.Tx) (err error) {
		m, err = c.Visits.LockMatter(ctx, tx, id)
		return err
	})
	return m
}

// causes are those of the matter's presences after the first.
func (c *counter) causes(matter models.ID) string {
	c.t.Helper()
	list, err := c.Visits.Presences(c.t.Context(), matter)
	c.must(err)
	var causes []string
	for _, p := range list[1:] {
		causes = append(causes, string(p.Cause))
	}
	return strings.Join(causes, " ")
}

func (c *counter) slip(a application.Application) window.Query {
	return window.Query{Code: application.SlipCode(c.Vault, a.ID)}
}

func only(t *testing.T, file window.File) window.Item {
	t.Helper()
	if len(file.Items) != 1 {
		t.Fatalf("%d items: %+v", len(file.Items), file.Items)
	}
	return file.Items[0]
}

func TestCollected_isAVisitOfItsOwnAndCompletes(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	c.Clock.Days(10)
	item := only(t, c.find(c.slip(a)))
	if fmt.Sprint(item.Acts) != "[attended collected]" || item.Visits != 1 || len(item.Sections) == 0 {
		t.Fatalf("%v, %d visits, %d sections", item.Acts, item.Visits, len(item.Sections))
	}
	done := c.record(window.Deed{Item: a.ID, Act: window.Collected})
	if done.Cause != visit.CollectionOnly || done.Visits != 2 || done.State != string(application.Completed) {
		t.Fatalf("%+v", done)
	}
	if m := c.matter(a.Matter); m.State != visit.MatterCompleted || m.Visits != 2 {
		t.Fatalf("%+v", m)
	}
	c.refused("twice", window.Deed{Item: a.ID, Act: window.Collected}, window.ErrNotPossible)
	if entries := fmt.Sprint(c.Entries("application", a.ID)); !strings.Contains(entries, "window.recorded") || !strings.Contains(entries, "window.looked_up") {
		t.Errorf("recorded: %s", entries)
	}
}

// A trip only to ask leaves the document where it is: the next trip is still due
// to the collection.
func TestAttended_leavesWhatTheMatterWaitsFor(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	c.Clock.Days(1)
	c.record(window.Deed{Item: a.ID, Act: window.Attended, Purpose: window.Ask})
	if again := c.record(window.Deed{Item: a.ID, Act: window.Attended, Purpose: window.Papers}); again.Visits != 2 {
		t.Errorf("two desks on one day are %d visits", again.Visits)
	}
	c.Clock.Days(1)
	c.record(window.Deed{Item: a.ID, Act: window.Collected})
	if got := c.causes(a.Matter); got != "R06 R06" {
		t.Errorf("causes %s", got)
	}
}

func TestCompleted_finishesWhatWasHandedOver(t *testing.T) {
	c := newCounter(t)
	a := c.form("collect")
	c.decide(a.ID, application.HandOver, "window.papers", visit.PapersMissing)
	c.Clock.Days(3)
	item := only(t, c.find(c.slip(a)))
	if fmt.Sprint(item.Acts) != "[attended completed refused]" || item.State != string(application.HandedOver) || len(item.Reasons) == 0 {
		t.Fatalf("%v in %s, reasons %v", item.Acts, item.State, item.Reasons)
	}
	done := c.record(window.Deed{Item: a.ID, Act: window.Completed})
	if done.Cause != visit.PapersMissing || done.Visits != 2 || done.State != string(application.Completed) {
		t.Fatalf("%+v", done)
	}
	results, err := c.Store.Results(t.Context(), a.ID)
	c.must(err)
	for _, r := range results {
		if r.State != application.ResultDone {
			t.Errorf("%s is %s", r.Kind, r.State)
		}
	}
	if len(results) == 0 || c.matter(a.Matter).State != visit.MatterCompleted {
		t.Errorf("%d results, matter %s", len(results), c.matter(a.Matter).State)
	}
	c.refused("twice", window.Deed{Item: a.ID, Act: window.Completed}, window.ErrNotPossible)
}

func TestCompleted_onTheSameDayIsOneVisit(t *testing.T) {
	c := newCounter(t)
	a := c.form("collect")
	c.decide(a.ID, application.HandOver, "window.papers", visit.PapersMissing)
	if done := c.record(window.Deed{Item: a.ID, Act: window.Completed}); done.Visits != 1 || done.Cause != visit.CauseNone {
		t.Fatalf("%+v", done)
	}
}

func TestRefused_needsAReasonOfTheListAndGivesItsCause(t *testing.T) {
	c := newCounter(t)
	a := c.form("collect")
	c.refused("before it was handed over", window.Deed{Item: a.ID, Act: window.Refused, Reason: "reject.not-eligible"}, window.ErrNotPossible)
	c.decide(a.ID, application.HandOver, "window.papers", visit.PapersMissing)
	reason := only(t, c.find(c.slip(a))).Reasons[0]
	for _, bad := range []string{"", "no-such-reason", "window.papers"} {
		if _, err := c.window.Record(t.Context(), c.clerk, window.Deed{Item: a.ID, Act: window.Refused, Reason: bad}, nil); models.KindOf(err) != models.KindInvalid {
			t.Errorf("reason %q: %v", bad, err)
		}
	}
	done := c.record(window.Deed{Item: a.ID, Act: window.Refused, Reason: reason.Code, Note: pii.Conceal("材料不符")})
	if done.State != string(application.Rejected) || c.matter(a.Matter).State != visit.MatterRejected {
		t.Fatalf("%+v", done)
	}
	c.refused("twice", window.Deed{Item: a.ID, Act: window.Refused, Reason: reason.Code}, window.ErrNotPossible)
	c.Clock.Days(5)
	if done := c.record(window.Deed{Item: a.ID, Act: window.Attended, Purpose: window.Papers}); string(done.Cause) != reason.Cause || done.Visits != 2 {
		t.Errorf("the return after it: %+v, want %s", done, reason.Cause)
	}
	if m := c.matter(a.Matter); m.State != visit.MatterOpen || m.Reopened != 1 {
		t.Errorf("a return within the window does not reopen the matter: %+v", m)
	}
}

// What the kiosk turned away is finished by hand: by its reference, on the same
// day in the same visit, on another in a second one with the refusal's cause.
func TestAttempt_isFinishedAtTheWindow(t *testing.T) {
	for _, later := range []int{0, 2} {
		c := newCounter(t)
		actor := c.Identify(c.kiosk, citizen).Session.Actor()
		o, err := c.Cases.Open(t.Context(), application.Choice{Actor: actor, Place: modelstest.Place(c.kiosk), Service: hkm})
		c.must(err)
		c.Clock.Days(later)
		item := only(t, c.find(window.Query{Number: strings.ToLower(o.Refused.Reference)}))
		if item.Kind != window.KindAttempt || fmt.Sprint(item.Acts) != "[attended completed refused]" || item.Reason == nil {
			t.Fatalf("%+v", item)
		}
		done := c.record(window.Deed{Item: item.ID, Act: window.Completed})
		if m := c.matter(item.Matter); m.State != visit.MatterCompleted || m.Visits != 1+min(later, 1) || done.Visits != m.Visits {
			t.Errorf("after %d days: %+v, %+v", later, m, done)
		}
		if later > 0 && (done.Cause == visit.CauseNone || done.Cause == visit.OtherCause) {
			t.Errorf("cause %q", done.Cause)
		}
		c.refused("twice", window.Deed{Item: item.ID, Act: window.Completed}, window.ErrNotPossible)
	}
}

func TestAttended_beginsTheMatterOfSomebodyWithNothingBegun(t *testing.T) {
	c := newCounter(t)
	if _, err := c.window.LookUp(t.Context(), c.clerk, window.Query{IDNumber: pii.Conceal("449901197101010011")}); err == nil {
		t.Error("somebody the register does not know was found")
	}
	older := window.Query{IDNumber: pii.Conceal("usa-1100-750102-10")} // a foreigner's card of before 2023
	if _, err := c.window.LookUp(t.Context(), c.clerk, older); models.KindOf(err) == models.KindInvalid || err == nil {
		t.Errorf("a number of an older form is looked up, not refused: %v", err)
	}
	file := c.find(window.Query{IDNumber: pii.Conceal("4499 0119 8805 0500 16")})
	if file.Here || file.Visits != 0 || len(file.Items) != 0 || file.Holder.Reveal() != "陈**" || strings.Contains(file.IDNumber.Reveal(), "19880505") {
		t.Fatalf("%+v %s", file, file.IDNumber.Reveal())
	}
	deed := window.Deed{Person: file.Person, Service: renewal, Act: window.Attended, Purpose: window.Ask}
	done := c.record(deed)
	if done.Visits != 1 || done.Cause != visit.CauseNone || done.State != string(visit.MatterOpen) {
		t.Fatalf("%+v", done)
	}
	if again := c.record(deed); again.Visits != 1 || again.Item != done.Item {
		t.Errorf("twice on one day: %+v", again)
	}
	c.Clock.Days(1)
	a := c.form("collect")
	if a.Matter != done.Item || c.causes(a.Matter) != "R99" || c.matter(a.Matter).Visits != 2 {
		t.Errorf("the application after it: matter %s, causes %s", a.Matter, c.causes(a.Matter))
	}
	c.refused("unknown person", window.Deed{Person: c.IDs.New(), Service: renewal, Act: window.Attended, Purpose: window.Ask}, window.ErrUnknown)
	for name, bad := range map[string]window.Deed{
		"no purpose":    {Person: file.Person, Service: renewal, Act: window.Attended},
		"no service":    {Person: file.Person, Act: window.Attended, Purpose: window.Ask},
		"other service": {Person: file.Person, Service: "nothing", Act: window.Attended, Purpose: window.Ask},
		"other act":     {Person: file.Person, Service: renewal, Act: window.Completed},
		"nothing":       {Act: window.Attended, Purpose: window.Ask},
		"both":          {Item: a.ID, Person: file.Person, Act: window.Attended, Purpose: window.Ask},
		"long note":     {Item: a.ID, Act: window.Attended, Purpose: window.Ask, Note: pii.Conceal(strings.Repeat("长", 201))},
	} {
		if _, err := c.window.Record(t.Context(), c.clerk, bad, nil); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRepaired_takesAStoppedCaseUpAgain(t *testing.T) {
	c := newCounter(t)
	actor, place := c.InsertPermit(c.kiosk, modelstest.Permit).Session.Actor(), modelstest.Place(c.kiosk)
	o, err := c.Cases.Open(t.Context(), application.Choice{Actor: actor, Place: place, Service: hkm})
	c.must(err)
	v := *o.View
	for _, page := range []struct {
		step  string
		given map[string]any
	}{
		{"destination", map[string]any{"destinations": []string{"HKG"}}}, {"category", map[string]any{"category": "L"}},
		{"hong-kong", map[string]any{"hk_form": "3m-2"}}, {"phone", map[string]any{"mobile": "13800000002"}},
	} {
		v, err = c.Cases.SaveStep(t.Context(), application.StepCommand{
			Actor: actor, Application: v.Application.ID, Step: page.step, Version: v.Application.Version, Given: page.given, Language: "en",
		})
		c.must(err)
	}
	v, err = c.Cases.Submit(t.Context(), application.Submission{
		Actor: actor, Place: place, Application: v.Application.ID, Version: v.Application.Version, ConfirmedFen: v.Total,
	})
	c.must(err)
	c.must(c.Pay(actor, v.Application.ID))
	for range application.MostTries {
		v, err = c.Cases.View(t.Context(), actor, v.Application.ID)
		c.must(err)
		for _, r := range v.Results {
			if r.State == application.ResultDue {
				_, err = c.Cases.ReportResult(t.Context(), application.Report{Actor: actor, Application: v.Application.ID, Result: r.ID, Fault: "write"})
				c.must(err)
				break
			}
		}
	}
	id := v.Application.ID
	if item := only(t, c.find(c.slip(v.Application))); fmt.Sprint(item.Acts) != "[attended repaired completed]" {
		t.Fatalf("%v in %s", item.Acts, item.State)
	}
	c.clerk = c.member("zhao", another)
	c.refused("in another hall", window.Deed{Item: id, Act: window.Repaired}, window.ErrNotPossible)
	c.clerk = c.member("qian", hall)
	if done := c.record(window.Deed{Item: id, Act: window.Repaired}); done.State != string(application.Issuing) || done.Visits != 1 {
		t.Fatalf("%+v", done)
	}
	c.refused("twice", window.Deed{Item: id, Act: window.Repaired}, window.ErrNotPossible)
	if c.state(id) != application.Issuing {
		t.Errorf("state %s", c.state(id))
	}
}

func TestAnotherHall_showsWhereItStandsAndServesWhatWasHandedOver(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	home := c.clerk
	c.clerk = c.member("zhao", another)
	for _, q := range []window.Query{{Number: a.Number}, {Code: "onevisit:" + a.Number}, {Code: "OV1-" + strings.ToUpper(string(a.ID)) + "-00000000000000000000"}} {
		if _, err := c.window.LookUp(t.Context(), c.clerk, q); !errors.Is(err, window.ErrUnknown) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	item := only(t, c.find(c.slip(a)))
	if fmt.Sprint(item.Acts) != "[attended]" || len(item.Sections) != 0 {
		t.Errorf("acts %v, %d sections", item.Acts, len(item.Sections))
	}
	c.refused("collected elsewhere", window.Deed{Item: a.ID, Act: window.Collected}, window.ErrNotPossible)
	if done := c.record(window.Deed{Item: a.ID, Act: window.Attended, Purpose: window.Ask}); done.Visits != 2 {
		t.Errorf("the trip to another hall is not counted: %+v", done)
	}
	c.clerk = home
	c.record(window.Deed{Item: a.ID, Act: window.Collected})
	b := c.form("collect")
	c.decide(b.ID, application.HandOver, "window.papers", visit.PapersMissing)
	c.clerk = c.member("sun", another)
	for _, item := range c.find(c.slip(b)).Items {
		if item.ID == b.ID && (len(item.Sections) == 0 || fmt.Sprint(item.Acts) != "[attended completed refused]") {
			t.Errorf("a handed-over case does not arrive pre-filled: %v, %d sections", item.Acts, len(item.Sections))
		}
	}
	c.record(window.Deed{Item: b.ID, Act: window.Completed})
}

func TestWindow_refusesOnesOwnAndRelatives(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	relations := casework.NewRelations(c.DB, c.work, c.Log, c.Vault, c.Registers)
	_, err := relations.Declare(t.Context(), c.clerk, c.clerk.ID, pii.Conceal(citizen), casework.Relative)
	c.must(err)
	for _, q := range []window.Query{c.slip(a), {Number: strings.ReplaceAll(a.Number, "-", " ")}, {IDNumber: pii.Conceal(citizen)}} {
		if _, err := c.window.LookUp(t.Context(), c.clerk, q); !errors.Is(err, casework.ErrConflict) {
			t.Errorf("looked up: %v", err)
		}
	}
	c.refused("recorded", window.Deed{Item: a.ID, Act: window.Collected}, casework.ErrConflict)
	if c.matter(a.Matter).Visits != 1 {
		t.Error("a refused act counted a visit")
	}
}

// The reply is stored in the act's transaction: what fails there leaves nothing.
func TestRecord_isOneTransactionWithItsReply(t *testing.T) {
	c := newCounter(t)
	a := c.ready()
	c.Clock.Days(1)
	lost := errors.New("no room")
	_, err := c.window.Record(t.Context(), c.clerk, window.Deed{Item: a.ID, Act: window.Collected},
		func(context.Context, models.Tx, window.Done) error { return lost })
	if !errors.Is(err, lost) || c.state(a.ID) != application.Issuing || c.matter(a.Matter).Visits != 1 {
		t.Errorf("%v, %s, %+v", err, c.state(a.ID), c.matter(a.Matter))
	}
	if _, here, err := c.Visits.Today(t.Context(), a.Person, hall, models.DateOf(c.Clock.Now())); err != nil || here {
		t.Errorf("a presence stayed: %v", err)
	}
}

// A citizen who begins anew after a hand-over carries the matter on: the window
// does not finish it behind their back.
func TestCompleted_yieldsToALaterApplicationOfTheMatter(t *testing.T) {
	c := newCounter(t)
	a := c.form("collect")
	c.decide(a.ID, application.HandOver, "window.papers", visit.PapersMissing)
	b := c.form("collect")
	if a.Matter != b.Matter {
		t.Fatal("two matters")
	}
	c.refused("finished", window.Deed{Item: a.ID, Act: window.Completed}, window.ErrNotPossible)
	c.record(window.Deed{Item: a.ID, Act: window.Attended, Purpose: window.Papers})
}

func TestLookUp_asksForExactlyOne(t *testing.T) {
	c := newCounter(t)
	for _, q := range []window.Query{{}, {Code: "x", Number: "y"}, {IDNumber: pii.Conceal("123")}} {
		if _, err := c.window.LookUp(t.Context(), c.clerk, q); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
	c.Registers.Silence("person", true)
	if _, err := c.window.LookUp(t.Context(), c.clerk, window.Query{IDNumber: pii.Conceal(citizen)}); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("with a silent register: %v", err)
	}
}
