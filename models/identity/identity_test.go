package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"onevisit/models"
	"onevisit/models/application"
	"onevisit/models/audit"
	"onevisit/models/casework"
	"onevisit/models/device"
	"onevisit/models/identity"
	"onevisit/models/modelstest"
	"onevisit/models/pii"
	"onevisit/models/staff"
	"onevisit/models/store"
	"onevisit/models/visit"
)

const (
	hall    = "440300-001"
	another = "440300-002"
	renewal = "exit-entry.passport-renewal"
	citizen = "449901198805050016"
	broken  = "449901198805050017"
)

// scene is a kiosk and a desk of one hall over a real database.
type scene struct {
	*modelstest.Office
	t     *testing.T
	kiosk device.Device
	lane  *identity.Lane
	work  *store.Casework
	store *store.Identities
	clerk models.Actor
	told  int
}

// Publish counts what the desks are told.
func (s *scene) Publish(casework.Event) { s.told++ }

func newScene(t *testing.T) *scene {
	t.Helper()
	o := modelstest.NewOffice(t)
	o.Registers.Put(citizen, modelstest.Citizen(citizen))
	s := &scene{Office: o, t: t, kiosk: o.Kiosk(hall), work: store.NewCasework(o.DB), store: store.NewIdentities(o.DB)}
	s.lane = modelstest.NewLane(o, s)
	s.clerk = s.member("wang", hall)
	return s
}

func (s *scene) member(name, site string) models.Actor {
	s.t.Helper()
	account := staff.Account{ID: s.IDs.New(), Login: name, Name: name, Role: staff.Clerk, Site: site}
	s.must(s.DB.Atomically(s.t.Context(), func(ctx context.Context, tx models.Tx) error {
		return store.NewStaff(s.DB).Add(ctx, tx, staff.Stored{Account: account, Hash: "x"}, s.Clock.Now())
	}))
	return models.Actor{Kind: models.ActorStaff, ID: account.ID, Site: site, Role: "clerk"}
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v %+v", err, models.KindOf(err))
	}
}

func (s *scene) asked() identity.Asked {
	return identity.Asked{
		Device: s.kiosk, Why: identity.Unreadable, Name: pii.Conceal(" 陈　大海 "), Number: pii.Conceal("４４９９０１ 19880505 0016"),
		Mobile: pii.Conceal("138-0000-0002"), Service: renewal, Language: "zh-CN",
	}
}

func (s *scene) ask(change ...func(*identity.Asked)) identity.Ticket {
	s.t.Helper()
	a := s.asked()
	for _, c := range change {
		c(&a)
	}
	ticket, err := s.lane.Ask(s.t.Context(), a, nil)
	s.must(err)
	return ticket
}

func (s *scene) take(id models.ID) identity.View {
	s.t.Helper()
	v, err := s.lane.Take(s.t.Context(), s.clerk, id, nil)
	s.must(err)
	return v
}

func (s *scene) prove(id models.ID) identity.Code {
	s.t.Helper()
	v := s.take(id)
	code, err := s.lane.Prove(s.t.Context(), s.clerk, identity.Proof{Request: id, Fence: v.Version, Document: identity.IDCard}, nil)
	s.must(err)
	return code
}

func (s *scene) enter(d device.Device, code string) (identity.Begun, error) {
	return s.lane.Begin(s.t.Context(), identity.Entrance{Device: d, Code: code, Language: "zh-CN"}, nil)
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestLane_fromAnUnreadableCardToASessionOfThatPerson(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	if ticket.Number != "R001" {
		t.Fatalf("%+v", ticket)
	}
	list, err := s.lane.List(t.Context(), s.clerk)
	s.must(err)
	if len(list) != 1 || list[0].Masked.Name.Reveal() != "陈**" || list[0].Masked.Number.Reveal() != "449***********0016" || len(list[0].Doubts) != 0 {
		t.Fatalf("%+v", list)
	}
	code := s.prove(ticket.ID)
	begun, err := s.enter(s.Kiosk(hall), code.Code)
	s.must(err)
	if begun.Service != renewal || begun.Session.Proof != visit.ByWindow || begun.Session.Holder.Name.Reveal() != "陈大海" ||
		begun.Session.Holder.IDNumber.Reveal() != citizen || begun.Session.Holder.Mobile.Reveal() != "13800000002" {
		t.Fatalf("%+v %s", begun, begun.Session.Holder.IDNumber.Reveal())
	}
	opened, err := s.Cases.Open(t.Context(), application.Choice{Actor: begun.Session.Actor(), Place: modelstest.Place(s.kiosk), Service: begun.Service})
	s.must(err)
	if opened.View == nil {
		t.Fatalf("the wanted service does not open: %+v", opened)
	}
	kept, err := s.Visits.Session(t.Context(), begun.Session.ID)
	s.must(err)
	if kept.Proof != visit.ByWindow {
		t.Errorf("the session does not say how its holder was recognised: %+v", kept)
	}
	want := []audit.Action{audit.IdentityAsked, audit.IdentityTaken, audit.IdentityProven, audit.IdentityUsed}
	if got := s.Entries("identity", ticket.ID); !slices.Equal(got, want) {
		t.Errorf("entries %v", got)
	}
	if s.told != 4 {
		t.Errorf("the desks were told %d times", s.told)
	}
}

// The walk from the kiosk to the desk and back is one visit, and so is a further
// session of the same day.
func TestLane_walkingToTheDeskAndBackIsOneVisit(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	code := s.prove(ticket.ID)
	begun, err := s.enter(s.kiosk, code.Code)
	s.must(err)
	opened, err := s.Cases.Open(t.Context(), application.Choice{Actor: begun.Session.Actor(), Place: modelstest.Place(s.kiosk), Service: renewal})
	s.must(err)
	later := s.Identify(s.Kiosk(hall), citizen)
	if later.Session.Visit != begun.Session.Visit || later.Session.Person != begun.Session.Person {
		t.Fatalf("two visits or persons: %+v %+v", begun.Session, later.Session)
	}
	s.must(s.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		m, err := s.Ledger.Matter(ctx, tx, opened.View.Application.Matter)
		if err == nil && m.Visits != 1 {
			t.Errorf("%d visits", m.Visits)
		}
		return err
	}))
	// The next day's return is the second, and has its cause.
	s.Clock.Pass(24 * time.Hour)
	next := s.Identify(s.kiosk, citizen)
	_, err = s.Cases.Open(t.Context(), application.Choice{Actor: next.Session.Actor(), Place: modelstest.Place(s.kiosk), Service: renewal})
	s.must(err)
	s.must(s.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		m, err := s.Ledger.Matter(ctx, tx, opened.View.Application.Matter)
		if err == nil && m.Visits != 2 {
			t.Errorf("%d visits after the next day's", m.Visits)
		}
		return err
	}))
}

func TestProve_countsAPresenceAlsoOfWhoGoesNoFurther(t *testing.T) {
	s := newScene(t)
	ticket := s.ask(func(a *identity.Asked) { a.Why = identity.FaceMismatch })
	s.prove(ticket.ID)
	s.Clock.Pass(24 * time.Hour)
	next := s.Identify(s.kiosk, citizen)
	opened, err := s.Cases.Open(t.Context(), application.Choice{Actor: next.Session.Actor(), Place: modelstest.Place(s.kiosk), Service: renewal})
	s.must(err)
	s.must(s.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
		p, err := s.Visits.PresenceAt(ctx, tx, opened.View.Application.Matter, next.Session.Visit)
		if err == nil && (p.Seq != 2 || p.Cause != visit.Biometrics) {
			t.Errorf("%+v", p)
		}
		return err
	}))
}

func TestAsk_takesWhatTheKioskMustNotRefuseAndTellsTheClerk(t *testing.T) {
	s := newScene(t)
	ticket := s.ask(func(a *identity.Asked) { a.Number, a.Service, a.Mobile = pii.Conceal(broken), "", pii.Text{} })
	v := s.take(ticket.ID)
	if len(v.Doubts) != 1 || v.Doubts[0].Field != "number" || v.Doubts[0].Fault.Code != "id-number.check" {
		t.Errorf("%+v", v.Doubts)
	}
	for name, number := range map[string]string{"a permit": "C12345678", "a passport": "E12345678", "none": ""} {
		ticket := s.ask(func(a *identity.Asked) { a.Number = pii.Conceal(number) })
		if v := s.take(ticket.ID); len(v.Doubts) != 0 {
			t.Errorf("%s: %+v", name, v.Doubts)
		}
	}
	if v := s.take(s.ask(func(a *identity.Asked) { a.Number = pii.Conceal("abc") }).ID); len(v.Doubts) != 1 {
		t.Errorf("%+v", v.Doubts)
	}
}

func TestAsk_refusesAtTheField(t *testing.T) {
	s := newScene(t)
	rows := map[string]struct {
		change func(*identity.Asked)
		field  string
	}{
		"no name":               {func(a *identity.Asked) { a.Name = pii.Conceal("  ") }, "name"},
		"a name with a picture": {func(a *identity.Asked) { a.Name = pii.Conceal("王😀明") }, "name"},
		"a number with a NUL":   {func(a *identity.Asked) { a.Number = pii.Conceal("1\x00") }, "number"},
		"ten digits":            {func(a *identity.Asked) { a.Mobile = pii.Conceal("1380000000") }, "mobile"},
		"a made-up reason":      {func(a *identity.Asked) { a.Why = "because" }, "why"},
		"a made-up service":     {func(a *identity.Asked) { a.Service = "no.such" }, "service"},
	}
	for name, row := range rows {
		a := s.asked()
		row.change(&a)
		_, err := s.lane.Ask(t.Context(), a, nil)
		var e *models.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != row.field {
			t.Errorf("%s: %v %+v", name, err, e)
		}
	}
}

func TestAsk_numbersRunThroughTheDayOfAHall(t *testing.T) {
	s := newScene(t)
	if a, b := s.ask(), s.ask(); a.Number != "R001" || b.Number != "R002" {
		t.Errorf("%s %s", a.Number, b.Number)
	}
	if c := s.ask(func(a *identity.Asked) { a.Device = s.Kiosk(another) }); c.Number != "R001" {
		t.Errorf("the other hall's first is %s", c.Number)
	}
	s.Clock.Pass(24 * time.Hour)
	if d := s.ask(); d.Number != "R001" {
		t.Errorf("the next day's first is %s", d.Number)
	}
}

func TestAsk_isLimitedAtAKiosk(t *testing.T) {
	s := newScene(t)
	for range 20 {
		s.ask()
	}
	_, err := s.lane.Ask(t.Context(), s.asked(), nil)
	wantErr(t, "the twenty-first", err, identity.ErrTooMany)
	s.Clock.Pass(15 * time.Minute)
	s.ask()
}

func TestTake_oneClerkAtATime(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	first := s.take(ticket.ID)
	colleague := s.member("li", hall)
	_, err := s.lane.Take(t.Context(), colleague, ticket.ID, nil)
	wantErr(t, "a colleague", err, casework.ErrClaimedByOther)
	var e *models.Error
	if errors.As(err, &e) && e.Params["holder"] != "wang" {
		t.Errorf("%+v", e.Params)
	}
	_, err = s.lane.Take(t.Context(), s.member("zhao", another), ticket.ID, nil)
	wantErr(t, "another hall's clerk", err, models.ErrNotFound)
	s.Clock.Pass(identity.HoldTime)
	second, err := s.lane.Take(t.Context(), colleague, ticket.ID, nil)
	s.must(err)
	_, err = s.lane.Prove(t.Context(), s.clerk, identity.Proof{Request: ticket.ID, Fence: first.Version, Document: identity.IDCard}, nil)
	wantErr(t, "the first clerk's late proof", err, casework.ErrNotClaimed)
	wantErr(t, "the first clerk's late refusal", s.lane.Refuse(t.Context(), s.clerk, ticket.ID, first.Version, identity.Left, nil), casework.ErrNotClaimed)
	wantErr(t, "the first clerk's late release", s.lane.Release(t.Context(), s.clerk, ticket.ID, first.Version, nil), casework.ErrNotClaimed)
	_, err = s.lane.Reveal(t.Context(), s.clerk, ticket.ID, identity.FieldName, casework.VerifyIdentity)
	wantErr(t, "revealing to who does not hold it", err, casework.ErrNotClaimed)
	s.must(s.lane.Release(t.Context(), colleague, ticket.ID, second.Version, nil))
	s.take(ticket.ID)
}

func TestTake_notOneOfTheClerksOwn(t *testing.T) {
	s := newScene(t)
	declare := func() {
		s.must(s.DB.Atomically(t.Context(), func(ctx context.Context, tx models.Tx) error {
			return s.work.Declare(ctx, tx, s.clerk.ID, visit.IndexOf(s.Vault, pii.Conceal(citizen)), casework.Relative)
		}))
	}
	unknown := s.ask(func(a *identity.Asked) { a.Number = pii.Text{} })
	declare()
	// Nothing says whose it is before the document is seen.
	v := s.take(unknown.ID)
	_, err := s.lane.Prove(t.Context(), s.clerk, identity.Proof{
		Request: unknown.ID, Fence: v.Version, Document: identity.Passport, Number: pii.Conceal(citizen),
	}, nil)
	wantErr(t, "proving a relative", err, casework.ErrConflict)
	s.Identify(s.kiosk, citizen) // known to the hall from now on
	_, err = s.lane.Take(t.Context(), s.clerk, s.ask().ID, nil)
	wantErr(t, "taking a relative's", err, casework.ErrConflict)
}

func TestReveal_keepsWhoAskedAndWhy(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	s.take(ticket.ID)
	for field, want := range map[string]string{"name": "陈大海", "number": citizen, "mobile": "13800000002"} {
		value, err := s.lane.Reveal(t.Context(), s.clerk, ticket.ID, field, casework.VerifyIdentity)
		s.must(err)
		if value.Reveal() != want {
			t.Errorf("%s: %s", field, value.Reveal())
		}
	}
	_, err := s.lane.Reveal(t.Context(), s.clerk, ticket.ID, "face", casework.VerifyIdentity)
	if models.KindOf(err) != models.KindInvalid {
		t.Errorf("a field that is none: %v", err)
	}
	_, err = s.lane.Reveal(t.Context(), s.clerk, ticket.ID, "name", "curiosity")
	if models.KindOf(err) != models.KindInvalid {
		t.Errorf("no reason: %v", err)
	}
	entries := s.Entries("identity", ticket.ID)
	if n := len(slices.DeleteFunc(entries, func(a audit.Action) bool { return a != audit.IdentityRevealed })); n != 3 {
		t.Errorf("%d entries of a reveal", n)
	}
}

func TestProve_whatTheDocumentSaysGoesBeforeWhatWasTyped(t *testing.T) {
	s := newScene(t)
	ticket := s.ask(func(a *identity.Asked) { a.Name, a.Number = pii.Conceal("陈大每"), pii.Conceal(broken) })
	v := s.take(ticket.ID)
	proof := identity.Proof{Request: ticket.ID, Fence: v.Version, Document: identity.HouseholdBook}
	refused := func(what, field string, p identity.Proof) {
		t.Helper()
		_, err := s.lane.Prove(t.Context(), s.clerk, p, nil)
		var e *models.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != field {
			t.Errorf("%s: %v %+v", what, err, e)
		}
	}
	refused("a number that does not check", "number", proof)
	proof.Number = pii.Conceal(citizen)
	proof.Document = "library-card"
	refused("a document that proves nothing", "document", proof)
	proof.Document, proof.Name = identity.HouseholdBook, pii.Conceal("！")
	refused("no name", "name", proof)
	proof.Name = pii.Conceal("陈大海")
	code, err := s.lane.Prove(t.Context(), s.clerk, proof, nil)
	s.must(err)
	begun, err := s.enter(s.kiosk, code.Code)
	s.must(err)
	if begun.Session.Holder.Name.Reveal() != "陈大海" || begun.Session.Holder.IDNumber.Reveal() != citizen {
		t.Error("the session's holder is not the document's")
	}
}

func TestRefuse_endsItAndWipesWhatWasEntered(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	v := s.take(ticket.ID)
	if err := s.lane.Refuse(t.Context(), s.clerk, ticket.ID, v.Version, "dislike", nil); models.KindOf(err) != models.KindInvalid {
		t.Errorf("a made-up reason: %v", err)
	}
	s.must(s.lane.Refuse(t.Context(), s.clerk, ticket.ID, v.Version, identity.NotGenuine, nil))
	s.wiped(ticket.ID, identity.Refused)
	_, err := s.lane.Take(t.Context(), s.clerk, ticket.ID, nil)
	wantErr(t, "afterwards", err, identity.ErrEnded)
}

// wiped checks that nothing personal is left of a request.
func (s *scene) wiped(id models.ID, state identity.State) {
	s.t.Helper()
	s.must(s.DB.Atomically(s.t.Context(), func(ctx context.Context, tx models.Tx) error {
		r, err := s.store.Lock(ctx, tx, id)
		if err == nil && (r.State != state || len(r.Sealed) != 0 || r.CodeIndex != "") {
			s.t.Errorf("%+v", r)
		}
		return err
	}))
}

func TestCode_diesOnUse(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	code := s.prove(ticket.ID)
	_, err := s.enter(s.kiosk, code.Code)
	s.must(err)
	s.wiped(ticket.ID, identity.Used)
	_, err = s.enter(s.Kiosk(hall), code.Code)
	wantErr(t, "a second time", err, identity.ErrCode)
}

func TestCode_onlyInItsHallAndItsTime(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	code := s.prove(ticket.ID)
	_, err := s.enter(s.Kiosk(another), code.Code)
	wantErr(t, "in another hall", err, identity.ErrCode)
	s.Clock.Pass(identity.CodeLife)
	_, err = s.enter(s.kiosk, code.Code)
	wantErr(t, "after its time", err, identity.ErrCode)
	// The clerk proves again: nothing is typed twice, and the old code stays dead.
	fresh := s.prove(ticket.ID)
	if _, err := s.enter(s.kiosk, code.Code); err == nil {
		t.Error("the old code lives again")
	}
	_, err = s.enter(s.kiosk, fresh.Code)
	s.must(err)
}

func TestCode_fiveWrongOnesCloseTheKioskForAWhile(t *testing.T) {
	s := newScene(t)
	code := s.prove(s.ask().ID)
	wrong := "00000000"
	if code.Code == wrong {
		wrong = "00000001"
	}
	for range 5 {
		_, err := s.enter(s.kiosk, wrong)
		wantErr(t, "a guess", err, identity.ErrCode)
	}
	_, err := s.enter(s.kiosk, code.Code)
	wantErr(t, "the right one after five guesses", err, identity.ErrTooMany)
	for _, typed := range []string{"", "1234567", "123456789", "1234567a"} {
		if _, err := s.enter(s.Kiosk(hall), typed); models.KindOf(err) != models.KindInvalid {
			t.Errorf("%q: %v", typed, err)
		}
	}
	_, err = s.enter(s.Kiosk(hall), " "+code.Code[:4]+"-"+code.Code[4:]) // the next kiosk takes it, however it is typed
	s.must(err)
	if got := s.Entries("device", s.kiosk.ID); len(slices.DeleteFunc(got, func(a audit.Action) bool { return a != audit.IdentityCodeRefused })) != 5 {
		t.Error("the guesses are not in the log")
	}
}

func TestExpire_atClosingTimeNothingIsLeft(t *testing.T) {
	s := newScene(t)
	ticket := s.ask()
	proven := s.ask()
	s.prove(proven.ID)
	s.Clock.Pass(ticket.ExpiresAt.Sub(s.Clock.Now()))
	list, err := s.lane.List(t.Context(), s.clerk)
	s.must(err)
	if len(list) != 0 {
		t.Errorf("%+v", list)
	}
	n, err := s.lane.Expire(t.Context())
	s.must(err)
	again, err := s.lane.Expire(t.Context())
	s.must(err)
	if n != 2 || again != 0 {
		t.Errorf("%d, then %d", n, again)
	}
	s.wiped(ticket.ID, identity.Expired)
	s.wiped(proven.ID, identity.Expired)
	late := s.ask() // after closing: until midnight
	if on := models.DateOf(s.Clock.Now()); !late.ExpiresAt.Equal(on.AddDays(1).Time()) {
		t.Errorf("%v", late.ExpiresAt)
	}
}

func TestBegin_twoKiosksAtOnceBeginOneSession(t *testing.T) {
	s := newScene(t)
	code := s.prove(s.ask().ID)
	kiosks := []device.Device{s.Kiosk(hall), s.Kiosk(hall), s.Kiosk(hall), s.Kiosk(hall)}
	answers := make(chan error)
	for _, k := range kiosks {
		go func() {
			_, err := s.enter(k, code.Code)
			answers <- err
		}()
	}
	begun := 0
	for range kiosks {
		switch err := <-answers; {
		case err == nil:
			begun++
		case !errors.Is(err, identity.ErrCode):
			t.Error(err)
		}
	}
	if begun != 1 {
		t.Errorf("%d sessions of one code", begun)
	}
}
